"""What the nightly scan reads: weekly counts, the unit tree, the categories and which cases a scope holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, CaseKind, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount, TraitCount
from quality.cases.states import UNCOUNTED
from quality.core.clock import at_local
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.patterns.detect import values
from quality.patterns.detect.values import Dimension, Scope

DIRECT = "*"
AT_A_TIME = 1000


def unit_tree(session: Session) -> list[values.Unit]:
    """Every unit that takes reports or has cases, with the branches it belongs to and its area as sector."""
    units = list(session.scalars(sa.select(Unit).order_by(Unit.position, Unit.id)))
    counted = set(session.scalars(sa.select(CaseCount.unit_id).where(CaseCount.grain == "week").distinct()))
    parents = {unit.parent_id for unit in units}
    areas = {str(unit.id) for unit in units if unit.level is UnitLevel.AREA}
    return [
        _unit(unit, areas, unit.id in parents)
        for unit in units
        if unit.id in counted or unit.level in (UnitLevel.UNIT, UnitLevel.DEPARTMENT)
    ]


def _unit(unit: Unit, areas: set[str], branch: bool) -> values.Unit:
    ids = unit.path.strip("/").split("/")
    above = tuple(ids if branch else ids[:-1])
    sector = next((number for number in ids if number in areas), ids[0])
    return values.Unit(str(unit.id), above, sector, unit.opened_on, unit.closed_on)


@dataclass(frozen=True)
class Categories:
    """The tree as the detector knows it; cases straight under a main category with leaves have a key of their own."""

    by_id: dict[int, values.Category]

    @property
    def leaves(self) -> list[values.Category]:
        """Each key once."""
        return list({leaf.key: leaf for leaf in self.by_id.values()}.values())


def category_tree(session: Session) -> Categories:
    """Every category, merged ones as what they became."""
    rows = list(session.scalars(sa.select(Category).order_by(Category.position)))
    by_id = {row.id: row for row in rows}
    with_leaves = {row.parent_id for row in rows if row.level > 1}
    return Categories({row.id: _leaf(_merged(row, by_id), by_id, with_leaves) for row in rows})


def _merged(row: Category, by_id: dict[int, Category]) -> Category:
    seen = {row.id}
    while row.merged_into_id and row.merged_into_id not in seen:
        seen.add(row.merged_into_id)
        row = by_id[row.merged_into_id]
    return row


def _leaf(row: Category, by_id: dict[int, Category], with_leaves: set[int | None]) -> values.Category:
    if row.level > 2 and row.parent_id:
        return values.Category(row.code, by_id[row.parent_id].code)
    return values.Category(row.code + DIRECT if row.id in with_leaves else row.code, row.code)


def weekly_counts(session: Session, categories: Categories) -> dict[Dimension, values.Counts]:
    """Deviations a week, by unit and category, cause or place; shielded cases are never read.

    What a unit has of a key in a week may stand in several, as it is kept.
    """
    kept, traits = CaseCount.__table__.c, TraitCount.__table__.c
    category = sa.select(kept.unit_id, kept.category_id, _text(kept.starts_on), kept.count).where(
        kept.grain == "week", kept.kind == CaseKind.DEVIATION, kept.access != Access.SHIELDED
    )
    trait = sa.select(traits.unit_id, traits.value, _text(traits.starts_on), traits.count).where(
        traits.access != Access.SHIELDED
    )
    keys_of = {number: leaf.key for number, leaf in categories.by_id.items()}
    found = {Dimension.CATEGORY: _columns(session, category, keys_of.__getitem__)}
    for dimension in (Dimension.CAUSE, Dimension.PLACE):
        found[dimension] = _columns(session, trait.where(traits.trait == dimension.value), str)
    return found


def _columns(session: Session, query: sa.Select[Any], key_of: Callable[[Any], str]) -> values.Counts:
    units, keys, weeks, numbers = _turned(session.execute(query), 4)
    days = {text: dt.date.fromisoformat(text) for text in set(weeks)}
    return values.Counts(
        [str(unit) for unit in units], [key_of(key) for key in keys], [days[week] for week in weeks], numbers
    )


def _turned(rows: sa.Result[Any], number: int) -> list[list[Any]]:
    """Rows as so many columns: a hundred thousand rows are dear to hold."""
    columns: list[list[Any]] = [[] for _ in range(number)]
    for some in rows.partitions(AT_A_TIME):
        for column, cells in zip(columns, zip(*some, strict=True), strict=True):
            column.extend(cells)
    return columns


def _text(day: sa.ColumnElement[dt.date]) -> sa.ColumnElement[str]:
    """A day as the database writes it: many counts share few weeks, and each of those is read once."""
    return sa.cast(day, sa.String)


class CaseIndex:
    """Which cases a scope holds, asked for what was found; no night reads all cases."""

    def __init__(self, session: Session, categories: Categories, since: dt.date) -> None:
        """Asks for nothing before a day."""
        self._session, self._since = session, since
        self._ids: dict[str, list[int]] = defaultdict(list)
        for number, leaf in categories.by_id.items():
            for key in {leaf.key, leaf.main}:
                self._ids[key].append(number)
        self._known: dict[Scope, list[str]] = {}

    def members(self, scope: Scope) -> Sequence[str]:
        """The ids of the scope's cases; none of what is unsorted, since that says nothing about what happened."""
        if scope.category == UNSORTED:
            return []
        if scope not in self._known:
            self._known[scope] = [str(number) for number in self._session.scalars(self._query(scope))]
        return self._known[scope]

    def _query(self, scope: Scope) -> sa.Select[int]:
        after = scope.end + dt.timedelta(days=1)
        query = sa.select(Case.id).where(
            Case.occurred_at >= at_local(max(scope.start, self._since)),
            Case.occurred_at < at_local(after),
            Case.unit_id.in_([int(unit) for unit in scope.units]),
            Case.kind == CaseKind.DEVIATION,
            Case.access != Access.SHIELDED,
            Case.state.not_in(sorted(UNCOUNTED)),
        )
        if scope.category is not None:
            query = query.where(Case.category_id.in_(self._ids[scope.category]))
        if scope.place is not None:
            query = query.where(Case.place == scope.place)
        if scope.cause is not None:
            factors = sa.select(CaseFactor.case_id).where(CaseFactor.factor == Factor(scope.cause))
            query = query.where(Case.id.in_(factors))
        return query
