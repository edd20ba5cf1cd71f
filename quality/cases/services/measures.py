"""Measures of a case: made with an owner and a day, and moved until their effect is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.compose.strength import only_tells
from quality.cases.kinds import STRENGTH_OF, MeasureKind, Strength
from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, EffectCheck, Measure
from quality.cases.queries.people import is_stranger
from quality.cases.queries.settings import days_of
from quality.cases.services.change import change, go_if_open, take
from quality.cases.services.idea_course import follow_measure
from quality.cases.services.register import ALREADY_SENT
from quality.cases.states import MEASURE_MOVES, MEASURE_OPEN, MEASURE_TOO_LATE, OPEN, CaseState, MeasureState
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.core.states import find_move
from quality.core.text import N_, ConflictError, RefusedError
from quality.core.working_days import due_day

JUDGED = frozenset({MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED})
LONGEST = dt.timedelta(3 * 366)
STRANGER = N_("Saken er skjermet. Legg personen til dem som har saken først.")


@dataclass(frozen=True)
class Plan:
    """What is to be done, by whom and when; the strength follows from the kind where one is told."""

    title: str
    owner_id: int
    due_on: dt.date
    strength: Strength = Strength.MEDIUM
    kind: MeasureKind | None = None


def add_measure(
    session: Session,
    actor: Actor,
    case: Case,
    plan: Plan,
    *,
    now: dt.datetime,
    once: str | None = None,
    also: Sequence[Case] = (),
) -> Measure:
    """Decide a measure in one case or several; its owner is told. Sent twice with the same `once`, it makes one."""
    if once and (known := session.scalar(sa.select(Measure).where(Measure.idempotency_key == once))):
        if known.created_by_id != actor.id:
            raise ConflictError(ALREADY_SENT)
        return known
    for each in (case, *also):
        _refuse_shut(each)
        refuse_stranger(session, plan.owner_id, each)
    due_on = _check(session, plan.owner_id, plan.due_on, now)
    kind, strength = named(plan.title, plan.kind, plan.strength)
    measure = Measure(
        title=plan.title,
        owner_id=plan.owner_id,
        due_on=due_on,
        kind=kind,
        strength=strength,
        unit_id=case.unit_id,
        created_by_id=actor.id,
        created_at=now,
        idempotency_key=once or None,
    )
    session.add(measure)
    session.flush()
    for each in (case, *also):
        _tie(session, actor, each, measure, now)
    if plan.owner_id != actor.id:
        notices.tell(session, mails.measure_given(measure, case, now), now)
    return measure


def tie_measure(session: Session, actor: Actor, case: Case, measure: Measure, *, now: dt.datetime) -> None:
    """Let a measure that is there count for one more case; a case that has it already is taken on, no more."""
    _refuse_shut(case)
    refuse_stranger(session, measure.owner_id, case)
    if session.get(CaseMeasure, (case.id, measure.id)) is None:
        _tie(session, actor, case, measure, now)
    elif case.state is CaseState.REPORTED:
        with change(session, actor, case, "receive", now):
            take(case, now)


def _tie(session: Session, actor: Actor, case: Case, measure: Measure, now: dt.datetime) -> None:
    with change(session, actor, case, "add_measure", now) as values:
        take(case, now)
        go_if_open(case, "act")
        session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
        values |= {"measure": measure.public_id, "owner": measure.owner_id, "due": measure.due_on}


def _refuse_shut(case: Case) -> None:
    if case.state not in OPEN:
        raise RefusedError(N_("Saken er ikke åpen. Åpne den igjen før du legger til tiltak."))


def refuse_stranger(session: Session, owner_id: int | None, case: Case) -> None:
    """Nobody is given anything in a shielded case without being named in it first."""
    if owner_id is not None and is_stranger(session, owner_id, case):
        raise RefusedError(STRANGER, field="owner")


def named(title: str, kind: MeasureKind | None, strength: Strength) -> tuple[MeasureKind, Strength]:
    """What a measure is called by its kind; one that only tells people something is weak, whatever it is called."""
    if kind is None:
        kind = {
            Strength.WEAK: MeasureKind.OTHER_WEAK,
            Strength.MEDIUM: MeasureKind.OTHER_MEDIUM,
            Strength.STRONG: MeasureKind.OTHER_STRONG,
        }[strength]
    if STRENGTH_OF[kind] is not Strength.WEAK and only_tells(title):
        kind = MeasureKind.MEETING
    return kind, STRENGTH_OF[kind]


def checked(session: Session, plan: Plan, *, now: dt.datetime) -> Plan:
    """The plan with its working day; refused where it could not be made."""
    return replace(plan, due_on=_check(session, plan.owner_id, plan.due_on, now))


def _check(session: Session, owner_id: int, due_on: dt.date, now: dt.datetime) -> dt.date:
    """Refuse an owner who has left and a day in the past; gives the working day that it becomes."""
    owner = session.get(Person, owner_id)
    if owner is None or not owner.active:
        raise RefusedError(N_("Velg hvem som har ansvaret."), field="owner")
    if due_on < local_date(now):
        raise RefusedError(N_("Fristen kan ikke være før i dag."), field="due_on")
    if due_on - local_date(now) > LONGEST:
        raise RefusedError(N_("Fristen er for langt fram. Del tiltaket opp."), field="due_on")
    return add_working_days(due_on, 0)


def change_measure(
    session: Session,
    actor: Actor,
    case: Case,
    measure: Measure,
    owner_id: int,
    due_on: dt.date,
    *,
    now: dt.datetime,
) -> None:
    """Give a measure another owner or day; whoever gets it is told, and is reminded anew."""
    if measure.state not in MEASURE_OPEN:
        raise ConflictError(MEASURE_TOO_LATE)
    day = _check(session, owner_id, due_on, now) if due_on != measure.due_on else due_on
    before = (measure.owner_id, measure.due_on)
    if before == (owner_id, day):
        return
    with change(session, actor, case, "change_measure", now) as values:
        if owner_id != measure.owner_id:
            _check(session, owner_id, local_date(now), now)
            for each in (case, *others_with(session, measure, case)):
                refuse_stranger(session, owner_id, each)
        measure.owner_id, measure.due_on, measure.reminded_on = owner_id, day, None
        values |= {"measure": measure.public_id, "before": list(before), "owner": owner_id, "until": day}
    if owner_id not in (before[0], actor.id):
        notices.tell(session, mails.measure_given(measure, case, now), now)


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
    """Take the measure one step, in every case it belongs to; grave ones go on to checking the effect."""
    before = measure.state
    try:
        target = find_move(MEASURE_MOVES, verb, before).target
    except RefusedError as error:
        raise ConflictError(MEASURE_TOO_LATE) from error
    cases = [case, *others_with(session, measure, case)]
    measure.state = target
    if target is MeasureState.DONE:
        measure.done_at, measure.done_by_id = now, actor.id
        measure.effect_due_on = effect_day(session, cases, now, "effect")
    if target in JUDGED:
        check_effect(session, actor, measure, note, now=now)
        measure.effect_due_on = _second_look(session, cases, measure)
    session.flush()
    for each in cases:
        with change(session, actor, each, "move_measure", now) as values:
            values |= {"measure": measure.public_id, "measure_state": [before, target]}
            if note and target in JUDGED:
                values["why"] = note
            follow_measure(session, actor, each, measure, now)
            if effect_day(session, [each], now, "effect") and not _open_left(session, each.id):
                go_if_open(each, "check")


def check_effect(session: Session, actor: Actor, measure: Measure, note: str, *, now: dt.datetime) -> None:
    """Write what somebody else than the doer found. The measure is in its new state already."""
    if actor.id in (measure.owner_id, measure.done_by_id):
        raise RefusedError(N_("En annen enn den som gjorde tiltaket må sjekke om det virket."), field="text")
    if not note:
        raise RefusedError(N_("Skriv hva som viser det."), field="text")
    measure.effect_note = note
    session.add(EffectCheck(measure_id=measure.id, outcome=measure.state, note=note, by_id=actor.id, at=now))


def others_with(session: Session, measure: Measure, case: Case) -> list[Case]:
    """The other open cases that the measure belongs to."""
    query = sa.select(Case).join(CaseMeasure, CaseMeasure.case_id == Case.id)
    query = query.where(CaseMeasure.measure_id == measure.id, Case.id != case.id, Case.state.in_(OPEN))
    return list(session.scalars(query.order_by(Case.id)))


def effect_day(session: Session, cases: Sequence[Case], at: dt.datetime, step: str) -> dt.date | None:
    """When to look whether it worked, by the gravest of the cases; None where nothing is asked."""
    rows = days_of(session, step)
    found = [rows[case.priority] for case in cases if case.priority in rows and rows[case.priority].days]
    if not found:
        return None
    row = min(found, key=lambda row: row.days)
    return due_day(local_date(at), row.days, row.calendar_days)


def _second_look(session: Session, cases: Sequence[Case], measure: Measure) -> dt.date | None:
    """A grave one that worked is looked at once more, counted from when it was done."""
    query = sa.select(sa.func.count(EffectCheck.id)).where(EffectCheck.measure_id == measure.id)
    if measure.done_at is None or measure.state is MeasureState.FAILED or (session.scalar(query) or 0) > 1:
        return None
    return effect_day(session, cases, measure.done_at, "effect_again")


def _open_left(session: Session, case_id: int) -> bool:
    query = sa.select(Measure.id).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    query = query.where(CaseMeasure.case_id == case_id, Measure.state.in_(MEASURE_OPEN))
    return session.scalar(query.limit(1)) is not None
