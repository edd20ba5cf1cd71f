"""The same thing in any set of units, near each other or not."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.history import Floats
from quality.patterns.detect.scan import SUBSETS, Candidate, Night, budget_a_year, false_a_year
from quality.patterns.detect.tails import gumbel_tail
from quality.patterns.detect.values import Dimension

LEAST_UNITS = 3
WORTH_SIMULATING = 5.0


def excess_score(observed: Floats, expected: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """For rows of units: the best set's log likelihood ratio, and each unit's place in the order."""
    ratio = observed / np.maximum(expected, 1e-9)
    order = np.argsort(-ratio, axis=-1, kind="stable")
    seen = np.take_along_axis(observed, order, axis=-1).cumsum(axis=-1)
    due = np.take_along_axis(expected, order, axis=-1).cumsum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = np.where(seen > due, seen * np.log(seen / np.maximum(due, 1e-9)) - (seen - due), 0.0)
    return score, order


def scan_subsets(night: Night) -> list[Candidate]:
    """The sets of three units or more, category by category, that chance explains badly."""
    view = night.views[Dimension.CATEGORY]
    limit = budget_a_year(night.frame.settings, len(night.history.units))
    best: dict[int, Candidate] = {}
    for length, cells in view.windows.items():
        seen, due = cells.observed[0].T, np.maximum(cells.expected[0].T, night.frame.settings.subset_floor)
        variance = due + (cells.cell_doubt[0] + cells.expected[0] ** 2 * cells.effort_doubt[0]).T
        score, _ = excess_score(seen, due)
        for column in np.flatnonzero(score.max(axis=1, initial=0) >= WORTH_SIMULATING):
            for found in _judge(night, int(column), length, seen[column], due[column], variance[column]):
                known = best.get(int(column))
                if found.false_a_year <= limit and (known is None or found.false_a_year < known.false_a_year):
                    best[int(column)] = found
    return sorted(best.values(), key=lambda c: (c.false_a_year, c.key))


def _judge(
    night: Night, column: int, length: int, seen: Floats, due: Floats, variance: Floats
) -> Iterator[Candidate]:
    score, order = excess_score(seen, due)
    rows = np.sort(order[: int(score.argmax()) + 1])
    excess = seen[rows] - due[rows]
    settings = night.frame.settings
    if len(rows) < LEAST_UNITS or seen[rows].sum() < settings.least_count_wide:
        return
    if excess.max() > settings.subset_most_of_excess * excess.sum():
        return
    draws = _draws(night, column, length, due, variance)
    chance = gumbel_tail(
        float(score.max()), excess_score(draws, np.broadcast_to(due, draws.shape))[0].max(axis=1)
    )
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


def _draws(night: Night, column: int, length: int, due: Floats, variance: Floats) -> Floats:
    """Counts of the units if nothing were going on; the same night always draws the same."""
    settings = night.frame.settings
    week = (night.history.start.toordinal() // 7) + night.frame.weeks
    rng = np.random.default_rng([settings.seed, week, column, length])
    mean = np.maximum(due, 1e-9)
    size = mean**2 / np.maximum(variance - mean, 1e-3 * mean)
    return rng.negative_binomial(size, size / (size + mean), (settings.subset_draws, len(due))).astype(float)
