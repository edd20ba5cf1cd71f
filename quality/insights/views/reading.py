"""What an address of the trend page shows: read once, for the page, its pictures and its table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext

from quality.accounts.login import current_actor
from quality.accounts.roles import Actor
from quality.cases.kinds import KIND_LABELS
from quality.cases.queries import CategoryNames, category_names
from quality.core import clock
from quality.core.db import db
from quality.core.figures import Mark, RunChart
from quality.core.speech import word
from quality.core.text import N_, Message, lower_first, show_date, show_number
from quality.core.web import language, once, say
from quality.insights.compose.asked import Asked, read
from quality.insights.figures import words
from quality.insights.figures.gaps import Gaps, gaps
from quality.insights.figures.judge import Judgement, judge_ended
from quality.insights.kinds import Finding, Grain
from quality.insights.queries import Ground, Numbers, ground
from quality.insights.queries.counts import MOST_RARE, Away, days_behind, numbers, taken_away
from quality.insights.queries.marks import DatedMark, marks_for, scope_of

# How many units are named in a sentence before the rest are counted.
NAMED = 3
# Days since the first case before the days between cases tell whether they are rare.
LEAST_KNOWN = 60
UNSEEN = N_("Du ser ikke tall fra den enheten. Her er tallene du kan se.")
SOME_UNSEEN = N_("Du ser ikke tall fra alle enhetene som er valgt. Her er tallene du kan se.")


@dataclass(frozen=True)
class Trend:
    """All that the page and its picture are made of."""

    asked: Asked
    where: Ground
    found: Numbers
    away: Away
    marks: list[DatedMark]
    judged: Judgement
    values: list[int]
    labels: list[str]
    before: list[int | None]
    gaps: Gaps | None
    staff: float | None

    @property
    def rated(self) -> bool:
        """Whether the numbers are shown per hundred staff years."""
        return self.asked.rate and bool(self.staff)

    def shown(self, number: int) -> float:
        """A number as it is shown: itself, or per hundred staff years."""
        return round(100 * number / self.staff, 2) if self.rated and self.staff else number


def read_asked(args: Mapping[str, str] | None = None, actor: Actor | None = None) -> tuple[Asked, Ground]:
    """The filter of this request or of other arguments, and what it chooses from."""
    today = clock.local_date(clock.now())
    asked = read(request.args if args is None else args, today)
    where = ground(db.session(), actor or current_actor(), asked)
    return _standing(asked, where, today), where


def read_trend(
    args: Mapping[str, str] | None = None, reader: Actor | None = None, *, outward: bool = False
) -> Trend:
    """What the address of this request, or other arguments, ask for, as far as the reader may see it.

    `outward` counts what others may read, which is the same whoever asks.
    """
    session, actor = db.session(), reader or current_actor()
    asked, where = read_asked(args, actor)
    asked = replace(asked, outward=outward)
    away = taken_away(session, actor, asked, where)
    found = numbers(session, actor, asked, where, away)
    values = found.series(asked.steps.starts)
    judged = judge_ended(values, asked.steps.finished)
    labels = [step_label(asked.steps.grain, start) for start in asked.steps.starts]
    period = (asked.steps.first_day, asked.steps.final_day)
    marks = marks_for(session, actor, scope_of(asked, where), period)
    return Trend(
        asked,
        where,
        found,
        away,
        marks,
        judged,
        values,
        labels,
        _before(asked, found),
        _gaps(actor, asked, where, judged, sum(values)),
        where.staff_years(where.narrowed(asked)) if asked.rate else None,
    )


def _before(asked: Asked, found: Numbers) -> list[int | None]:
    """The year before, step by step; empty when nothing was told before a whole year of it had passed."""
    earlier = found.series(asked.steps.year_before)
    return list(earlier) if any(earlier[: len(earlier) // 3 + 1]) else []


def _gaps(actor: Actor, asked: Asked, where: Ground, judged: Judgement, total: int) -> Gaps | None:
    """The days between, when a month has too few to be judged by their number."""
    if judged.finding is not Finding.FEW or not 0 < total <= MOST_RARE:
        return None
    today = clock.local_date(clock.now())
    days = days_behind(db.session(), actor, asked, where)
    return gaps(days, today) if days and (today - days[0]).days >= LEAST_KNOWN else None


def _standing(asked: Asked, where: Ground, today: dt.date) -> Asked:
    """The filter as it can be read today: a category merged since counts as the one it went into."""
    said, code = list(asked.remarks), asked.category
    old = where.sort(code)
    new = next((sort for sort in where.sorts if old and sort.id == old.merged_into_id), None)
    if old and new:
        code, merged = new.code, {"old": names()[old.name], "new": names()[new.name]}
        said.append(Message(N_("%(old)s er slått sammen med %(new)s. Her er tallene for begge."), merged))
    seen = tuple(each for each in asked.units if where.place(each))
    if len(seen) < len(asked.units):
        said.append(Message(SOME_UNSEEN if seen or len(asked.units) > 1 else UNSEEN))
    for place in where.picked(seen):
        if place.closed_on and place.closed_on <= today:
            closed = {"unit": place.name, "day": place.closed_on}
            said.append(Message(N_("%(unit)s ble lagt ned %(day)s. Her er sakene fra før det."), closed))
    return replace(asked, units=seen, category=code, remarks=tuple(said))


def step_label(grain: Grain, start: dt.date, month: str = "MMM y") -> str:
    """A month or a week in words."""
    if grain is Grain.MONTH:
        return show_date(start, language(), month)
    year, week, _ = start.isocalendar()
    return str(gettext("uke %(week)s %(year)s", week=week, year=year))


def names() -> CategoryNames:
    """What the reader calls each category."""
    found: CategoryNames = once("category_names", lambda: category_names(db.session(), language()))
    return found


def what(trend: Trend) -> str:
    """What is counted, in words."""
    asked, sort = trend.asked, trend.where.sort(trend.asked.category)
    kind = word(KIND_LABELS[asked.kind]) if asked.kind else ""  # type: ignore[index]
    if sort:
        return f"{names()[sort.name]} ({lower_first(kind)})" if kind else names()[sort.name]
    return kind or word(N_("Saker"))


def where(trend: Trend) -> str:
    """Of which units, in words."""
    units = trend.where.names(trend.asked.units)
    if len(units) > NAMED:
        first = ", ".join(units[: NAMED - 1])
        return str(gettext("%(units)s og %(count)s enheter til", units=first, count=len(units) - NAMED + 1))
    return both(units) or word(N_("enhetene du ser"))


def both(names: Sequence[str]) -> str:
    """Some names as one reads them aloud: a, b og c."""
    if len(names) < 2:
        return "".join(names)
    return str(gettext("%(some)s og %(last)s", some=", ".join(names[:-1]), last=names[-1]))


def sentence(trend: Trend) -> str:
    """The finding in plain words."""
    grain, starts, judged = trend.asked.steps.grain, trend.asked.steps.starts, trend.judged
    since, until = (step_label(grain, starts[place], "MMMM y") for place in (judged.first, judged.last))
    return say(words.sentence(judged, what(trend), where(trend), since, until))


def short_finding(asked: Asked, values: Sequence[int]) -> str:
    """What the rules say about one series of the same steps, in a few words."""
    return short_words(asked, judge_ended(values, asked.steps.finished))


def too_few(asked: Asked, values: Sequence[int]) -> bool:
    """Whether nothing can be said about a series of the same steps."""
    return judge_ended(values, asked.steps.finished).finding in {Finding.EMPTY, Finding.FEW}


def short_words(asked: Asked, judged: Judgement) -> str:
    """A judgement in a few words."""
    since, until = (
        step_label(asked.steps.grain, asked.steps.starts[at]) for at in (judged.first, judged.last)
    )
    return say(words.short(judged, since, until))


def why(trend: Trend) -> str:
    """What the finding rests on; "" when there is nothing to say."""
    message = trend.gaps.sentence() if trend.gaps else words.why(trend.judged, trend.asked.steps.grain)
    return say(message) if message else ""


def warnings(asked: Asked, ground: Ground) -> list[Message]:
    """What in the address made no sense, is past, or is not this reader's to see."""
    found = list(asked.remarks)
    if asked.category and not ground.sort(asked.category):
        found.append(Message(N_("Kategorien finnes ikke. Velg en annen.")))
    if asked.rate and ground.staff_years(ground.narrowed(asked)) is None:
        found.append(Message(N_("Vi vet ikke hvor mange årsverk det er her, så tallene er antall.")))
    return found


