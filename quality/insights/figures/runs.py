"""The run chart rules of Anhøj and Olesen.

Jacob Anhøj, Anne Vingaard Olesen: Run Charts Revisited. PLoS ONE 9(11), 2014, e113825. Points on the median are
left out. A series has changed when its longest run on one side of the median is longer than round(log2(n) + 3), or
when it crosses the median less often than the 5 % quantile of a binomial distribution with n - 1 trials of a half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Run:
    """Points in a row on one side of the median, those on it left out."""

    first: int
    last: int
    length: int
    above: bool


def sides_of(values: Sequence[float], centre: float) -> list[tuple[int, bool]]:
    """The place of every point that is not on the median, and whether it lies above."""
    return [(place, value > centre) for place, value in enumerate(values) if value != centre]


def runs(sides: Sequence[tuple[int, bool]]) -> list[Run]:
    """The runs of a row of (place, above)."""
    edges = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(sides)) if a[1] != b[1]), len(sides)]
    return [
        Run(sides[start][0], sides[end - 1][0], end - start, sides[start][1])
        for start, end in pairwise(edges)
    ]


def longest_by_chance(points: int) -> int:
    """How long a run may be before it says that something has changed."""
    return round(math.log2(points) + 3)


def deciding(found: list[Run], limit: int) -> Run:
    """The run that still goes on when it is long enough, else the longest."""
    return found[-1] if found[-1].length > limit else max(found, key=lambda run: run.length)


def quantile(trials: int, share: float = 0.05) -> int:
    """The smallest number of heads in `trials` throws whose cumulated probability reaches `share`."""
    reached, total = 0, share * 2**trials
    for heads in range(trials + 1):
        reached += math.comb(trials, heads)
        if reached >= total:
            return heads
    return trials
