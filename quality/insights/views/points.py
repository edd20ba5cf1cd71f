"""What may be shown to others than its reader: a trend or a pattern without small numbers and names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from quality.accounts.login import current_actor
from quality.accounts.roles import SYSTEM, Act, Actor, Held, Role
from quality.cases.compose.masking import mask
from quality.cases.queries.page import staff_names
from quality.cases.states import MEASURE_STATE_LABELS, MeasureState
from quality.core import clock
from quality.core.db import db
from quality.core.figures import Mark, RunChart
from quality.core.small_numbers import LEAST
from quality.core.speech import word
from quality.core.text import (
    N_,
    NotAllowedError,
    NotVisibleError,
    RefusedError,
    all_of,
    show_date,
    show_number,
)
from quality.core.web import language, once, say, spoken
from quality.insights.compose.asked import Asked
from quality.insights.compose.outward import WHOLE, Cube
from quality.insights.compose.points import Point, Words
from quality.insights.kinds import Finding
from quality.insights.queries import Place, ground
from quality.insights.queries.counts import counted
from quality.insights.queries.marks import DatedMark, marks_for, scope_of
from quality.insights.queries.sorts import Sorts
from quality.insights.views import part
from quality.insights.views.blocks import Reader
from quality.insights.views.part_points import HIDDEN, part_point
from quality.insights.views.reading import (
    Trend,
    read_asked,
    read_trend,
    sentence,
    step_label,
    what,
    where,
    why,
)
from quality.organisation.queries import municipality
from quality.patterns import compose
from quality.patterns.queries import file as files
from quality.patterns.queries.raised import asked_for
from quality.patterns.queries.register import effect_word
from quality.patterns.states import PATTERN_STATE_LABELS, RAISED, Origin
from quality.reports.queries import pictures

ON_PAPER = 6
FEWEST_STAFF = 10
OWN = N_("Arket har små tall, for alle som arbeider i enheten ser dem. Ikke vis det utenfor enheten.")
COUNTED = N_(
    "Saker om en bestemt bruker, saker om personvern, skjermede saker og saker om en ansatt er ikke regnet med."
)
CHARTED = N_(
    "Grafen er uten saker om en bestemt bruker, saker om personvern, skjermede saker og saker om en ansatt."
)
FROZEN = N_("Skjermede saker og saker om en ansatt er ikke regnet med.")
FROZEN_UNIT = N_("Saker om personvern, skjermede saker og saker om en ansatt er ikke regnet med.")
INSIDE = N_("Internt: Vis det bare til dem som kan lese sakene.")
TOO_MUCH = N_(
    "Velg bare kategori, type eller følge, og ikke årsak eller sted. Da kan tallene vises utenfor enheten."
)
# Counts all there is, to tell which numbers may leave a unit; what it counts is shown to nobody.
EVERYTHING = replace(SYSTEM, held=(Held(Role.COORDINATOR, 0, frozenset()),))


def point_of(args: Mapping[str, str]) -> Point:
    """The pattern or the trend of an address, as it may be shown to others."""
    if args.get("pattern"):
        found = pattern_point(args["pattern"])
    elif args.get("report"):
        found = _report_point(args["report"], args.get("figure", ""))
    elif args.get("part") and args.get("inside") == "1":
        found = _inside_point(args)
    elif args.get("part"):
        found = _part_point(args)
    else:
        found = trend_point(args)
    known = staff_names(db.session(), *found.texts)
    return found.masked(lambda text: mask(text, known))


def _part_point(args: Mapping[str, str]) -> Point:
    trend = read_trend(_without(args, "rate", "grain", "part", "block"), outward=True)
    hidden, labels = _hidden(trend), trend.labels[: trend.asked.steps.finished]
    found = part_point(args["part"], args.get("block", ""), trend, hidden, _source())
    if args.get("block") != "uptake":
        found = replace(found, notes=(*found.notes, word(COUNTED)))
    if not labels:
        return found
    period = gettext("%(first)s til %(last)s", first=labels[0], last=labels[-1])
    return replace(found, period=period[:1].upper() + period[1:])


def _inside_point(args: Mapping[str, str]) -> Point:
    """A page of numbers as its reader sees it, for others who may read the cases."""
    actor = current_actor()
    if not reads_cases(actor):
        raise NotAllowedError(N_("Arket er for ledere og koordinatorer, som kan lese sakene."))
    asked, where_from = read_asked(_without(args, "part", "block", "inside"))
    made = part.MADE_BY.get(args["part"])
    found = made(Reader(actor, asked, where_from)) if made else []
    block = next((each for each in found if each.name == args.get("block")), None)
    if block is None:
        raise NotVisibleError(args["part"])
    first, last = (step_label(asked.steps.grain, asked.steps.starts[at]) for at in (0, -1))
    period = gettext("%(first)s til %(last)s", first=first, last=last)
    return Point(
        title=block.title,
        sentence=block.sentence,
        source=f"{_source()} {word(INSIDE)}",
        period=period[:1].upper() + period[1:],
        figure=block.figure,
        alternative=say(block.figure.alternative()) if block.figure else "",
        columns=block.columns,
        rows=tuple((line.name, *(cell.text for cell in line.cells)) for line in block.lines),
        notes=(*block.questions, block.note) if block.note else block.questions,
        written=block.name == "places",
        within=word(INSIDE),
    )


def reads_cases(actor: Actor) -> bool:
    """Whether the person answers for cases, and so may show others who do what the pages show."""
    return actor.may(Act.TRENDS_ANNOTATE)


def _report_point(public_id: str, code: str) -> Point:
    """A picture of a frozen report, with the numbers that everybody may see."""
    found = pictures.frozen(db.session(), current_actor(), public_id, code, spoken, language())
    drawing, kept_back = found.drawing, word(N_("vises ikke"))
    hides = drawing.figure is None or any(kept_back in row for row in found.rows)
    left_out = word(FROZEN_UNIT if found.unit else FROZEN)
    frozen_on = gettext("Tallene er fra %(day)s og endres ikke siden.", day=found.made_on)
    return Point(
        title=found.title,
        sentence=found.sentence if drawing.figure else f"{drawing.title}: {drawing.alternative}",
        source=f"{_source(found.unit)} {frozen_on}",
        why=drawing.sentence,
        figure=drawing.figure,
        alternative=drawing.alternative,
        columns=found.heads if found.rows else (),
        rows=found.rows,
        notes=(*((word(HIDDEN),) if hides else ()), *(() if found.titles else (left_out,))),
        marks=tuple(Words(mark.sign, mark.day, mark.title) for mark in drawing.marks),
        written=found.titles,
        within=word(OWN) if found.unit else "",
    )


def trend_point(args: Mapping[str, str]) -> Point:
    """Whole months, and of these what may leave the unit; a unit's own meeting gets what all who work there see."""
    staff = _staff(args) if args.get("own") == "1" else None
    left = ("rate",) if staff else ("rate", "grain")
    trend = read_trend(_without(args, *left), staff, outward=True)
    finished = trend.asked.steps.finished
    hidden = frozenset[int]() if staff else _hidden(trend)
    values = [None if at in hidden else number for at, number in enumerate(trend.values[:finished])]
    labels = trend.labels[:finished]
    title = gettext("%(what)s i %(where)s", what=what(trend), where=where(trend))
    found = Point(
        title=title,
        sentence=_short(sentence(trend if staff else _unsaid(trend)), title),
        source=_source(where(trend) if staff else ""),
        within=word(OWN) if staff else "",
        notes=(word(COUNTED),),
    )
    if not finished:
        return replace(found, notes=(gettext("Ingen hel måned er gått ennå."), *found.notes))
    period = gettext("%(first)s til %(last)s", first=labels[0], last=labels[-1])
    found = replace(found, period=period[:1].upper() + period[1:])
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


