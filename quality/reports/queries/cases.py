"""Reads of the cases of a report: how many, how each has gone, and what came of ideas and requests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from quality.cases import policy
from quality.cases.kinds import IdeaStep
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.safety import SafetyWord
from quality.cases.queries.listing import answer_unknown
from quality.cases.states import OPEN, UNCOUNTED, CaseState
from quality.core.clock import at_local, local_date, month_start
from quality.reports.compose.facts import Area, Cell, Course, Voices
from quality.reports.compose.periods import Period
from quality.reports.queries.scope import Scope, day_of, in_period, told, within

MONTHS_BACK = 24


def cells(session: Session, scope: Scope, areas: Sequence[Area]) -> tuple[Counter[Cell], Counter[Cell]]:
    """The kept counts of two years, and of the two periods before this one; and those of them that sheets count too.

    The cases about somebody who works here are taken out again.
    """
    months = scope.period.widened(max(MONTHS_BACK, 3 * scope.period.months))
    found, on_sheets = Counter[Cell](), Counter[Cell]()
    kept = _kept(session, scope, areas, months)
    for area, category_id, month, kind, severity, closed, apart, number in kept:
        cell = Cell(area, scope.codes[category_id], month, kind, severity, bool(closed))
        found[cell] += int(number)
        on_sheets[cell] += 0 if apart else int(number)
    known_by = {unit: area.known_by for area in areas for unit in area.unit_ids}
    for row in _about_somebody(session, scope, months):
        month, closed = month_start(local_date(row.occurred_at)), row.state is CaseState.CLOSED
        code = scope.codes[row.category_id]
        cell = Cell(known_by[row.unit_id], code, month, row.kind, row.severity, closed)
        found[cell] -= 1
        on_sheets[cell] -= row.access not in policy.NOT_OUTWARD
    return +found, +on_sheets


def reporting(session: Session, scope: Scope) -> frozenset[int]:
    """The units with cases of the period."""
    kept = _counted(scope, scope.period)
    query = sa.select(CaseCount.unit_id, sa.func.sum(CaseCount.count)).where(*kept)
    found = Counter(
        {unit: int(number) for unit, number in session.execute(query.group_by(CaseCount.unit_id))}
    )
    found.subtract(row.unit_id for row in _about_somebody(session, scope, scope.period))
    return frozenset(+found)


def _kept(
    session: Session, scope: Scope, areas: Sequence[Area], months: Period
) -> Iterable[sa.Row[*tuple[Any, ...]]]:
    """The kept counts of each area by everything else; a municipality has many units, and areas few."""
    area = sa.case(
        *((CaseCount.unit_id.in_(each.unit_ids), each.known_by) for each in areas if each.unit_ids),
        else_=CaseCount.unit_id,
    )
    # In a query of its own, so that PostgreSQL sees the same area where it groups and where it tells.
    rows = (
        sa.select(
            area.label("area"),
            CaseCount.category_id,
            CaseCount.starts_on,
            CaseCount.kind,
            CaseCount.severity,
            CaseCount.closed,
            CaseCount.access.in_(sorted(policy.NOT_OUTWARD)).label("apart"),
            CaseCount.count,
        )
        .where(*_counted(scope, months))
        .subquery()
    )
    *traits, number = rows.c
    return session.execute(sa.select(*traits, sa.func.sum(number)).group_by(*traits))


def _counted(scope: Scope, months: Period) -> list[ColumnElement[bool]]:
    return [
        CaseCount.grain == "month",
        CaseCount.starts_on >= months.since,
        CaseCount.starts_on <= months.until,
        CaseCount.access.not_in(scope.left_out),
        within(scope, CaseCount.unit_id),
    ]


def _about_somebody(session: Session, scope: Scope, months: Period) -> Iterable[sa.Row[*tuple[Any, ...]]]:
    columns = (
        Case.unit_id, Case.category_id, Case.occurred_at, Case.kind, Case.severity, Case.state, Case.access
    )  # fmt: skip
    query = sa.select(*columns).where(
        policy.about_somebody(),
        Case.state.not_in(UNCOUNTED),
        Case.access.not_in(scope.left_out),
        Case.occurred_at >= at_local(months.since),
        Case.occurred_at < scope.end,
        within(scope, Case.unit_id),
    )
    return session.execute(query)


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
