"""How unusual a count is, and how often chance would show as much.

Straight from scipy.special: scipy.stats says the same with fifty megabytes more and ten times slower.
"""

import numpy as np
from scipy.special import betaincc

from quality.patterns.detect.history import Floats


def upper_tail(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """P(more than observed) + half P(observed) under a negative binomial with this mean and variance."""
    mean = np.maximum(expected, 1e-6)
    size = mean**2 / np.maximum(variance - mean, 1e-6 * mean)
    chance = size / (size + mean)
    count = np.floor(observed)
    more = betaincc(size, count + 1, chance)
    as_many = np.where(count > 0, betaincc(size, np.maximum(count, 1), chance), 1.0)
    tail = np.where(count == observed, (more + as_many) / 2, more)
    return np.asarray(np.clip(tail, 1e-15, 1.0))


def lower_tail(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """P(fewer than observed) + half P(observed)."""
    return np.asarray(np.clip(1 - upper_tail(observed, expected, variance), 1e-15, 1.0))
