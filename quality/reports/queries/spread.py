"""Reads of how the cases of a report are spread: their causes, how long they took, and between which units."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.core.clock import at_local
from quality.insights.compose.asked import Steps
from quality.insights.kinds import Grain
from quality.insights.queries.counts import step_number
from quality.insights.queries.parts import answers_unknown_of, durations_of, pairs_of
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
    months = scope.period.widened(WAITED_MONTHS)
    steps = Steps(Grain.MONTH, tuple(months.starts), False)
    these = [*told(scope), Case.occurred_at >= at_local(months.since), Case.occurred_at < scope.end]
    answered, closed = (durations_of(session, steps, these, closing) for closing in (False, True))
    return Waits(answered, closed, answers_unknown_of(session, steps, these))


def pairs(session: Session, scope: Scope) -> Counter[tuple[int, int]]:
    """Cases in which another unit had a part: the owner, and the unit where it happened or that it concerns."""
    return pairs_of(session, in_period(scope))
