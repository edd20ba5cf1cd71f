"""A trend as it may be shown to others than its reader: without small numbers, and counted alike for everybody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from quality.accounts.login import current_actor
from quality.accounts.roles import SYSTEM, Actor, Held, Role
from quality.core import clock
from quality.core.db import db
from quality.core.figures import Mark, RunChart
from quality.core.small_numbers import FEWEST_STAFF, LEAST
from quality.core.speech import word
from quality.core.text import (
    N_,
    all_of,
    show_date,
    show_number,
    upper_first,
)
from quality.core.web import language, once, say
from quality.insights.compose.asked import Asked, add_months
from quality.insights.compose.outward import WHOLE, Cube, first_of_tertial, tertials
from quality.insights.compose.points import Point, Words
from quality.insights.kinds import Finding
from quality.insights.queries import Ground, Place, ground
from quality.insights.queries.counts import counted
from quality.insights.queries.marks import DatedMark, marks_for, scope_of
from quality.insights.queries.sorts import Sorts
from quality.insights.views.part_points import HIDDEN
from quality.insights.views.reading import (
    Trend,
    read_trend,
    sentence,
    what,
    where,
    why,
)
from quality.organisation.queries import municipality

ON_PAPER = 6
OWN = N_("Arket har små tall, for alle som arbeider i enheten ser dem. Ikke vis det utenfor enheten.")
COUNTED = N_(
    "Saker om en bestemt bruker, saker om personvern, skjermede saker og saker om en ansatt er ikke regnet med."
)
TOO_MUCH = N_(
    "Velg bare kategori, type eller følge, og ikke årsak eller sted. Da kan tallene vises utenfor enheten."
)
# Counts all there is, to tell which numbers may leave a unit; what it counts is shown to nobody.
EVERYTHING = replace(SYSTEM, held=(Held(Role.COORDINATOR, 0, frozenset()),))


def trend_point(args: Mapping[str, str]) -> Point:
    """Whole months, and of these what may leave the unit; a unit's own meeting gets what all who work there see."""
    staff = _staff(args) if args.get("own") == "1" else None
    left = ("rate",) if staff else ("rate", "grain")
    trend = read_trend(without(args, *left), staff, outward=True)
    finished = trend.asked.steps.finished
    hidden = frozenset[int]() if staff else hidden_numbers(trend)
    values = [None if at in hidden else number for at, number in enumerate(trend.values[:finished])]
    labels = trend.labels[:finished]
    title = gettext("%(what)s i %(where)s", what=what(trend), where=where(trend))
    found = Point(
        title=title,
        sentence=_short(sentence(trend if staff else _unsaid(trend)), title),
        source=source(where(trend) if staff else ""),
        within=word(OWN) if staff else "",
        notes=(word(COUNTED),),
    )
    if not finished:
        return replace(found, notes=(gettext("Ingen hel måned er gått ennå."), *found.notes))
    period = gettext("%(first)s til %(last)s", first=labels[0], last=labels[-1])
    found = replace(found, period=upper_first(period))
    if not staff and _compared_too_much(trend.asked):
        return replace(found, sentence=word(TOO_MUCH), notes=())
    if 2 * len(hidden) > finished:
        return replace(
            found,
            notes=(
                gettext(
                    "De fleste tallene er under fem og vises ikke utenfor enheten. Velg en større enhet eller kategori."
                ),
                *found.notes,
            ),
        )
    marks = _marks(trend)
    chart = _chart(trend, values, labels, marks, hidden)
    rows = tuple(
        (label, gettext("vises ikke") if value is None else show_number(value, language()))
        for label, value in zip(labels, values, strict=True)
    )
    return replace(
        found,
        why="" if trend.gaps else why(trend),
        figure=chart,
        alternative=say(chart.alternative()),
        columns=(word(N_("Periode")), word(N_("Saker"))),
        rows=rows[::-1],
        notes=(*((word(HIDDEN),) if hidden else ()), *found.notes),
        marks=tuple(
            Words(str(sign), show_date(mark.on, language()), mark.title or word(mark.label))
            for sign, mark in enumerate(marks, 1)
        ),
    )


