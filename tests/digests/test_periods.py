"""The calendar of editions: ISO weeks, holidays, summer time and New Year."""

from __future__ import annotations

import datetime as dt

import pytest

from quality.core.clock import at_local, is_working_day
from quality.digests.queries.periods import due_at, due_period, is_period, next_period, period_of, send_day


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (dt.date(2026, 12, 31), "2026-W53"),
        (dt.date(2027, 1, 3), "2026-W53"),
        (dt.date(2027, 1, 4), "2027-W01"),
        (dt.date(2024, 12, 30), "2025-W01"),
    ],
)
def test_new_years_week_is_one_week(day: dt.date, period: str) -> None:
    assert period_of(day) == period
    assert is_period(period)


def test_it_goes_on_tuesdays_or_the_first_working_day_after() -> None:
    day = dt.date(2026, 1, 5)
    while day < dt.date(2036, 1, 1):
        sent = send_day(period_of(day))
        assert is_working_day(sent)
        assert period_of(sent) == period_of(day), "always in its own week"
        assert sent.weekday() >= 1
        day += dt.timedelta(7)
    assert send_day("2026-W53") == dt.date(2026, 12, 29)
    assert send_day("2029-W52") == dt.date(2029, 12, 27), "Tuesday and Wednesday are Christmas"


@pytest.mark.parametrize(
    ("period", "hour"), [("2026-W43", 6), ("2026-W44", 7), ("2027-W12", 7), ("2027-W13", 6)]
)
def test_eight_in_norway_on_both_sides_of_summer_time(period: str, hour: int) -> None:
    assert due_at(period).hour == hour


def test_an_edition_may_go_in_its_week_in_daytime() -> None:
    tuesday = dt.date(2026, 11, 24)
    assert due_period(at_local(tuesday, 7, 59)) is None
    assert due_period(at_local(tuesday, 8)) == "2026-W48"
    assert due_period(at_local(tuesday, 16)) is None
    assert due_period(at_local(tuesday + dt.timedelta(3), 12)) == "2026-W48"
    assert due_period(at_local(tuesday + dt.timedelta(4), 12)) is None
    assert due_period(at_local(tuesday + dt.timedelta(6), 12)) is None
    assert next_period(at_local(tuesday, 8)) == "2026-W49"
    assert next_period(at_local(tuesday, 7, 59)) == "2026-W48"


@pytest.mark.parametrize("text", ["", "2026", "2026-W54", "2026-w48", "20a6-W48", "2026-W00", "²026-W48"])
def test_what_is_no_week_is_none(text: str) -> None:
    assert not is_period(text)
