"""Weekly counts laid out as arrays: unit by key by week, one table a dimension."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.values import Category, Count, Counts, Dimension, Settings, Unit, by_dimension
from quality.patterns.detect.weeks import monday

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]
SILENCE_CASES = 8


@dataclass(frozen=True, eq=False)
class Table:
    """Counts of one dimension; `group` gives each key's main group by position in `groups`."""

    dimension: Dimension
    keys: tuple[str, ...]
    groups: tuple[str, ...]
    group: NDArray[np.intp]
    counts: Whole

    @cached_property
    def ungrouped(self) -> bool:
        """Whether each key is a main group of its own."""
        return np.array_equal(self.group, np.arange(len(self.groups)))

    def until(self, weeks: int) -> "Table":
        """The same table as it was known after its first `weeks` weeks."""
        return Table(self.dimension, self.keys, self.groups, self.group, self.counts[:, :, :weeks])


@dataclass(frozen=True, eq=False)
class History:
    """Everything that is counted, in whole weeks from the Monday `start`."""

    units: tuple[Unit, ...]
    start: date
    weeks: int
    tables: dict[Dimension, Table]

    def until(self, day: date) -> "History":
        """The history as it stood on the morning of `day`: whole weeks only."""
        weeks = min(self.weeks, max(0, (monday(day) - self.start).days // 7))
        if weeks == self.weeks:
            return self
        return History(self.units, self.start, weeks, {d: t.until(weeks) for d, t in self.tables.items()})

    def week_start(self, number: int) -> date:
        """The Monday of week `number`."""
        return self.start + timedelta(weeks=number)

    def with_stories(self, counts: Iterable[Count]) -> "History":
        """The same with a table of stories, which no scan looks at."""
        told = by_dimension(count for count in counts if count.week >= self.start)
        rows = {unit.key: number for number, unit in enumerate(self.units)}
        cells = _cells(told.get(Dimension.STORY, Counts()), rows, self.week_start(self.weeks))
        keys = [(key, key) for key in sorted(set(cells.keys))]
        table = _table(Dimension.STORY, keys, cells, (len(rows), self.weeks))
        return History(self.units, self.start, self.weeks, self.tables | {Dimension.STORY: table})

    @cached_property
    def totals(self) -> Whole:
        """All cases, unit by week; added up once, and not to be written in."""
        total: Whole = self.tables[Dimension.CATEGORY].counts.sum(axis=1, dtype=np.int32)
        total.flags.writeable = False
        return total

    @cached_property
    def open_weeks(self) -> Floats:
        """1 where a unit was open and reporting, unit by week; not to be written in."""
        totals = self.totals
        mask = np.ones(totals.shape)
        for row, unit in enumerate(self.units):
            first, last = self._open_span(unit, totals[row])
            mask[row, :first] = 0
            mask[row, last:] = 0
        mask.flags.writeable = False
        return mask

    def _open_span(self, unit: Unit, totals: Whole) -> tuple[int, int]:
        seen = np.flatnonzero(totals)
        first = 0 if unit.opened is None else max(0, (unit.opened - self.start).days // 7)
        last = (
            self.weeks if unit.closed is None else min(self.weeks, (unit.closed - self.start).days // 7 + 1)
        )
        if not len(seen):
            return first, max(first, last)
        begun = int(seen[0])
        silent = (begun - first) * totals[begun:].mean() > SILENCE_CASES
        return (begun if silent or begun < first else first), max(last, int(seen[-1]) + 1)

    def digest(self, settings: Settings) -> str:
        """The fingerprint of all that a finding is computed from."""
        text = json.dumps(
            [
                settings_text(settings),
                self.start.isoformat(),
                self.weeks,
                [[u.key, u.above, u.sector, str(u.opened), str(u.closed)] for u in self.units],
            ]
        )
        sha = hashlib.sha256(text.encode())
        for dimension, table in sorted(self.tables.items()):
            sha.update(json.dumps([dimension, table.keys, table.groups, table.group.tolist()]).encode())
            sha.update(np.ascontiguousarray(table.counts, dtype="<i4").tobytes())
        return sha.hexdigest()


def settings_text(settings: Settings) -> str:
    """The settings as they are stored beside a finding."""
    return json.dumps(asdict(settings), sort_keys=True)


def lay_out(
    units: Sequence[Unit], categories: Sequence[Category], counts: Mapping[Dimension, Counts], day: date
) -> History:
    """The history in whole weeks before `day`; unknown units, categories and later weeks are left out."""
    last = monday(day)
    rows = {unit.key: number for number, unit in enumerate(units)}
    cells = {dimension: _cells(counts[dimension], rows, last) for dimension in counts}
    weeks = max((int(each.ago.max()) for each in cells.values() if each.keys), default=0)
    leaves = sorted(categories, key=lambda category: category.key)
    keys = {Dimension.CATEGORY: [(c.key, c.main) for c in leaves]}
    for dimension in (Dimension.CAUSE, Dimension.PLACE):
        kept = set(cells[dimension].keys) if dimension in cells else set()
        keys[dimension] = [(key, key) for key in sorted(kept)]
    tables = {d: _table(d, keys[d], cells.get(d), (len(rows), weeks)) for d in keys}
    return History(tuple(units), last - timedelta(weeks=weeks), weeks, tables)


@dataclass(frozen=True, eq=False)
class _Cells:
    """Counts of known units in whole weeks, told by how many weeks ago they began."""

    row: NDArray[np.intp]
    keys: list[str]
    ago: NDArray[np.intp]
    number: Whole


def _cells(counts: Counts, rows: Mapping[str, int], last: date) -> _Cells:
    weeks_ago = {week: (last - monday(week)).days // 7 for week in set(counts.weeks)}
    row = np.array([rows.get(unit, -1) for unit in counts.units], dtype=np.intp)
    ago = np.array([weeks_ago[week] for week in counts.weeks], dtype=np.intp)
    number = np.array(counts.numbers, dtype=np.int32)
    known = (row >= 0) & (ago > 0) & (number > 0)
    return _Cells(row[known], list(compress(counts.keys, known)), ago[known], number[known])


def _table(
    dimension: Dimension, keys: list[tuple[str, str]], cells: _Cells | None, shape: tuple[int, int]
) -> Table:
    """The cells added up by unit and week; those of unknown keys are left out."""
    units, weeks = shape
    groups = sorted({main for _, main in keys})
    columns = {key: number for number, (key, _) in enumerate(keys)}
    counts = np.zeros((units, len(keys), weeks), dtype=np.int32)
    if cells is not None:
        column = np.array([columns.get(key, -1) for key in cells.keys], dtype=np.intp)
        known = column >= 0
        np.add.at(counts, (cells.row[known], column[known], weeks - cells.ago[known]), cells.number[known])
    group = np.array([groups.index(main) for _, main in keys], dtype=np.intp)
    return Table(dimension, tuple(columns), tuple(groups), group, counts)