def without(args: Mapping[str, str], *names: str) -> MultiDict[str, str]:
    """The address without some of it."""
    found = args if isinstance(args, MultiDict) else MultiDict(args)
    return MultiDict([(name, value) for name, value in found.items(multi=True) if name not in names])


def _short(said: str, title: str) -> str:
    """The sentence without what the title says already."""
    rest = said.removeprefix(f"{title}: ")
    return upper_first(rest)


def _unsaid(trend: Trend) -> Trend:
    """None at all is a small number too, so outside the unit it is few."""
    if trend.judged.finding is not Finding.EMPTY:
        return trend
    return replace(trend, judged=replace(trend.judged, finding=Finding.FEW))


def _staff(args: Mapping[str, str]) -> Actor | None:
    """Anybody who works in the unit of the address and nothing more, when its reader has all its numbers."""
    own = ground(db.session(), current_actor())
    places = own.picked(all_of(args, "unit"))
    place = own.whole() if not places else places[0]
    if len(places) > 1 or place is None or own.below(place) != {place.id}:
        return None
    return replace(SYSTEM, unit_id=place.id, unit_name=place.name)


def own_unit(args: Mapping[str, str]) -> str:
    """The name of the one unit that the address is about, when it may have its own numbers; else ""."""
    staff = _staff(args)
    return staff.unit_name if staff else ""


def hidden_numbers(trend: Trend) -> frozenset[int]:
    """The steps that may not leave the unit: small ones, and those that small ones beside them follow from.

    Units can be told together with one more thing. Of two the sheets could be compared in too many ways.
    """
    steps = trend.asked.steps.starts[: trend.asked.steps.finished]
    if not steps:
        return frozenset()
    by = [name for name in ("category", "kind", "severity") if getattr(trend.asked, name)]
    if _compared_too_much(trend.asked):
        return frozenset(range(len(steps)))
    small = {at for at, number in enumerate(trend.values[: len(steps)]) if number < LEAST}
    everywhere = ground(db.session(), EVERYTHING)
    sorts = Sorts.by(by[0] if by else "", everywhere.sorts)
    sort = sorts.number(str(getattr(trend.asked, sorts.trait)) if sorts.trait else "")
    if sort is None:
        return frozenset(range(len(steps)))
    months, more = _whole_tertials(steps)
    cube = Cube(
        {place.id: place.path for place in everywhere.places},
        sorts.paths,
        _counted(trend, everywhere, sorts, months),
        len(months),
        _merged(everywhere.places, sorts),
        _counted(trend, everywhere, sorts, months, beside=True),
        _reported(everywhere.places, sorts),
        tertials(months),
    )
    tops = _tops(trend)
    near = cube.near(tops, sort)
    found = frozenset[int]().union(*(near.hidden(number, sort) for number in tops))
    return frozenset(small) | {at - more for at in found if at >= more}


def _whole_tertials(steps: Sequence[dt.date]) -> tuple[list[dt.date], int]:
    """The months of a sheet from the beginning of a tertial on, and how many more these are."""
    months = [first_of_tertial(steps[0])]
    while months[-1] < steps[-1]:
        months.append(add_months(months[-1], 1))
    return months, len(months) - len(steps)


def _reported(places: list[Place], sorts: Sorts) -> frozenset[tuple[int, int]]:
    """What reports tell of whole tertials: areas and the whole by main category, and units for the committee alone."""
    wide = [number for number, path in sorts.paths.items() if path.count("/") <= 4]
    safety = [number for name, number in sorts.named.items() if sorts.trait == "category" and name == "H"]
    return frozenset((place.id, each) for place in places for each in (wide if place.depth < 2 else safety))


