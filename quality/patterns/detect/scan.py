"""One night's look at every node and window: the candidates that chance explains badly."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quality.patterns.detect.effort import LONG, SHOWN_WEEKS, Past, Window, make_past, windows
from quality.patterns.detect.expectation import Frame, fit_table, make_frame
from quality.patterns.detect.history import Floats, History, Table
from quality.patterns.detect.nodes import Branches, Family, cells_of, dispersion, gather, make_branches
from quality.patterns.detect.tails import upper_tail
from quality.patterns.detect.values import Dimension, Level, Settings

C, K, P = Dimension.CATEGORY, Dimension.CAUSE, Dimension.PLACE
FAMILIES = (
    Family(C, Level.UNIT, False, 0.40, 18),
    Family(C, Level.UNIT, True, 0.05, 42),
    Family(C, Level.AREA, False, 0.10, 90),
    Family(C, Level.AREA, True, 0.03, 75),
    Family(C, Level.MUNICIPALITY, False, 0.08, 78),
    Family(C, Level.MUNICIPALITY, True, 0.02, 106),
    Family(K, Level.AREA, False, 0.08, 90),
    Family(K, Level.MUNICIPALITY, False, 0.02, 90),
    Family(P, Level.AREA, False, 0.08, 90),
    Family(P, Level.MUNICIPALITY, False, 0.02, 90),
)
AREAS = tuple(family for family in FAMILIES if family.level is Level.AREA and not family.main)
SUBSETS = Family(C, Level.UNITS, False, 0.12, 13)

LEAST_RATE = 1e-6


@dataclass(frozen=True, eq=False)
class View:
    """One table seen tonight: its rates, its windows by length, and how much its counts vary."""

    table: Table
    past: Past
    windows: dict[int, Window]
    spread: dict[tuple[Family, int], float]


@dataclass(frozen=True, eq=False)
class Night:
    """All that one night's thinking rests on."""

    history: History
    frame: Frame
    branches: Branches
    views: dict[Dimension, View]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A node whose count in a window is unusual; `rows` are the units it is counted over."""

    family: Family
    node: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    key: str
    length: int
    observed: int
    expected: float
    variance: float
    chance: float
    false_a_year: float


def look(history: History, settings: Settings) -> Night:
    """Fits every table and sums up its windows."""
    frame = make_frame(history, settings)
    branches = make_branches(history)
    lengths = [length for length in settings.windows if length <= history.weeks]
    views = {}
    for dimension, table in history.tables.items():
        if not table.keys:
            continue
        past = make_past(frame, table, fit_table(frame, table))
        families = [family for family in FAMILIES if family.dimension is dimension]
        spread = {
            (family, n): value
            for n in lengths
            for family, value in dispersion(past, branches, families, n).items()
        }
        past = past.newest(SHOWN_WEEKS + LONG)
        views[dimension] = View(table, past, {n: windows(past, [frame.weeks], n) for n in lengths}, spread)
    return Night(history, frame, branches, views)


def false_a_year(family: Family, nodes: int, chance: float) -> float:
    """How many a year chance shows that are as unusual as this, over all families together."""
    return max(chance * nodes * family.looks / family.share, LEAST_RATE)


def budget_a_year(settings: Settings, units: int) -> float:
    """The dial: how many false files a year the reader has agreed to."""
    return 12 * settings.false_files(units)


def scan(night: Night, limit: float) -> Iterator[Candidate]:
    """Every node's windows that chance shows no oftener a year; but for areas, see `subset`."""
    for family in FAMILIES:
        if family.dimension in night.views and family not in AREAS:
            yield from _family(night, family, limit)


def _family(night: Night, family: Family, limit: float) -> Iterator[Candidate]:
    view = night.views[family.dimension]
    for length, cells in view.windows.items():
        nodes = gather(cells_of(cells, view.table, family.main), night.branches, family.level)
        seen, due, doubt = nodes.observed[0], nodes.expected[0], nodes.doubt[0]
        rows, columns = np.nonzero((seen >= night.frame.settings.least_count) & (seen > due + 1))
        picked: tuple[Floats, ...] = (seen[rows, columns], due[rows, columns], doubt[rows, columns])
        variance = view.spread[family, length] * picked[1] + picked[2]
        chances = upper_tail(picked[0], picked[1], variance)
        rates = np.maximum(chances * seen.size * family.looks / family.share, LEAST_RATE)
        for n in np.flatnonzero(rates <= limit):
            place = (int(rows[n]), int(columns[n]))
            figures = (float(picked[1][n]), float(variance[n]), float(chances[n]), float(rates[n]))
            yield place_candidate(night, family, place, length, int(picked[0][n]), *figures)


def place_candidate(
    night: Night,
    family: Family,
    place: tuple[int, int],
    length: int,
    observed: int,
    expected: float,
    variance: float,
    chance: float,
    rate: float,
) -> Candidate:
    """A node's finding; `place` is its row and column among the family's nodes."""
    table = night.views[family.dimension].table
    row, column = place
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    if family.level is Level.UNIT:
        node, rows = night.history.units[row].key, (row,)
    else:
        branch = night.branches.rows(family.level)[row]
        node = night.branches.keys[branch]
        rows = tuple(int(n) for n in np.flatnonzero(night.branches.member[branch]))
    if family.main:
        key = table.groups[column]
        columns = tuple(int(n) for n in np.flatnonzero(table.group == column))
    else:
        key, columns = table.keys[column], (column,)
    return Candidate(family, node, rows, columns, key, length, observed, expected, variance, chance, rate)
