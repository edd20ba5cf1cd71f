"""Who is on duty when, and which serious cases they have been told of."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.core.db import Key, Model
from quality.organisation.models import Unit


class Duty(Model):
    """Somebody on duty for a branch of units, first to last day included."""

    __tablename__ = "duty"

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    phone: Mapped[str] = mapped_column(sa.String(40))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()


class SeriousAlert(Model):
    """A case that turned out serious, once a priority; `sent_at` is set when the mails are in the outbox."""

    __tablename__ = "serious_alert"
    __table_args__ = (sa.UniqueConstraint("case_id", "priority"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    priority: Mapped[int]
    noted_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None] = mapped_column(index=True)
