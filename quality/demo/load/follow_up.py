"""What has been done lately with what is still open: one measure for several cases, and late ones told of upwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import actor_for, leaders_of
from quality.cases.jobs.reminders import remind_unit
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries.inbox import due_cases, units_with_due
from quality.cases.queries.settings import escalation_days
from quality.cases.services.measures import tie_measure
from quality.cases.states import CaseState, MeasureState
from quality.core.clock import at_local, is_working_day, local_date

# Falls, reading messages in time, being alone, shifts not filled, interrupted while preparing medicine, icy roads:
# where what helps in one case helps in the next.
COMMON = ("T2.1", "T4.1", "H3.2", "H3.3", "T1.6", "B7")
SHARED_DAYS = 6
# The mornings on which late cases were told of, so far back.
MORNINGS = (24, 19, 14, 10, 7, 4, 1)


def share_measures(session: Session, now: dt.datetime) -> int:
    """Let a unit's measure still to be done count for its other open cases of the same kind; how many came to share."""
    at = now - dt.timedelta(SHARED_DAYS)
    shared = 0
    for measure, others in _to_share(session, at):
        for case in others:
            leader = leaders_of(session, case.unit, local_date(at))[0]
            tie_measure(session, actor_for(session, leader, local_date(at)), case, measure, now=at)
            shared += 1
    return shared


def _to_share(session: Session, at: dt.datetime) -> Iterator[tuple[Measure, list[Case]]]:
    query = (
        sa.select(Case)
        .join(Category, Category.id == Case.category_id)
        .where(
            Category.code.in_(COMMON),
            Case.state.in_([CaseState.RECEIVED, CaseState.HANDLING, CaseState.MEASURES]),
            Case.received_at < at,
        )
        .order_by(Case.unit_id, Case.category_id, Case.id)
    )
    cases = session.scalars(query).all()
    undone = _undone(session, at)
    for _, found in groupby(cases, lambda case: (case.unit_id, case.category_id)):
        alike = list(found)
        first = next((case for case in alike if case.id in undone), None)
        if first and len(alike) > 1:
            yield undone[first.id], [case for case in alike if case is not first]


def _undone(session: Session, at: dt.datetime) -> dict[int, Measure]:
    """By case, a measure that was decided then and is still to be done."""
    states = [MeasureState.DECIDED, MeasureState.ONGOING]
    query = sa.select(CaseMeasure.case_id, Measure).join(Measure, CaseMeasure.measure_id == Measure.id)
    query = query.where(Measure.state.in_(states), Measure.created_at < at)
    return {row[0]: row[1] for row in session.execute(query)}


def tell_upwards(session: Session, now: dt.datetime) -> int:
    """Tell of what is late as the mornings' job would have, one level at a time; how many were told."""
    told, days = 0, escalation_days(session)
    for back in MORNINGS:
        day = local_date(now) - dt.timedelta(back)
        if is_working_day(day):
            for unit_id in units_with_due(session, day):
                told += remind_unit(session, due_cases(session, unit_id, day), days, at_local(day, 6))
    return told
