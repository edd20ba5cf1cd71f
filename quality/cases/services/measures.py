"""Measures of a case: made with an owner and a day, and moved until their effect is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services.change import change, go_if_open, take
from quality.cases.services.register import ALREADY_SENT
from quality.cases.states import (
    MEASURE_MOVES,
    MEASURE_OPEN,
    MEASURE_TOO_LATE,
    UNCOUNTED,
    CaseState,
    MeasureState,
)
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.core.states import find_move
from quality.core.text import N_, ConflictError, RefusedError

# Days from a measure is done until its effect is looked at, by priority (domain.md section 6).
EFFECT_DAYS = {2: 60, 3: 30, 4: 30}
JUDGED = frozenset({MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED})


@dataclass(frozen=True)
class Plan:
    """What is to be done, by whom and when."""

    title: str
    owner_id: int
    due_on: dt.date
    strength: Strength = Strength.MEDIUM


def add_measure(
    session: Session, actor: Actor, case: Case, plan: Plan, *, now: dt.datetime, once: str | None = None
) -> Measure:
    """Decide a measure in the case; its owner is told. Sent twice with the same `once`, it makes one."""
    if once and (known := session.scalar(sa.select(Measure).where(Measure.idempotency_key == once))):
        if known.created_by_id != actor.id:
            raise ConflictError(ALREADY_SENT)
        return known
    if case.state is CaseState.CLOSED or case.state in UNCOUNTED:
        raise RefusedError(N_("Saken er ikke åpen. Åpne den igjen før du legger til tiltak."))
    _check(session, plan, now)
    with change(session, actor, case, "add_measure", now) as values:
        take(case, now)
        go_if_open(case, "act")
        measure = Measure(
            title=plan.title,
            owner_id=plan.owner_id,
            due_on=plan.due_on,
            strength=plan.strength,
            unit_id=case.unit_id,
            created_by_id=actor.id,
            created_at=now,
            idempotency_key=once or None,
        )
        session.add(measure)
        session.flush()
        session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
        values |= {"measure": measure.public_id, "owner": plan.owner_id, "due": plan.due_on}
    if plan.owner_id != actor.id:
        notices.tell(session, mails.measure_given(measure, case), now)
    return measure


def _check(session: Session, plan: Plan, now: dt.datetime) -> None:
    owner = session.get(Person, plan.owner_id)
    if owner is None or not owner.active:
        raise RefusedError(N_("Velg hvem som har ansvaret."), field="owner")
    if plan.due_on < local_date(now):
        raise RefusedError(N_("Fristen kan ikke være før i dag."), field="due_on")


def move_measure(
    session: Session,
    actor: Actor,
    case: Case,
    measure: Measure,
    verb: str,
    *,
    now: dt.datetime,
    note: str = "",
) -> None:
    """Take the measure one step; a graver case goes on to checking the effect once everything is done."""
    try:
        target = find_move(MEASURE_MOVES, verb, measure.state).target
    except RefusedError as error:
        raise ConflictError(MEASURE_TOO_LATE) from error
    with change(session, actor, case, "move_measure", now) as values:
        values |= {"measure": measure.public_id, "measure_state": [measure.state, target]}
        measure.state = target
        if target is MeasureState.DONE:
            measure.done_at = now
            measure.effect_due_on = effect_day(case.priority, now)
        if target in JUDGED and note:
            measure.effect_note = note
        session.flush()
        if case.priority in EFFECT_DAYS and not _open_left(session, case.id):
            go_if_open(case, "check")


def effect_day(priority: int, now: dt.datetime) -> dt.date | None:
    """When to look whether it worked; nothing is asked of the least grave."""
    days = EFFECT_DAYS.get(priority)
    return add_working_days(local_date(now) + dt.timedelta(days), 0) if days else None


def _open_left(session: Session, case_id: int) -> bool:
    query = sa.select(Measure.id).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    query = query.where(CaseMeasure.case_id == case_id, Measure.state.in_(MEASURE_OPEN))
    return session.scalar(query.limit(1)) is not None
