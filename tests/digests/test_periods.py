"""The calendar of editions: ISO weeks, months, tertials, holidays, summer time and New Year."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from quality.accounts.roles import Role
from quality.core.clock import at_local, is_working_day
from quality.digests.kinds import DEFAULT_PLANS, EditionKind, Plan, Rhythm, kept, plans
from quality.digests.queries.periods import (
    due_at,
    first_day,
    following,
    in_daytime,
    is_period,
    next_period,
    period_of,
    send_day,
)

WEEK, MONTH, TERTIAL = Rhythm.WEEK, Rhythm.MONTH, Rhythm.TERTIAL
TUESDAYS = Plan(1)


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
    assert period_of(WEEK, day) == period
    assert is_period(period)


@pytest.mark.parametrize("kind", list(EditionKind))
def test_it_goes_on_its_weekday_or_the_first_working_day_after_and_in_its_own_period(
    kind: EditionKind,
) -> None:
    plan = DEFAULT_PLANS[kind]
    rhythm = plan.rhythm
    period = period_of(rhythm, dt.date(2026, 1, 5))
    while first_day(rhythm, period) < dt.date(2036, 1, 1):
        sent = send_day(plan, period)
        assert is_working_day(sent)
        assert period_of(rhythm, sent) == period
        assert period < following(rhythm, period) or rhythm is WEEK
        period = following(rhythm, period)


def test_christmas_moves_an_edition_to_the_first_working_day() -> None:
    assert send_day(TUESDAYS, "2026-W53") == dt.date(2026, 12, 29)
    assert send_day(TUESDAYS, "2029-W52") == dt.date(2029, 12, 27), "Tuesday and Wednesday are Christmas"


@pytest.mark.parametrize(
    ("rhythm", "period", "day"),
    [
        (MONTH, "2026-12", dt.date(2026, 12, 1)),
        (MONTH, "2027-05", dt.date(2027, 5, 4)),
        (TERTIAL, "2027-T1", dt.date(2027, 1, 5)),
        (TERTIAL, "2027-T2", dt.date(2027, 5, 4)),
        (TERTIAL, "2027-T3", dt.date(2027, 9, 7)),
    ],
)
def test_months_and_tertials_go_on_their_first_such_weekday(
    rhythm: Rhythm, period: str, day: dt.date
) -> None:
    assert send_day(Plan(1, rhythm=rhythm), period) == day


@pytest.mark.parametrize(
    ("period", "hour"), [("2026-W43", 6), ("2026-W44", 7), ("2027-W12", 7), ("2027-W13", 6)]
)
def test_eight_in_norway_on_both_sides_of_summer_time(period: str, hour: int) -> None:
    assert due_at(TUESDAYS, period).hour == hour


def test_the_next_period_is_this_one_until_it_is_due() -> None:
    tuesday = dt.date(2026, 11, 24)
    assert next_period(TUESDAYS, at_local(tuesday, 8)) == "2026-W49"
    assert next_period(TUESDAYS, at_local(tuesday, 7, 59)) == "2026-W48"
    assert next_period(Plan(1, rhythm=TERTIAL), at_local(tuesday, 8)) == "2027-T1"


def test_mail_goes_in_daytime_on_working_days() -> None:
    tuesday = dt.date(2026, 11, 24)
    hours = [hour for hour in range(24) if in_daytime(at_local(tuesday, hour), 8)]
    assert hours == list(range(8, 16))
    assert not in_daytime(at_local(tuesday + dt.timedelta(4), 12), 8)


@pytest.mark.parametrize("text", ["", "2026", "2026-W54", "2026-w48", "20a6-W48", "2026-W00", "²026-W48"])
def test_what_is_no_week_is_none(text: str) -> None:
    assert not is_period(text)


@pytest.mark.parametrize("text", ["2026-13", "2026-W1", "2026-T4"])
def test_what_is_no_month_or_tertial_is_none(text: str) -> None:
    assert not is_period(text)


def test_the_municipality_sets_its_own_rhythm_and_the_rest_stays() -> None:
    found = plans({"editions": {"weekly": {"weekday": 3, "hour": 10}}})
    assert found[EditionKind.WEEKLY] == replace(DEFAULT_PLANS[EditionKind.WEEKLY], weekday=3, hour=10)
    assert found[EditionKind.MONTHLY] == DEFAULT_PLANS[EditionKind.MONTHLY]


def test_what_is_not_understood_in_a_plan_keeps_its_default() -> None:
    odd = {"rhythm": "fortnight", "roles": ["leader", "king"], "hour": "nine", "weekday": 2, "since": "x"}
    plan = plans({"editions": {"monthly": odd}})[EditionKind.MONTHLY]
    assert plan == replace(DEFAULT_PLANS[EditionKind.MONTHLY], weekday=2)


def test_a_plan_is_kept_and_read_as_it_was() -> None:
    since = at_local(dt.date(2026, 11, 24), 10)
    plan = replace(DEFAULT_PLANS[EditionKind.TERTIAL], rhythm=MONTH, roles=(Role.CHIEF,), since=since)
    assert plans({"editions": {"tertial": kept(plan)}})[EditionKind.TERTIAL] == plan
