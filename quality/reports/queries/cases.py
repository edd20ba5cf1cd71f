"""Reads of the cases of a report: how many, how each has gone, and what came of ideas and requests."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases import policy
from quality.cases.kinds import IdeaStep
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.safety import SafetyWord
from quality.cases.queries.listing import answer_unknown
from quality.cases.states import OPEN, UNCOUNTED, CaseState
from quality.core.clock import at_local, local_date, month_start
from quality.reports.compose.facts import Cell, Course, Voices
from quality.reports.queries.scope import Scope, day_of, in_period, told, within

MONTHS_BACK = 24


def cells(session: Session, scope: Scope) -> tuple[Counter[Cell], Counter[Cell]]:
    """The kept counts of two years, and of the two periods before this one; and those of them that sheets count too.

    The cases about somebody who works here are taken out again.
    """
    months = scope.period.widened(max(MONTHS_BACK, 3 * scope.period.months))
    columns = (
        CaseCount.unit_id,
        CaseCount.category_id,
        CaseCount.starts_on,
        CaseCount.kind,
        CaseCount.severity,
        CaseCount.closed,
        CaseCount.access.in_(sorted(policy.NOT_OUTWARD)),
    )
    query = (
        sa.select(*columns, sa.func.sum(CaseCount.count))
        .where(
            CaseCount.grain == "month",
            CaseCount.starts_on >= months.since,
            CaseCount.starts_on <= months.until,
            CaseCount.access.not_in(scope.left_out),
            within(scope, CaseCount.unit_id),
        )
        .group_by(*columns)
    )
    found, on_sheets = Counter[Cell](), Counter[Cell]()
    for unit_id, category_id, month, kind, severity, closed, apart, number in session.execute(query):
        cell = Cell(unit_id, scope.codes[category_id], month, kind, severity, bool(closed))
        found[cell] += int(number)
        on_sheets[cell] += 0 if apart else int(number)
    about = sa.select(
        Case.unit_id, Case.category_id, Case.occurred_at, Case.kind, Case.severity, Case.state, Case.access
    ).where(
        policy.about_somebody(),
        Case.state.not_in(UNCOUNTED),
        Case.access.not_in(scope.left_out),
        Case.occurred_at >= at_local(months.since),
        Case.occurred_at < scope.end,
        within(scope, Case.unit_id),
    )
    for unit_id, category_id, at, kind, severity, state, access in session.execute(about):
        month = month_start(local_date(at))
        cell = Cell(unit_id, scope.codes[category_id], month, kind, severity, state is CaseState.CLOSED)
        found[cell] -= 1
        on_sheets[cell] -= access not in policy.NOT_OUTWARD
    return +found, +on_sheets


def courses(session: Session, scope: Scope) -> list[Course]:
    """How each case of the period has gone, as a row without its words."""
    columns = (
        Case.unit_id,
        Case.category_id,
        Case.kind,
        Case.subtype,
        Case.severity,
        Case.source,
        Case.state,
        sa.or_(Case.reporter_id.is_not(None), Case.anonymous, Case.names_gone_at.is_not(None)).label("named"),
        Case.registered_at,
        Case.answered_at,
        Case.closed_at,
        Case.answer_due_on,
        Case.close_due_on,
        Case.next_due_on,
        Case.verdict,
        Case.occurred_at,
        answer_unknown().label("unknown"),
    )
    rows = session.execute(sa.select(*columns).where(*in_period(scope)))
    return [
        Course(
            row.unit_id,
            scope.codes[row.category_id],
            row.kind,
            row.subtype,
            row.severity,
            row.source,
            row.state in OPEN,
            bool(row.named),
            local_date(row.registered_at),
            day_of(row.answered_at),
            day_of(row.closed_at) if row.state is CaseState.CLOSED else None,
            row.answer_due_on,
            row.close_due_on,
            row.next_due_on,
            row.verdict,
            month_start(local_date(row.occurred_at)),
            bool(row.unknown),
        )
        for row in rows
    ]


def ideas(session: Session, scope: Scope) -> dict[IdeaStep, int]:
    """Ideas of the period by the step they are at now."""
    query = (
        sa.select(IdeaCourse.step, sa.func.count(Case.id))
        .join(Case, Case.id == IdeaCourse.case_id)
        .where(*in_period(scope))
        .group_by(IdeaCourse.step)
    )
    return {step: int(number) for step, number in session.execute(query)}


def voices(session: Session, scope: Scope) -> Voices:
    """What safety representatives said in the period, and whether they were answered."""
    query = (
        sa.select(SafetyWord.due_on, SafetyWord.answered_at)
        .join(Case, Case.id == SafetyWord.case_id)
        .where(
            *told(scope),
            SafetyWord.written_at >= scope.start,
            SafetyWord.written_at < scope.end,
        )
    )
    rows = session.execute(query).all()
    asked = [(due, answered) for due, answered in rows if due]
    answered = [(due, local_date(at)) for due, at in asked if at]
    return Voices(len(rows) - len(asked), len(asked), len(answered), sum(at <= due for due, at in answered))
