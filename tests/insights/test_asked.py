"""What an address asks for: every period becomes one that can be shown."""

from __future__ import annotations

import datetime as dt

import pytest

from quality.insights.compose import asked
from quality.insights.compose.asked import read
from quality.insights.kinds import Grain

TODAY = dt.date(2026, 11, 23)


def months(**args: str) -> tuple[str, str, list[str]]:
    found = read({name.rstrip("_"): value for name, value in args.items()}, TODAY)
    return f"{found.since:%Y-%m}", f"{found.until:%Y-%m}", [remark.text for remark in found.remarks]


def test_without_a_word_it_is_the_last_two_years() -> None:
    assert months() == ("2024-12", "2026-11", [])
    assert months(months="12") == ("2025-12", "2026-11", [])
    assert months(months="17") == ("2024-12", "2026-11", [])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2026-03", "2026-05", ("2026-03", "2026-05", [])),
        ("2026-03-17", "", ("2026-03", "2026-11", [])),
        ("", "2025-06", ("2023-07", "2025-06", [])),
        ("2026-05", "2026-03", ("2026-03", "2026-05", [asked.TURNED])),
        ("2026-05", "2031-03", ("2026-05", "2026-11", [])),
        ("2030-05", "2031-03", ("2024-12", "2026-11", [asked.NOT_BEGUN])),
        ("2030-05", "", ("2024-12", "2026-11", [asked.NOT_BEGUN])),
        ("1901-01", "2026-11", ("2016-12", "2026-11", [asked.CUT])),
        ("", "1900-01", ("1898-02", "1900-01", [])),
        ("mars", "", ("2024-12", "2026-11", [asked.NOT_UNDERSTOOD])),
        ("2026-13", "", ("2024-12", "2026-11", [asked.NOT_UNDERSTOOD])),
        ("٢٠٢٦-٠٣", "", ("2024-12", "2026-11", [asked.NOT_UNDERSTOOD])),
        ("9999-99", "0001-01", ("2024-12", "2026-11", [asked.NOT_UNDERSTOOD])),
    ],
)
def test_a_period_makes_sense_or_is_made_to(
    first: str, last: str, expected: tuple[str, str, list[str]]
) -> None:
    assert months(from_=first, to=last) == expected


def test_the_month_that_still_runs_is_not_finished() -> None:
    assert read({}, TODAY).steps.unfinished
    ended = read({"to": "2026-10", "from": "2026-09"}, TODAY).steps
    assert not ended.unfinished
    assert (ended.first_day, ended.final_day) == (dt.date(2026, 9, 1), dt.date(2026, 10, 31))


def test_weeks_begin_on_mondays_inside_the_period() -> None:
    steps = read({"from": "2026-10", "to": "2026-10", "grain": "week"}, TODAY).steps
    assert steps.grain is Grain.WEEK
    assert [start.isoformat() for start in steps.starts] == [
        "2026-10-05",
        "2026-10-12",
        "2026-10-19",
        "2026-10-26",
    ]
    assert steps.final_day == dt.date(2026, 11, 1)


def test_a_month_without_a_monday_yet_shows_the_week_it_began_in() -> None:
    steps = read({"from": "2026-11", "grain": "week"}, dt.date(2026, 11, 1)).steps
    assert steps.starts == (dt.date(2026, 10, 26),)
