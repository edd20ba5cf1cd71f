"""Tallies: what is counted, for which kinds of service, and each thing counted."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.cases.kinds import Shift
from quality.cases.models.category import Category
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.kinds import Service
from quality.organisation.models import Unit


class TallyType(Model):
    """Something frequent that harms nobody and is only counted. Retired, never deleted."""

    __tablename__ = "tally_type"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(sa.String(40))
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    position: Mapped[int] = mapped_column(default=0)
    retired_on: Mapped[dt.date | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    category: Mapped[Category] = relationship()

    __mapper_args__ = {"version_id_col": version}


class TallyTypeLabel(Model):
    """The name of a tally type in another language than bokmål."""

    __tablename__ = "tally_type_label"

    type_id: Mapped[int] = mapped_column(sa.ForeignKey("tally_type.id"), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40))


class TallyTypeService(Model):
    """A kind of service that counts this."""

    __tablename__ = "tally_type_service"

    type_id: Mapped[int] = mapped_column(sa.ForeignKey("tally_type.id"), primary_key=True)
    service: Mapped[Service] = mapped_column(Enumerated(Service), primary_key=True)


class Tally(Model):
    """One more of a kind in a unit on a day. It holds no text and no person: who counted is nobody's business."""

    __tablename__ = "tally"
    __table_args__ = (sa.Index(None, "unit_id", "day", "type_id"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    type_id: Mapped[int] = mapped_column(sa.ForeignKey("tally_type.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    day: Mapped[dt.date]
    shift: Mapped[Shift | None] = mapped_column(Enumerated(Shift))
    place: Mapped[str] = mapped_column(sa.String(80), default="")
    counted_at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    type: Mapped[TallyType] = relationship()
    unit: Mapped[Unit] = relationship()
