"""How unusual a count is, and how often chance would show as much."""

import numpy as np
from scipy.stats import nbinom

from quality.patterns.detect.history import Floats


def upper_tail(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """P(more than observed) + half P(observed) under a negative binomial with this mean and variance."""
    mean = np.maximum(expected, 1e-6)
    size = mean**2 / np.maximum(variance - mean, 1e-6 * mean)
    chance = size / (size + mean)
    tail = nbinom.sf(observed, size, chance) + 0.5 * nbinom.pmf(observed, size, chance)
    return np.asarray(np.clip(tail, 1e-15, 1.0))


def lower_tail(observed: Floats, expected: Floats, variance: Floats) -> Floats:
    """P(fewer than observed) + half P(observed)."""
    return np.asarray(np.clip(1 - upper_tail(observed, expected, variance), 1e-15, 1.0))
