"""Judging a series of counts by four rules, and no more: each further one gives more false alarms.

Two are the run chart rules of Anhøj and Olesen (see runs.py). Two are of the NHS, Making Data Count: a point beyond
the limits of chance, and two of three in a row near a limit. Their rule of a trend is left out: Anhøj and
Wentzel-Larsen (BMC Medical Research Methodology 18, 2018) found it of no use. Limits are those of limits.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import fmean, median

from quality.insights.figures.limits import Limits, chance_beyond, count_limits, dispersion
from quality.insights.figures.runs import deciding, longest_by_chance, quantile, runs, sides_of
from quality.insights.kinds import Finding

FEWEST_POINTS = 10
# From here on a longer time would not help where most points lie on the middle.
MANY_POINTS = 2 * FEWEST_POINTS
LOWEST_MEDIAN = 2.0
RECENT = 3
# What has ended hardly changes, and a page judges a series for each unit and category it shows.
JUDGED_KEPT = 4096


@dataclass(frozen=True)
class Judgement:
    """What the rules say. `first` and `last` are the places of the points that decided, or of the longest run.

    `chance` is how likely a point beyond the limits is; `outside` are the places of all of them.
    """

    finding: Finding
    median: float | None = None
    first: int = 0
    last: int = 0
    run: int = 0
    run_limit: int = 0
    crossings: int = 0
    crossings_limit: int = 0
    limits: Limits | None = None
    outside: tuple[int, ...] = ()
    chance: float = 0.0


def judge(values: Sequence[int]) -> Judgement:
    """The judgement over finished periods."""
    return _judged(tuple(values))


def judge_ended(values: Sequence[int], ended: int) -> Judgement:
    """The judgement over the first `ended` periods; where only the rest have cases they are few, not none."""
    judged = judge(values[:ended])
    if judged.finding is Finding.EMPTY and any(values):
        return replace(judged, finding=Finding.FEW)
    return judged


@lru_cache(maxsize=JUDGED_KEPT)
def _judged(values: tuple[int, ...]) -> Judgement:
    if not any(values):
        return Judgement(Finding.EMPTY)
    centre = float(median(values))
    if len(values) < FEWEST_POINTS:
        return Judgement(Finding.SHORT, centre)
    sides = sides_of(values, centre)
    if centre < LOWEST_MEDIAN:
        return Judgement(Finding.FEW, centre)
    if len(sides) < FEWEST_POINTS:
        return Judgement(Finding.SHORT if len(values) < MANY_POINTS else Finding.FEW, centre)
    limits = count_limits(values)
    outside = tuple(
        place for place, value in enumerate(values) if limits and not limits.low <= value <= limits.high
    )
    by_runs = _by_runs(sides, Judgement(Finding.STEADY, centre, limits=limits, outside=outside))
    if by_runs.finding in {Finding.HIGHER, Finding.LOWER} or limits is None:
        return by_runs
    return _by_limits(values, limits, by_runs)


def _by_runs(sides: list[tuple[int, bool]], found: Judgement) -> Judgement:
    rows = runs(sides)
    limit, least = longest_by_chance(len(sides)), quantile(len(sides) - 1)
    run = deciding(rows, limit)
    finding = Finding.STEADY
    if run.length > limit:
        now = run is rows[-1]
        finding = (
            (Finding.HIGHER if run.above else Finding.LOWER)
            if now
            else (Finding.WAS_HIGHER if run.above else Finding.WAS_LOWER)
        )
    elif len(rows) - 1 < least:
        finding = Finding.UNSETTLED
    return replace(
        found,
        finding=finding,
        first=run.first,
        last=run.last,
        run=run.length,
        run_limit=limit,
        crossings=len(rows) - 1,
        crossings_limit=least,
    )


def _by_limits(values: Sequence[int], limits: Limits, found: Judgement) -> Judgement:
    """A late point beyond the limits, or late ones near them, says more than an old run; an old point less."""
    recent = len(values) - RECENT
    if found.outside and found.outside[-1] >= recent:
        return _point(values, limits, found)
    for above in (True, False):
        near = [
            place
            for place in range(recent, len(values))
            if (values[place] > limits.near_high if above else values[place] < limits.near_low)
        ]
        if len(near) >= 2:
            finding = Finding.OFTEN_HIGH if above else Finding.OFTEN_LOW
            return replace(found, finding=finding, first=near[0], last=near[-1])
    if found.outside and found.finding is Finding.STEADY:
        return _point(values, limits, found)
    return found


def _point(values: Sequence[int], limits: Limits, found: Judgement) -> Judgement:
    place = found.outside[-1]
    above = values[place] > limits.high
    chance = chance_beyond(values[place], fmean(values), dispersion(values), above)
    return replace(
        found, finding=Finding.PEAK if above else Finding.DIP, first=place, last=place, chance=chance
    )
