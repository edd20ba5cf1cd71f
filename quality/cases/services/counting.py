"""The kept counts: changed in the case's own transaction, so that they never drift from the cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from quality.cases.kinds import Access, CaseKind, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.count import CaseCount, CategoryCount, TraitCount, UnitCount
from quality.cases.states import UNCOUNTED, CaseState
from quality.core.bulk import add_up
from quality.core.clock import local_date, month_start, week_start


class Cell(NamedTuple):
    """The traits a case is counted by."""

    grain: str
    starts_on: dt.date
    unit_id: int
    category_id: int
    kind: CaseKind
    severity: int
    access: Access
    closed: bool


class UnitCell(NamedTuple):
    """What is left of a Cell when categories are summed."""

    grain: str
    starts_on: dt.date
    unit_id: int
    kind: CaseKind
    severity: int
    access: Access


class CategoryCell(NamedTuple):
    """What is left of a Cell when units are summed."""

    grain: str
    starts_on: dt.date
    category_id: int
    kind: CaseKind
    severity: int
    access: Access


class TraitCell(NamedTuple):
    """A cause or a place of a deviation in a week."""

    starts_on: dt.date
    unit_id: int
    trait: str
    value: str
    access: Access


AnyCell = Cell | UnitCell | CategoryCell | TraitCell


class Countable(Protocol):
    """What a case is counted by: a case, or what an import is about to make one of."""

    @property
    def state(self) -> CaseState: ...
    @property
    def occurred_at(self) -> dt.datetime: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def category_id(self) -> int: ...
    @property
    def kind(self) -> CaseKind: ...
    @property
    def severity(self) -> int: ...
    @property
    def access(self) -> Access: ...
    @property
    def place(self) -> str: ...


def cells(case: Countable) -> list[Cell]:
    """Where the case is counted now; nowhere when it was rejected or withdrawn."""
    if case.state in UNCOUNTED:
        return []
    day = local_date(case.occurred_at)
    closed = case.state is CaseState.CLOSED
    traits = (case.unit_id, case.category_id, case.kind, case.severity, case.access, closed)
    return [Cell("week", week_start(day), *traits), Cell("month", month_start(day), *traits)]


def trait_cells(case: Countable, causes: Iterable[str]) -> list[TraitCell]:
    """Where the case's causes and place are counted; only deviations have any, and «vet ikke» is no cause."""
    if case.state in UNCOUNTED or case.kind is not CaseKind.DEVIATION:
        return []
    week = week_start(local_date(case.occurred_at))
    found = [
        TraitCell(week, case.unit_id, "cause", cause, case.access)
        for cause in sorted(set(causes) - {Factor.UNKNOWN.value})
    ]
    if case.place:
        found.append(TraitCell(week, case.unit_id, "place", case.place, case.access))
    return found


def causes_of(session: Session, case_id: int) -> set[str]:
    """The factors of a case, the leader's and the reporter's together."""
    return {
        str(factor)
        for factor in session.scalars(sa.select(CaseFactor.factor).where(CaseFactor.case_id == case_id))
    }


class Tally:
    """Remembers how a case is counted before a change, and moves it to its new cells after."""

    def __init__(self, session: Session, case: Case) -> None:
        self.session = session
        self.case = case
        self.before = cells(case)
        self.traits_before = trait_cells(case, causes_of(session, case.id))

    def settle(self) -> None:
        """Apply the difference between then and now."""
        traits = trait_cells(self.case, causes_of(self.session, self.case.id))
        apply(
            self.session, _difference(self.before, cells(self.case)), _difference(self.traits_before, traits)
        )


def _difference(before: Iterable[Any], after: Iterable[Any]) -> Counter[Any]:
    change = Counter(after)
    change.subtract(before)
    return Counter({cell: number for cell, number in change.items() if number})


def kept(counts: Counter[Cell], traits: Counter[TraitCell]) -> list[tuple[Any, Any, Counter[Any]]]:
    """Every table of counts with its kind of cell and what it holds, or changes by, when the cells are these."""
    return [
        (CaseCount, Cell, counts),
        (UnitCount, UnitCell, _summed(counts, UnitCell)),
        (CategoryCount, CategoryCell, _summed(counts, CategoryCell)),
        (TraitCount, TraitCell, traits),
    ]


def _summed(counts: Counter[Cell], into: type[UnitCell | CategoryCell]) -> Counter[Any]:
    """The counts by fewer traits; what evens out is left out."""
    traits_of = attrgetter(*into._fields)
    found: Counter[Any] = Counter()
    for cell, number in counts.items():
        found[into(*traits_of(cell))] += number
    return Counter({cell: number for cell, number in found.items() if number})


def apply(session: Session, counts: Counter[Cell], traits: Counter[TraitCell]) -> None:
    """Add to the counts, making cells that are not there. Sorted, so that two writers never wait in a circle."""
    for model, cell, found in kept(counts, traits):
        _add(session, model.__table__, cell._fields, found)


def apply_many(session: Session, counts: Counter[Cell], traits: Counter[TraitCell]) -> None:
    """As apply(), for the thousands of cells that an import changes."""
    for model, cell, found in kept(counts, traits):
        ready = sorted(found.items())
        add_up(session, model, cell._fields, [each for each, _ in ready], [number for _, number in ready])


def _add(session: Session, table: Any, columns: tuple[str, ...], counts: Counter[Any]) -> None:
    rows = [
        dict(zip(columns, cell, strict=True)) | {"count": number} for cell, number in sorted(counts.items())
    ]
    if not rows:
        return
    session.execute(_adding(table, columns, session.get_bind().dialect.name), rows)


@cache
def _adding(table: Any, columns: tuple[str, ...], dialect: str) -> sa.Executable:
    """The statement that makes a cell or adds to it, made once: every change of a case asks for it."""
    statement = (pg_insert if dialect == "postgresql" else sqlite_insert)(table)
    return statement.on_conflict_do_update(
        index_elements=list(columns), set_={"count": table.c.count + statement.excluded.count}
    )
