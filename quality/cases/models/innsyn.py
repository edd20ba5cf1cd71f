"""Answers to somebody who asks what is written of them: redacted by one, approved by another, kept until it is old."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.core.db import Enumerated, Key, Model, PublicId


class InnsynState(StrEnum):
    """Where it is: it waits for the second person, was approved, or was sent back."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"


class Innsyn(Model):
    """Redacted texts of cases. What was searched for is not kept; `content` is emptied when it is old."""

    __tablename__ = "innsyn"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    reference: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[InnsynState] = mapped_column(Enumerated(InnsynState), default=InnsynState.WAITING)
    content: Mapped[list[Any]]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    proposed_at: Mapped[dt.datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None]
    emptied_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])


class InnsynCase(Model):
    """A case that an answer holds text of: who may read every one may read the answer."""

    __tablename__ = "innsyn_case"

    innsyn_id: Mapped[int] = mapped_column(sa.ForeignKey("innsyn.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, index=True)
