"""The run chart rules, against another library's quantiles and by hand."""

from __future__ import annotations

import pytest
from scipy.stats import binom

from quality.insights.figures import judge, quantile
from quality.insights.kinds import Finding


def test_the_fewest_crossings_are_the_binomial_quantile() -> None:
    trials = range(1, 150)
    assert [quantile(number) for number in trials] == [int(binom.ppf(0.05, number, 0.5)) for number in trials]


def test_a_lasting_rise_is_dated_to_the_first_point_of_its_run() -> None:
    judged = judge([5, 7, 6, 8, 7, 9, 6, 7, 8, 6, 9, 7, 12, 11, 14, 12, 13, 11, 12, 14, 11, 13, 12])
    assert (judged.finding, judged.first, judged.last, judged.run) == (Finding.HIGHER, 12, 22, 11)


def test_a_lasting_fall_is_a_fall() -> None:
    assert judge([9, 8] * 6 + [3, 4] * 6).finding is Finding.LOWER


def test_a_rise_that_is_over_is_told_as_past() -> None:
    judged = judge([4, 6] * 6 + [9] * 9 + [4, 6] * 6)
    assert (judged.finding, judged.first, judged.last) == (Finding.WAS_HIGHER, 12, 20)


def test_noise_is_no_change() -> None:
    assert judge([5, 7, 4, 8, 6, 3, 9, 5, 7, 4, 6, 8]).finding is Finding.STEADY


def test_too_few_crossings_without_a_long_run_is_a_change_without_a_date() -> None:
    assert judge([3] * 6 + [8] * 6 + [3] * 6 + [8] * 6).finding is Finding.UNSETTLED


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ([], Finding.EMPTY),
        ([0] * 24, Finding.EMPTY),
        ([5] * 9, Finding.SHORT),
        ([0, 1] * 12, Finding.FEW),
        ([5] * 24, Finding.FEW),
    ],
)
def test_too_little_is_said_to_be_too_little(values: list[int], finding: Finding) -> None:
    assert judge(values).finding is finding
