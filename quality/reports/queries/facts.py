"""Gathers what a report is made from. Shielded cases are in none of it, nor complaints about somebody who works here.

The counts are the kept ones, so that a report and the trend page say the same; how cases went is read from the cases
of the period, each as a row without its words.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.learning.queries.gains import won_in_all
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.reports.compose.facts import Area, Causes, Cell, Facts, Spot, Waits
from quality.reports.compose.periods import Period
from quality.reports.compose.tables import main_of
from quality.reports.kinds import RECIPES, Chapter, ReportKind
from quality.reports.queries import cases, done, spread
from quality.reports.queries.marks import noted
from quality.reports.queries.scope import Scope

STEPS = 6
# The curves of the report to the committee, and how many categories of the others can have one.
SAFETY_MARKED = ["H", "H1", "H3"]
MOST_MARKED = 5


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
    chapters = RECIPES[kind].chapters
    areas = _areas(root, units)
    cells, on_sheets = cases.cells(session, scope, areas)
    tell(1)
    courses = cases.courses(session, scope)
    tell(2)
    measures = done.measures(session, scope)
    tell(3)
    patterns = done.patterns(session, scope)
    notes, answers = done.notes(session, scope), done.answers(session, scope)
    wanted = _marked(kind, period, cells)
    tell(4)
    return Facts(
        kind=kind,
        period=period,
        day=day,
        place=root.name,
        place_id=root.public_id,
        spots=[_spot(unit) for unit in units],
        areas=areas,
        names={row.code: row.name for row in tree if row.merged_into_id is None},
        cells=cells,
        courses=courses,
        ideas=cases.ideas(session, scope),
        measures=measures,
        patterns=patterns,
        notes=notes,
        answers=answers,
        voices=cases.voices(session, scope),
        checks=done.checks(session, scope, day),
        marks=noted(session, root, units, codes, wanted, period.widened(cases.MONTHS_BACK)),
        gained=won_in_all(session) if Chapter.IMPROVEMENTS in chapters else None,
        causes=spread.causes(session, scope) if Chapter.CAUSES in chapters else Causes(),
        waits=spread.waits(session, scope) if Chapter.ANSWERS in chapters else Waits(),
        pairs=spread.pairs(session, scope) if Chapter.BETWEEN in chapters else Counter(),
        on_sheets=on_sheets,
        reporting=cases.reporting(session, scope),
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
