"""How unusual a count is, beside what scipy.stats says of it."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import nbinom

from quality.patterns.detect.tails import lower_tail, upper_tail

MEAN, SPREAD, COUNT = (
    values.ravel()
    for values in np.meshgrid([0.02, 0.6, 3.0, 40.0], [1.0001, 1.2, 3.0], [0.0, 1.0, 4.0, 60.0])
)


def test_the_chance_of_a_count_or_more_counts_half_of_the_count_itself() -> None:
    size, chance = MEAN / (SPREAD - 1), 1 / SPREAD
    told = nbinom.sf(COUNT, size, chance) + 0.5 * nbinom.pmf(COUNT, size, chance)
    assert upper_tail(COUNT, MEAN, MEAN * SPREAD) == pytest.approx(np.clip(told, 1e-15, 1), rel=1e-6)
    assert lower_tail(COUNT, MEAN, MEAN * SPREAD) == pytest.approx(np.clip(1 - told, 1e-15, 1), rel=1e-6)


def test_between_two_counts_it_is_the_chance_of_more_than_the_lower() -> None:
    half, whole = upper_tail(np.array([2.5, 3.0]), np.full(2, 1.5), np.full(2, 2.0))
    assert half == pytest.approx(nbinom.sf(2, 4.5, 0.75))
    assert whole < half


def test_the_jobs_do_without_the_fifty_megabytes_of_scipy_stats() -> None:
    told = "import sys, quality.patterns.jobs; sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", told], check=False).returncode == 0
