"""The periods of reports: tertials, halves and years, and what they are called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quality.core.text import N_, Message
from quality.reports.kinds import KIND_TITLES, ReportKind

NAMES = {
    4: N_("%(part)s. tertial %(year)s"),
    6: N_("%(part)s. halvår %(year)s"),
    12: N_("%(year)s"),
}


@dataclass(frozen=True)
class Period:
    """Whole months, from the first day to the last."""

    since: dt.date
    until: dt.date

    @property
    def months(self) -> int:
        """How many months it has."""
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1

    @property
    def starts(self) -> list[dt.date]:
        """The first day of each month."""
        return [add_months(self.since, step) for step in range(self.months)]

    def before(self, count: int = 1) -> Period:
        """The period as long, so many back."""
        return of(add_months(self.since, -self.months * count), self.months)

    def widened(self, months: int) -> Period:
        """The months up to the end of the period, so many in all."""
        return Period(add_months(self.until.replace(day=1), 1 - months), self.until)

    def part(self, place: int, count: int) -> Period:
        """One of so many equal parts, by its place."""
        return of(add_months(self.since, place * self.months // count), self.months // count)

    def name(self) -> Message:
        """What people call it."""
        part = (self.since.month - 1) // self.months + 1
        values = {"year": str(self.since.year)} | ({"part": part} if self.months < 12 else {})
        return Message(NAMES[self.months], values)


def title(kind: ReportKind, period: Period) -> Message:
    """What people call a report of the kind on the period."""
    return Message(KIND_TITLES[kind], {"period": period.name()})


def add_months(first: dt.date, count: int) -> dt.date:
    """The first of the month so many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return dt.date(year, month + 1, 1)


def of(since: dt.date, months: int) -> Period:
    """The period that begins on this first of a month."""
    return Period(since, add_months(since, months) - dt.timedelta(1))


def latest(months: int, today: dt.date) -> Period:
    """The newest period that has ended."""
    start = dt.date(today.year, (today.month - 1) // months * months + 1, 1)
    return of(add_months(start, -months), months)


def offered(months: int, today: dt.date, count: int = 6) -> list[Period]:
    """The newest periods that have ended, the newest first."""
    newest = latest(months, today)
    return [newest, *(newest.before(step) for step in range(1, count))]
