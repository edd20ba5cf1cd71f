"""Reads of how the cases of a report are spread: their causes, how long they took, and between which units."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.cases.kinds import CaseKind, Factor, Part
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.flow import CaseParty
from quality.cases.states import CaseState
from quality.core.clock import at_local
from quality.insights.compose.asked import Steps
from quality.insights.kinds import Grain
from quality.insights.queries.counts import step_number
from quality.insights.queries.parts import days_between
from quality.reports.compose.facts import Causes, Waits
from quality.reports.queries.scope import Scope, in_period, told

WAITED_MONTHS = 12


def causes(session: Session, scope: Scope) -> Causes:
    """Deviations of the period by month and cause. One with two causes counts for both."""
    starts = scope.period.starts
    month = step_number(Steps(Grain.MONTH, tuple(starts), False), starts[0]).label("month")
    known = [*in_period(scope), Case.kind == CaseKind.DEVIATION, CaseFactor.factor != Factor.UNKNOWN]
    number = sa.func.count(sa.distinct(CaseFactor.case_id))
    query = sa.select(month, CaseFactor.factor, number).join(Case, Case.id == CaseFactor.case_id)
    rows = session.execute(query.where(*known).group_by(sa.text("month"), CaseFactor.factor))
    found = Counter({(starts[place], factor): int(count) for place, factor, count in rows})
    some = sa.select(month, number).join(Case, Case.id == CaseFactor.case_id).where(*known)
    with_one = session.execute(some.group_by(sa.text("month")))
    return Causes(found, Counter({starts[place]: int(count) for place, count in with_one}))


def waits(session: Session, scope: Scope) -> Waits:
    """How long the cases of the last year took, by the month in which they occurred."""
    return Waits(_waited(session, scope, closing=False), _waited(session, scope, closing=True))


def _waited(session: Session, scope: Scope, *, closing: bool) -> dict[dt.date, Counter[int]]:
    months = scope.period.widened(WAITED_MONTHS)
    ended = Case.closed_at if closing else Case.answered_at
    month = step_number(Steps(Grain.MONTH, tuple(months.starts), False), months.since).label("month")
    days = days_between(session, Case.registered_at, ended).label("days")
    query = sa.select(month, days, sa.func.count(Case.id)).where(
        *told(scope),
        Case.occurred_at >= at_local(months.since),
        Case.occurred_at < scope.end,
        ended.is_not(None),
        *([Case.state == CaseState.CLOSED] if closing else []),
    )
    found: dict[dt.date, Counter[int]] = {}
    for place, length, count in session.execute(query.group_by(sa.text("month"), sa.text("days"))):
        found.setdefault(months.starts[place], Counter())[max(0, int(length))] += int(count)
    return found


def pairs(session: Session, scope: Scope) -> Counter[tuple[int, int]]:
    """Cases in which another unit had a part: the owner, and the unit where it happened or that it concerns."""
    here = sa.and_(*in_period(scope))
    happened = sa.select(
        Case.id.label("case_id"), Case.unit_id, Case.happened_unit_id.label("other_id")
    ).where(here, Case.happened_unit_id.is_not(None), Case.happened_unit_id != Case.unit_id)
    party = aliased(CaseParty)
    concerned = (
        sa.select(Case.id, Case.unit_id, party.unit_id)
        .join(party, party.case_id == Case.id)
        .where(here, party.part == Part.CONCERNS, party.unit_id != Case.unit_id)
    )
    both = sa.union(happened, concerned).subquery()
    query = sa.select(both.c.unit_id, both.c.other_id, sa.func.count())
    rows = session.execute(query.group_by(both.c.unit_id, both.c.other_id))
    return Counter({(owner, other): int(count) for owner, other, count in rows})
