"""The board of a unit's month: how each day went, and where it stands in the cross."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quality.cases.kinds import Shift
from quality.core.text import N_

# Places of the days in the cross: two rows of three, three rows of seven, two rows of three.
CROSS = (
    *((column, row) for row in (0, 1) for column in (2, 3, 4)),
    *((column, row) for row in (2, 3, 4) for column in range(7)),
    *((column, row) for row in (5, 6) for column in (2, 3, 4)),
)


class Mark(StrEnum):
    """How a day went, the calmest first."""

    AHEAD = "ahead"
    CALM = "calm"
    NOTED = "noted"
    HARM = "harm"
    SERIOUS = "serious"


MARK_LABELS = {
    Mark.AHEAD: N_("Ikke kommet ennå"),
    Mark.CALM: N_("Ingenting meldt eller talt"),
    Mark.NOTED: N_("Noe skjedde, ingen skadet"),
    Mark.HARM: N_("Noen ble skadet"),
    Mark.SERIOUS: N_("Alvorlig skade"),
}
# What stands in the day's cell, so that nobody needs the colour.
MARK_SIGNS = {Mark.AHEAD: "", Mark.CALM: "✓", Mark.NOTED: "–", Mark.HARM: "!", Mark.SERIOUS: "!!"}


@dataclass(frozen=True)
class Day:
    """A day of the month: what was counted by type, how many deviations were reported, and the worst harm."""

    day: dt.date
    mark: Mark
    column: int
    row: int
    counts: Mapping[str, int] = field(default_factory=dict)
    cases: int = 0

    @property
    def sign(self) -> str:
        """The sign of the mark."""
        return MARK_SIGNS[self.mark]

    @property
    def label(self) -> str:
        """The mark in words, to be translated."""
        return MARK_LABELS[self.mark]

    @property
    def counted(self) -> int:
        """How much was counted in all."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Sight:
    """What was seen in the month: counts by day and type, and the harm of each deviation by day."""

    counts: Mapping[tuple[dt.date, str], int]
    harms: Mapping[dt.date, list[int]]


def mark_of(counted: int, harms: Iterable[int]) -> Mark:
    """How a day went that is here already."""
    severities = list(harms)
    worst = max(severities, default=0)
    if worst >= 3:
        return Mark.SERIOUS
    if worst >= 1:
        return Mark.HARM
    return Mark.NOTED if counted or severities else Mark.CALM


def days_of(month: dt.date, today: dt.date, sight: Sight) -> list[Day]:
    """Every day of the month, each in its place in the cross."""
    found = []
    for number in range(1, calendar.monthrange(month.year, month.month)[1] + 1):
        day = month.replace(day=number)
        counts = {key: count for (when, key), count in sight.counts.items() if when == day}
        harms = sight.harms.get(day, [])
        mark = Mark.AHEAD if day > today else mark_of(sum(counts.values()), harms)
        found.append(Day(day, mark, *CROSS[number - 1], counts, len(harms)))
    return found


def shift_at(hour: int, hours: Iterable[tuple[int, Shift]]) -> Shift:
    """The shift that has begun at this hour; before the first of the day it is still the last."""
    found = Shift.NIGHT
    for start, shift in hours:
        if hour >= start:
            found = shift
    return found
