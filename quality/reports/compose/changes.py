"""What has been corrected in the cases since the numbers of a report were frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quality.reports.compose.values import Column, Row, Snapshot, Table, Value, Word
from quality.reports.kinds import Measured


@dataclass(frozen=True)
class Change:
    """A number that would be another today."""

    table: Word
    row: Word
    column: Word
    before: Value
    after: Value


def changes(frozen: Snapshot, today: Snapshot) -> list[Change]:
    """Every count of what was reported that differs; how the cases have gone on since is no correction."""
    newer = {table.code: table for part in today.parts for table in part.tables}
    return [
        change
        for part in frozen.parts
        for table in part.tables
        for change in _of_table(table, newer.get(table.code))
    ]


def settled(column: Column) -> bool:
    """Whether a column counts what was reported, whatever has become of it."""
    return column.measured is Measured.COUNT and column.filters is not None and "state" not in column.filters


def _of_table(old: Table, new: Table | None) -> Iterator[Change]:
    rows = {_key(row): row for row in new.rows} if new else {}
    for row in old.rows:
        other = rows.pop(_key(row), None)
        yield from _of_row(old, row, row.cells, other.cells if other else None)
    for row in rows.values():
        yield from _of_row(old, row, None, row.cells)


def _key(row: Row) -> object:
    """A row is known by its cases, or else by its name."""
    if row.filters is not None:
        return (frozenset(row.filters.items()), row.total)
    return str(row.name)


def _of_row(
    table: Table, row: Row, before: tuple[Value, ...] | None, after: tuple[Value, ...] | None
) -> Iterator[Change]:
    for place, column in enumerate(table.columns):
        old, new = _at(before, place), _at(after, place)
        if settled(column) and old != new:
            yield Change(table.title, row.name, column.name, old, new)


def _at(cells: tuple[Value, ...] | None, place: int) -> Value:
    return cells[place] if cells and place < len(cells) else 0
