"""Judging a series of counts by the run chart rules of Anhøj and Olesen.

Jacob Anhøj, Anne Vingaard Olesen: Run Charts Revisited. PLoS ONE 9(11), 2014, e113825. Points on the median are
left out. A series has changed when its longest run on one side of the median is longer than round(log2(n) + 3), or
when it crosses the median less often than the 5 % quantile of a binomial distribution with n - 1 trials of a half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from quality.core.text import N_, Message
from quality.insights.kinds import Finding, Grain

FEWEST_POINTS = 10
LOWEST_MEDIAN = 2.0


@dataclass(frozen=True)
class Judgement:
    """What the rules say. `first` and `last` are the places of the run that decided, or of the longest one."""

    finding: Finding
    median: float | None = None
    first: int = 0
    last: int = 0
    run: int = 0
    run_limit: int = 0
    crossings: int = 0
    crossings_limit: int = 0


@dataclass(frozen=True)
class Run:
    """Points in a row on one side of the median, those on it left out."""

    first: int
    last: int
    length: int
    above: bool


def judge(values: Sequence[int]) -> Judgement:
    """The judgement over finished periods."""
    if not any(values):
        return Judgement(Finding.EMPTY)
    centre = float(median(values))
    sides = [(place, value > centre) for place, value in enumerate(values) if value != centre]
    if len(values) < FEWEST_POINTS:
        return Judgement(Finding.SHORT, centre)
    if centre < LOWEST_MEDIAN or len(sides) < FEWEST_POINTS:
        return Judgement(Finding.FEW, centre)
    found = runs(sides)
    limit = round(math.log2(len(sides)) + 3)
    least = quantile(len(sides) - 1)
    deciding = _deciding(found, limit)
    finding = Finding.STEADY
    if deciding.length > limit:
        finding = _shift(deciding, now=deciding is found[-1])
    elif len(found) - 1 < least:
        finding = Finding.UNSETTLED
    return Judgement(
        finding, centre, deciding.first, deciding.last, deciding.length, limit, len(found) - 1, least
    )


def _deciding(found: list[Run], limit: int) -> Run:
    """The run that still goes on when it is long enough, else the longest."""
    return found[-1] if found[-1].length > limit else max(found, key=lambda run: run.length)


def _shift(run: Run, now: bool) -> Finding:
    if now:
        return Finding.HIGHER if run.above else Finding.LOWER
    return Finding.WAS_HIGHER if run.above else Finding.WAS_LOWER


def runs(sides: Sequence[tuple[int, bool]]) -> list[Run]:
    """The runs of a row of (place, above)."""
    edges = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(sides)) if a[1] != b[1]), len(sides)]
    return [
        Run(sides[start][0], sides[end - 1][0], end - start, sides[start][1])
        for start, end in pairwise(edges)
    ]


def quantile(trials: int, share: float = 0.05) -> int:
    """The smallest number of heads in `trials` throws whose cumulated probability reaches `share`."""
    reached, total = 0, share * 2**trials
    for heads in range(trials + 1):
        reached += math.comb(trials, heads)
        if reached >= total:
            return heads
    return trials


SENTENCES = {
    Finding.EMPTY: N_("%(what)s i %(where)s: ingen saker i perioden."),
    Finding.SHORT: N_("%(what)s i %(where)s: for kort periode til å tolke."),
    Finding.FEW: N_("%(what)s i %(where)s: for få saker til å tolke."),
    Finding.STEADY: N_("%(what)s i %(where)s: ingen tydelig endring."),
    Finding.HIGHER: N_("%(what)s i %(where)s: flere enn før siden %(since)s."),
    Finding.LOWER: N_("%(what)s i %(where)s: færre enn før siden %(since)s."),
    Finding.WAS_HIGHER: N_("%(what)s i %(where)s: flere enn ellers fra %(since)s til %(until)s."),
    Finding.WAS_LOWER: N_("%(what)s i %(where)s: færre enn ellers fra %(since)s til %(until)s."),
    Finding.UNSETTLED: N_("%(what)s i %(where)s: nivået har endret seg, men vi ser ikke når."),
}
WHY_RUN = {
    Grain.MONTH: N_(
        "%(run)s måneder på rad på samme side av midten. Ved tilfeldigheter venter vi høyst %(limit)s."
    ),
    Grain.WEEK: N_(
        "%(run)s uker på rad på samme side av midten. Ved tilfeldigheter venter vi høyst %(limit)s."
    ),
}
WHY_CROSSINGS = N_(
    "Linjen krysser midten %(crossings)s ganger. Ved tilfeldigheter venter vi minst %(limit)s."
)
WHY_STEADY = N_("Svingningene er ikke større enn det tilfeldigheter gir.")
WHY_SHORT = N_("Vi trenger minst %(points)s hele måneder eller uker.")
WHY_FEW = N_("Når det vanligvis er færre enn to om gangen, kan alt være tilfeldig. Prøv en større enhet.")


def sentence(judged: Judgement, what: str, where: str, since: str, until: str) -> Message:
    """The finding in plain words; `since` and `until` are the names of the run's first and last step."""
    values = {"what": what, "where": where, "since": since, "until": until}
    return Message(SENTENCES[judged.finding], values)


def why(judged: Judgement, grain: Grain) -> Message | None:
    """What the finding rests on."""
    if judged.finding is Finding.EMPTY:
        return None
    if judged.finding is Finding.SHORT:
        return Message(WHY_SHORT, {"points": FEWEST_POINTS})
    if judged.finding is Finding.UNSETTLED:
        return Message(WHY_CROSSINGS, {"crossings": judged.crossings, "limit": judged.crossings_limit})
    plain = {Finding.FEW: WHY_FEW, Finding.STEADY: WHY_STEADY}
    if judged.finding in plain:
        return Message(plain[judged.finding])
    return Message(WHY_RUN[grain], {"run": judged.run, "limit": judged.run_limit})
