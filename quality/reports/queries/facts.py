"""Gathers what a report is made from. Shielded cases are in none of it, nor complaints about somebody who works here.

The counts are the kept ones, so that a report and the trend page say the same; how cases went is read from the cases
of the period, each as a row without its words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person
from quality.cases.kinds import Access, IdeaStep, Source
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.category import Category
from quality.cases.models.closing import CaseClosing, ClosingState
from quality.cases.models.count import CaseCount
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import CaseMeasure, EffectCheck, Measure
from quality.cases.models.safety import SafetyWord
from quality.cases.states import MEASURE_OPEN, OPEN, UNCOUNTED, CaseState, MeasureState
from quality.core.clock import at_local, local_date, month_start
from quality.learning.models import Note, Uptake
from quality.learning.queries.gains import won_in_all
from quality.learning.states import TAKEN_UP, NoteState
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.patterns.models import Pattern, PatternMeasure, PatternUnit
from quality.patterns.states import RAISED
from quality.reports.compose.facts import (
    Answered,
    Area,
    Cell,
    Checks,
    Course,
    Facts,
    Gained,
    Raised,
    Shared,
    Spot,
    Tried,
    Voices,
)
from quality.reports.compose.periods import Period
from quality.reports.compose.tables import main_of
from quality.reports.kinds import RECIPES, Chapter, ReportKind
from quality.reports.queries.marks import noted

MONTHS_BACK = 24
STEPS = 6
# The curves of the report to the committee, and how many categories of the others can have one.
SAFETY_MARKED = ["H", "H1", "H3"]
MOST_MARKED = 5


@dataclass(frozen=True)
class Scope:
    """What is read: the units, the kinds of cases left out, and the days."""

    kind: ReportKind
    root: Unit
    unit_ids: frozenset[int]
    period: Period
    codes: dict[int, str]

    @property
    def start(self) -> dt.datetime:
        """The first instant of the period."""
        return at_local(self.period.since)

    @property
    def end(self) -> dt.datetime:
        """The first instant after the period."""
        return at_local(self.period.until + dt.timedelta(1))

    @property
    def left_out(self) -> list[Access]:
        """Colleagues in a unit get its numbers without its privacy cases (security.md 2.3)."""
        return [Access.SHIELDED, Access.PRIVACY] if RECIPES[self.kind].of_unit else [Access.SHIELDED]


def gather(
    session: Session,
    kind: ReportKind,
    root: Unit,
    period: Period,
    day: dt.date,
    tell: Callable[[int], None] = lambda step: None,
) -> Facts:
    """Everything, step by step; `tell` hears how far it has come."""
    tree = list(session.scalars(sa.select(Category)))
    codes = {row.id: row.code for row in tree}
    codes |= {row.id: codes[row.merged_into_id] for row in tree if row.merged_into_id}
    units = list(
        session.scalars(
            sa.select(Unit).where(Unit.path.startswith(root.path)).order_by(Unit.position, Unit.id)
        )
    )
    scope = Scope(kind, root, frozenset(unit.id for unit in units), period, codes)
    cells = _cells(session, scope)
    tell(1)
    courses = _courses(session, scope)
    tell(2)
    measures = _measures(session, scope)
    tell(3)
    patterns = _patterns(session, scope)
    notes, answers = _notes(session, scope), _answers(session, scope)
    wanted = _marked(kind, period, cells)
    tell(4)
    return Facts(
        kind=kind,
        period=period,
        day=day,
        place=root.name,
        place_id=root.public_id,
        spots=[_spot(unit) for unit in units],
        areas=_areas(root, units),
        names={row.code: row.name for row in tree if row.merged_into_id is None},
        cells=cells,
        courses=courses,
        ideas=_ideas(session, scope),
        measures=measures,
        patterns=patterns,
        notes=notes,
        answers=answers,
        voices=_voices(session, scope),
        checks=_checks(session, scope, day),
        marks=noted(session, root, units, codes, wanted, period.widened(MONTHS_BACK)),
        gained=_gained(session) if Chapter.IMPROVEMENTS in RECIPES[kind].chapters else None,
    )


def _marked(kind: ReportKind, period: Period, cells: Counter[Cell]) -> list[str]:
    """The categories that curves may be drawn of; "" is all of them."""
    if kind is ReportKind.SAFETY:
        return SAFETY_MARKED
    counted = Counter[str]()
    for cell, number in cells.items():
        if period.since <= cell.month:
            counted[main_of(cell.code)] += number
    return ["", *(code for code, _ in counted.most_common(MOST_MARKED))]


def _gained(session: Session) -> Gained | None:
    won = won_in_all(session)
    return Gained(**asdict(won)) if won else None


def _spot(unit: Unit) -> Spot:
    return Spot(
        unit.id,
        unit.public_id,
        unit.name,
        unit.service,
        float(unit.fte) if unit.fte is not None else None,
        unit.level is UnitLevel.UNIT,
    )


def _areas(root: Unit, units: list[Unit]) -> list[Area]:
    """The branches right below the root, in their own order; what lies in none of them is the root's own row."""
    found = []
    for top in (unit for unit in units if unit.parent_id == root.id):
        inside = [unit for unit in units if unit.path.startswith(top.path)]
        found.append(Area(top.public_id, top.name, frozenset(unit.id for unit in inside), _fte(inside)))
    placed = frozenset().union(*(area.unit_ids for area in found))
    rest = [unit for unit in units if unit.id not in placed]
    return [*found, Area("", root.name, frozenset(unit.id for unit in rest), _fte(rest))]


