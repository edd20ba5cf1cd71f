"""Did a measure work: the cases before it against those after, beside what the same units report of all else."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

import numpy as np
from scipy.special import betainc, betaincinv

from quality.patterns.detect.history import Floats, History
from quality.patterns.detect.tails import upper_tail
from quality.patterns.detect.values import Dimension, Scope
from quality.patterns.detect.weeks import monday

METHOD = "effect-3"
BEFORE_WEEKS, TRIGGER_WEEKS, LEAST_BEFORE = 60, 8, 13
NEAR_WEEKS = 26
FIRST_LOOK, NOTHING_AFTER = 6, 12
LEAST_DUE = 4.0
CLEARLY_LESS, HALF_AS_MUCH = 0.8, 0.6
SURE, UNLIKELY, TAKEN_BACK = 0.9, 0.4, 0.7
SPREAD = 1.15
EFFORT_PSEUDO, EFFORT_LEAST, EFFORT_MOST, EFFORT_DAMPED = 6.0, 0.5, 2.0, 0.3
RELAPSE_WINDOWS, RELAPSE_RARE, RELAPSE_LEAST, LOW_WEEKS = (6, 10, 16), 0.015, 3, 13
NEAR_THE_OLD = 0.8
RARE_A_YEAR = 4.0
MOST_WEEKS_AHEAD = 104


class Verdict(StrEnum):
    """What can be said of a measure; the words are the contract's."""

    TOO_EARLY = "too_early"
    UNCLEAR = "unclear"
    NO_EFFECT = "no_effect"
    EFFECT = "effect"
    REGRESSION = "regression"


@dataclass(frozen=True)
class Question:
    """A measure and the cases it was to prevent: which units, about what, and the day it was in place.

    Of category, cause, place and story one is set; none means everything the units report. `also` are categories that
    are counted with the first. Nothing is counted before `since`. Where more is counted than the measure was to prevent
    (`wide`), a count that has not fallen does not show that nothing worked.
    """

    units: tuple[str, ...]
    implemented: date
    category: str | None = None
    cause: str | None = None
    place: str | None = None
    story: str | None = None
    since: date | None = None
    also: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Effect:
    """The answer with what it rests on. `due` is what the old rate would have given in the weeks after.

    `answer_on` is the first day a better answer is possible, while it is too early or unclear. The days between cases
    are told where cases are rare: the usual number before the measure, and the days since the last one.
    """

    verdict: Verdict
    weeks_before: int
    before: int
    weeks_after: int
    after: int
    due: float
    ratio: float | None
    low: float | None
    high: float | None
    answer_on: date | None
    days_between: float | None
    days_since: int | None


@dataclass(frozen=True, eq=False)
class _Series:
    """Weekly cases of the question and of all else in the same units, and the first week after the measure."""

    target: Floats
    others: Floats
    first: int
    begun: int


def judge(history: History, question: Question, day: date, last: Verdict | None = None) -> Effect:
    """What the whole weeks before `day` say of a measure; `last` is what was said the time before."""
    known = history.until(day)
    series = _series(known, question)
    weeks_after = max(0, known.weeks - series.first)
    end = max(series.begun, series.first - TRIGGER_WEEKS)
    start = max(series.begun, series.first - BEFORE_WEEKS)
    start = _since_it_rose(series, start, end)
    weeks_before = end - start
    if weeks_before < LEAST_BEFORE or not question.units:
        return _nothing(Verdict.UNCLEAR if weeks_after >= NOTHING_AFTER else Verdict.TOO_EARLY, weeks_after)
    before, after = (
        int(series.target[start:end].sum()),
        int(series.target[series.first : known.weeks].sum()),
    )
    effort = _effort(series, start, end, known.weeks)
    due = before / weeks_before * weeks_after * effort
    exposure = max(weeks_after, 1) * effort / weeks_before
    answer = _answer(known, series, before / weeks_before * effort, weeks_after, day)
    verdict = _verdict(series, before, after, exposure, due, weeks_after, last)
    if question.wide and verdict is Verdict.NO_EFFECT:
        verdict = Verdict.UNCLEAR
    ratio, low, high = _ratio(before, after, exposure) if weeks_after else (None, None, None)
    settled = verdict in (Verdict.EFFECT, Verdict.NO_EFFECT, Verdict.REGRESSION)
    between, since = _days(known, series, start, before / weeks_before)
    return Effect(
        verdict,
        weeks_before,
        before,
        weeks_after,
        after,
        round(due, 1),
        ratio,
        low,
        high,
        None if settled else answer,
        between,
        since,
    )


def question_of(scope: Scope, implemented: date) -> Question:
    """The question about a finding's own scope."""
    return Question(scope.units, implemented, scope.category, scope.cause, scope.place)


