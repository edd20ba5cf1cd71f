"""Measures at municipality level, and whether they worked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.cases.kinds import Strength
from quality.cases.models.measure import Measure
from quality.cases.services.measures import check_effect as check_outcome
from quality.cases.services.measures import named
from quality.cases.states import MEASURE_MOVES, MEASURE_OPEN, MeasureState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.states import find_move
from quality.core.text import N_, NotAllowedError, NotVisibleError, RefusedError
from quality.patterns import mails, policy
from quality.patterns.models import Pattern, PatternMeasure
from quality.patterns.queries.file import measures
from quality.patterns.queries.raised import causes
from quality.patterns.services.answer import check_measure, lacking
from quality.patterns.services.decide import advance, note
from quality.patterns.states import PatternState

EFFECT_AFTER = dt.timedelta(days=60)
OUTCOMES = frozenset({"worked", "partly", "failed"})


@dataclass(frozen=True)
class Plan:
    """A measure before it is decided."""

    title: str
    owner: Person
    unit_id: int
    due_on: dt.date
    strength: Strength
    once: str | None = None


def add_measure(session: Session, actor: Actor, pattern: Pattern, plan: Plan, *, now: dt.datetime) -> Measure:
    """Decide on something to be done by somebody by a day. Sent twice with the same `once`, it makes one."""
    _check_owner(actor, pattern)
    known = sa.select(Measure).where(Measure.idempotency_key == plan.once)
    if plan.once and (measure := session.scalar(known)):
        return measure
    if plan.due_on < local_date(now):
        raise RefusedError(N_("Fristen kan ikke være i fortiden."), field="due_on")
    kind, strength = named(plan.title, None, plan.strength)
    check_measure(plan.title, plan.strength)
    measure = Measure(
        title=plan.title,
        owner_id=plan.owner.id,
        unit_id=plan.unit_id,
        due_on=plan.due_on,
        kind=kind,
        strength=strength,
        effect_due_on=plan.due_on + EFFECT_AFTER,
        created_by_id=actor.id,
        created_at=now,
        idempotency_key=plan.once,
    )
    session.add(measure)
    session.flush()
    session.add(PatternMeasure(pattern_id=pattern.id, measure_id=measure.id))
    values = {"title": plan.title, "owner": plan.owner.name, "due": plan.due_on.isoformat()}
    if pattern.state is PatternState.MEASURES:
        note(session, actor, pattern, "act", now, values)
    else:
        advance(session, actor, pattern, "act", now, values)
    notices.tell(session, mails.measure_given(pattern, measure.public_id, plan.owner, actor.id), now)
    return measure


def _check_owner(actor: Actor, pattern: Pattern) -> None:
    if not policy.may(actor, Act.PATTERN_OWN, pattern):
        raise NotAllowedError(N_("Bare eieren og kvalitetskoordinatoren kan gjøre dette."))


def measure_of(session: Session, pattern: Pattern, public_id: str) -> Measure:
    """One of the pattern's measures."""
    for measure in measures(session, pattern.id):
        if measure.public_id == public_id:
            return measure
    raise NotVisibleError(public_id)


def move_measure(
    session: Session,
    actor: Actor,
    pattern: Pattern,
    measure: Measure,
    verb: str,
    text: str,
    *,
    now: dt.datetime,
) -> Measure:
    """Finish a measure, drop it, or judge whether it worked; its own owner may finish it too."""
    if not (verb == "finish" and measure.owner_id == actor.id):
        _check_owner(actor, pattern)
    if verb in OUTCOMES and not text:
        raise RefusedError(N_("Skriv hva som viser det."), field="text")
    measure.state = find_move(MEASURE_MOVES, verb, measure.state).target
    if measure.state is MeasureState.DONE:
        measure.done_at, measure.done_by_id = now, actor.id
    if verb in OUTCOMES:
        check_outcome(session, actor, measure, text, now=now)
    note(session, actor, pattern, f"measure_{verb}", now, {"title": measure.title, "text": text})
    return measure


def check_effect(session: Session, actor: Actor, pattern: Pattern, *, now: dt.datetime) -> Pattern:
    """Go from doing to finding out whether it worked, once nothing remains to be done."""
    found = measures(session, pattern.id)
    if any(measure.state in MEASURE_OPEN for measure in found):
        raise RefusedError(N_("Noen tiltak er ikke utført ennå. Merk dem som utført først."))
    known = [row.cause for row in causes(session, pattern.id)]
    if missing := lacking(found, known):
        raise RefusedError(missing[0])
    advance(session, actor, pattern, "check", now, {})
    return pattern
