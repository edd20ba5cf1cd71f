"""What a graver closing rests on, the second pair of eyes, and the unit's own answers to begin from."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.core.db import Enumerated, Key, Model, PublicId


class ClosingState(StrEnum):
    """Where a closing is: it waits for the second pair of eyes, was sent back, or is done."""

    WAITING = "waiting"
    RETURNED = "returned"
    DONE = "done"


class CaseClosing(Model):
    """One closing of a graver case. `content` holds what waits for approval, and is emptied once that is given."""

    __tablename__ = "case_closing"
    __table_args__ = (sa.Index(None, "state", "case_id"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    state: Mapped[ClosingState] = mapped_column(Enumerated(ClosingState))
    involved: Mapped[str] = mapped_column(sa.Text)
    effect_how: Mapped[str] = mapped_column(sa.Text, default="")
    weak_reason: Mapped[str] = mapped_column(sa.Text, default="")
    safety_told: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None]

    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class AnswerTemplate(Model):
    """An answer to begin from, for one unit or for all. It is always edited before it is sent."""

    __tablename__ = "answer_template"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    text: Mapped[str] = mapped_column(sa.Text)
    retired_on: Mapped[dt.date | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    __mapper_args__ = {"version_id_col": version}
