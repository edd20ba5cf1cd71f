"""How unusual a finding still is when people have taken cases out of it."""

from __future__ import annotations

import math

# Of the mean, where a finding does not say how much such counts vary.
USUAL_VARIANCE = 1.3


def still_rare(years: float, before: int, after: int, expected: float, variance: float = 0.0) -> float:
    """The recurrence interval with fewer cases, by how much likelier chance gives so many."""
    if after >= before or expected <= 0:
        return years
    spread = max(variance, USUAL_VARIANCE * expected)
    return years * math.exp(_log_tail(before, expected, spread) - _log_tail(after, expected, spread))


def _log_tail(number: int, mean: float, variance: float) -> float:
    """The logarithm of how likely chance gives so many or more: a negative binomial, as the detector counts."""
    if number <= mean:
        return 0.0
    size = mean**2 / (variance - mean)
    chance = size / (size + mean)
    first = math.lgamma(number + size) - math.lgamma(size) - math.lgamma(number + 1)
    first += size * math.log(chance) + number * math.log(1 - chance)
    term = total = 1.0
    while term > 1e-12 * total:
        term *= (1 - chance) * (number + size) / (number + 1)
        number, total = number + 1, total + term
    return min(0.0, first + math.log(total))
