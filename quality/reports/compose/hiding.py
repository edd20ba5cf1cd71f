"""Which numbers of a report are kept from those who may not read the cases: one look at all its tables together.

The rule itself is core.small_numbers: here is only said which numbers there are, which are the same in two tables, and
which add up to which. A share or a median is kept back where it is made, a sentence with any number it is made of.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace

from quality.core.small_numbers import LEAST, follows, protect
from quality.reports.compose.columns import ANSWERED, CLOSED, GRAVELY, JUDGED, LATE, OPEN, REPORTED
from quality.reports.compose.periods import Period
from quality.reports.compose.values import Drawing, Part, Row, Snapshot, Spot, Table, Value
from quality.reports.kinds import Measured

Sum = tuple[Hashable, list[Hashable]]
# Columns that count some of those in another: what is left can be small, and nobody counts it.
SOME_OF = (
    (REPORTED, ANSWERED),
    (REPORTED, JUDGED),
    (ANSWERED, JUDGED),
    (REPORTED, GRAVELY),
    (OPEN, LATE),
)


@dataclass(frozen=True)
class Told:
    """What earlier reports on the same place show and hide, each number by the cases and the days it is of."""

    shown: frozenset[Hashable] = frozenset()
    hidden: frozenset[Hashable] = frozenset()


def told_in(reports: Iterable[tuple[Period, Snapshot]]) -> Told:
    """What these reports tell together: what one of them shows is no secret in the others."""
    shown: set[Hashable] = set()
    hidden: set[Hashable] = set()
    for period, snapshot in reports:
        hidden.update(_dated(frozenset(each.items()), period) for part in snapshot.parts for each in part.few)
        for table in (table for part in snapshot.parts for table in part.tables):
            for row, line in enumerate(table.rows):
                for column in _counted(table):
                    name = _dated(name_of(table, row, column), period)
                    (hidden if line.hides(column) else shown).add(name)
    return Told(frozenset(shown - {None}), frozenset(hidden - shown - {None}))


def _dated(name: Hashable, period: Period) -> Hashable:
    """The name with its days. A number of how things stand, or that only its table knows, has no other like it."""
    if not isinstance(name, frozenset) or any(key == "state" for key, _ in name):
        return None
    if any(key == "from" for key, _ in name):
        return name
    return name | {("from", period.since.isoformat()), ("to", period.until.isoformat())}


@dataclass(frozen=True)
class _Known:
    """The numbers of some tables, what adds up to what, and which are shown or hidden whatever the rule says."""

    numbers: dict[Hashable, int]
    sums: list[Sum]
    seen: set[Hashable]
    kept: set[Hashable]


def hide(snapshot: Snapshot, period: Period, told: Told) -> Snapshot:
    """The same report with what is kept back marked; two reports beside each other give away no more than one."""
    tables = [table for part in snapshot.parts for table in part.tables]
    firm = _known([table for table in tables if not table.yields], period, told)
    hidden = protect(firm.numbers, firm.sums, seen=firm.seen, kept=firm.kept)
    if any(table.yields for table in tables):
        hidden = _beside(firm, hidden, _known(tables, period, told))
    marked = {table.code: _mark(table, hidden) for table in tables}
    return replace(snapshot, parts=tuple(_part(part, marked) for part in snapshot.parts))


def _known(tables: list[Table], period: Period, told: Told) -> _Known:
    numbers: dict[Hashable, int] = {}
    sums: list[Sum] = []
    seen: set[Hashable] = set()
    for table in tables:
        numbers |= dict(_numbers(table))
        sums += [*_sums(table), *_equal(table, tables)]
        for whole, parts in _told(table, period):
            numbers |= dict(parts)
            seen |= {part for part, number in parts if number >= LEAST and part not in told.hidden}
            sums.append((whole, [part for part, _ in parts]))
    dated = {name: each for name in numbers if (each := _dated(name, period)) is not None}
    seen |= {name for name, each in dated.items() if each in told.shown and numbers[name] >= LEAST}
    kept = {name for name, each in dated.items() if each in told.hidden}
    kept.update(name for table in tables for name in _open_beside_few_closed(table))
    few_left = {name for table in tables for name in _few_left(table)}
    # How many are answered grows: what was told when more were left is another number now.
    return _Known(numbers, sums, seen - few_left, kept | few_left)


def _beside(firm: _Known, hidden: frozenset[Hashable], every: _Known) -> frozenset[Hashable]:
    """What to hide when the tables that yield stand beside the others, where all is decided already."""
    seen, kept = every.seen | (firm.numbers.keys() - hidden), every.kept | hidden
    found = protect(every.numbers, every.sums, seen=seen, kept=kept)
    yielding = every.numbers.keys() - firm.numbers.keys()
    # Where the others leave too little room, nothing of such a table is told.
    left = yielding & set(follows(every.numbers, every.sums, found))
    return found | yielding if left else found


def name_of(table: Table, row: int, column: int) -> Hashable:
    """What a number is called: by the cases it is of where that is known, so that it is one number in all tables."""
    mine, its = table.rows[row].filters, table.columns[column].filters
    if mine is None or its is None:
        return (table.code, row, column)
    return frozenset((mine | its).items())


def _counted(table: Table) -> list[int]:
    if table.like_sheets:
        return []
    return [
        place
        for place, column in enumerate(table.columns)
        if column.measured is Measured.COUNT and not column.kept
    ]


def _numbers(table: Table) -> Iterator[tuple[Hashable, int]]:
    for row, line in enumerate(table.rows):
        for column in _counted(table):
            value = line.cells[column]
            if isinstance(value, int):
                yield name_of(table, row, column), value


def _sums(table: Table) -> Iterator[Sum]:
    for row, line in enumerate(table.rows):
        for whole, parts in table.adds:
            if any(table.columns[place].kept for place in (whole, *parts)):
                continue
            if line.cells[whole] == sum(_int(line.cells[part]) for part in parts):
                yield name_of(table, row, whole), [name_of(table, row, part) for part in parts]
    last = len(table.rows) - 1
    if last > 0 and table.rows[last].total:
        for column in _counted(table):
            yield name_of(table, last, column), [name_of(table, row, column) for row in range(last)]


def _equal(table: Table, tables: list[Table]) -> Iterator[Sum]:
    """A number of one table that numbers of another are the parts of."""
    by_code = {each.code: each for each in tables}
    for whole, parts in table.equals:
        if all(code in by_code for code, _, _ in (whole, *parts)):
            named = [name_of(by_code[code], row, column) for code, row, column in (whole, *parts)]
            yield named[0], named[1:]


def _open_beside_few_closed(table: Table) -> Iterator[Hashable]:
    """Open cases where the closed ones, a column that is kept, are fewer than five and would be what is left."""
    if any(column not in table.columns for column in (REPORTED, CLOSED, OPEN)):
        return
    closed, still = table.columns.index(CLOSED), table.columns.index(OPEN)
    for row, line in enumerate(table.rows):
        if _int(line.cells[closed]) < LEAST:
            yield name_of(table, row, still)


def _few_left(table: Table) -> Iterator[Hashable]:
    """Numbers that leave fewer than five of those that they are some of."""
    for whole, part in SOME_OF:
        if whole in table.columns and part in table.columns:
            all_at, some_at = table.columns.index(whole), table.columns.index(part)
            for row, line in enumerate(table.rows):
                if _int(line.cells[all_at]) - _int(line.cells[some_at]) < LEAST:
                    yield name_of(table, row, some_at)


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _told(table: Table, period: Period) -> Iterator[tuple[Hashable, list[tuple[Hashable, int]]]]:
    """Numbers that are the sum of what the reports on parts of the period tell, each by its own days."""
    for row, line in enumerate(table.rows):
        for column, numbers in ((0, line.told), *line.told_of):
            if not numbers:
                continue
            whole = name_of(table, row, column)
            parts: list[tuple[Hashable, int]] = []
            for place, number in enumerate(numbers):
                days = period.part(place, len(numbers))
                parts.append((_dated(whole, days) or ("told", table.code, row, column, place), number))
            yield whole, parts


def _mark(table: Table, hidden: frozenset[Hashable]) -> Table:
    rows = []
    for place, row in enumerate(table.rows):
        flags = [row.hides(column) for column in range(len(table.columns))]
        for column in _counted(table):
            flags[column] = name_of(table, place, column) in hidden
        for column, each in enumerate(table.columns):
            flags[column] = flags[column] or each.kept or (each.of is not None and flags[each.of])
        rows.append(replace(row, hidden=tuple(flags)))
    return replace(table, rows=tuple(rows))


def _part(part: Part, marked: dict[str, Table]) -> Part:
    return replace(
        part,
        said=tuple(replace(each, hidden=_any(each.rests, marked)) for each in part.said),
        drawings=tuple(_drawing(each, marked) for each in part.drawings),
        tables=tuple(marked[table.code] for table in part.tables),
    )


def _any(spots: tuple[Spot, ...], marked: dict[str, Table]) -> bool:
    return any(_row(marked, code, row).hides(column) for code, row, column in spots)


def _row(marked: dict[str, Table], code: str, row: int) -> Row:
    return marked[code].rows[row]


def _drawing(drawing: Drawing, marked: dict[str, Table]) -> Drawing:
    if drawing.kind == "run":
        kept = _any(drawing.rests, marked)
        decided = drawing.hidden or (False,) * len(drawing.values)
        numbers = zip(drawing.values, decided, strict=True)
        return replace(drawing, hidden=tuple(kept or each or (value or 0) < LEAST for value, each in numbers))
    code, _, column = drawing.rests[0]
    rows = [row for row in marked[code].rows if not row.total]
    return replace(drawing, hidden=tuple(row.hides(column) for row in rows))
