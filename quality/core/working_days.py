"""The arithmetic of deadlines: days that work, and pauses. Days in, days out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from quality.core.clock import add_working_days, working_days_before, working_days_between


@dataclass(frozen=True)
class Stop:
    """A pause as arithmetic sees it: from when, and how many working days it gives."""

    started_on: dt.date
    days: int


def due_day(start: dt.date, days: int, calendar_days: bool) -> dt.date:
    """The last day; one that would fall on a day off moves to the next working day."""
    return add_working_days(start + dt.timedelta(days), 0) if calendar_days else add_working_days(start, days)


def moved(due: dt.date, stops: Iterable[Stop]) -> dt.date:
    """A deadline after these pauses, the earliest first. One that had run out before a pause gains nothing by it."""
    for stop in sorted(stops, key=lambda stop: stop.started_on):
        if due >= stop.started_on:
            due = add_working_days(due, stop.days)
    return due


def regiven(due: dt.date, started_on: dt.date, before: int, after: int) -> dt.date:
    """A deadline when a pause turns out to give another number of days than it was set for."""
    if due < started_on:
        return due
    if after >= before:
        return add_working_days(due, after - before)
    return working_days_before(due, before - after)


def given(started_on: dt.date, until_on: dt.date, today: dt.date) -> int:
    """How many working days a pause gives when it ends today; from 0 to what it was set for."""
    return working_days_between(started_on, min(until_on, today))
