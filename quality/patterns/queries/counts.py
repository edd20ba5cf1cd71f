"""What the nightly scan reads: weekly counts, the unit tree, the categories and which cases a scope holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

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


def weekly_counts(session: Session, categories: Categories) -> list[values.Count]:
    """Deviations a week, by unit and category, cause or place; shielded cases are never read."""
    return _category_counts(session, categories) + _trait_counts(session)


def _category_counts(session: Session, categories: Categories) -> list[values.Count]:
    keys = (CaseCount.unit_id, CaseCount.category_id, CaseCount.starts_on)
    query = (
        sa.select(*keys, sa.func.sum(CaseCount.count))
        .where(
            CaseCount.grain == "week",
            CaseCount.kind == CaseKind.DEVIATION,
            CaseCount.access != Access.SHIELDED,
        )
        .group_by(*keys)
    )
    keys_of = {number: leaf.key for number, leaf in categories.by_id.items()}
    return [
        values.Count(str(unit), Dimension.CATEGORY, keys_of[category], week, int(number))
        for unit, category, week, number in session.execute(query)
    ]


def _trait_counts(session: Session) -> list[values.Count]:
    keys = (TraitCount.unit_id, TraitCount.trait, TraitCount.value, TraitCount.starts_on)
    query = (
        sa.select(*keys, sa.func.sum(TraitCount.count))
        .where(TraitCount.access != Access.SHIELDED)
        .group_by(*keys)
    )
    dimensions = {dimension.value: dimension for dimension in Dimension}
    return [
        values.Count(str(unit), dimensions[trait], value, week, int(number))
        for unit, trait, value, week, number in session.execute(query)
    ]


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
