"""Reads of what the municipality did: measures, patterns, notes, controls, and what was won."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.compose.masking import mask
from quality.cases.kinds import Source
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.closing import CaseClosing, ClosingState
from quality.cases.models.measure import CaseMeasure, EffectCheck, Measure
from quality.cases.policy import about_somebody
from quality.cases.queries.page import staff_names
from quality.cases.states import MEASURE_OPEN, OPEN, MeasureState
from quality.core.clock import local_date
from quality.learning.models import Note, Uptake
from quality.learning.states import TAKEN_UP, NoteState
from quality.organisation.models import Unit
from quality.patterns.models import Pattern, PatternMeasure, PatternUnit
from quality.patterns.states import RAISED
from quality.reports.compose.facts import Answered, Checks, Raised, Shared, Tried
from quality.reports.queries.scope import Scope, day_of, told, within


def measures(session: Session, scope: Scope) -> list[Tried]:
    """Measures that were open or made in the period, those of cases that are not told of left out."""
    safety = (
        sa.select(CaseMeasure.measure_id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .join(Category, Category.id == Case.category_id)
        .where(CaseMeasure.measure_id == Measure.id, Category.code.startswith("H"))
        .exists()
    )
    query = sa.select(
        Measure.state,
        Measure.strength,
        Measure.kind,
        Measure.due_on,
        Measure.created_at,
        Measure.done_at,
        safety.label("safety"),
    ).where(
        within(scope, Measure.unit_id),
        Measure.created_at < scope.end,
        sa.or_(
            Measure.created_at >= scope.start,
            Measure.done_at >= scope.start,
            Measure.state.in_(MEASURE_OPEN),
        ),
        _told_of(scope),
    )
    return [
        Tried(
            row.state,
            row.strength,
            row.kind,
            row.due_on,
            local_date(row.created_at),
            day_of(row.done_at),
            bool(row.safety),
        )
        for row in session.execute(query)
    ]


def _told_of(scope: Scope) -> sa.ColumnElement[bool]:
    """Measures of no case that the report leaves out: of a kind not told of, or about somebody who works here."""
    hidden = (
        sa.select(CaseMeasure.measure_id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(sa.or_(Case.access.in_(scope.left_out), about_somebody()))
    )
    return Measure.id.not_in(hidden)


def patterns(session: Session, scope: Scope) -> list[Raised]:
    """Raised patterns that ran in the period, the oldest first."""
    query = sa.select(Pattern).where(
        Pattern.state.in_(sorted(RAISED)),
        Pattern.raised_at < scope.end,
        sa.or_(Pattern.finished_at.is_(None), Pattern.finished_at >= scope.start),
    )
    if scope.root.parent_id is not None:
        own = sa.select(PatternUnit.pattern_id).where(PatternUnit.unit_id.in_(scope.unit_ids))
        query = query.where(Pattern.id.in_(own))
    rows = list(session.scalars(query.order_by(Pattern.raised_at, Pattern.id)))
    ids = [row.id for row in rows]
    units = _by_pattern(
        session, sa.select(PatternUnit.pattern_id, sa.func.count()).group_by(PatternUnit.pattern_id)
    )
    states: dict[int, list[MeasureState]] = {number: [] for number in ids}
    tied = sa.select(PatternMeasure.pattern_id, Measure.state).join(
        Measure, Measure.id == PatternMeasure.measure_id
    )
    for pattern_id, state in session.execute(tied.where(PatternMeasure.pattern_id.in_(ids))):
        states[pattern_id].append(state)
    uptake = sa.select(Note.pattern_id, sa.func.count()).join(Uptake, Uptake.note_id == Note.id)
    asked = _by_pattern(session, uptake.group_by(Note.pattern_id))
    used = _by_pattern(session, uptake.where(Uptake.state.in_(sorted(TAKEN_UP))).group_by(Note.pattern_id))
    people = sa.select(Person).where(Person.id.in_([row.owner_id for row in rows if row.owner_id]))
    owners = {person.id: person.name for person in session.scalars(people)}
    # The report leaves the house, and its paper is kept: what people called a pattern may hold a name.
    known = staff_names(session, *(row.title for row in rows))
    return [
        Raised(
            mask(row.title, known),
            units.get(row.id, 0),
            owners.get(row.owner_id or 0, ""),
            row.state,
            len(states[row.id]),
            sum(state not in MEASURE_OPEN | {MeasureState.DROPPED} for state in states[row.id]),
            asked.get(row.id, 0),
            used.get(row.id, 0),
        )
        for row in rows
    ]


def _by_pattern(session: Session, query: sa.Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {number: int(count) for number, count in session.execute(query) if number is not None}


def notes(session: Session, scope: Scope) -> list[Shared]:
    """Learning notes published in the period by units of the scope, and how many units use them."""
    used = sa.func.sum(sa.case((Uptake.state.in_(sorted(TAKEN_UP)), 1), else_=0))
    query = (
        sa.select(Note.id, Note.title, Unit.name, sa.func.count(Uptake.id), used)
        .join(Unit, Unit.id == Note.source_unit_id)
        .outerjoin(Uptake, Uptake.note_id == Note.id)
        .where(
            Note.state.in_([NoteState.PUBLISHED, NoteState.OUTDATED]),
            Note.published_at >= scope.start,
            Note.published_at < scope.end,
            within(scope, Unit.id),
        )
        .group_by(Note.id, Unit.id)
        .order_by(Note.published_at, Note.id)
    )
    rows = session.execute(query).all()
    taken = sa.select(Uptake.note_id, Uptake.answered_at).where(
        Uptake.note_id.in_([row.id for row in rows]), Uptake.state.in_(sorted(TAKEN_UP))
    )
    days: dict[int, list[dt.date]] = defaultdict(list)
    for note_id, at in session.execute(taken.order_by(Uptake.answered_at)):
        days[note_id] += [local_date(at)] if at else []
    return [
        Shared(title, unit, int(asked), int(took or 0), tuple(days[note_id]))
        for note_id, title, unit, asked, took in rows
    ]


def answers(session: Session, scope: Scope) -> list[Answered]:
    """What a unit answered to learning notes in the period; of the whole municipality there are too many to name."""
    if scope.root.parent_id is None:
        return []
    query = (
        sa.select(Note.title, Uptake.state)
        .join(Uptake, Uptake.note_id == Note.id)
        .where(
            Uptake.unit_id.in_(scope.unit_ids),
            Uptake.answered_at >= scope.start,
            Uptake.answered_at < scope.end,
        )
        .order_by(Uptake.answered_at, Uptake.id)
    )
    return [Answered(title, state) for title, state in session.execute(query)]


def checks(session: Session, scope: Scope, day: dt.date) -> Checks:
    """What was looked at in the period, and the findings of supervision that are open."""
    effects = (
        sa.select(EffectCheck.outcome, sa.func.count(EffectCheck.id))
        .join(Measure, Measure.id == EffectCheck.measure_id)
        .where(
            EffectCheck.at >= scope.start,
            EffectCheck.at < scope.end,
            within(scope, Measure.unit_id),
            _told_of(scope),
        )
        .group_by(EffectCheck.outcome)
    )
    closings = (
        sa.select(sa.func.count(CaseClosing.id))
        .join(Case, Case.id == CaseClosing.case_id)
        .where(
            *told(scope),
            CaseClosing.state == ClosingState.DONE,
            CaseClosing.decided_by_id.is_not(None),
            Case.closed_at >= scope.start,
            Case.closed_at < scope.end,
        )
    )
    findings = sa.select(Case.next_due_on, Case.registered_at).where(
        *told(scope),
        # Said also of the whole municipality: by unit and state an index finds the few that are open. Their day is
        # looked at here, or SQLite goes by that through all there are.
        Case.unit_id.in_(scope.unit_ids),
        Case.source == Source.SUPERVISION,
        Case.state.in_(sorted(OPEN)),
    )
    days = [due for due, registered in session.execute(findings) if registered < scope.end]
    return Checks(
        {outcome: int(number) for outcome, number in session.execute(effects)},
        session.scalar(closings) or 0,
        len(days),
        sum(due is not None and due < day for due in days),
    )