def _without(args: Mapping[str, str], *names: str) -> MultiDict[str, str]:
    """The address without some of it."""
    found = args if isinstance(args, MultiDict) else MultiDict(args)
    return MultiDict([(name, value) for name, value in found.items(multi=True) if name not in names])


def _short(said: str, title: str) -> str:
    """The sentence without what the title says already."""
    rest = said.removeprefix(f"{title}: ")
    return rest[:1].upper() + rest[1:]


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


def _hidden(trend: Trend) -> frozenset[int]:
    """The steps that may not leave the unit: small ones, and those that small ones beside them follow from.

    Units can be told together with one more thing. Of two the sheets could be compared in too many ways.
    """
    steps = trend.asked.steps.starts[: trend.asked.steps.finished]
    by = [name for name in ("category", "kind", "severity") if getattr(trend.asked, name)]
    if _compared_too_much(trend.asked):
        return frozenset(range(len(steps)))
    small = {at for at, number in enumerate(trend.values[: len(steps)]) if number < LEAST}
    everywhere = ground(db.session(), EVERYTHING)
    sorts = Sorts.by(by[0] if by else "", everywhere.sorts)
    paths = {place.id: place.path for place in everywhere.places}
    cube = Cube(paths, sorts.paths, *_counted(trend, sorts), _merged(everywhere.places, sorts))
    sort = sorts.number(str(getattr(trend.asked, sorts.trait)) if sorts.trait else "")
    if sort is None:
        return frozenset(range(len(steps)))
    tops = _tops(trend)
    near = cube.near(tops, sort)
    return frozenset(small).union(*(near.hidden(number, sort) for number in tops))


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


