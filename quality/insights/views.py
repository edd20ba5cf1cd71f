"""Doors of the trend page: the page, its pictures and its table to take along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.kinds import KIND_LABELS, SEVERITY_LABELS
from quality.cases.queries import CategoryNames, category_names
from quality.cases.queries.timing import Pace, pace
from quality.core import clock
from quality.core.db import db
from quality.core.exports import csv_bytes
from quality.core.figures import Mark, RunChart, Size
from quality.core.pictures import chart_answer
from quality.core.speech import word
from quality.core.text import N_, Message, show_date, show_number
from quality.core.web import language, once, say
from quality.insights import figures
from quality.insights.compose.asked import Asked, read
from quality.insights.figures import Judgement
from quality.insights.kinds import GRAIN_LABELS, MONTHS_OFFERED, Grain
from quality.insights.queries import Ground, Numbers, Remark, Sort, ground, numbers, remarks

bp = Blueprint("insights", __name__)

COLUMNS = (N_("Enhet"), N_("Hva"), N_("Følge"), N_("Fra"), N_("Til"), N_("Antall"))
SEEN_FROM = {"pattern": "patterns.file", "note": "learning.show"}


@dataclass(frozen=True)
class Trend:
    """All that the page and its picture are made of."""

    asked: Asked
    where: Ground
    found: Numbers
    marks: list[Remark]
    judged: Judgement
    values: list[int]
    labels: list[str]


@dataclass(frozen=True)
class Row:
    """A line of a table: a name with where it leads, a number with the cases behind it."""

    name: str
    url: str
    number: int
    cases: str
    values: Sequence[int] = ()
    unfinished: bool = False


@bp.get("/trends")
@needs(Act.TRENDS_READ)
def trends() -> str:
    """Cases over time, by the filter in the address."""
    trend = _trend()
    asked, judged = trend.asked, trend.judged
    picture = _picture(trend)
    return render_template(
        "insights/trends.html",
        trend=trend,
        asked=asked,
        remarks=[say(each) for each in _remarks(trend)],
        sentence=_sentence(trend),
        why=_said(figures.why(judged, asked.steps.grain)),
        alternative=say(picture.alternative()),
        total=Row("", "", sum(trend.values), _cases(asked)),
        steps=_step_rows(trend),
        sorts=_sort_rows(trend),
        units=_unit_rows(trend),
        marks=[(mark, _mark_url(mark)) for mark in trend.marks],
        choices=_choices(trend),
        address=_address(asked),
        pace=_pace(),
    )


def _pace() -> Pace | None:
    """How long reporting takes is known for the whole municipality alone."""
    if not current_actor().everywhere(Act.TRENDS_READ):
        return None
    return pace(db.session(), clock.local_date(clock.now()))


@bp.get("/trends/<any(narrow, wide):size>.svg")
@needs(Act.TRENDS_READ)
def picture(size: str) -> Response:
    """The run chart of the same address, drawn for the phone or for a wide page."""
    return chart_answer(_picture(_trend()), Size(size))


@bp.get("/trends.csv")
@needs(Act.TRENDS_READ)
def table() -> Response:
    """The numbers of the same address, by unit and step."""
    trend = _trend()
    steps, names = trend.asked.steps, {place.id: place.name for place in trend.where.places}
    order = {place.id: number for number, place in enumerate(trend.where.places)}
    chosen = [
        _what(trend),
        word(SEVERITY_LABELS[int(trend.asked.severity)]) if trend.asked.severity else "",
    ]
    rows = [
        (names[unit_id], *chosen, start, steps.last_day(steps.starts.index(start)), number)
        for (unit_id, start), number in sorted(
            trend.found.by_step.items(), key=lambda item: (order[item[0][0]], item[0][1])
        )
        if number
    ]
    columns = [word(column) for column in COLUMNS]
    answer = Response(csv_bytes(columns, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="tall.csv"'
    return answer


def _trend() -> Trend:
    session, actor = db.session(), current_actor()
    asked = read(request.args, clock.local_date(clock.now()))
    where = ground(session, actor)
    found = numbers(session, actor, asked, where)
    values = found.series(asked.steps)
    judged = figures.judge(values[: asked.steps.finished])
    labels = [_label(asked.steps.grain, start) for start in asked.steps.starts]
    return Trend(asked, where, found, remarks(session, actor, asked, where), judged, values, labels)


def _label(grain: Grain, start: dt.date, month: str = "MMM y") -> str:
    if grain is Grain.MONTH:
        return show_date(start, language(), month)
    year, week, _ = start.isocalendar()
    return str(gettext("uke %(week)s %(year)s", week=week, year=year))


def _said(message: Message | None) -> str:
    return say(message) if message else ""


def _sentence(trend: Trend) -> str:
    grain, starts, judged = trend.asked.steps.grain, trend.asked.steps.starts, trend.judged
    since, until = (_label(grain, starts[place], "MMMM y") for place in (judged.first, judged.last))
    return say(figures.sentence(judged, _what(trend), _where(trend), since, until))


def _names() -> CategoryNames:
    names: CategoryNames = once("category_names", lambda: category_names(db.session(), language()))
    return names


def _what(trend: Trend) -> str:
    asked, sort = trend.asked, trend.where.sort(trend.asked.category)
    kind = word(KIND_LABELS[asked.kind]) if asked.kind else ""  # type: ignore[index]
    if sort:
        return f"{_names()[sort.name]} ({kind.lower()})" if kind else _names()[sort.name]
    return kind or word(N_("Saker"))


def _where(trend: Trend) -> str:
    return trend.where.name(trend.asked.unit) or word(N_("enhetene du ser"))


def _remarks(trend: Trend) -> list[Message]:
    asked, where = trend.asked, trend.where
    found = list(asked.remarks)
    if asked.unit and not where.place(asked.unit):
        found.append(Message(N_("Du ser ikke tall fra den enheten. Her er tallene du kan se.")))
    if asked.category and not where.sort(asked.category):
        found.append(Message(N_("Kategorien finnes ikke. Velg en annen.")))
    return found


def _picture(trend: Trend) -> RunChart:
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


def _at(trend: Trend, mark: Remark) -> int:
    day = clock.local_date(mark.at)
    return max(0, sum(start <= day for start in trend.asked.steps.starts) - 1)


def _mark_url(mark: Remark) -> str:
    return url_for(SEEN_FROM[mark.kind], public_id=mark.public_id)


def _address(asked: Asked, **changes: str) -> dict[str, str]:
    """The filter as it stands in the address, with some of it changed."""
    period = (
        {"months": str(asked.months)}
        if asked.months
        else {"from": f"{asked.since:%Y-%m}", "to": f"{asked.until:%Y-%m}"}
    )
    filters = {"unit": asked.unit, "category": asked.category, "kind": asked.kind, "severity": asked.severity}
    whole = filters | {"grain": str(asked.steps.grain)} | period | changes
    return {name: value for name, value in whole.items() if value}


def _trends(asked: Asked, **changes: str) -> str:
    return f"{once('trends', lambda: url_for('insights.trends'))}?{urlencode(_address(asked, **changes))}"


def _cases(asked: Asked, since: dt.date | None = None, until: dt.date | None = None, **changes: str) -> str:
    """The very cases behind a number."""
    days = {"from": since or asked.steps.first_day, "to": until or asked.steps.final_day}
    filters = {"unit": asked.unit, "category": asked.category, "kind": asked.kind, "severity": asked.severity}
    wanted = {"counted": "1"} | {name: value for name, value in (filters | changes).items() if value} | days
    return f"{once('cases', lambda: url_for('cases.index'))}?{urlencode(wanted)}"


def _step_rows(trend: Trend) -> list[Row]:
    """The steps with their numbers, the newest first."""
    steps = trend.asked.steps
    return [
        Row(
            trend.labels[place],
            "",
            trend.values[place],
            _cases(trend.asked, steps.starts[place], steps.last_day(place)),
            unfinished=steps.unfinished and place == len(steps.starts) - 1,
        )
        for place in range(len(steps.starts) - 1, -1, -1)
    ]


def _sort_rows(trend: Trend) -> list[Row]:
    """Main categories, or the leaves of a chosen one, in the municipality's own order."""
    rows, counted = [], trend.found.by_code(trend.where)
    for sort in _sorts_shown(trend):
        if number := counted[sort.code]:
            name, code = _names()[sort.name], sort.code
            rows.append(
                Row(name, _trends(trend.asked, category=code), number, _cases(trend.asked, category=code))
            )
    return rows


