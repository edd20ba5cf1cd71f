"""What a file's page shows beside the number: weeks, earlier years, units that are not part of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from quality.patterns.detect.effort import (
    SHOWN_WEEKS,
    Past,
    summed_up,
    weekly_cells,
    windows,
)
from quality.patterns.detect.history import Floats, Whole
from quality.patterns.detect.scan import Candidate, Night
from quality.patterns.detect.tails import upper_tail
from quality.patterns.detect.values import (
    Dimension,
    Kind,
    OpenFile,
    Scope,
    Season,
    Signal,
    UnitFigure,
    WeekFigure,
)

YEARS_BACK = 2
ROSE_TOO = 0.05
FITS = 0.05


def scope_of(night: Night, candidate: Candidate) -> Scope:
    """Whose and which cases a candidate counts; everything when it has no key."""
    last, dimension = night.frame.weeks, candidate.family.dimension
    key = candidate.key or None
    return Scope(
        units=tuple(night.history.units[row].key for row in candidate.rows),
        start=night.history.week_start(last - candidate.length),
        end=night.history.week_start(last) - timedelta(days=1),
        category=key if dimension is Dimension.CATEGORY else None,
        cause=key if dimension is Dimension.CAUSE else None,
        place=key if dimension is Dimension.PLACE else None,
    )


def signal_of(night: Night, candidate: Candidate, kind: Kind) -> Signal:
    """The candidate in dates and names; of several units those are named that have any."""
    seen, due = _cells(night, candidate)
    alone = len(candidate.rows) == 1
    figures = tuple(
        UnitFigure(night.history.units[row].key, int(seen[row]), round(float(due[row]), 2))
        for row in candidate.rows
        if seen[row] or alone
    )
    return Signal(
        kind,
        candidate.family.level,
        candidate.node,
        figures,
        scope_of(night, candidate),
        candidate.observed,
        round(candidate.expected, 2),
        candidate.false_a_year,
        round(candidate.variance, 3),
    )


def retold(night: Night, candidate: Candidate, file: OpenFile) -> Candidate:
    """Tonight's figures over the scope that an open file already has; how rare stays the candidate's."""
    dimension, key = _about(file.scope)
    rows, columns = _held_by(night, file.scope)
    family = replace(candidate.family, dimension=dimension, level=file.level)
    same = replace(candidate, family=family, node=file.node, rows=rows, columns=columns, key=key or "")
    seen, due = _cells(night, same)
    return replace(same, observed=int(seen[list(rows)].sum()), expected=float(due[list(rows)].sum()))


def refigured(night: Night, scope: Scope) -> tuple[int, float]:
    """Seen and expected over a scope whose last day is the night's last."""
    view = night.views[_about(scope)[0]]
    length = ((scope.end - scope.start).days + 1) // 7
    rows, columns = _held_by(night, scope)
    cells = view.windows.get(length) or windows(view.past, [night.frame.weeks], length)
    seen, due = (values[0][list(rows)][:, list(columns)].sum() for values in (cells.observed, cells.expected))
    return int(seen), float(due)


def _held_by(night: Night, scope: Scope) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The rows and columns that a scope's units and key are tonight."""
    dimension, key = _about(scope)
    table = night.views[dimension].table
    rows = tuple(n for n, unit in enumerate(night.history.units) if unit.key in scope.units)
    named = enumerate(table.keys)
    return rows, tuple(n for n, name in named if key in (None, name, table.groups[table.group[n]]))


def _about(scope: Scope) -> tuple[Dimension, str | None]:
    if scope.cause is not None:
        return Dimension.CAUSE, scope.cause
    if scope.place is not None:
        return Dimension.PLACE, scope.place
    return Dimension.CATEGORY, scope.category


def _cells(night: Night, candidate: Candidate) -> tuple[Floats, Floats]:
    if not candidate.key:
        return _totals(night, candidate.length)
    cells = night.views[candidate.family.dimension].windows[candidate.length]
    columns = list(candidate.columns)
    return cells.observed[0][:, columns].sum(axis=1), cells.expected[0][:, columns].sum(axis=1)


