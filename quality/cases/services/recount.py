"""Counting everything anew from the cases: to verify the kept counts, or to write them again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.case import Case, CaseFactor
from quality.cases.services.counting import AnyCell, Cell, TraitCell, cells, kept, trait_cells
from quality.core.bulk import insert_rows
from quality.core.history import Happening, record
from quality.organisation.queries import municipality

CHUNK = 5_000
TRAITS = (
    Case.id,
    Case.state,
    Case.kind,
    Case.severity,
    Case.access,
    Case.unit_id,
    Case.category_id,
    Case.occurred_at,
    Case.place,
)


@dataclass(frozen=True)
class Difference:
    """A cell whose kept count is not what the cases say."""

    table: str
    cell: AnyCell
    kept: int
    counted: int


def count(session: Session) -> tuple[Counter[Cell], Counter[TraitCell]]:
    """The counts as the cases say, some thousand cases at a time."""
    found: Counter[Cell] = Counter()
    traits: Counter[TraitCell] = Counter()
    for case, causes in _cases(session):
        found.update(cells(case))
        traits.update(trait_cells(case, causes))
    return found, traits


def differences(session: Session) -> list[Difference]:
    """Where the kept counts and the cases disagree."""
    return [
        difference
        for model, cell, counted in kept(*count(session))
        for difference in _compare(model.__tablename__, _stored(session, model, cell), counted)
    ]


def rebuild(session: Session) -> int:
    """Write the kept counts anew; returns how many cells there are. Writers wait until it is done."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(model.__tablename__ for model, _, _ in kept(Counter(), Counter()))
        session.execute(sa.text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))
    tables = kept(*count(session))
    for model, _, counted in tables:
        _write(session, model, counted)
    return sum(len(counted) for _, _, counted in tables)


def tell(session: Session, number: int, *, now: dt.datetime) -> None:
    """Write in the municipality's history that it was done: pages kept from before are then made anew."""
    place = municipality(session)
    if place:
        record(session, Happening("municipality", place.id, "recount", now, values={"cells": number}))


def _cases(session: Session) -> Iterator[tuple[Any, set[str]]]:
    last = 0
    while rows := session.execute(
        sa.select(*TRAITS).where(Case.id > last).order_by(Case.id).limit(CHUNK)
    ).all():
        causes: dict[int, set[str]] = {}
        factors = sa.select(CaseFactor.case_id, CaseFactor.factor).where(
            CaseFactor.case_id > last, CaseFactor.case_id <= rows[-1].id
        )
        for case_id, factor in session.execute(factors):
            causes.setdefault(case_id, set()).add(str(factor))
        yield from ((row, causes.get(row.id, set())) for row in rows)
        last = rows[-1].id


def _stored(session: Session, table: Any, cell: Any) -> Counter[Any]:
    columns = [getattr(table, name) for name in cell._fields]
    rows = session.execute(sa.select(*columns, table.count).where(table.count != 0))
    return Counter({cell(*row[:-1]): row[-1] for row in rows.yield_per(CHUNK)})


def _compare(table: str, kept: Counter[Any], counted: Counter[Any]) -> Iterator[Difference]:
    for cell in sorted(kept.keys() | counted.keys()):
        if kept[cell] != counted[cell]:
            yield Difference(table, cell, kept[cell], counted[cell])


def _write(session: Session, table: Any, counted: Counter[Any]) -> None:
    session.execute(sa.delete(table))
    for part in _batches(counted):
        insert_rows(session, table, part)


def _batches(counted: Counter[Any]) -> Iterator[list[dict[str, Any]]]:
    rows = [cell._asdict() | {"count": number} for cell, number in sorted(counted.items())]
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))
