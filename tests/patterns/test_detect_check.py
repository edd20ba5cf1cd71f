"""The detector's check of itself, what comes every year, and findings computed once more."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from quality.patterns.detect import check
from quality.patterns.detect.again import recompute
from quality.patterns.detect.ahead import seasons_ahead
from quality.patterns.detect.check import Check, check_quiet
from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.history import History
from quality.patterns.detect.values import Change, Findings, Members, OpenFile, Settings
from tests.patterns.detect_stories import CATEGORIES, Story, quiet_story

LEAF = CATEGORIES[4].key


def test_a_quiet_year_makes_few_files_and_always_the_same() -> None:
    made = quiet_story(3)
    first = check_quiet(made.history(), made.day(156), Settings(), seed=5)
    assert first is not None
    assert first.months == 3
    assert first.false_files <= 3
    assert check_quiet(made.history(), made.day(156), Settings(), seed=5) == first


def test_a_loose_dial_shows_in_the_check() -> None:
    made = quiet_story(3)
    loose = replace(Settings(), false_files_a_month=40.0)
    few, many = (check_quiet(made.history(), made.day(156), s, seed=5) for s in (Settings(), loose))
    assert few is not None
    assert many is not None
    assert many.false_files > few.false_files


def test_what_was_told_before_the_quarter_is_no_news_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = quiet_story(3)
    told = find_patterns(
        made.history(), made.day(156), made.members, settings=Settings(false_files_a_month=50.0)
    )
    desks = []

    def night(
        history: History, day: date, members: Members, desk: Sequence[OpenFile], *_: object
    ) -> Findings:
        desks.append((day, desk))
        return replace(told, files=told.files[:1])

    assert told.files[0].change is Change.NEW
    monkeypatch.setattr(check, "find_patterns", night)
    assert check_quiet(made.history(), made.day(156), Settings()) == Check(3.0, 13)
    assert [day for day, _ in desks] == [made.day(week) for week in range(143, 157)]
    assert [desk for _, desk in desks] == [(), *[told.open_files] * 13]


def test_a_short_history_cannot_be_checked() -> None:
    made = quiet_story(3)
    assert check_quiet(made.history(100), made.day(100), Settings()) is None


def yearly() -> Story:
    """Every year from week 40 one category rises for eight weeks in one sector."""
    made = quiet_story(9, weeks=200)
    rng = np.random.default_rng(1)
    for week in range(200):
        if 0 <= week % 52 - 40 < 8:
            made.counts[::3, made.column(LEAF), week] += rng.poisson(1.5, 4)
    return made


def test_what_comes_every_year_is_told_weeks_before() -> None:
    made = yearly()
    [ahead] = [found for found in seasons_ahead(made.history(192), made.day(192)) if found.category == LEAF]
    assert ahead.start == made.day(196)
    assert ahead.node.endswith("Helse")
    assert min(ahead.last_year, ahead.year_before) > 2 * ahead.usual


def test_nothing_is_told_when_it_has_passed_or_never_comes() -> None:
    made = yearly()
    assert LEAF not in {found.category for found in seasons_ahead(made.history(160), made.day(160))}
    quiet = quiet_story(9)
    assert seasons_ahead(quiet.history(), quiet.day(156)) == ()
    assert seasons_ahead(quiet.history(60), quiet.day(60)) == ()


def test_a_finding_computed_again_gives_the_same_numbers() -> None:
    made = quiet_story(21, weeks=150)
    made.counts[[0, 1, 3, 5], 6, 130:140] += np.random.default_rng(2).poisson(1.2, (4, 10))
    night = find_patterns(made.history(), made.day(140), made.members)
    found = [file.signal for file in night.files if file.change is Change.NEW]
    assert found
    for signal in found:
        again = recompute(made.history(), signal.scope, Settings())
        assert again is not None
        assert again.agrees(signal.observed, signal.expected)
    made.counts[0, 6, 139] += 3
    later = recompute(made.history(), found[0].scope, Settings())
    assert later is not None
    assert not later.agrees(found[0].observed, found[0].expected)


def test_what_lies_before_the_history_cannot_be_computed_again() -> None:
    made = quiet_story(21)
    scope = find_patterns(
        made.history(), made.day(156), made.members, settings=Settings(false_files_a_month=50.0)
    )
    signal = scope.files[0].signal
    old = replace(signal.scope, start=made.day(0) - timedelta(weeks=9), end=made.day(0) - timedelta(days=1))
    assert recompute(made.history(), old, Settings()) is None
