"""The kept counts: changed in the case's own transaction, so that they never drift from the cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from quality.cases.kinds import Access, CaseKind, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.count import CaseCount, TraitCount
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


class TraitCell(NamedTuple):
    """A cause or a place of a deviation in a week."""

    starts_on: dt.date
    unit_id: int
    trait: str
    value: str
    access: Access


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


def apply(session: Session, counts: Counter[Cell], traits: Counter[TraitCell]) -> None:
    """Add to the counts, making cells that are not there. Sorted, so that two writers never wait in a circle."""
    _add(session, CaseCount.__table__, Cell._fields, counts)
    _add(session, TraitCount.__table__, TraitCell._fields, traits)


def apply_many(session: Session, counts: Counter[Cell], traits: Counter[TraitCell]) -> None:
    """As apply(), for the thousands of cells that an import changes."""
    for model, names, found in (
        (CaseCount, Cell._fields, sorted(counts.items())),
        (TraitCount, TraitCell._fields, sorted(traits.items())),
    ):
        cells, numbers = [cell for cell, _ in found], [number for _, number in found]
        add_up(session, model, names, cells, numbers)


def _add(session: Session, table: Any, columns: tuple[str, ...], counts: Counter[Any]) -> None:
    rows = [
        dict(zip(columns, cell, strict=True)) | {"count": number} for cell, number in sorted(counts.items())
    ]
    if not rows:
        return
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(table)
    statement = statement.on_conflict_do_update(
        index_elements=list(columns), set_={"count": table.c.count + statement.excluded.count}
    )
    session.execute(statement, rows)
