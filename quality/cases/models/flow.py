"""What happens to a case on its way: put off, sent on, put together, given out in parts, marked."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quality.accounts.models import Person
from quality.cases.kinds import Channel, Flag, Part, TaskState
from quality.cases.models.case import Case
from quality.cases.states import CaseState
from quality.core.db import Enumerated, Key, Model, PublicId
from quality.organisation.models import Unit

# How the key of a task begins that lends a case for an answer to who asks for innsyn.
LENT = "innsyn-"


class CaseSnooze(Model):
    """A new case that waits: until a day at the latest, and sooner when more of the same come or it spreads."""

    __tablename__ = "case_snooze"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    until_on: Mapped[dt.date] = mapped_column(index=True)
    more: Mapped[int | None]
    elsewhere: Mapped[bool] = mapped_column(default=False)
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    set_at: Mapped[dt.datetime]


class CaseTransfer(Model):
    """A case offered to another unit, until that unit takes it, refuses it, or the offer ends."""

    __tablename__ = "case_transfer"
    __table_args__ = (sa.Index(None, "settled_at", "back_on"),)

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    from_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    state_before: Mapped[CaseState] = mapped_column(Enumerated(CaseState))
    reason: Mapped[str] = mapped_column(sa.Text)
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    sent_at: Mapped[dt.datetime]
    back_on: Mapped[dt.date]
    settled_at: Mapped[dt.datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(16), default="")

    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])


class CaseParty(Model):
    """A unit that has to do with a case without owning it; its leader reads it (docs/decisions/0010)."""

    __tablename__ = "case_party"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(Enumerated(Part), primary_key=True)

    unit: Mapped[Unit] = relationship()


class CaseMerge(Model):
    """A case that tells the same as another: closed with it, answered with it, and counted once."""

    __tablename__ = "case_merge"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    into_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    state_before: Mapped[CaseState] = mapped_column(Enumerated(CaseState))
    merged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    merged_at: Mapped[dt.datetime]

    case: Mapped[Case] = relationship(foreign_keys=[case_id])
    into: Mapped[Case] = relationship(foreign_keys=[into_id])


class CaseTask(Model):
    """A part of a case given to somebody with a day; while it is open, its owner reads the case."""

    __tablename__ = "case_task"
    __table_args__ = (sa.Index(None, "owner_id", "state", "due_on"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    version: Mapped[int] = mapped_column(default=1)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), index=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[TaskState] = mapped_column(Enumerated(TaskState), default=TaskState.OPEN)
    what: Mapped[str] = mapped_column(sa.String(300))
    due_on: Mapped[dt.date]
    given_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    given_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(80), unique=True)

    owner: Mapped[Person] = relationship(foreign_keys=[owner_id])

    __mapper_args__ = {"version_id_col": version}


class CaseFlag(Model):
    """A mark on a case; `channel` and `reference` are of one that is also told of elsewhere."""

    __tablename__ = "case_flag"

    case_id: Mapped[int] = mapped_column(sa.ForeignKey("case.id"), primary_key=True)
    flag: Mapped[Flag] = mapped_column(Enumerated(Flag), primary_key=True)
    channel: Mapped[Channel | None] = mapped_column(Enumerated(Channel))
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    set_at: Mapped[dt.datetime]
