"""Thanks: one person thanks the reporter of a case, once."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.core.db import Key, Model


class Thanks(Model):
    """A thank-you to whoever reported the case; it reaches the person without telling anybody who that is."""

    __tablename__ = "thanks"
    __table_args__ = (sa.UniqueConstraint("case_id", "person_id"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship()
