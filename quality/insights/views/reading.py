"""What an address of the trend page shows: read once, for the page, its pictures and its table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from flask import request
from flask_babel import gettext

from quality.accounts.login import current_actor
from quality.cases.kinds import KIND_LABELS
from quality.cases.queries import CategoryNames, category_names
from quality.core import clock
from quality.core.db import db
from quality.core.figures import Mark, RunChart
from quality.core.speech import word
from quality.core.text import N_, Message, show_date, show_number
from quality.core.web import language, once, say
from quality.insights import figures
from quality.insights.compose.asked import Asked, read
from quality.insights.figures import Judgement
from quality.insights.kinds import Grain
from quality.insights.queries import Ground, Numbers, ground, numbers
from quality.insights.queries.marks import DatedMark, marks_for, scope_of


@dataclass(frozen=True)
class Trend:
    """All that the page and its picture are made of."""

    asked: Asked
    where: Ground
    found: Numbers
    marks: list[DatedMark]
    judged: Judgement
    values: list[int]
    labels: list[str]


def read_trend() -> Trend:
    """What the address of this request asks for, as far as its reader may see it."""
    session, actor = db.session(), current_actor()
    today = clock.local_date(clock.now())
    where = ground(session, actor)
    asked = _standing(read(request.args, today), where, today)
    found = numbers(session, actor, asked, where)
    values = found.series(asked.steps)
    judged = figures.judge(values[: asked.steps.finished])
    labels = [step_label(asked.steps.grain, start) for start in asked.steps.starts]
    period = (asked.steps.first_day, asked.steps.final_day)
    marks = marks_for(session, actor, scope_of(asked, where), period)
    return Trend(asked, where, found, marks, judged, values, labels)


def _standing(asked: Asked, where: Ground, today: dt.date) -> Asked:
    """The filter as it can be read today: a category merged since counts as the one it went into."""
    said, code = list(asked.remarks), asked.category
    old = where.sort(code)
    new = next((sort for sort in where.sorts if old and sort.id == old.merged_into_id), None)
    if old and new:
        code, merged = new.code, {"old": names()[old.name], "new": names()[new.name]}
        said.append(Message(N_("%(old)s er slått sammen med %(new)s. Her er tallene for begge."), merged))
    place = where.place(asked.unit)
    if place and place.closed_on and place.closed_on <= today:
        closed = {"unit": place.name, "day": place.closed_on}
        said.append(Message(N_("%(unit)s ble lagt ned %(day)s. Her er sakene fra før det."), closed))
    return replace(asked, category=code, remarks=tuple(said))


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
        return f"{names()[sort.name]} ({kind.lower()})" if kind else names()[sort.name]
    return kind or word(N_("Saker"))


def where(trend: Trend) -> str:
    """Of which units, in words."""
    return trend.where.name(trend.asked.unit) or word(N_("enhetene du ser"))


def sentence(trend: Trend) -> str:
    """The finding in plain words."""
    grain, starts, judged = trend.asked.steps.grain, trend.asked.steps.starts, trend.judged
    since, until = (step_label(grain, starts[place], "MMMM y") for place in (judged.first, judged.last))
    return say(figures.sentence(judged, what(trend), where(trend), since, until))


def why(trend: Trend) -> str:
    """What the finding rests on; "" when there is nothing to say."""
    message = figures.why(trend.judged, trend.asked.steps.grain)
    return say(message) if message else ""


def warnings(trend: Trend) -> list[Message]:
    """What in the address made no sense, or is not this reader's to see."""
    asked, ground = trend.asked, trend.where
    found = list(asked.remarks)
    if asked.unit and not ground.place(asked.unit):
        found.append(Message(N_("Du ser ikke tall fra den enheten. Her er tallene du kan se.")))
    if asked.category and not ground.sort(asked.category):
        found.append(Message(N_("Kategorien finnes ikke. Velg en annen.")))
    return found


def picture_of(trend: Trend) -> RunChart:
    """The chart of the page."""
    steps, judged = trend.asked.steps, trend.judged
    median = judged.median if trend.judged.run else None
    middle = gettext("Midten %(median)s", median=show_number(median or 0, language(), 1))
    return RunChart(
        labels=tuple(trend.labels),
        values=tuple(trend.values),
        median=median,
        median_word=str(middle),
        unfinished=steps.unfinished,
        unfinished_word=word(N_("ikke ferdig")),
        marks=tuple(Mark(_at(trend, mark), str(sign)) for sign, mark in enumerate(trend.marks, 1)),
    )


def _at(trend: Trend, mark: DatedMark) -> int:
    return max(0, sum(start <= mark.on for start in trend.asked.steps.starts) - 1)
