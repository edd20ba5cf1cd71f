"""Posters: a code on a wall that opens the form with unit and place set."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.core.db import Key, Model, PublicId, new_public_id
from quality.organisation.models import Unit


class Poster(Model):
    """A poster at a place. Its token stands on the wall: it opens a form and nothing else, and can be revoked."""

    __tablename__ = "poster"
    __table_args__ = (sa.Index(None, "unit_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    token: Mapped[str] = mapped_column(sa.String(22), unique=True, default=new_public_id)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    created_at: Mapped[dt.datetime]
    revoked_at: Mapped[dt.datetime | None]
    opened: Mapped[int] = mapped_column(default=0)
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    unit: Mapped[Unit] = relationship()
