"""The same thing in any set of units, near each other or not, and in most units of an area.

Each unit is asked how much likelier its count is if it were part of something than if all were as usual. The answers
are put together as if a few of the units (of an area: most) were part of it, without choosing which: a sum, whose
chance is known. A count of the whole area would hear its largest units alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, ndtr

from quality.patterns.detect.history import Floats
from quality.patterns.detect.naming import part_of
from quality.patterns.detect.nodes import Family
from quality.patterns.detect.scan import (
    AREAS,
    SUBSETS,
    Candidate,
    Night,
    false_a_year,
    place_candidate,
)
from quality.patterns.detect.values import Dimension

LEAST_UNITS, FEW_UNITS, FEW_OF_ALL, MOST_OF_AREA = 3, 8, 0.25, 0.9
ADDED_A_QUARTER, TIMES = (1.0, 2.0, 4.0), (2.0, 4.0)
MOST_OF_ONE = 3.0
WORTH_A_COUNT, WORTH_A_LOOK = 1.0, 2.5
LEAST_DUE = 0.02
STEPS, STEEPEST = 30, 20.0


@dataclass(frozen=True, eq=False)
class Belief:
    """Every count a unit might have, unit by count: how likely it is by chance, and how much it speaks for more."""

    chance: Floats
    speaks: Floats


def scan_subsets(night: Night, limit: float) -> Iterator[Candidate]:
    """The sets of three units or more, category by category, that chance explains badly."""
    view = night.views[Dimension.CATEGORY]
    for length, cells in view.windows.items():
        seen, due = cells.observed[0].T, np.maximum(cells.expected[0].T, night.frame.settings.subset_floor)
        variance = due + (cells.cell_doubt[0] + cells.expected[0] ** 2 * cells.effort_doubt[0]).T
        for column in np.flatnonzero(seen.sum(axis=1) > due.sum(axis=1)):
            for found in _judge(night, int(column), length, seen[column], due[column], variance[column]):
                if found.false_a_year <= limit:
                    yield found


def scan_areas(night: Night, limit: float) -> Iterator[Candidate]:
    """The areas whose units together have more of a category, cause or place than chance explains."""
    for family in AREAS:
        if family.dimension in night.views:
            yield from (found for found in _areas(night, family) if found.false_a_year <= limit)


def _areas(night: Night, family: Family) -> Iterator[Candidate]:
    view, least = night.views[family.dimension], night.frame.settings.least_count_wide
    areas = night.branches.rows(family.level)
    for length, cells in view.windows.items():
        doubts = cells.cell_doubt[0] + cells.expected[0] ** 2 * cells.effort_doubt[0]
        for number, branch in enumerate(areas):
            rows = np.flatnonzero(night.branches.member[branch])
            seen, due = cells.observed[0][rows], cells.expected[0][rows]
            variance = view.spread[family, length] * due + doubts[rows]
            more = seen.sum(axis=0) - due.sum(axis=0)
            busy = (more > np.maximum(1, WORTH_A_COUNT * np.sqrt(variance.sum(axis=0)))) & (
                seen.sum(axis=0) >= least
            )
            for column in np.flatnonzero(busy):
                figures = seen[:, column], due[:, column], variance[:, column]
                chance = _together(*figures, length, MOST_OF_AREA)
                if chance is not None:
                    rate = false_a_year(family, len(areas) * len(view.table.keys), chance)
                    yield place_candidate(
                        night,
                        family,
                        (number, int(column)),
                        length,
                        int(figures[0].sum()),
                        float(figures[1].sum()),
                        float(figures[2].sum()),
                        chance,
                        rate,
                    )


def _together(seen: Floats, due: Floats, variance: Floats, length: int, part: float) -> float | None:
    """The chance that units together speak so much for more; None where that is nothing to look at."""
    due = np.maximum(due, LEAST_DUE)
    variance = np.maximum(variance, 1.001 * due)
    most = int(max(seen.max(), (due + 8 * np.sqrt(variance)).max())) + 4
    belief = believed(due, variance, length, most, part)
    value = float(belief.speaks[np.arange(len(seen)), seen.astype(int)].sum())
    mean = (belief.chance * belief.speaks).sum(axis=1)
    sd = np.sqrt(((belief.chance * belief.speaks**2).sum(axis=1) - mean**2).sum())
    return sum_tail(belief, value) if value >= mean.sum() + WORTH_A_LOOK * sd else None


def believed(due: Floats, variance: Floats, length: int, most: int, part: float) -> Belief:
    """What counts from none to `most` say in a window of so many weeks, if that part of the units were raised."""
    count = np.arange(most + 1)[None, :]
    size = (due**2 / np.maximum(variance - due, 1e-3 * due))[:, None]
    mean = due[:, None]
    usual = size * np.log(size / (size + mean)) + count * np.log(mean / (size + mean))
    chance = np.exp(gammaln(count + size) - gammaln(size) - gammaln(count + 1) + usual)
    raised = np.stack(
        [mean + added * length / 13 for added in ADDED_A_QUARTER] + [mean * times for times in TIMES]
    )
    odds = size * np.log(size / (size + raised)) + count * np.log(raised / (size + raised)) - usual
    likelier = np.exp(np.minimum(odds, 50.0)).mean(axis=0)
    return Belief(chance, np.minimum(np.log1p(part * (likelier - 1)), MOST_OF_ONE))


def sum_tail(belief: Belief, value: float) -> float:
    """P(the units' counts together speak this much by chance), by the saddlepoint of the sum."""
    chance = belief.chance / belief.chance.sum(axis=1, keepdims=True)
    low, high, slope, spread, whole = 0.0, STEEPEST, 0.0, 1.0, 0.0
    for _ in range(STEPS):
        tilt = (low + high) / 2
        weighed = chance * np.exp(tilt * belief.speaks)
        total = weighed.sum(axis=1)
        mean = (weighed * belief.speaks).sum(axis=1) / total
        whole, slope = float(np.log(total).sum()), float(mean.sum())
        spread = float(((weighed * belief.speaks**2).sum(axis=1) / total - mean**2).sum())
        low, high = (tilt, high) if slope < value else (low, tilt)
    root = np.sqrt(max(2 * (tilt * value - whole), 1e-9))
    steep = tilt * np.sqrt(max(spread, 1e-12))
    return float(np.clip(ndtr(-root - np.log(max(steep, 1e-9) / root) / root), 1e-15, 1.0))


def _judge(
    night: Night, column: int, length: int, seen: Floats, due: Floats, variance: Floats
) -> Iterator[Candidate]:
    settings = night.frame.settings
    units = len(seen)
    part = max(LEAST_UNITS, min(FEW_UNITS, FEW_OF_ALL * units)) / max(units, LEAST_UNITS)
    chance = _together(seen, due, variance, length, part)
    if chance is None:
        return
    rows = part_of(seen, due).rows
    excess = seen[rows] - due[rows]
    if len(rows) < LEAST_UNITS or seen[rows].sum() < settings.least_count_wide:
        return
    if excess.max() > settings.subset_most_of_excess * excess.sum():
        return
    table = night.views[Dimension.CATEGORY].table
    rate = false_a_year(SUBSETS, len(table.keys), chance)
    yield Candidate(
        SUBSETS,
        "",
        tuple(int(n) for n in rows),
        (column,),
        table.keys[column],
        length,
        int(seen[rows].sum()),
        float(due[rows].sum()),
        float(variance[rows].sum()),
        chance,
        rate,
    )
