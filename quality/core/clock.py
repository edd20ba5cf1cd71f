"""What time it is, and Norwegian working days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

OSLO = ZoneInfo("Europe/Oslo")

_source: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)  # noqa: E731


def now() -> dt.datetime:
    """The present instant, in UTC. The only place that asks the machine."""
    return _source()


def set_clock(source: Callable[[], dt.datetime] | None) -> None:
    """Let a test decide the time; None gives the machine's clock back."""
    global _source
    _source = source or (lambda: dt.datetime.now(dt.UTC))


def local_date(at: dt.datetime) -> dt.date:
    """The calendar day in Norway."""
    return at.astimezone(OSLO).date()


def at_local(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    """The instant, in UTC, of a time of day in Norway."""
    return dt.datetime.combine(day, dt.time(hour, minute), OSLO).astimezone(dt.UTC)


@lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("NO", years=year))


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, public holidays left out."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The day `count` working days after `day`; 0 gives the first working day not before it."""
    while not is_working_day(day):
        day += dt.timedelta(1)
    for _ in range(count):
        day += dt.timedelta(1)
        while not is_working_day(day):
            day += dt.timedelta(1)
    return day


def working_days_before(day: dt.date, count: int) -> dt.date:
    """The working day `count` before this one."""
    while count > 0:
        day -= dt.timedelta(1)
        count -= is_working_day(day)
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """How many working days come after `start`, up to and with `end`; 0 when it lies before, as after a clock jump."""
    days = (end - start).days
    return sum(is_working_day(start + dt.timedelta(step)) for step in range(1, days + 1))


def week_start(day: dt.date) -> dt.date:
    """The Monday of the ISO week."""
    return day - dt.timedelta(day.weekday())


def month_start(day: dt.date) -> dt.date:
    """The first of the month."""
    return day.replace(day=1)
