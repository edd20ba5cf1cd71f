"""The same thing in any set of units, near each other or not.

Each unit is asked how much likelier its count is if it were part of something than if all were as usual. The answers
are put together as if a few of the units were part of it, without choosing which: a sum, whose chance is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln
from scipy.stats import norm

from quality.patterns.detect.history import Floats
from quality.patterns.detect.naming import part_of
from quality.patterns.detect.scan import SUBSETS, Candidate, Night, budget_a_year, false_a_year
from quality.patterns.detect.values import Dimension

LEAST_UNITS, FEW_UNITS, FEW_OF_ALL = 3, 8, 0.25
ADDED_A_QUARTER, TIMES = (1.0, 2.0, 4.0), (2.0, 4.0)
MOST_OF_ONE = 3.0
WORTH_A_LOOK = 2.5
STEPS, STEEPEST = 30, 20.0


@dataclass(frozen=True, eq=False)
class Belief:
    """Every count a unit might have, unit by count: how likely it is by chance, and how much it speaks for more."""

    chance: Floats
    speaks: Floats


def scan_subsets(night: Night) -> list[Candidate]:
    """The sets of three units or more, category by category, that chance explains badly."""
    view = night.views[Dimension.CATEGORY]
    limit = budget_a_year(night.frame.settings, len(night.history.units))
    best: dict[int, Candidate] = {}
    for length, cells in view.windows.items():
        seen, due = cells.observed[0].T, np.maximum(cells.expected[0].T, night.frame.settings.subset_floor)
        variance = due + (cells.cell_doubt[0] + cells.expected[0] ** 2 * cells.effort_doubt[0]).T
        for column in np.flatnonzero(seen.sum(axis=1) > due.sum(axis=1)):
            for found in _judge(night, int(column), length, seen[column], due[column], variance[column]):
                known = best.get(int(column))
                if found.false_a_year <= limit and (known is None or found.false_a_year < known.false_a_year):
                    best[int(column)] = found
    return sorted(best.values(), key=lambda c: (c.false_a_year, c.key))


def believed(due: Floats, variance: Floats, length: int, most: int) -> Belief:
    """What counts from none to `most` say in a window of so many weeks."""
    count = np.arange(most + 1)[None, :]
    size = (due**2 / np.maximum(variance - due, 1e-3 * due))[:, None]
    mean = due[:, None]
    usual = size * np.log(size / (size + mean)) + count * np.log(mean / (size + mean))
    chance = np.exp(gammaln(count + size) - gammaln(size) - gammaln(count + 1) + usual)
    raised = [mean + added * length / 13 for added in ADDED_A_QUARTER] + [mean * times for times in TIMES]
    odds = [
        size * np.log(size / (size + more)) + count * np.log(more / (size + more)) - usual for more in raised
    ]
    likelier = np.mean(np.exp(np.minimum(odds, 50.0)), axis=0)
    units = len(due)
    part = max(LEAST_UNITS, min(FEW_UNITS, FEW_OF_ALL * units)) / max(units, LEAST_UNITS)
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
    return float(np.clip(norm.sf(root + np.log(max(steep, 1e-9) / root) / root), 1e-15, 1.0))


def _judge(
    night: Night, column: int, length: int, seen: Floats, due: Floats, variance: Floats
) -> Iterator[Candidate]:
    settings = night.frame.settings
    most = int(max(seen.max(), (due + 8 * np.sqrt(variance)).max())) + 4
    belief = believed(due, variance, length, most)
    value = float(belief.speaks[np.arange(len(seen)), seen.astype(int)].sum())
    mean = (belief.chance * belief.speaks).sum(axis=1)
    sd = np.sqrt(((belief.chance * belief.speaks**2).sum(axis=1) - mean**2).sum())
    if value < mean.sum() + WORTH_A_LOOK * sd:
        return
    rows = part_of(seen, due).rows
    excess = seen[rows] - due[rows]
    if len(rows) < LEAST_UNITS or seen[rows].sum() < settings.least_count_wide:
        return
    if excess.max() > settings.subset_most_of_excess * excess.sum():
        return
    chance = sum_tail(belief, value)
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
