"""How far a note has spread, and whether its effect repeats: dates and verdicts in, sums out."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_WEEKS = 52
FEWEST_WEEKS = 2


@dataclass(frozen=True)
class Won:
    """A sum of what was won in a year. Only what is confirmed is in it; `waiting` tells how many are not yet."""

    hours: int
    kroner: int
    quality: int
    safety: int
    confirmed: int
    waiting: int


@dataclass(frozen=True)
class Curve:
    """How many units had answered at the end of each week since the note was published."""

    ends: tuple[dt.date, ...]
    sums: tuple[int, ...]


def curve(published: dt.date, today: dt.date, answered: Sequence[dt.date]) -> Curve | None:
    """The sums of `answered` (oldest first) for each begun week, at most the newest 52; None in the first two weeks.

    The last week ends today and may still grow.
    """
    weeks = (today - published).days // 7 + 1
    if weeks <= FEWEST_WEEKS:
        return None
    ends = [min(published + dt.timedelta(7 * number + 6), today) for number in range(weeks)][-MOST_WEEKS:]
    return Curve(tuple(ends), tuple(bisect_right(answered, end) for end in ends))


@dataclass(frozen=True)
class Repeats:
    """How many units use what a note says, and in how many of them the counts say what; each in one group alone.

    `unmeasured`: those that nothing has been counted for yet.
    """

    units: int
    worked: int
    failed: int
    came_back: int
    unclear: int
    too_early: int

    @property
    def has_verdict(self) -> bool:
        """Whether the counts say anything yet: while it is too early everywhere, none that worked is no verdict."""
        return self.worked + self.failed + self.came_back + self.unclear > 0

    @property
    def unmeasured(self) -> int:
        """Those without a verdict."""
        return self.units - self.worked - self.failed - self.came_back - self.unclear - self.too_early


def repeats(units: int, verdicts: Iterable[str]) -> Repeats | None:
    """One honest sum over the units that use it; None while there is none."""
    if not units:
        return None
    found = Counter(verdicts)
    return Repeats(
        units,
        found["effect"],
        found["no_effect"],
        found["regression"],
        found["unclear"],
        found["too_early"],
    )
