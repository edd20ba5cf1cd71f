"""Whether a measure worked, and when that can be said."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from quality.patterns.detect.effect import Effect, Question, Verdict, judge
from tests.patterns.detect_stories import CATEGORIES, Story, quiet_story

LEAF = CATEGORIES[0].key
DONE = 100


def story(before: float, after: float, again: float | None = None, trigger: float = 0.0) -> Story:
    """A unit with so many cases a week of one kind before and after week 100, and after that week 126."""
    made = quiet_story(3)
    rng = np.random.default_rng(8)
    rate = np.where(np.arange(156) < DONE, before, after)
    rate[DONE - 8 : DONE] += trigger
    if again is not None:
        rate[126:] = again
    made.counts[0, made.column(LEAF)] = rng.poisson(rate)
    return made


def asked(made: Story) -> Question:
    return Question((made.units[0].key,), made.day(DONE), LEAF)


def answer(made: Story, week: int, last: Verdict | None = None) -> Effect:
    return judge(made.history(), asked(made), made.day(week), last)


def said(made: Story, last_week: int) -> list[Verdict]:
    verdict, found = None, []
    for week in range(DONE + 1, last_week):
        verdict = answer(made, week, verdict).verdict
        found.append(verdict)
    return found


def test_a_clear_fall_is_an_effect() -> None:
    effect = answer(story(1.2, 0.1), 120)
    assert effect.verdict is Verdict.EFFECT
    assert effect.due > 3 * effect.after
    assert effect.ratio is not None
    assert effect.ratio < 0.5


def test_as_many_as_before_is_no_effect() -> None:
    assert answer(story(1.2, 1.2), 126).verdict is Verdict.NO_EFFECT


def test_as_many_as_before_of_more_than_was_to_be_prevented_is_unclear() -> None:
    made = story(1.2, 1.2)
    effect = judge(made.history(), replace(asked(made), wide=True), made.day(130))
    assert effect.verdict is Verdict.UNCLEAR


def test_a_chance_peak_that_triggered_the_measure_is_not_its_effect() -> None:
    assert Verdict.EFFECT not in said(story(0.15, 0.15, trigger=0.8), 130)


def test_the_first_weeks_are_too_early_and_the_day_of_an_answer_is_named() -> None:
    made = story(0.4, 0.0)
    effect = answer(made, DONE + 2)
    assert effect.verdict is Verdict.TOO_EARLY
    assert effect.answer_on is not None
    assert effect.answer_on > made.day(DONE + 2)
    assert answer(made, (effect.answer_on - made.day(0)).days // 7).verdict is not Verdict.TOO_EARLY


def test_what_comes_back_after_an_effect_is_a_regression() -> None:
    made = story(1.4, 0.1, again=1.4)
    verdicts = said(made, 140)
    assert Verdict.REGRESSION not in verdicts[:26]
    assert Verdict.REGRESSION in verdicts[26:35]
    assert verdicts[-1] is Verdict.REGRESSION


def test_half_of_what_it_was_is_no_regression() -> None:
    assert Verdict.REGRESSION not in said(story(1.4, 0.1, again=0.7), 146)


def test_a_unit_that_reports_less_of_everything_has_no_effect_to_show() -> None:
    made = story(1.2, 0.6)
    other = made.counts[0]
    kept = other[made.column(LEAF)].copy()
    other[:] = np.random.default_rng(2).poisson(np.where(np.arange(156) < DONE, 2.0, 0.6), other.shape)
    other[made.column(LEAF)] = kept
    busy = story(1.2, 0.6)
    assert answer(made, 130).due < answer(busy, 130).due


def test_rare_cases_are_told_by_the_days_between() -> None:
    made = story(0.0, 0.0)
    made.counts[0, made.column(LEAF)] = 0
    made.counts[0, made.column(LEAF), [45, 70, 80]] = 1
    effect = answer(made, 130)
    assert effect.verdict is Verdict.TOO_EARLY
    assert effect.days_between is not None
    assert effect.days_between > 90
    assert effect.days_since == 7 * 49


def test_later_weeks_do_not_change_an_answer() -> None:
    made = story(1.2, 0.1)
    cut = judge(made.history(120), asked(made), made.day(120))
    assert cut == answer(made, 120)


def test_hostile_questions_have_an_answer() -> None:
    made = story(1.0, 1.0)
    history = made.history()
    nobody = Question((), made.day(DONE), LEAF)
    unknown = Question(("finnes ikke",), made.day(DONE), "finnes/ikke")
    long_ago = Question((made.units[0].key,), made.day(0) - timedelta(days=4000), LEAF)
    ahead = Question((made.units[0].key,), made.day(400), LEAF)
    for question in (nobody, unknown, long_ago, ahead):
        assert judge(history, question, made.day(150)).verdict in (Verdict.UNCLEAR, Verdict.TOO_EARLY)
    assert judge(made.history(1), asked(made), made.day(0)).verdict is Verdict.TOO_EARLY


def test_what_is_added_up_once_follows_the_day() -> None:
    made = quiet_story(1)
    whole = made.history()
    assert whole.until(made.day(10**4)) is whole
    earlier = whole.until(made.day(20))
    assert earlier.totals.tolist() == whole.totals[:, :20].tolist()
    with pytest.raises(ValueError, match="read-only"):
        whole.totals[0, 0] = 1
