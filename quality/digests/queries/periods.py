"""When editions go: one for each calendar period, in daytime on working days alone, in Norway."""

from __future__ import annotations

import datetime as dt
import re

from quality.core.clock import OSLO, add_working_days, at_local, is_working_day, local_date
from quality.digests.kinds import Plan, Rhythm

DAILY_HOUR, LAST_HOUR = 7, 16
TERTIAL_MONTHS = 4
_FORMS = {
    Rhythm.WEEK: re.compile(r"\d{4}-W\d{2}", re.ASCII),
    Rhythm.MONTH: re.compile(r"\d{4}-\d{2}", re.ASCII),
    Rhythm.TERTIAL: re.compile(r"\d{4}-T\d", re.ASCII),
}


def period_of(rhythm: Rhythm, day: dt.date) -> str:
    """The period of a day: an ISO week such as 2026-W48, a month 2026-11 or a tertial 2026-T3."""
    if rhythm is Rhythm.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if rhythm is Rhythm.MONTH:
        return f"{day.year}-{day.month:02d}"
    return f"{day.year}-T{(day.month - 1) // TERTIAL_MONTHS + 1}"


def rhythm_of(period: str) -> Rhythm:
    """What a period is one of; ValueError when there is none of that name."""
    for rhythm, form in _FORMS.items():
        if form.fullmatch(period):
            return rhythm
    raise ValueError(period)


def periods_of(day: dt.date) -> list[str]:
    """The week, the month and the four months that a day lies in."""
    return [period_of(rhythm, day) for rhythm in Rhythm]


def first_day(rhythm: Rhythm, period: str) -> dt.date:
    """The first day of a period; ValueError when there is none of that name."""
    if not _FORMS[rhythm].fullmatch(period):
        raise ValueError(period)
    year, number = int(period[:4]), int(period[5:].lstrip("WT"))
    if rhythm is Rhythm.WEEK:
        return dt.date.fromisocalendar(year, number, 1)
    return dt.date(year, number if rhythm is Rhythm.MONTH else (number - 1) * TERTIAL_MONTHS + 1, 1)


def following(rhythm: Rhythm, period: str) -> str:
    """The period after this one."""
    days = {Rhythm.WEEK: 7, Rhythm.MONTH: 32, Rhythm.TERTIAL: 125}[rhythm]
    return period_of(rhythm, first_day(rhythm, period) + dt.timedelta(days))


def send_day(plan: Plan, period: str) -> dt.date:
    """The day an edition goes: the first such weekday of its period, or the first working day after it."""
    first = first_day(plan.rhythm, period)
    return add_working_days(first + dt.timedelta((plan.weekday - first.weekday()) % 7), 0)


def due_at(plan: Plan, period: str) -> dt.datetime:
    """The instant an edition is due."""
    return at_local(send_day(plan, period), plan.hour)


def next_period(plan: Plan, now: dt.datetime) -> str:
    """The nearest period whose edition is not due yet."""
    this = period_of(plan.rhythm, local_date(now))
    return this if now < due_at(plan, this) else following(plan.rhythm, this)


def in_daytime(now: dt.datetime, first_hour: int) -> bool:
    """Whether mail of this kind may go now: a working day, from its hour until the afternoon."""
    return is_working_day(local_date(now)) and first_hour <= now.astimezone(OSLO).hour < LAST_HOUR


def is_period(text: str) -> bool:
    """Whether the text names a period."""
    try:
        rhythm = rhythm_of(text)
        return text == period_of(rhythm, first_day(rhythm, text))
    except ValueError:
        return False
