"""Windows of seen and expected cases, where the expected follow how much a unit reports of all else."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.expectation import Fit, Frame, weekly_expected
from quality.patterns.detect.history import Floats, Table

LONG = 26
CAPPED_ROUNDS = 2


@dataclass(frozen=True, eq=False)
class Past:
    """Running sums from week `first` on: a table's cells, and each unit's cases outside each main group."""

    frame: Frame
    table: Table
    fit: Fit
    first: int
    seen: Floats
    due: Floats
    other_seen: Floats
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
    seen = table.counts[:, :, first : frame.weeks].astype(float)
    due = weekly_expected(frame, fit, first, frame.weeks)
    totals = frame.totals[:, first:].astype(float), frame.expected_totals(first, frame.weeks)
    others = [_outside(table, total, cells) for total, cells in zip(totals, (seen, due), strict=True)]
    return Past(frame, table, fit, first, *(_running(values) for values in (seen, due, *others)))


def _outside(table: Table, total: Floats, cells: Floats) -> Floats:
    """A unit's cases outside each main group, week by week."""
    if table.ungrouped:
        return np.asarray(np.maximum(total[:, None] - cells, 0))
    groups = range(len(table.groups))
    parts = [np.maximum(total - cells[:, table.group == g].sum(axis=1), 0) for g in groups]
    return np.stack(parts, axis=1)


def _running(values: Floats) -> Floats:
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=sums[..., 1:])
    return sums


def _between(running: Floats, ends: NDArray[np.intp], length: int) -> Floats:
    sums = running[..., ends] - running[..., np.maximum(ends - length, 0)]
    return np.asarray(np.moveaxis(sums, -1, 0))


def windows(past: Past, ends: Sequence[int], length: int) -> Window:
    """The windows of `length` weeks that end before each week in `ends`."""
    places = np.array(ends, dtype=np.intp) - past.first
    cells, usual = (_between(running, places, length) for running in (past.seen, past.due))
    factor, doubt = _effort(past, places, length)
    columns = past.table.group
    expected = usual * factor[:, :, columns]
    return Window(np.rint(cells), expected, expected**2 / past.fit.shape, doubt[:, :, columns])


def _effort(past: Past, places: NDArray[np.intp], length: int) -> tuple[Floats, Floats]:
    """How much more a unit reports of everything else, group by group, and how uncertain that is.

    What the window itself shows leans on the unit's half year, and that on the whole municipality's.
    """
    settings = past.frame.settings
    pseudo = settings.effort_pseudo
    seen, due = half_year = _others(past, places, LONG)
    usual = (seen.sum(axis=1, keepdims=True) + pseudo) / (due.sum(axis=1, keepdims=True) + pseudo)
    usual = (seen + pseudo * usual) / (due + pseudo)
    seen, due = half_year if length == LONG else _others(past, places, length)
    shape = seen + pseudo * usual
    return np.clip(shape / (due + pseudo), settings.effort_least, settings.effort_most), 1 / shape


def _others(past: Past, places: NDArray[np.intp], length: int) -> tuple[Floats, Floats]:
    """A unit's cases outside each main group, seen and due, where no key alone speaks for more than chance would have
    it: what is reported more of one thing is no more of everything.
    """
    seen, due = (_between(running, places, length) for running in (past.other_seen, past.other_due))
    cap = past.frame.settings.effort_cap
    if not cap:
        return seen, due
    columns, pseudo = past.table.group, past.frame.settings.effort_pseudo
    cells, usual = (_between(running, places, length) for running in (past.seen, past.due))
    kept = seen
    for _ in range(CAPPED_ROUNDS):
        mean = usual * ((kept + pseudo) / (due + pseudo))[:, :, columns]
        over = np.maximum(cells - mean - cap * np.sqrt(mean) - 1, 0)
        # Never under nought: a case with several causes is over in several.
        kept = np.maximum(seen - (over.sum(axis=2, keepdims=True) - grouped(past.table, over)), 0)
    return kept, due


def weekly_figures(past: Past, rows: list[int], columns: list[int], weeks: int) -> tuple[Floats, Floats]:
    """Seen and expected week by week over some cells, the last `weeks` weeks."""
    last = past.frame.weeks
    ends = np.arange(last - weeks + 1, last + 1)
    places = ends - past.first
    factor, _ = _effort(past, places, LONG // 2)
    seen, due = _between(past.seen, places, 1), _between(past.due, places, 1) * factor[:, :, past.table.group]
    return (
        np.asarray(seen[:, rows][:, :, columns].sum(axis=(1, 2))),
        np.asarray(due[:, rows][:, :, columns].sum(axis=(1, 2))),
    )