def _fte(units: list[Unit]) -> float | None:
    """The staff years of units, those of their parts not added once more."""
    known = {unit.id for unit in units if unit.fte is not None}
    tops = [
        unit
        for unit in units
        if unit.id in known
        and not any(int(part) in known for part in unit.path.strip("/").split("/")[:-1] if part)
    ]
    return float(sum(unit.fte or 0 for unit in tops)) if tops else None


def _cells(session: Session, scope: Scope) -> Counter[Cell]:
    """The kept counts of two years, and of the two periods before this one.

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
    )
    query = (
        sa.select(*columns, sa.func.sum(CaseCount.count))
        .where(
            CaseCount.grain == "month",
            CaseCount.starts_on >= months.since,
            CaseCount.starts_on <= months.until,
            CaseCount.access.not_in(scope.left_out),
            _within(scope, CaseCount.unit_id),
        )
        .group_by(*columns)
    )
    found: Counter[Cell] = Counter()
    for unit_id, category_id, month, kind, severity, closed, number in session.execute(query):
        found[Cell(unit_id, scope.codes[category_id], month, kind, severity, bool(closed))] += int(number)
    about = sa.select(
        Case.unit_id, Case.category_id, Case.occurred_at, Case.kind, Case.severity, Case.state
    ).where(
        Case.id.in_(sa.select(CaseConcern.case_id)),
        Case.state.not_in(UNCOUNTED),
        Case.access.not_in(scope.left_out),
        Case.occurred_at >= at_local(months.since),
        Case.occurred_at < scope.end,
        _within(scope, Case.unit_id),
    )
    for unit_id, category_id, at, kind, severity, state in session.execute(about):
        month = month_start(local_date(at))
        found[Cell(unit_id, scope.codes[category_id], month, kind, severity, state is CaseState.CLOSED)] -= 1
    return +found


def _within(scope: Scope, column: sa.orm.InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """In the scope, as SQL; the whole municipality needs no list."""
    if scope.root.parent_id is None:
        return sa.true()
    return column.in_(scope.unit_ids)


def _told(scope: Scope) -> list[ColumnElement[bool]]:
    """Cases that are counted, whenever they occurred."""
    return [
        Case.state.not_in(UNCOUNTED),
        Case.access.not_in(scope.left_out),
        Case.id.not_in(sa.select(CaseConcern.case_id)),
        _within(scope, Case.unit_id),
    ]


def _in_period(scope: Scope) -> list[ColumnElement[bool]]:
    return [*_told(scope), Case.occurred_at >= scope.start, Case.occurred_at < scope.end]


def _courses(session: Session, scope: Scope) -> list[Course]:
    columns = (
        Case.unit_id,
        Case.category_id,
        Case.kind,
        Case.subtype,
        Case.severity,
        Case.source,
        Case.state,
        sa.or_(Case.reporter_id.is_not(None), Case.anonymous).label("named"),
        Case.registered_at,
        Case.answered_at,
        Case.closed_at,
        Case.answer_due_on,
        Case.close_due_on,
        Case.next_due_on,
        Case.verdict,
    )
    rows = session.execute(sa.select(*columns).where(*_in_period(scope)))
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
            _day(row.answered_at),
            _day(row.closed_at) if row.state is CaseState.CLOSED else None,
            row.answer_due_on,
            row.close_due_on,
            row.next_due_on,
            row.verdict,
        )
        for row in rows
    ]


def _day(at: dt.datetime | None) -> dt.date | None:
    return local_date(at) if at else None


def _ideas(session: Session, scope: Scope) -> dict[IdeaStep, int]:
    """Ideas of the period by the step they are at now."""
    query = (
        sa.select(IdeaCourse.step, sa.func.count(Case.id))
        .join(Case, Case.id == IdeaCourse.case_id)
        .where(*_in_period(scope))
        .group_by(IdeaCourse.step)
    )
    return {step: int(number) for step, number in session.execute(query)}


def _measures(session: Session, scope: Scope) -> list[Tried]:
    """Measures that were open or made in the period, those of shielded cases left out."""
    hidden = (
        sa.select(CaseMeasure.measure_id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(Case.access.in_(scope.left_out))
    )
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
        _within(scope, Measure.unit_id),
        Measure.created_at < scope.end,
        sa.or_(
            Measure.created_at >= scope.start,
            Measure.done_at >= scope.start,
            Measure.state.in_(MEASURE_OPEN),
        ),
        Measure.id.not_in(hidden),
    )
    return [
        Tried(
            row.state,
            row.strength,
            row.kind,
            row.due_on,
            local_date(row.created_at),
            _day(row.done_at),
            bool(row.safety),
        )
        for row in session.execute(query)
    ]


def _patterns(session: Session, scope: Scope) -> list[Raised]:
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
    return [
        Raised(
            row.title,
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


def _notes(session: Session, scope: Scope) -> list[Shared]:
    """Learning notes published in the period by units of the scope, and how many units use them."""
    used = sa.func.sum(sa.case((Uptake.state.in_(sorted(TAKEN_UP)), 1), else_=0))
    query = (
        sa.select(Note.title, Unit.name, sa.func.count(Uptake.id), used)
        .join(Unit, Unit.id == Note.source_unit_id)
        .outerjoin(Uptake, Uptake.note_id == Note.id)
        .where(
            Note.state.in_([NoteState.PUBLISHED, NoteState.OUTDATED]),
            Note.published_at >= scope.start,
            Note.published_at < scope.end,
            _within(scope, Unit.id),
        )
        .group_by(Note.id, Unit.id)
        .order_by(Note.published_at, Note.id)
    )
    return [
        Shared(title, unit, int(asked), int(took or 0)) for title, unit, asked, took in session.execute(query)
    ]


def _answers(session: Session, scope: Scope) -> list[Answered]:
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


def _voices(session: Session, scope: Scope) -> Voices:
    query = (
        sa.select(SafetyWord.due_on, SafetyWord.answered_at)
        .join(Case, Case.id == SafetyWord.case_id)
        .where(
            *_told(scope),
            SafetyWord.written_at >= scope.start,
            SafetyWord.written_at < scope.end,
        )
    )
    rows = session.execute(query).all()
    asked = [(due, answered) for due, answered in rows if due]
    answered = [(due, local_date(at)) for due, at in asked if at]
    return Voices(len(rows) - len(asked), len(asked), len(answered), sum(at <= due for due, at in answered))


def _checks(session: Session, scope: Scope, day: dt.date) -> Checks:
    effects = (
        sa.select(EffectCheck.outcome, sa.func.count(EffectCheck.id))
        .join(Measure, Measure.id == EffectCheck.measure_id)
        .where(EffectCheck.at >= scope.start, EffectCheck.at < scope.end, _within(scope, Measure.unit_id))
        .group_by(EffectCheck.outcome)
    )
    closings = (
        sa.select(sa.func.count(CaseClosing.id))
        .join(Case, Case.id == CaseClosing.case_id)
        .where(
            *_told(scope),
            CaseClosing.state == ClosingState.DONE,
            CaseClosing.decided_by_id.is_not(None),
            Case.closed_at >= scope.start,
            Case.closed_at < scope.end,
        )
    )
    findings = sa.select(Case.next_due_on).where(
        *_told(scope),
        Case.source == Source.SUPERVISION,
        Case.state.in_(sorted(OPEN)),
        Case.registered_at < scope.end,
    )
    days = list(session.scalars(findings))
    return Checks(
        {outcome: int(number) for outcome, number in session.execute(effects)},
        session.scalar(closings) or 0,
        len(days),
        sum(due is not None and due < day for due in days),
    )