def _merged(places: list[Place], sorts: Sorts) -> frozenset[tuple[int, int]]:
    """Units with few people, and the categories that are told of them in sums with others alone (security.md 2.7)."""
    few = [place.id for place in places if place.fte is not None and place.fte < FEWEST_STAFF]
    near = [number for code, number in sorts.named.items() if sorts.trait == "category" and code[:1] in "HP"]
    return frozenset((unit, sort) for unit in few for sort in near)


def _compared_too_much(asked: Asked) -> bool:
    """Whether the filter says more of the cases than a category, a kind or a severity."""
    return sum(map(bool, (asked.category, asked.kind, asked.severity))) > 1 or bool(
        asked.cause or asked.place
    )


def _counted(
    trend: Trend, everywhere: Ground, sorts: Sorts, months: Sequence[dt.date], *, beside: bool = False
) -> dict[tuple[int, int], list[int]]:
    """All cases by unit and sort, a number for each month; `beside` those that reports count and sheets do not."""
    wide = replace(trend.asked, units=(), service="", category="", kind="", severity="", cause="", place="")
    session, places = db.session(), {start: at for at, start in enumerate(months)}
    by = ("unit", *([sorts.trait] if sorts.trait else []), "start")
    own: dict[tuple[int, int], list[int]] = {}
    found = counted(session, EVERYTHING, replace(wide, beside=beside), everywhere, by, since=months[0])
    for (unit_id, *value, start), number in found.items():
        if start in places:
            cell = (unit_id, sorts.of(value[0]) if value else WHOLE)
            own.setdefault(cell, [0] * len(months))[places[start]] += number
    return own


def _tops(trend: Trend) -> list[int]:
    """The units that are shown together, those inside another of them left out."""
    shown = trend.where.narrowed(trend.asked)
    within = trend.where.within if shown is None else shown
    paths = {place.id: place.path for place in trend.where.places if place.id in within}
    return [
        number
        for number, path in paths.items()
        if not any(path != other and path.startswith(other) for other in paths.values())
    ]


def _marks(trend: Trend) -> list[DatedMark]:
    steps = trend.asked.steps
    period = (steps.first_day, steps.last_day(steps.finished - 1))
    scope = scope_of(trend.asked, trend.where)
    return marks_for(db.session(), current_actor(), scope, period, outward=True)[-ON_PAPER:]


def _chart(
    trend: Trend, values: list[int | None], labels: list[str], marks: list[DatedMark], hidden: frozenset[int]
) -> RunChart:
    judged, starts = trend.judged, trend.asked.steps.starts
    median = judged.median if judged.run and (judged.median or 0) >= (LEAST if hidden else 0) else None
    limits = judged.limits if median is not None else None
    middle = gettext("Midten %(median)s", median=show_number(median or 0, language(), 1))
    return RunChart(
        labels=tuple(labels),
        values=tuple(values),
        median=median,
        median_word=str(middle),
        unfinished=False,
        unfinished_word="",
        marks=tuple(
            Mark(max(0, sum(start <= mark.on for start in starts[: len(labels)]) - 1), str(sign))
            for sign, mark in enumerate(marks, 1)
        ),
        low=limits.low if limits and limits.low > 0 else None,
        high=limits.high if limits else None,
        limit_word=word(N_("Her holder tilfeldigheter seg")),
        outside=tuple(at for at in judged.outside if at not in hidden and at < len(labels)),
        value_word=word(N_("Saker")),
    )


def source(only: str = "") -> str:
    """Where it comes from, and whom it is for when it is for one unit alone."""
    found = once("municipality", lambda: municipality(db.session()))
    day = show_date(clock.local_date(clock.now()), language())
    place = str(found.name) if found else ""
    if not only:
        return str(gettext("Kilde: Løft, %(place)s, %(day)s.", place=place, day=day))
    text = N_("Kilde: Løft, %(place)s, %(day)s. Bare for dem som arbeider i %(unit)s.")
    return str(gettext(text, place=place, day=day, unit=only))
