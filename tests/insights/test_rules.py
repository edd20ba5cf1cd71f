"""The run chart rules, against another library's quantiles and by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from scipy.stats import binom

from quality.core.text import Message
from quality.insights.figures import words
from quality.insights.figures.gaps import gaps
from quality.insights.figures.judge import Judgement, judge
from quality.insights.figures.runs import longest_by_chance, quantile
from quality.insights.kinds import Finding, Grain


def test_the_fewest_crossings_are_the_binomial_quantile() -> None:
    trials = range(1, 150)
    assert [quantile(number) for number in trials] == [int(binom.ppf(0.05, number, 0.5)) for number in trials]


def test_the_longest_run_by_chance_is_that_of_the_article() -> None:
    assert [longest_by_chance(points) for points in (10, 12, 16, 24, 36, 60)] == [6, 7, 7, 8, 8, 9]


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
        ([9, 15, 15, 19, 9, 15, 12, 18, 16, 15, 17], Finding.SHORT),
        ([0, 1] * 12, Finding.FEW),
        ([5] * 24, Finding.FEW),
    ],
)
def test_too_little_is_said_to_be_too_little(values: list[int], finding: Finding) -> None:
    assert judge(values).finding is finding


STEADY = [9, 11, 10, 12, 8, 10, 11, 9, 12, 10, 9, 11, 10, 12, 9, 11, 8, 10, 12, 9]


def test_one_month_beyond_chance_is_told_with_how_rare_it_is() -> None:
    judged = judge([*STEADY, 11, 27, 9])
    assert (judged.finding, judged.first, judged.outside) == (Finding.PEAK, 21, (21,))
    assert 0 < judged.chance < 0.001
    assert words.why(judged, Grain.MONTH) == Message(words.WHY_POINT_RARE)
    assert judge([*STEADY, 11, 0, 9]).finding is Finding.DIP


def test_an_old_peak_is_told_only_when_nothing_else_is() -> None:
    assert judge([11, 27, 9, *STEADY]).finding is Finding.PEAK
    rise = [27, *[5, 6] * 6, *[12, 14, 13, 15] * 3]
    assert judge(rise).finding is Finding.HIGHER


def test_two_of_three_near_the_limit_are_told() -> None:
    high = judge([*STEADY, 19, 10, 19])
    assert (high.finding, high.first, high.last) == (Finding.OFTEN_HIGH, 20, 22)
    assert judge([*STEADY, 19, 10, 10]).finding is Finding.STEADY


def test_chance_is_told_in_years() -> None:
    judged = Judgement(Finding.PEAK, chance=1 / 120)
    assert words.why(judged, Grain.MONTH) == Message(words.WHY_POINT, {"years": 10})
    assert words.why(judged, Grain.WEEK) == Message(words.WHY_POINT, {"years": 2})
    assert words.why(Judgement(Finding.PEAK, chance=0.5), Grain.MONTH) == Message(words.WHY_POINT_OFTEN)


def days(*gaps_between: int) -> list[dt.date]:
    found = [dt.date(2020, 1, 1)]
    for gap in gaps_between:
        found.append(found[-1] + dt.timedelta(gap))
    return found


USUAL = (30, 41, 25, 36, 33, 28, 44, 31)


@pytest.mark.parametrize(
    ("between", "waited", "told"),
    [
        (USUAL[:3], 20, "dager siden sist."),
        (USUAL, 20, "Ingen tydelig endring"),
        (USUAL, 400, "uvanlig lenge"),
        ((*USUAL, 0), 5, "uvanlig tett"),
    ],
)
def test_rare_things_are_told_by_the_days_between(between: tuple[int, ...], waited: int, told: str) -> None:
    on = days(*between)
    found = gaps(on, on[-1] + dt.timedelta(waited))
    assert found
    assert told in found.sentence().text
    assert found.sentence().values["days"] == waited
    assert found.between == between


def test_what_never_happened_has_no_days_between() -> None:
    assert gaps([], dt.date(2020, 1, 1)) is None