def _totals(night: Night, length: int) -> tuple[Floats, Floats]:
    """All cases of each unit: what they report of all else cannot correct that."""
    first, last = night.frame.weeks - length, night.frame.weeks
    seen, due = night.frame.totals[:, first:], night.frame.expected_totals(first, last)
    return seen.sum(axis=1).astype(float), due.sum(axis=1)


def unaffected(night: Night, candidate: Candidate) -> tuple[UnitFigure, ...]:
    """The units that are not part of the finding though they have the same kind of case, or use to have.

    How much a unit reports in all is no matter of other units.
    """
    if not candidate.key:
        return ()
    seen, due = _cells(night, candidate)
    part = {row for row in candidate.rows if seen[row]}
    rest = [row for row in range(len(seen)) if row not in part and due[row] >= 0.05]
    return tuple(UnitFigure(night.history.units[n].key, int(seen[n]), round(float(due[n]), 2)) for n in rest)


def weekly(night: Night, candidate: Candidate) -> tuple[WeekFigure, ...]:
    """Seen and expected week by week over the finding's units, a year back."""
    past = night.views[candidate.family.dimension].past
    seen, due = summed_up(weekly_cells(past, _shown(night, past)), candidate.rows, candidate.columns)
    return _figures(night, seen, due if candidate.key else _expected_of_all(night, candidate.rows, len(due)))


def drawn_on(night: Night, files: Iterable[OpenFile]) -> dict[str, tuple[WeekFigure, ...]]:
    """The same of files in which nothing is unusual tonight, by series; a story has no weeks of its own then."""
    cells: dict[Dimension, tuple[Whole, Floats]] = {}
    found = {}
    for file in files:
        dimension, key = _about(file.scope)
        if file.scope.theme is not None or dimension not in night.views:
            continue
        if dimension not in cells:
            past = night.views[dimension].past
            cells[dimension] = weekly_cells(past, _shown(night, past))
        rows, columns = _held_by(night, file.scope)
        seen, due = summed_up(cells[dimension], rows, columns)
        found[file.series_id] = _figures(night, seen, due if key else _expected_of_all(night, rows, len(due)))
    return found


def _shown(night: Night, past: Past) -> int:
    return min(SHOWN_WEEKS, night.frame.weeks - past.first)


def _expected_of_all(night: Night, rows: Sequence[int], weeks: int) -> Floats:
    last = night.frame.weeks
    return np.asarray(night.frame.expected_totals(last - weeks, last)[list(rows)].sum(axis=0))


def _figures(night: Night, seen: Floats, due: Floats) -> tuple[WeekFigure, ...]:
    first = night.frame.weeks - len(seen)
    return tuple(
        WeekFigure(night.history.week_start(first + n), int(seen[n]), round(float(due[n]), 3))
        for n in range(len(seen))
    )


def earlier(night: Night, candidate: Candidate) -> tuple[Season, ...]:
    """The same weeks one and two years before, where the history reaches that far."""
    found = []
    for years in range(1, YEARS_BACK + 1):
        last = night.frame.weeks - 52 * years
        first = last - candidate.length
        if first < 0:
            break
        view = night.views[candidate.family.dimension]
        rows, columns = list(candidate.rows), list(candidate.columns)
        seen = int(view.table.counts[rows][:, columns, first:last].sum())
        flat = view.past.fit.rate[:, :, None] * night.frame.open[:, None, first:last]
        due = float(flat[rows][:, columns].sum())
        found.append(
            Season(
                night.history.week_start(first),
                night.history.week_start(last) - timedelta(days=1),
                seen,
                round(due, 2),
            )
        )
    return tuple(found)


def is_seasonal(night: Night, candidate: Candidate) -> bool:
    """Whether it rose in the same weeks of both years before, and today is no more than it was then."""
    years = earlier(night, candidate)
    if len(years) < YEARS_BACK:
        return False
    seen = np.array([year.observed for year in years], dtype=float)
    due = np.array([max(year.expected, 0.05) for year in years])
    if (upper_tail(seen, due, due * 1.2) > ROSE_TOO).any():
        return False
    usual = np.array([seen.mean()])
    return bool(upper_tail(np.array([float(candidate.observed)]), usual, usual * 1.5 + 1)[0] > FITS)
