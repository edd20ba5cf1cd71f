"""Limits against what others have published, and against the distributions themselves."""

from __future__ import annotations

import pytest
from scipy.stats import nbinom, poisson

from quality.insights.figures.limits import (
    NEAR_TAIL,
    TAIL,
    chance_beyond,
    count_limits,
    dispersion,
    even_out,
    exact_limits,
    gap_limits,
    individual_limits,
    mean_step,
)

# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rate of ten batches.
FLOW = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
# The same handbook, 6.3.3.1: defects on 25 wafers.
WAFERS = (16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13)
# Montgomery, Introduction to Statistical Quality Control: hours between failures of a valve, made even as by Nelson.
VALVE = (286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96)
MADE_EVEN = (4.80986, 6.70903, 5.72650, 3.81367, 6.43541, 6.23705, 1.46958, 3.96768, 5.39007, 1.78151)


def test_measured_values_have_the_limits_of_the_nist_handbook() -> None:
    found = individual_limits(FLOW)
    assert mean_step(FLOW) == pytest.approx(1.8778, abs=5e-5)
    assert (found.low, found.high) == pytest.approx((45.8159, 55.8041), abs=5e-5)


def test_counts_are_judged_as_in_the_nist_handbook() -> None:
    """The handbook's bell curve gives 4 to 28 about a mean of 16; the exact limits lie a little higher, as it warns."""
    assert sum(WAFERS) / len(WAFERS) == 16
    assert exact_limits(16, 1, TAIL) == (5, 29)
    assert [each for each in WAFERS if each > exact_limits(16, 1, TAIL)[1]] == [31], (
        "out of control there too"
    )


def test_days_between_rare_events_are_made_even_as_published() -> None:
    assert [even_out(hours) for hours in VALVE[:10]] == pytest.approx(MADE_EVEN, rel=1e-3)
    found = gap_limits(VALVE)
    assert found
    low, middle, high = found
    assert low < min(VALVE) < middle < max(VALVE) < high, "nothing was out of control there"
    assert even_out(middle) == pytest.approx(5.386, rel=1e-3)
    assert gap_limits(VALVE[:5]) is None


@pytest.mark.parametrize("mean", [5.0, 7.5, 16.0, 40.0])
@pytest.mark.parametrize("tail", [TAIL, NEAR_TAIL])
def test_limits_of_counts_are_those_of_the_distributions(mean: float, tail: float) -> None:
    assert exact_limits(mean, 1, tail) == tuple(poisson.ppf((tail, 1 - tail), mean))
    size = mean / (1.8 - 1)
    assert exact_limits(mean, 1.8, tail) == tuple(nbinom.ppf((tail, 1 - tail), size, 1 / 1.8))
    assert chance_beyond(9, mean, 1.8, above=True) == pytest.approx(nbinom.sf(8, size, 1 / 1.8))
    assert chance_beyond(3, mean, 1, above=False) == pytest.approx(poisson.cdf(3, mean))


def test_chances_of_large_counts_are_those_of_the_distributions_too() -> None:
    size = 27_000 / (1.8 - 1)
    assert chance_beyond(27_500, 27_000, 1.8, above=True) == pytest.approx(
        nbinom.sf(27_499, size, 1 / 1.8), rel=1e-5
    )
    assert chance_beyond(26_600, 27_000, 1, above=False) == pytest.approx(
        poisson.cdf(26_600, 27_000), rel=1e-5
    )
    assert chance_beyond(0, 27_000, 1, above=False) == 0


def test_small_counts_have_no_limits_and_large_ones_those_of_measured_values() -> None:
    assert count_limits(()) is None
    assert count_limits((4, 5, 4, 3)) is None
    large = (90, 110, 95, 105, 100)
    found = count_limits(large)
    assert found
    assert (found.low, found.high) == pytest.approx(
        (individual_limits(large).low, individual_limits(large).high)
    )


def test_a_level_that_changes_does_not_widen_the_limits() -> None:
    assert dispersion((8,) * 12 + (20,) * 12) == 1.0
    assert dispersion((2, 20, 3, 22, 1, 18)) > 5