def _series(known: History, question: Question) -> _Series:
    rows = [n for n, unit in enumerate(known.units) if unit.key in question.units]
    totals = known.totals[rows].sum(axis=0).astype(float)
    target, related = totals, totals
    for dimension, key in (
        (Dimension.CATEGORY, question.category),
        (Dimension.CAUSE, question.cause),
        (Dimension.PLACE, question.place),
        (Dimension.STORY, question.story),
    ):
        if key is not None:
            target, related = _counted(known, rows, dimension, {key, *question.also})
    first = min(max(0, -(-(question.implemented - known.start).days // 7)), known.weeks)
    opened = known.open_weeks[rows].max(axis=0, initial=0)
    begun = int(np.argmax(opened > 0)) if opened.any() else 0
    if question.since is not None:
        begun = max(begun, -(-(question.since - known.start).days // 7))
    return _Series(target, np.maximum(totals - related, 0), first, begun)


def _counted(known: History, rows: list[int], dimension: Dimension, keys: set[str]) -> tuple[Floats, Floats]:
    """Weekly cases of some keys, and of their whole main groups, which are no control for them."""
    table = known.tables[dimension]
    columns = [
        n for n, name in enumerate(table.keys) if name in keys or table.groups[int(table.group[n])] in keys
    ]
    groups = {int(table.group[n]) for n in columns}
    wide = [n for n in range(len(table.keys)) if int(table.group[n]) in groups]
    cells = table.counts[rows]
    return (
        cells[:, columns].sum(axis=(0, 1)).astype(float),
        cells[:, wide].sum(axis=(0, 1)).astype(float),
    )


def _since_it_rose(series: _Series, start: int, end: int) -> int:
    """The nearer half year alone, where it is so clearly above the time before that the trouble began in it."""
    near = max(start, end - NEAR_WEEKS)
    if near - start < LEAST_BEFORE:
        return start
    older, newer = float(series.target[start:near].sum()), float(series.target[near:end].sum())
    due = (older + 0.5) / (near - start) * (end - near)
    rare = upper_tail(np.array([newer]), np.array([due]), np.array([SPREAD * due + due**2 / (older + 0.5)]))
    return near if rare[0] < 0.1 else start


def _effort(series: _Series, start: int, end: int, weeks: int) -> float:
    """How much more the units report of all else after than before, damped."""
    before = series.others[start:end].sum() / max(end - start, 1) * max(weeks - series.first, 0)
    after = series.others[series.first : weeks].sum()
    ratio = (after + EFFORT_PSEUDO) / (before + EFFORT_PSEUDO)
    return float(np.clip(ratio**EFFORT_DAMPED, EFFORT_LEAST, EFFORT_MOST))


def _less_than(ratio: float, before: float, after: float, exposure: float) -> float:
    """P(the rate after is less than `ratio` of the rate before)."""
    share = ratio * exposure / (1 + ratio * exposure)
    return float(betainc(after / SPREAD + 0.5, before / SPREAD + 0.5, share))


def _ratio(before: int, after: int, exposure: float) -> tuple[float, float, float]:
    shares = betaincinv(after / SPREAD + 0.5, before / SPREAD + 0.5, [0.5, 0.05, 0.95])
    middle, low, high = (round(float(share / (1 - share) / exposure), 2) for share in shares)
    return middle, low, high


def _verdict(
    series: _Series,
    before: int,
    after: int,
    exposure: float,
    due: float,
    weeks_after: int,
    last: Verdict | None,
) -> Verdict:
    if last in (Verdict.EFFECT, Verdict.REGRESSION) and weeks_after:
        if _came_back(series, before, exposure / max(weeks_after, 1)):
            return Verdict.REGRESSION
        if last is Verdict.REGRESSION:
            return last
    if due < LEAST_DUE or weeks_after < FIRST_LOOK:
        return Verdict.TOO_EARLY
    less = _less_than(CLEARLY_LESS, before, after, exposure)
    if less > SURE or (last is Verdict.EFFECT and less > TAKEN_BACK):
        return Verdict.EFFECT
    if weeks_after >= NOTHING_AFTER and _less_than(HALF_AS_MUCH, before, after, exposure) < UNLIKELY:
        return Verdict.NO_EFFECT
    return Verdict.UNCLEAR


def _came_back(series: _Series, before: int, exposure_a_week: float) -> bool:
    """Whether the newest weeks are clearly above the low level that followed the measure, and near the old one."""
    after = series.target[series.first :]
    for length in RELAPSE_WINDOWS:
        low = after[: len(after) - length]
        if len(low) < LOW_WEEKS:
            continue
        seen = float(after[-length:].sum())
        usual = (float(low.sum()) + 0.5) / len(low) * length
        variance = SPREAD * usual + usual**2 / (float(low.sum()) + 0.5)
        chance = upper_tail(np.array([seen]), np.array([usual]), np.array([variance]))[0]
        old = before * exposure_a_week * length
        if seen >= RELAPSE_LEAST and chance < RELAPSE_RARE and seen > NEAR_THE_OLD * old:
            return True
    return False


def _answer(known: History, series: _Series, a_week: float, weeks_after: int, day: date) -> date | None:
    """The Monday on which four cases would have been due and enough weeks have gone; None if that is years away."""
    needed = max(FIRST_LOOK, ceil(LEAST_DUE / a_week) if a_week > 0 else MOST_WEEKS_AHEAD + 1)
    if weeks_after >= needed:
        needed = max(NOTHING_AFTER, ceil(weeks_after * 1.5))
    if needed - weeks_after > MOST_WEEKS_AHEAD:
        return None
    return max(known.week_start(series.first + needed), monday(day) + timedelta(weeks=1))


def _days(known: History, series: _Series, start: int, a_week: float) -> tuple[float | None, int | None]:
    """Days between cases before, and since the last: only where there are fewer than four a year."""
    if a_week * 52 >= RARE_A_YEAR or not series.target[: known.weeks].any():
        return None, None
    seen = int(np.flatnonzero(series.target[: known.weeks])[-1])
    between = round(7 / a_week, 0) if a_week > 0 else None
    return between, 7 * (known.weeks - 1 - seen)


def _nothing(verdict: Verdict, weeks_after: int) -> Effect:
    return Effect(verdict, 0, 0, weeks_after, 0, 0.0, None, None, None, None, None, None)
