"""What Løft does by itself about patterns: those that come back, those that wake, and who is reminded of what."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.models.case import Case
from quality.cases.models.measure import Measure
from quality.cases.states import MEASURE_OPEN, MeasureState
from quality.core import notices
from quality.core.clock import at_local, local_date
from quality.core.history import Happening, record
from quality.core.notices import News
from quality.core.states import find_move
from quality.patterns import mails
from quality.patterns.models import Pattern, PatternCase, PatternMeasure, PatternUnit
from quality.patterns.queries.common import common_to
from quality.patterns.queries.people import coordinators
from quality.patterns.queries.raised import asked_for
from quality.patterns.queries.scope import scope_of, sort_of
from quality.patterns.services.belonging import add_members
from quality.patterns.services.decide import tell_reporters
from quality.patterns.states import PATTERN_MOVES, RUNNING, Origin, PatternState

DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(weeks=52)
# How unlikely by chance what comes back must be: a case that nothing but the pattern explains is enough.
RARE = 0.01
MOST_JOINED = 200
# So many of the same sort in another unit, since it was followed, are a spread.
SEVERAL = 3
SOON = dt.timedelta(days=7)
OWNER_WITHIN = dt.timedelta(days=7)
MEASURES_WITHIN = dt.timedelta(days=14)


def finished_ids(session: Session) -> list[int]:
    """The patterns that may come back."""
    return list(session.scalars(sa.select(Pattern.id).where(Pattern.state == PatternState.FINISHED)))


def held(session: Session, pattern_id: int, state: PatternState) -> Pattern | None:
    """The pattern, held for writing, when it still is in this state."""
    query = sa.select(Pattern).where(Pattern.id == pattern_id, Pattern.state == state)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def take_up_returned(session: Session, pattern: Pattern, *, now: dt.datetime) -> bool:
    """Open a finished pattern again when more has occurred since than is usual; tells whether it was."""
    closed = pattern.finished_at
    scope = scope_of(session, pattern)
    if closed is None or scope is None:
        return False
    fresh = list(
        session.scalars(sa.select(Case.id).where(*scope, Case.occurred_at > closed).limit(MOST_JOINED))
    )
    if not fresh:
        return False
    usual = _usual(session, pattern, scope, closed) * (now - closed) / YEAR
    if at_least(len(fresh), usual) >= RARE:
        return False
    _join(session, pattern, fresh)
    come_back(session, pattern, len(fresh), round(usual, 1), now=now)
    return True


def come_back(session: Session, pattern: Pattern, cases: int, expected: float, *, now: dt.datetime) -> None:
    """Open what was finished as returned, with its cases and those expected; who answers for it is told."""
    target = find_move(PATTERN_MOVES, "return", pattern.state).target
    pattern.state = target if pattern.owner_id else PatternState.RAISED
    pattern.finished_at, pattern.returned_at, pattern.changed_at, pattern.reason = None, now, now, ""
    values = {"cases": cases, "expected": expected}
    record(session, Happening("pattern", pattern.id, "returned", now, values=values))
    tell_reporters(session, pattern, now)
    people = coordinators(session, local_date(now))
    if pattern.owner_id and (owner := session.get(Person, pattern.owner_id)) and owner.active:
        people = [*people, owner]
    notices.tell(session, mails.returned(pattern, people), now)


def watched_ids(session: Session) -> list[int]:
    """The patterns that are followed."""
    return list(session.scalars(sa.select(Pattern.id).where(Pattern.state == PatternState.WATCHED)))


def wake(session: Session, pattern: Pattern, *, now: dt.datetime) -> bool:
    """Put what is followed back on the desk when its day has come, enough cases came or other units joined."""
    values = _woken_by(session, pattern, local_date(now))
    if values is None:
        return False
    pattern.state, pattern.changed_at = PatternState.CANDIDATE, now
    pattern.watch_until, pattern.watch = None, None
    session.flush()
    record(session, Happening("pattern", pattern.id, "wake", now, values=values))
    notices.tell(session, mails.woken(pattern, coordinators(session, local_date(now)), now), now)
    return True


def _woken_by(session: Session, pattern: Pattern, day: dt.date) -> dict[str, Any] | None:
    """Why it wakes, with how many there are of what it was followed for and since when."""
    watched, scope = pattern.watch, scope_of(session, pattern)
    if watched and scope is not None:
        begun = local_date(watched.since)
        first = begun + DAY  # whole days, so that the list of them holds just these
        query = sa.select(sa.func.count(Case.id)).where(*scope, Case.occurred_at >= at_local(first))
        told = {"since": begun.isoformat(), "from": first.isoformat()}
        if watched.cases and (number := session.scalar(query) or 0) >= watched.cases:
            return {"why": "cases", "number": number} | told
        if watched.units and (number := _spread(session, pattern, at_local(first))) >= watched.units:
            return {"why": "spread", "number": number} | told
    return {"why": "date"} if pattern.watch_until and pattern.watch_until <= day else None


def _spread(session: Session, pattern: Pattern, since: dt.datetime) -> int:
    """In how many other units there have been several cases of the same sort."""
    common = common_to(session, pattern)
    if common is None:
        return 0
    units = sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern.id)
    query = (
        sa.select(Case.unit_id)
        .where(*sort_of(session, common), Case.unit_id.not_in(units), Case.occurred_at >= since)
        .group_by(Case.unit_id)
        .having(sa.func.count(Case.id) >= SEVERAL)
    )
    return len(session.scalars(query).all())


def _usual(
    session: Session, pattern: Pattern, scope: list[sa.ColumnElement[bool]], closed: dt.datetime
) -> int:
    """How many such cases the year before it was closed had that were no part of it."""
    members = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == pattern.id)
    year = (Case.occurred_at > closed - YEAR, Case.occurred_at <= closed)
    query = sa.select(sa.func.count(Case.id)).where(*scope, *year, Case.id.not_in(members))
    return session.scalar(query) or 0


def at_least(number: int, expected: float) -> float:
    """How likely chance gives so many or more where so many are expected."""
    if not expected:
        return float(number == 0)
    scale = math.log(expected)
    return 1.0 - sum(math.exp(k * scale - expected - math.lgamma(k + 1)) for k in range(number))


def _join(session: Session, pattern: Pattern, case_ids: list[int]) -> None:
    """Make cases members that are not yet; what people have put together is counted with them, and lasts as long."""
    add_members(session, pattern, set(case_ids), None)
    if pattern.origin is not Origin.ENGINE:
        newest = session.scalar(sa.select(sa.func.max(Case.occurred_at)).where(Case.id.in_(case_ids)))
        days = [day for day in (pattern.window_to, newest and local_date(newest)) if day]
        pattern.window_to = max(days, default=None)


def remind(session: Session, *, now: dt.datetime) -> int:
    """Remind owners, coordinators and who is to carry out a measure, once of each thing; returns how many."""
    day = local_date(now)
    rows = list(
        session.scalars(sa.select(Pattern).where(Pattern.state.in_(sorted(RUNNING))).order_by(Pattern.id))
    )
    if not rows:
        return 0
    ids = [row.id for row in rows]
    measures = _measures(session, ids)
    asked, reviewers = asked_for(session, ids), coordinators(session, day)
    news: list[News] = []
    for row in rows:
        owner = session.get(Person, row.owner_id) if row.owner_id else None
        own = [owner] if owner and owner.active else []
        news += _about_owner(row, owner, reviewers, day)
        since = row.returned_at
        acted = any(since is None or each.created_at > since for each in measures.get(row.id, ()))
        news += _about_pattern(row, own or reviewers, acted, day)
        for measure in measures.get(row.id, ()):
            news += _about_measure(row, measure, own, day)
        if (minute := asked.get(row.id)) and minute.held_on + MEASURES_WITHIN <= day:
            news += mails.still_asked(row, minute.public_id, reviewers)
    return notices.tell(session, list({f"{n.key}:{n.person_id}": n for n in news}.values()), now)


def _measures(session: Session, pattern_ids: list[int]) -> dict[int, list[Measure]]:
    query = (
        sa.select(PatternMeasure.pattern_id, Measure)
        .join(Measure, Measure.id == PatternMeasure.measure_id)
        .where(PatternMeasure.pattern_id.in_(pattern_ids))
        .order_by(Measure.id)
    )
    found: dict[int, list[Measure]] = {}
    for pattern_id, measure in session.execute(query):
        found.setdefault(pattern_id, []).append(measure)
    return found


def _about_owner(row: Pattern, owner: Person | None, reviewers: list[Person], day: dt.date) -> list[News]:
    if owner is not None:
        return [] if owner.active else mails.owner_left(row, owner.id, reviewers)
    raised = local_date(row.returned_at or row.raised_at or row.changed_at)
    return mails.no_owner(row, raised, reviewers) if raised + OWNER_WITHIN <= day else []


def _about_pattern(row: Pattern, people: list[Person], acted: bool, day: dt.date) -> list[News]:
    raised = local_date(row.returned_at or row.raised_at or row.changed_at)
    if row.due_on and row.due_on < day:
        return mails.pattern_late(row, people)
    if row.due_on and row.due_on - SOON <= day:
        return mails.pattern_due(row, people)
    return mails.no_measures(row, raised, people) if not acted and raised + MEASURES_WITHIN <= day else []


def _about_measure(row: Pattern, measure: Measure, owners: list[Person], day: dt.date) -> list[News]:
    if measure.state in MEASURE_OPEN and measure.due_on and measure.due_on < day:
        ids = {person.id for person in owners} | ({measure.owner_id} if measure.owner_id else set())
        return mails.measure_late(row, measure, sorted(ids))
    if measure.state in MEASURE_OPEN and measure.due_on and measure.due_on - SOON <= day and measure.owner_id:
        return mails.measure_due(row, measure)
    if measure.state is MeasureState.DONE and measure.effect_due_on and measure.effect_due_on <= day:
        return mails.effect_due(row, measure, [person.id for person in owners])
    return []
