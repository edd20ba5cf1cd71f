"""What a safety representative says in a case, and the leader's answer to what is asked for."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.models.case import Case
from quality.core.db import Key, Model, PublicId


class SafetyWord(Model):
    """A comment, or a request for a measure to be answered by `due_on`; `done_by` is what the answer promises."""

    __tablename__ = "safety_word"
    __table_args__ = (sa.Index(None, "answered_at", "due_on"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date | None]
    answered_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    done_by: Mapped[dt.date | None]
    reminded_on: Mapped[dt.date | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    case: Mapped[Case] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=[author_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
