"""Shapes of the weekly chart, and numbers that are too small to show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5
HEIGHT = 100.0
STEP = 10.0
MOST_WEEKS = 104


@dataclass(frozen=True)
class Week:
    """Seen and expected in a week."""

    monday: dt.date
    observed: int
    expected: float


@dataclass(frozen=True)
class Month:
    """Seen and expected in the weeks that begin in a month."""

    first: dt.date
    observed: int
    expected: float


@dataclass(frozen=True)
class Bar:
    """One week's column."""

    x: float
    y: float
    height: float
    inside: bool


@dataclass(frozen=True)
class WeeklyChart:
    """The drawing: columns for what was seen, a line for what was expected."""

    width: float
    height: float
    top: int
    bars: tuple[Bar, ...]
    line: str
    weeks: tuple[Week, ...]

    @property
    def months(self) -> list[Month]:
        """The same by month, for a short table; the newest first."""
        found: dict[dt.date, list[Week]] = {}
        for week in self.weeks:
            found.setdefault(week.monday.replace(day=1), []).append(week)
        return [
            Month(first, sum(week.observed for week in weeks), sum(week.expected for week in weeks))
            for first, weeks in reversed(found.items())
        ]


def gone_on(weeks: Sequence[Week], last: dt.date) -> list[Week]:
    """The same with nothing seen in the weeks from the last of them to `last`; two years at most."""
    rest = (last - weeks[-1].monday).days // 7 if weeks else 0
    more = [Week(weeks[-1].monday + dt.timedelta(weeks=n + 1), 0, 0.0) for n in range(rest)]
    return [*weeks, *more][-MOST_WEEKS:]


def weekly_chart(weeks: Sequence[Week], start: dt.date | None, end: dt.date | None) -> WeeklyChart:
    """Columns and line; those from `start` to `end` are the window that the finding is about."""
    first, last = start or dt.date.max, end or dt.date.max
    top = max([1, *(week.observed for week in weeks), *(int(week.expected) + 1 for week in weeks)])
    bars, points = [], []
    for number, week in enumerate(weeks):
        height = round(HEIGHT * week.observed / top, 1)
        bars.append(
            Bar(
                round(number * STEP + 1.5, 1),
                round(HEIGHT - height, 1),
                height,
                first <= week.monday <= last,
            )
        )
        points.append(f"{number * STEP + STEP / 2:g},{HEIGHT - HEIGHT * week.expected / top:.1f}")
    return WeeklyChart(max(1, len(weeks)) * STEP, HEIGHT, top, tuple(bars), " ".join(points), tuple(weeks))


@dataclass(frozen=True)
class UnitCell:
    """A unit's figures before it is decided who may read them; `own` are exact for the reader."""

    unit_id: int
    name: str
    observed: int
    expected: float
    own: bool


def shown_cells(cells: Sequence[UnitCell]) -> dict[int, int | None]:
    """What may be shown of each unit: own figures always, all the others only where none of them is small.

    Hiding single cells would let the total give them back, so the others are shown or hidden together.
    """
    small = any(0 < cell.observed < LEAST for cell in cells if not cell.own)
    return {cell.unit_id: cell.observed if cell.own or not small else None for cell in cells}


def shown_total(total: int, hidden: int, exact: bool) -> int | None:
    """The total, unless what of it the reader may not read could be found as a small number by subtraction."""
    return total if exact or hidden <= 0 or hidden >= LEAST else None


def shown_rest(rest: int, exact: bool) -> int | None:
    """How many cases the reader may not read; None where that is a small number."""
    return rest if exact or rest == 0 or rest >= LEAST else None
