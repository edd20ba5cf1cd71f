"""What the nightly scan reads: weekly counts, the unit tree, the categories and which cases a scope holds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, CaseKind
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount, TraitCount
from quality.cases.states import UNCOUNTED
from quality.core.clock import at_local, local_date
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
    return [
        values.Count(str(unit), Dimension.CATEGORY, categories.by_id[category].key, week, int(number))
        for unit, category, week, number in session.execute(query)
    ]


def _trait_counts(session: Session) -> list[values.Count]:
    keys = (TraitCount.unit_id, TraitCount.trait, TraitCount.value, TraitCount.starts_on)
    query = (
        sa.select(*keys, sa.func.sum(TraitCount.count))
        .where(TraitCount.access != Access.SHIELDED)
        .group_by(*keys)
    )
    return [
        values.Count(str(unit), Dimension(trait), value, week, int(number))
        for unit, trait, value, week, number in session.execute(query)
    ]


@dataclass(frozen=True)
class _Counted:
    """What membership is decided by."""

    key: str
    day: dt.date
    category: values.Category
    place: str
    causes: frozenset[str]

    def within(self, scope: Scope) -> bool:
        """Whether the case is one that the scope counts."""
        return (
            scope.start <= self.day <= scope.end
            and scope.category in (None, self.category.key, self.category.main)
            and scope.place in (None, self.place)
            and (scope.cause is None or scope.cause in self.causes)
        )


class CaseIndex:
    """Which cases a scope holds, over the weeks that windows reach."""

    def __init__(self, session: Session, categories: Categories, since: dt.date) -> None:
        """Read the cases that occurred since a day, without their texts."""
        causes = _causes(session, since)
        self._by_unit: dict[str, list[_Counted]] = defaultdict(list)
        query = sa.select(Case.id, Case.unit_id, Case.category_id, Case.place, Case.occurred_at)
        for number, unit, category, place, at in session.execute(query.where(*_counted_since(since))):
            self._by_unit[str(unit)].append(
                _Counted(
                    str(number),
                    local_date(at),
                    categories.by_id[category],
                    place,
                    causes.get(number, frozenset()),
                )
            )

    def members(self, scope: Scope) -> Sequence[str]:
        """The ids of the scope's cases; none of what is unsorted, since that says nothing about what happened."""
        if scope.category == UNSORTED:
            return []
        return [case.key for unit in scope.units for case in self._by_unit[unit] if case.within(scope)]


def _counted_since(since: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Case.occurred_at >= at_local(since),
        Case.kind == CaseKind.DEVIATION,
        Case.access != Access.SHIELDED,
        Case.state.not_in(sorted(UNCOUNTED)),
    )


def _causes(session: Session, since: dt.date) -> dict[int, frozenset[str]]:
    query = (
        sa.select(CaseFactor.case_id, CaseFactor.factor)
        .join(Case, Case.id == CaseFactor.case_id)
        .where(*_counted_since(since))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for case_id, factor in session.execute(query):
        found[case_id].add(str(factor))
    return {case_id: frozenset(factors) for case_id, factors in found.items()}
