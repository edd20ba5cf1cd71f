"""How far chance alone carries a count, a measured value, or the days between rare events.

Counts: the numbers that a Poisson or, where the series swings more than that, a negative binomial distribution gives
in all but 0.27 % of cases, so that small counts get limits of their own and not those of a bell curve. How much it
swings is read from the steps between neighbours, as in an XmR chart, which a level that changes does not disturb.
Measured values and large counts: the XmR chart of Donald Wheeler, the mean and 2.66 times the mean step.
Rare events: days between them, made even by the power 1 / 3.6 and then judged as an XmR chart.
Lloyd S. Nelson: A Control Chart for Parts-Per-Million Nonconforming Items. Journal of Quality Technology 26(3), 1994.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

TAIL = 0.00135  # each side of three standard deviations
NEAR_TAIL = 0.02275  # each side of two
LARGE = 50.0  # from here on the exact limits and those of XmR are as good as the same
LOWEST_MEAN = 5.0  # below this a count gets no limits
MEAN_STEP = 1.128  # a mean step is so many standard deviations: d2 of two neighbours
FEWEST_GAPS = 6
NOTHING = 12  # so many standard deviations below the mean no probability is left to add up


@dataclass(frozen=True)
class Limits:
    """Below `low` and above `high` is more than chance gives; the near ones are crossed once in twenty."""

    low: float
    high: float
    near_low: float
    near_high: float


def mean_step(values: Sequence[float]) -> float:
    """How far neighbours lie from each other, on average."""
    return fmean(abs(after - before) for before, after in pairwise(values)) if len(values) > 1 else 0.0


def individual_limits(values: Sequence[float]) -> Limits:
    """The limits of an XmR chart; `low` may be below nought."""
    centre, deviation = fmean(values), mean_step(values) / MEAN_STEP
    return Limits(
        centre - 3 * deviation, centre + 3 * deviation, centre - 2 * deviation, centre + 2 * deviation
    )


def dispersion(values: Sequence[float]) -> float:
    """How many times the variance is the mean, at least 1: what a Poisson distribution has."""
    centre = fmean(values)
    return max(1.0, (mean_step(values) / MEAN_STEP) ** 2 / centre) if centre else 1.0


def count_limits(values: Sequence[int]) -> Limits | None:
    """The limits of a series of counts; None where they are too small to have any."""
    centre = fmean(values) if values else 0.0
    if centre < LOWEST_MEAN:
        return None
    if centre >= LARGE:
        found = individual_limits(values)
        return Limits(max(0.0, found.low), found.high, max(0.0, found.near_low), found.near_high)
    swing = dispersion(values)
    low, high = exact_limits(centre, swing, TAIL)
    near_low, near_high = exact_limits(centre, swing, NEAR_TAIL)
    return Limits(low, high, near_low, near_high)


def exact_limits(mean: float, swing: float, tail: float) -> tuple[int, int]:
    """The least and the most that chance gives, with `tail` left on each side."""
    low, reached, count = -1, 0.0, 0
    while True:
        reached += chance_of(count, mean, swing)
        if low < 0 and reached > tail:
            low = count
        if reached >= 1 - tail:
            return low, count
        count += 1


def chance_of(count: int, mean: float, swing: float) -> float:
    """The probability of a count; `swing` is variance over mean, 1 for Poisson and more for negative binomial."""
    if swing < 1.0001:
        return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    size = mean / (swing - 1)
    ways = math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1)
    return math.exp(ways - size * math.log(swing) + count * math.log(1 - 1 / swing))


def chance_beyond(count: int, mean: float, swing: float, above: bool) -> float:
    """The probability of so many or more, or of so few or fewer."""
    # So far below the mean there is nothing to add up, and where there are many cases the way from nought is long.
    start = max(0, int(mean - NOTHING * math.sqrt(mean * max(1.0, swing))))
    below = sum(chance_of(each, mean, swing) for each in range(start, count + (not above)))
    return max(0.0, 1 - below) if above else below


def gap_limits(gaps: Sequence[float]) -> tuple[float, float, float] | None:
    """Days between rare events: the low limit, the middle and the high one; None while there are too few."""
    if len(gaps) < FEWEST_GAPS:
        return None
    even = [even_out(gap) for gap in gaps]
    found = individual_limits(even)
    return max(0.0, found.low) ** 3.6, fmean(even) ** 3.6, found.high**3.6


def even_out(gap: float) -> float:
    """Days between events, spread as evenly to both sides as a bell curve."""
    return float(max(gap, 0.0) ** (1 / 3.6))