def _counted(trend: Trend, sorts: Sorts) -> tuple[dict[tuple[int, int], list[int]], int]:
    """All cases by unit and sort, a number for each finished step, and how many steps there are."""
    steps = trend.asked.steps.starts[: trend.asked.steps.finished]
    wide = replace(trend.asked, units=(), service="", category="", kind="", severity="", cause="", place="")
    session, places = db.session(), {start: at for at, start in enumerate(steps)}
    by = ("unit", *([sorts.trait] if sorts.trait else []), "start")
    own: dict[tuple[int, int], list[int]] = {}
    found = counted(session, EVERYTHING, wide, ground(session, EVERYTHING), by)
    for (unit_id, *value, start), number in found.items():
        if start in places:
            cell = (unit_id, sorts.of(value[0]) if value else WHOLE)
            own.setdefault(cell, [0] * len(steps))[places[start]] += number
    return own, len(steps)


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


def pattern_point(public_id: str) -> Point:
    """A raised pattern: what is seen, what is done and what is asked for, with the trend of what it is about."""
    session, actor = db.session(), current_actor()
    found = files.file(session, actor, public_id, 1, language())
    pattern = found.pattern
    if pattern.state not in RAISED:
        raise RefusedError(N_("Bare løftede mønstre kan vises i møter."))
    asked = asked_for(session, [pattern.id]).get(pattern.id)
    facts = [
        (word(N_("Status")), word(PATTERN_STATE_LABELS[pattern.state])),
        (word(N_("Mål")), pattern.aim),
        (word(N_("Innen")), show_date(pattern.due_on, language()) if pattern.due_on else ""),
        (word(N_("Vi ber om")), asked.text if asked else ""),
        (word(N_("Effekt")), say(effect_word(pattern, found.measures))),
    ]
    done = [measure for measure in found.measures if measure.state is not MeasureState.DROPPED]
    trend = trend_point({"category": pattern.category.code}) if pattern.category else None
    gathered = pattern.origin is not Origin.ENGINE
    return Point(
        title=found.title if isinstance(found.title, str) else say(found.title),
        sentence=" ".join(_lead(found)),
        source=_source(),
        period=trend.period if trend and trend.figure else "",
        why=trend.sentence if trend and trend.figure else "",
        figure=trend.figure if trend else None,
        alternative=trend.alternative if trend else "",
        marks=trend.marks if trend and trend.figure else (),
        facts=tuple((name, text) for name, text in facts if text),
        notes=(word(COUNTED),) if gathered else (word(CHARTED),) if trend and trend.figure else (),
        columns=(word(N_("Tiltak")), word(N_("Frist")), word(N_("Status"))) if done else (),
        rows=tuple(
            (
                measure.title,
                show_date(measure.due_on, language()) if measure.due_on else "–",
                word(MEASURE_STATE_LABELS[measure.state]),
            )
            for measure in done
        ),
        written=True,
        named=isinstance(found.title, str),
    )


def _lead(found: files.File) -> list[str]:
    """What was seen; a number that is small, or not this reader's, is left out."""
    about = found.told
    large = found.total is not None and found.total >= LEAST
    if found.pattern.origin is Origin.ENGINE:
        return [
            say(compose.counted(about) if large else compose.more_than_expected(about)),
            say(compose.rarity(about.years)),
        ]
    # Who has gathered cases may have all their numbers; the sheet has those that every reader of it may have.
    number = files.number_outside(db.session(), found.pattern) if large else 0
    return [say(compose.gathered(number, about.units))] if number >= LEAST else [gettext("Dette går igjen.")]


def _source(only: str = "") -> str:
    """Where it comes from, and whom it is for when it is for one unit alone."""
    found = once("municipality", lambda: municipality(db.session()))
    day = show_date(clock.local_date(clock.now()), language())
    place = str(found.name) if found else ""
    if not only:
        return str(gettext("Kilde: Løft, %(place)s, %(day)s.", place=place, day=day))
    text = N_("Kilde: Løft, %(place)s, %(day)s. Bare for dem som arbeider i %(unit)s.")
    return str(gettext(text, place=place, day=day, unit=only))