def picture_of(trend: Trend) -> RunChart:
    """The chart of the page: counts over time, or the days between where things are rare."""
    if trend.gaps and trend.gaps.between:
        return _gap_chart(trend.gaps)
    steps, judged = trend.asked.steps, trend.judged
    limits = judged.limits
    median = judged.median if trend.judged.run else None
    shown = trend.shown(1)
    decimals = 2 if trend.rated and shown * (median or 0) < 10 else 1
    middle = gettext("Midten %(median)s", median=show_number((median or 0) * shown, language(), decimals))
    return RunChart(
        labels=tuple(trend.labels),
        values=tuple(trend.shown(value) for value in trend.values),
        median=None if median is None else median * shown,
        median_word=str(middle),
        unfinished=steps.unfinished,
        unfinished_word=word(N_("ikke ferdig")),
        marks=tuple(Mark(_at(trend, mark), str(sign)) for sign, mark in enumerate(trend.marks, 1)),
        low=limits.low * shown if limits and limits.low > 0 else None,
        high=limits.high * shown if limits else None,
        limit_word=word(N_("Her holder tilfeldigheter seg")),
        outside=judged.outside,
        before=tuple(None if value is None else trend.shown(value) for value in trend.before),
        before_word=word(N_("Året før")),
        value_word=word(N_("Saker per 100 årsverk") if trend.rated else N_("Saker")),
    )


def _gap_chart(gaps: Gaps) -> RunChart:
    middle = gettext("Midten %(median)s", median=show_number(gaps.usual or 0, language(), 0))
    return RunChart(
        labels=tuple(show_date(day, language(), "MMM y") for day in gaps.days[1:]),
        values=gaps.between,
        median=gaps.usual,
        median_word=str(middle),
        unfinished=False,
        unfinished_word="",
        low=gaps.low or None,
        high=gaps.high if gaps.high and gaps.high < 4 * max(gaps.between) else None,
        limit_word=word(N_("Her holder tilfeldigheter seg")),
        value_word=word(N_("Dager siden forrige")),
    )


def _at(trend: Trend, mark: DatedMark) -> int:
    return max(0, sum(start <= mark.on for start in trend.asked.steps.starts) - 1)
