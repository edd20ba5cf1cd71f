"""How far a note has spread over time: dates in, weekly sums out."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WEEKS = 52
FEWEST_WEEKS = 2


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
