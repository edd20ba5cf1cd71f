"""The trend page: the sentence, the chart, the numbers behind it, then by category and by unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.policy import counted_in
from quality.cases.queries.timing import Pace, pace
from quality.core import clock
from quality.core.db import db
from quality.core.web import say
from quality.insights.queries import Place, Sort
from quality.insights.queries.counts import by_sort
from quality.insights.queries.saved import default_view, tabs
from quality.insights.views.blueprint import bp
from quality.insights.views.choices import choices
from quality.insights.views.keeping import kept_page
from quality.insights.views.links import address, cases_url, mark_url, picture_urls, trends_url
from quality.insights.views.reading import (
    Trend,
    names,
    picture_of,
    read_trend,
    sentence,
    short_finding,
    too_few,
    warnings,
    why,
)
from quality.insights.views.saved import view_url
from quality.organisation.kinds import UnitLevel
from quality.reports import policy as reports

# Beyond this many, small charts are no longer looked through, and a page of them is slow for nothing.
MOST_UNITS = 60


@dataclass(frozen=True)
class Row:
    """A line of a table: a name with where it leads, a number with the cases behind it."""

    name: str
    url: str
    number: int
    cases: str
    values: tuple[int, ...] = ()
    unfinished: bool = False
    shown: float | None = None
    before: float | None = None
    finding: str = ""
    few: bool = False


@bp.get("/trends")
@needs(Act.TRENDS_READ)
def trends() -> str | Response:
    """Cases over time, by the filter in the address; without one, the view that the reader opens with."""
    first = None if request.args else default_view(db.session(), current_actor())
    if first:
        return redirect(view_url(first))
    return kept_page(gettext("Tall"), "insights/_trends.html", _body)


def _body() -> dict[str, Any]:
    trend = read_trend()
    asked, figure, places = trend.asked, picture_of(trend), _shown(trend)
    return {
        "trend": trend,
        "asked": asked,
        "remarks": [say(each) for each in warnings(trend.asked, trend.where)],
        "sentence": sentence(trend),
        "why": why(trend),
        "alternative": say(figure.alternative()),
        "pictures": picture_urls("insights.picture", figure, **address(asked)),
        "total": Row("", "", sum(trend.values), cases_url(asked)),
        "steps": _step_rows(trend),
        "sorts": _sort_rows(trend),
        "units": _unit_rows(trend, places),
        "in_areas": any(place.level is UnitLevel.AREA for place in places),
        "marks": [(mark, mark_url(mark)) for mark in trend.marks],
        "choices": choices(trend.where, asked),
        "address": address(asked),
        "pace": _pace(),
        "saved": tabs(db.session(), current_actor(), "trends", request.args.items(multi=True)),
        "of_all": counted_in(current_actor()) is not None and reports.reads_numbers(current_actor()),
    }


def _pace() -> Pace | None:
    """How long reporting takes is known for the whole municipality alone."""
    if not current_actor().everywhere(Act.TRENDS_READ):
        return None
    return pace(db.session(), clock.local_date(clock.now()))


def _step_rows(trend: Trend) -> list[Row]:
    """The steps with their numbers, the newest first."""
    steps = trend.asked.steps
    return [
        Row(
            trend.labels[place],
            "",
            trend.values[place],
            cases_url(trend.asked, steps.starts[place], steps.last_day(place)),
            unfinished=steps.unfinished and place == len(steps.starts) - 1,
            shown=trend.shown(trend.values[place]) if trend.rated else None,
            before=trend.before[place] if trend.before else None,
        )
        for place in range(len(steps.starts) - 1, -1, -1)
    ]


def _sort_rows(trend: Trend) -> list[Row]:
    """Main categories, or the leaves of a chosen one, in the municipality's own order."""
    rows, found = [], by_sort(db.session(), current_actor(), trend.asked, trend.where, trend.away)
    for sort in _sorts_shown(trend):
        values = found.series(trend.asked.steps.starts, trend.where.told_as(sort.code))
        if number := sum(values):
            rows.append(
                Row(
                    names()[sort.name],
                    trends_url(trend.asked, category=sort.code),
                    number,
                    cases_url(trend.asked, category=sort.code),
                    tuple(values[: trend.asked.steps.finished]),
                    finding=short_finding(trend.asked, values),
                    few=too_few(trend.asked, values),
                )
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


def _shown(trend: Trend) -> list[Place]:
    """The units to show one by one; where they are too many for a page, the areas that they are in."""
    units, asked = trend.where.rows(trend.asked.units), trend.asked
    if len(units) <= MOST_UNITS:
        return units
    areas = trend.where.parts(asked.units)
    return areas if 1 < len(areas) < len(units) else units


def _unit_rows(trend: Trend, places: Sequence[Place]) -> list[Row]:
    """Unit by unit in the organisation's own order, nobody ranked."""
    asked, where = trend.asked, trend.where
    if len(places) < 2:
        return []
    rows = []
    for place in places:
        values = trend.found.series(asked.steps.starts, where.below(place))
        if place.closed_on is None or any(values):
            unit = place.public_id
            rows.append(
                Row(
                    place.name,
                    trends_url(asked, unit=unit),
                    sum(values),
                    cases_url(asked, unit=unit),
                    tuple(values[: asked.steps.finished]),
                    finding=short_finding(trend.asked, values),
                    few=too_few(trend.asked, values),
                )
            )
    return rows
