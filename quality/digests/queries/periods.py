"""When editions go: one for each ISO week, Tuesday at eight in Norway, in daytime on working days alone."""

from __future__ import annotations

import datetime as dt

from quality.core.clock import OSLO, add_working_days, at_local, is_working_day, local_date

WEEKDAY, WEEKLY_HOUR, DAILY_HOUR, LAST_HOUR = 1, 8, 7, 16


def period_of(day: dt.date) -> str:
    """The ISO week of a day, such as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def send_day(period: str) -> dt.date:
    """The day a week's edition goes: Tuesday, or the first working day after it."""
    year, week = period.split("-W")
    return add_working_days(dt.date.fromisocalendar(int(year), int(week), WEEKDAY + 1), 0)


def due_at(period: str) -> dt.datetime:
    """The instant a week's edition is due."""
    return at_local(send_day(period), WEEKLY_HOUR)


def next_period(now: dt.datetime) -> str:
    """The nearest week whose edition is not due yet."""
    this = period_of(local_date(now))
    return this if now < due_at(this) else period_of(local_date(now) + dt.timedelta(7))


def due_period(now: dt.datetime) -> str | None:
    """The week whose edition may go at this instant.

    One missed while the worker was down is caught up in its own week; after that it is passed over, since the next
    one takes along whatever a person has not been sent.
    """
    this = period_of(local_date(now))
    return this if due_at(this) <= now and in_daytime(now, WEEKLY_HOUR) else None


def in_daytime(now: dt.datetime, first_hour: int) -> bool:
    """Whether mail of this kind may go now: a working day, from its hour until the afternoon."""
    return is_working_day(local_date(now)) and first_hour <= now.astimezone(OSLO).hour < LAST_HOUR


def is_period(text: str) -> bool:
    """Whether the text names an ISO week."""
    try:
        return text == period_of(dt.date.fromisocalendar(int(text[:4]), int(text[6:]), 1))
    except ValueError:
        return False
