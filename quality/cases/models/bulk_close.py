"""Many cases closed by one measure and one answer: the order, and what became of each case."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.core.db import Enumerated, Key, Model, PublicId


class BulkState(StrEnum):
    """Where an order is: looked over, started, being carried out, or done."""

    PREVIEW = "preview"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class RowState(StrEnum):
    """What became of one case: nothing yet, closed, waiting for a second pair of eyes, or left as it was."""

    WAITING = "waiting"
    CLOSED = "closed"
    ASKED = "asked"
    REFUSED = "refused"


class BulkClose(Model):
    """One order to close many cases. `content` holds what was written, and is emptied when all is done."""

    __tablename__ = "bulk_close"
    __table_args__ = (sa.Index(None, "state", "claimed_at"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[BulkState] = mapped_column(Enumerated(BulkState), default=BulkState.PREVIEW)
    measure_id: Mapped[int | None] = mapped_column(sa.ForeignKey("measure.id"))
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cases: Mapped[int]
    created_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    person: Mapped[Person] = relationship()
    measure: Mapped[Measure | None] = relationship()


class BulkCloseRow(Model):
    """One case of an order, as it stood when it was looked over; `sentence` says why it was left as it was."""

    __tablename__ = "bulk_close_row"

    bulk_close_id: Mapped[int] = mapped_column(sa.ForeignKey("bulk_close.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True, index=True)
    case_version: Mapped[int]
    state: Mapped[RowState] = mapped_column(Enumerated(RowState), default=RowState.WAITING)
    sentence: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settled_at: Mapped[dt.datetime | None]

    case: Mapped[Case] = relationship()
