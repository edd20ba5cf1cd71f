"""Counting: one more of a kind, taking it back, and a leader's correction."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.kinds import Shift
from quality.cases.models.tally import Tally, TallyType, TallyTypeService
from quality.cases.services.register import ALREADY_SENT
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, NotVisibleError, RefusedError
from quality.organisation.models import Unit

UNDO = dt.timedelta(minutes=30)
BACK_DAYS = 7


@dataclass(frozen=True)
class Told:
    """What was counted: the type's public id, and when and where as far as it is told."""

    type: str
    day: dt.date | None = None
    shift: Shift | None = None
    place: str = ""
    once: str | None = None


def count_one(session: Session, actor: Actor, unit: Unit, told: Told, *, now: dt.datetime) -> Tally:
    """Count one more in the unit. Sent twice with the same `once`, it counts one; anybody may count anywhere."""
    if told.once and (known := session.scalar(sa.select(Tally).where(Tally.idempotency_key == told.once))):
        if (known.unit_id, known.type.public_id) != (unit.id, told.type):
            raise ConflictError(ALREADY_SENT)
        return known
    row = Tally(
        type=_counted_by(session, unit, told.type),
        unit=unit,
        day=_day(told.day, local_date(now)),
        shift=told.shift,
        place=told.place,
        counted_at=now,
        idempotency_key=told.once,
    )
    session.add(row)
    session.flush()
    return row


def _counted_by(session: Session, unit: Unit, public_id: str) -> TallyType:
    used = sa.select(TallyTypeService.type_id).where(TallyTypeService.service == unit.service)
    query = sa.select(TallyType).where(
        TallyType.public_id == public_id, TallyType.retired_on.is_(None), TallyType.id.in_(used)
    )
    found = session.scalar(query)
    if found is None:
        raise RefusedError(N_("Dette telles ikke lenger i enheten. Velg noe annet."), field="type")
    return found


def _day(told: dt.date | None, today: dt.date) -> dt.date:
    day = told or today
    if day > today:
        raise RefusedError(N_("Dagen kan ikke være fram i tid."), field="day")
    if day < today - dt.timedelta(BACK_DAYS):
        raise RefusedError(N_("Du kan telle for den siste uka. Meld fra om det som er eldre."), field="day")
    return day


def undo(session: Session, public_id: str, *, now: dt.datetime) -> Tally:
    """Take one back, by whoever has just counted it: nobody else knows its id."""
    row = session.scalar(sa.select(Tally).where(Tally.public_id == public_id))
    if row is None:
        raise NotVisibleError(public_id)
    if row.undone_at is None and row.counted_at < now - UNDO:
        raise RefusedError(N_("Det er for sent å angre her. Lederen din kan rette tallet."))
    row.undone_at = row.undone_at or now
    session.flush()
    return row


def remove(session: Session, actor: Actor, public_id: str, *, now: dt.datetime) -> Tally:
    """Correct the unit's figures: its leader takes one away, and the history says who did."""
    reach = actor.reach(Act.CASE_HANDLE)
    row = session.scalar(sa.select(Tally).where(Tally.public_id == public_id, Tally.unit_id.in_(reach)))
    if row is None:
        raise NotVisibleError(public_id)
    if row.undone_at is None:
        row.undone_at = now
        session.flush()
        values = {"type": row.type.name, "day": row.day.isoformat()}
        deputy_for = actor.standing_in_for(row.unit_id)
        record(session, Happening("tally", row.id, "remove", now, actor.id, deputy_for, values))
    return row