def _sorts_shown(trend: Trend) -> list[Sort]:
    sorts = [sort for sort in trend.where.sorts if sort.merged_into_id is None]
    chosen = trend.where.sort(trend.asked.category)
    if chosen and chosen.level > 1:
        return [sort for sort in sorts if sort.inside(chosen.code) and sort.code != chosen.code]
    alone = {sort.code for sort in sorts if sort.level == 1} - {
        sort.code[:1] for sort in sorts if sort.level > 1
    }
    mains = [sort for sort in sorts if sort.level == 2 or sort.code in alone]
    return [sort for sort in mains if sort.inside(chosen.code)] if chosen else mains


def _unit_rows(trend: Trend) -> list[Row]:
    """Unit by unit in the organisation's own order, nobody ranked."""
    asked, where = trend.asked, trend.where
    places = where.rows(asked.unit)
    if len(places) < 2:
        return []
    rows = []
    for place in places:
        values = trend.found.series(asked.steps, where.below(place))
        if place.closed_on is None or any(values):
            unit = place.public_id
            rows.append(
                Row(
                    place.name,
                    _trends(asked, unit=unit),
                    sum(values),
                    _cases(asked, unit=unit),
                    values[: asked.steps.finished],
                )
            )
    return rows


def _choices(trend: Trend) -> dict[str, list[tuple[str, str]]]:
    """What the filter offers: value and word."""
    places = trend.where.offered(trend.asked.since)
    top = min((place.depth for place in places), default=0)
    return {
        "unit": [(place.public_id, "\u2003" * (place.depth - top) + place.name) for place in places],
        "category": [
            (sort.code, "\u2003" * (sort.level - 1) + _names()[sort.name])
            for sort in trend.where.sorts
            if sort.merged_into_id is None
        ],
        "kind": [(str(value), word(label)) for value, label in KIND_LABELS.items()],
        "severity": [(str(value), word(label)) for value, label in SEVERITY_LABELS.items()],
        "months": [(str(value), word(label)) for value, label in MONTHS_OFFERED.items()],
        "grain": [(str(value), word(label)) for value, label in GRAIN_LABELS.items()],
    }
