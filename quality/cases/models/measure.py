"""A measure, which stands by itself, and its link to a case."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.kinds import MeasureKind, Strength
from quality.cases.states import MeasureState
from quality.core.db import Enumerated, Key, Model, PublicId


class Measure(Model):
    """Something to be done by somebody by a day; cases, patterns and uptakes link to it."""

    __tablename__ = "measure"
    __table_args__ = (sa.Index("ix_measure_owner_state", "owner_id", "state", "due_on"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[MeasureState] = mapped_column(Enumerated(MeasureState), default=MeasureState.DECIDED)
    strength: Mapped[Strength] = mapped_column(Enumerated(Strength), default=Strength.MEDIUM)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    kind: Mapped[MeasureKind] = mapped_column(
        Enumerated(MeasureKind), default=MeasureKind.OTHER_MEDIUM, server_default="other_medium"
    )
    due_on: Mapped[dt.date | None]
    done_at: Mapped[dt.datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    effect_due_on: Mapped[dt.date | None]
    effect_note: Mapped[str] = mapped_column(sa.Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[dt.datetime]
    reminded_on: Mapped[dt.date | None]
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])

    __mapper_args__ = {"version_id_col": version}


class CaseMeasure(Model):
    """A measure taken because of a case."""

    __tablename__ = "case_measure"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("measure.id"), primary_key=True, index=True)


class EffectCheck(Model):
    """Somebody other than who did it looked whether a measure worked, with the counts that were shown."""

    __tablename__ = "effect_check"

    id: Mapped[Key]
    measure_id: Mapped[int] = mapped_column(sa.ForeignKey("measure.id"), index=True)
    outcome: Mapped[MeasureState] = mapped_column(Enumerated(MeasureState))
    note: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    at: Mapped[dt.datetime]
