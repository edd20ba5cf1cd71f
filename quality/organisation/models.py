"""Tables of the municipality: itself, its units, and the files imported into it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.kinds import Service, UnitLevel


class Municipality(Model):
    """The one municipality whose database this is, and what it has chosen."""

    __tablename__ = "municipality"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(sa.String(100))
    language: Mapped[str] = mapped_column(sa.String(2), default="nb")
    arms_svg: Mapped[str] = mapped_column(sa.Text, default="")
    on_call_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}


class Unit(Model):
    """A part of the organisation. `path` holds the ids from the root, as /1/4/17/."""

    __tablename__ = "unit"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    level: Mapped[UnitLevel] = mapped_column(Enumerated(UnitLevel))
    service: Mapped[Service | None] = mapped_column(Enumerated(Service))
    fte: Mapped[Decimal | None] = mapped_column(sa.Numeric(8, 2))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(120), index=True, default="")
    opened_on: Mapped[dt.date | None]
    closed_on: Mapped[dt.date | None]
    position: Mapped[int] = mapped_column(default=0)

    parent: Mapped[Unit | None] = relationship(remote_side="Unit.id")

    __mapper_args__ = {"version_id_col": version}


class Import(Model):
    """One file brought in: what it was, how far it came and what was said about it."""

    __tablename__ = "import_file"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(sa.String(16))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    file_hash: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    leave_out_bad: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(16), default="checked")
    rows: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor_id: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None]


class ImportMapping(Model):
    """A way of reading another system's file, kept to be used again."""

    __tablename__ = "import_mapping"

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(sa.String(16))
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
