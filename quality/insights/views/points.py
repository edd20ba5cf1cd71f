"""What may be shown to others than its reader, by its address: a pattern, a trend, or a picture of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext

from quality.accounts.login import current_actor
from quality.accounts.roles import Act, Actor
from quality.cases.compose.masking import mask
from quality.cases.queries.page import staff_names
from quality.core.db import db
from quality.core.speech import word
from quality.core.text import (
    N_,
    NotAllowedError,
    NotVisibleError,
    upper_first,
)
from quality.core.web import language, say, spoken
from quality.insights.compose.points import Point, Words
from quality.insights.views import part
from quality.insights.views.blocks import Reader
from quality.insights.views.part_points import HIDDEN, part_point
from quality.insights.views.pattern_points import pattern_point
from quality.insights.views.reading import (
    read_asked,
    read_trend,
    step_label,
)
from quality.insights.views.trend_points import COUNTED, OWN, hidden_numbers, source, trend_point, without
from quality.reports.queries import pictures

FROZEN = N_("Skjermede saker og saker om en ansatt er ikke regnet med.")
FROZEN_UNIT = N_("Saker om personvern, skjermede saker og saker om en ansatt er ikke regnet med.")
INSIDE = N_("Internt: Vis det bare til dem som kan lese sakene.")


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
    trend = read_trend(without(args, "rate", "grain", "part", "block"), outward=True)
    hidden, labels = hidden_numbers(trend), trend.labels[: trend.asked.steps.finished]
    found = part_point(args["part"], args.get("block", ""), trend, hidden, source())
    if args.get("block") != "uptake":
        found = replace(found, notes=(*found.notes, word(COUNTED)))
    if not labels:
        return found
    period = gettext("%(first)s til %(last)s", first=labels[0], last=labels[-1])
    return replace(found, period=upper_first(period))


def _inside_point(args: Mapping[str, str]) -> Point:
    """A page of numbers as its reader sees it, for others who may read the cases."""
    actor = current_actor()
    if not reads_cases(actor):
        raise NotAllowedError(N_("Arket er for ledere og koordinatorer, som kan lese sakene."))
    asked, where_from = read_asked(without(args, "part", "block", "inside"))
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
        source=f"{source()} {word(INSIDE)}",
        period=upper_first(period),
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
        source=f"{source(found.unit)} {frozen_on}",
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
