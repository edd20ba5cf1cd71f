"""What somebody has put together to show in a meeting."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from quality.core.db import Key, Model, PublicId


class MeetingPoint(Model):
    """One point of a person's meeting: the address it is made from each time, and its name when it was added."""

    __tablename__ = "meeting_point"
    __table_args__ = (sa.UniqueConstraint("person_id", "address"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    position: Mapped[int]
    address: Mapped[str] = mapped_column(sa.String(1500))
    title: Mapped[str] = mapped_column(sa.String(200))
    added_at: Mapped[dt.datetime]
