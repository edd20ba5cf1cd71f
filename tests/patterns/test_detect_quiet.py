"""Units that report less than their past and their likes explain."""

from dataclasses import replace

import numpy as np

from quality.patterns.detect.quiet import QuietUnit, quiet_units
from tests.patterns.detect_stories import Story, quiet_story


def busy() -> Story:
    return quiet_story(5, a_week=2.0)


def quiet(made: Story, week: int = 156) -> tuple[QuietUnit, ...]:
    return quiet_units(made.history(), made.day(week))


def test_a_unit_that_stops_reporting_is_asked_about() -> None:
    made = busy()
    made.counts[4, :, 120:] = 0
    [found] = quiet(made)
    assert found.unit == made.units[4].key
    assert (found.observed, found.weeks) == (0, 26)
    assert found.expected > 10


def test_units_as_usual_are_not_asked_about() -> None:
    assert quiet(busy()) == ()


def test_a_whole_sector_that_reports_less_points_at_no_unit() -> None:
    made = busy()
    fewer = np.random.default_rng(1).binomial(made.counts[::3, :, 120:], 0.3)
    made.counts[::3, :, 120:] = fewer
    assert quiet(made) == ()


def test_a_closed_unit_is_not_asked_about() -> None:
    made = busy()
    made.counts[4, :, 120:] = 0
    made.units[4] = replace(made.units[4], closed=made.day(121))
    assert quiet(made) == ()


def test_a_short_history_asks_nothing() -> None:
    made = busy()
    made.counts[4, :, 40:] = 0
    assert quiet(made, 60) == ()
