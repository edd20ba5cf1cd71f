"""Windows of seen and expected cases, where the expected follow how much a unit reports of all else."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.expectation import Fit, Frame, weekly_expected
from quality.patterns.detect.history import Floats, Table, Whole

LONG = 26
SHOWN_WEEKS = 52
CAPPED_ROUNDS = 2

Numbers = TypeVar("Numbers", Whole, Floats)


@dataclass(frozen=True, eq=False)
class Past:
    """Running sums from week `first` on, week by unit by key: a table's cells, and each unit's cases outside each main
    group.
    """

    frame: Frame
    table: Table
    fit: Fit
    first: int
    seen: Whole
    due: Floats
    other_seen: Whole
    other_due: Floats

    def newest(self, weeks: int) -> "Past":
        """The same with the last weeks alone, as many as windows and pages of tonight look at."""
        gone = self.frame.weeks - self.first - weeks
        if gone <= 0:
            return self
        return replace(
            self,
            first=self.first + gone,
            seen=self.seen[gone:].copy(),
            due=self.due[gone:].copy(),
            other_seen=self.other_seen[gone:].copy(),
            other_due=self.other_due[gone:].copy(),
        )


@dataclass(frozen=True, eq=False)
class _Sums:
    """What some windows hold: a table's cells and each unit's cases outside each main group, seen and due."""

    seen: Whole
    due: Floats
    other_seen: Whole
    other_due: Floats


@dataclass(frozen=True, eq=False)
class Window:
    """Seen and expected, window by unit by key, with the variance of a cell's rate and of the effort."""

    observed: Floats
    expected: Floats
    cell_doubt: Floats
    effort_doubt: Floats


def grouped(table: Table, cells: Floats) -> Floats:
    """The last axis' keys summed up to main groups."""
    if table.ungrouped:
        return np.ascontiguousarray(cells)
    member = np.asarray(table.group[:, None] == np.arange(len(table.groups)), dtype=float)
    return np.asarray(cells @ member)


def make_past(frame: Frame, table: Table, fit: Fit) -> Past:
    """The weeks that tonight's windows and the dispersion look at."""
    settings = frame.settings
    first = max(0, frame.guard_start - settings.dispersion_weeks - LONG)
    seen = table.counts[:, :, first : frame.weeks]
    due = weekly_expected(frame, fit, first, frame.weeks)
    other_seen = _running(_outside(table, frame.totals[:, first:], seen))
    other_due = _running(_outside(table, frame.expected_totals(first, frame.weeks), due))
    return Past(frame, table, fit, first, _running(seen), _running(due), other_seen, other_due)


def _outside(table: Table, total: Numbers, cells: Numbers) -> Numbers:
    """A unit's cases outside each main group, week by week."""
    if table.ungrouped:
        rest = total[:, None] - cells
        np.maximum(rest, 0, out=rest)
        return rest
    groups = range(len(table.groups))
    parts = [np.maximum(total - cells[:, table.group == g].sum(axis=1, dtype=cells.dtype), 0) for g in groups]
    return np.stack(parts, axis=1)


def _running(values: Numbers) -> Numbers:
    units, keys, weeks = values.shape
    sums = np.zeros((weeks + 1, units, keys), dtype=values.dtype)
    np.cumsum(np.moveaxis(values, -1, 0), axis=0, out=sums[1:])
    return sums


def _between(running: Numbers, ends: NDArray[np.intp], length: int) -> Numbers:
    sums = running[ends]
    sums -= running[np.maximum(ends - length, 0)]
    return sums


def _summed(past: Past, places: NDArray[np.intp], length: int) -> _Sums:
    return _Sums(
        _between(past.seen, places, length),
        _between(past.due, places, length),
        _between(past.other_seen, places, length),
        _between(past.other_due, places, length),
    )


def windows(past: Past, ends: Sequence[int], length: int) -> Window:
    """The windows of `length` weeks that end before each week in `ends`."""
    places = np.array(ends, dtype=np.intp) - past.first
    half_year = _summed(past, places, LONG)
    sums = half_year if length == LONG else _summed(past, places, length)
    factor, doubt = _effort(past, sums, half_year)
    expected = sums.due * _by_key(past.table, factor)
    doubts = expected**2 / past.fit.shape, _by_key(past.table, doubt)
    return Window(sums.seen.astype(float), expected, *doubts)


def _by_key(table: Table, values: Floats) -> Floats:
    """What holds for a main group, for each of its keys."""
    return values if table.ungrouped else values[:, :, table.group]


def _effort(past: Past, sums: _Sums, half_year: _Sums) -> tuple[Floats, Floats]:
    """How much more a unit reports of everything else, group by group, and how uncertain that is.

    What the window itself shows leans on the unit's half year, and that on the whole municipality's.
    """
    settings = past.frame.settings
    pseudo = settings.effort_pseudo
    seen, due = _others(past, half_year), half_year.other_due
    usual = (seen.sum(axis=1, keepdims=True) + pseudo) / (due.sum(axis=1, keepdims=True) + pseudo)
    usual = (seen + pseudo * usual) / (due + pseudo)
    if sums is not half_year:
        seen, due = _others(past, sums), sums.other_due
    shape = seen + pseudo * usual
    return np.clip(shape / (due + pseudo), settings.effort_least, settings.effort_most), 1 / shape


def _others(past: Past, sums: _Sums) -> Floats:
    """A unit's cases outside each main group, where no key alone speaks for more than chance would have it: what is
    reported more of one thing is no more of everything.
    """
    table, cap, pseudo = past.table, past.frame.settings.effort_cap, past.frame.settings.effort_pseudo
    kept = sums.other_seen.astype(float)
    for _ in range(CAPPED_ROUNDS if cap else 0):
        mean = sums.due * _by_key(table, (kept + pseudo) / (sums.other_due + pseudo))
        over = np.maximum(sums.seen - mean - cap * np.sqrt(mean) - 1, 0)
        # Never under nought: a case with several causes is over in several.
        kept = np.maximum(sums.other_seen - (over.sum(axis=2, keepdims=True) - grouped(table, over)), 0)
    return kept


def weekly_cells(past: Past, weeks: int) -> tuple[Whole, Floats]:
    """Seen and expected of every cell in each of the last `weeks` weeks."""
    last = past.frame.weeks
    ends = np.arange(last - weeks + 1, last + 1)
    places = ends - past.first
    factor, _ = _effort(past, _summed(past, places, LONG // 2), _summed(past, places, LONG))
    return _between(past.seen, places, 1), _between(past.due, places, 1) * _by_key(past.table, factor)


def summed_up(
    cells: tuple[Whole, Floats], rows: Sequence[int], columns: Sequence[int]
) -> tuple[Floats, Floats]:
    """Those of some units and keys together, week by week."""
    seen, due = cells
    return (
        np.asarray(seen[:, list(rows)][:, :, list(columns)].sum(axis=(1, 2)), dtype=float),
        np.asarray(due[:, list(rows)][:, :, list(columns)].sum(axis=(1, 2))),
    )
