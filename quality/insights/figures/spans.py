"""How long something took, when some of it is not done: exact quarters of a heap, as far as they can be known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

FEWEST = 5


@dataclass(frozen=True)
class Span:
    """Half were done within `middle` days; `low` and `high` are the first and third quarter. None: not yet known."""

    done: int
    total: int
    low: int | None
    middle: int | None
    high: int | None


def span(days: Mapping[int, int], total: int) -> Span:
    """The quarters of `total` things of which some are done, by how many days each took.

    One that is not done takes longer than all the others, so a middle beyond the done ones is not known yet.
    """
    done = sum(days.values())
    if total < FEWEST:
        return Span(done, total, None, None, None)
    return Span(done, total, *(_at(days, share, total) for share in (0.25, 0.5, 0.75)))


def _at(days: Mapping[int, int], share: float, total: int) -> int | None:
    """The least number of days within which this share of all was done."""
    wanted, reached = math.ceil(share * total), 0
    for day, count in sorted(days.items()):
        reached += count
        if reached >= wanted:
            return day
    return None
