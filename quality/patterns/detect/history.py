"""Weekly counts laid out as arrays: unit by key by week, one table a dimension."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.values import Category, Count, Dimension, Settings, Unit
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
        known = [c for c in counts if self.start <= c.week < self.week_start(self.weeks)]
        keys = [(key, key) for key in sorted({c.key for c in known})]
        rows = {unit.key: number for number, unit in enumerate(self.units)}
        known = [c for c in known if c.unit in rows]
        table = _table(Dimension.STORY, keys, known, rows, self.start, self.weeks)
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
    units: Sequence[Unit], categories: Sequence[Category], counts: Iterable[Count], day: date
) -> History:
    """The history in whole weeks before `day`; unknown units, categories and later weeks are left out."""
    rows = {unit.key: number for number, unit in enumerate(units)}
    last = monday(day)
    given = [c for c in counts if c.unit in rows and c.number > 0]
    weeks_of = {week: monday(week) for week in {c.week for c in given}}
    known = [c for c in given if weeks_of[c.week] < last]
    start = min((weeks_of[c.week] for c in known), default=last)
    weeks = (last - start).days // 7
    leaves = sorted(categories, key=lambda category: category.key)
    keys = {Dimension.CATEGORY: [(c.key, c.main) for c in leaves]}
    for dimension in (Dimension.CAUSE, Dimension.PLACE):
        keys[dimension] = [(key, key) for key in sorted({c.key for c in known if c.dimension is dimension})]
    tables = {d: _table(d, keys[d], known, rows, start, weeks) for d in keys}
    return History(tuple(units), start, weeks, tables)


def _table(
    dimension: Dimension,
    keys: list[tuple[str, str]],
    known: list[Count],
    rows: dict[str, int],
    start: date,
    weeks: int,
) -> Table:
    groups = sorted({main for _, main in keys})
    columns = {key: number for number, (key, _) in enumerate(keys)}
    counts = np.zeros((len(rows), len(keys), weeks), dtype=np.int32)
    numbers = {week: (week - start).days // 7 for week in {c.week for c in known}}
    cells = [
        (rows[c.unit], columns[c.key], numbers[c.week], c.number)
        for c in known
        if c.dimension is dimension and c.key in columns
    ]
    if cells:
        row, column, week, number = np.array(cells, dtype=np.int32).T
        np.add.at(counts, (row, column, week), number)
    group = np.array([groups.index(main) for _, main in keys], dtype=np.intp)
    return Table(dimension, tuple(columns), tuple(groups), group, counts)
