"""The pages beside the trend page: one door for all of them, and one for their pictures."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Response, abort
from flask_babel import gettext

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock
from quality.core.db import db
from quality.core.downloads import csv_file
from quality.core.figures import Size
from quality.core.pictures import chart_answer, kept_answer
from quality.core.web import language, say, spoken
from quality.insights.views import between, causes, outcomes, squares, times, units
from quality.insights.views.blocks import Block, Reader
from quality.insights.views.blueprint import bp
from quality.insights.views.choices import choices
from quality.insights.views.keeping import kept_page
from quality.insights.views.links import PARTS, address, picture_urls, reader_today
from quality.insights.views.part_points import has_point
from quality.insights.views.reading import read_asked, warnings
from quality.reports.queries import pictures
from quality.reports.queries.pictures import Frozen

MADE_BY: dict[str, Callable[[Reader], list[Block]]] = {
    "causes": causes.blocks,
    "where": squares.blocks,
    "units": units.blocks,
    "times": times.blocks,
    "outcomes": outcomes.blocks,
    "between": between.blocks,
}
# What counts over a period leaves the house as part of a report alone: the picture that shows the same.
FROZEN = {"where": "squares-grid", "causes": "causes-pareto", "between": "between-bars"}
# Between the thousands of a number; a spreadsheet takes it for text.
SPACED = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d)")
RULE = "/trends/<any(causes, where, units, times, outcomes, between):part>"


@bp.get(RULE)
@needs(Act.TRENDS_READ)
def part(part: str) -> str:
    """A page of numbers, by the filter in the address."""
    return kept_page(gettext(PARTS[part]), "insights/_part.html", lambda: _body(part))


def _body(part: str) -> dict[str, Any]:
    reader, found = _read(part)
    return {
        "part": part,
        "asked": reader.asked,
        "blocks": [(block, *_picture(part, reader, block)) for block in found],
        "has_point": has_point,
        "reads": reader.actor.may(Act.TRENDS_ANNOTATE),
        "frozen": _frozen(part),
        "remarks": [say(each) for each in warnings(reader.asked, reader.where)],
        "choices": choices(reader.where, reader.asked),
        "address": address(reader.asked),
    }


def _picture(part: str, reader: Reader, block: Block) -> tuple[str, dict[str, str]]:
    """What a block's picture says in words, and where it is at each size."""
    if not block.figure:
        return "", {}
    where = {"part": part, "name": block.name, **address(reader.asked)}
    return say(block.figure.alternative()), picture_urls("insights.part_picture", block.figure, **where)


@bp.get(RULE + "/<name>/<any(narrow, wide):size>.svg")
@needs(Act.TRENDS_READ)
def part_picture(part: str, name: str, size: str) -> Response:
    """A picture of such a page."""
    if kept := kept_answer(reader_today()):
        return kept
    figure = next((block.figure for block in _read(part)[1] if block.name == name), None)
    if figure is None:
        abort(404)
    return chart_answer(figure, Size(size))


@bp.get(RULE + "/<name>.csv")
@needs(Act.TRENDS_READ)
def part_table(part: str, name: str) -> Response:
    """A table of such a page, to take along."""
    block = next((block for block in _read(part)[1] if block.name == name), None)
    if block is None:
        abort(404)
    rows = [(line.name, *(SPACED.sub("", cell.text) for cell in line.cells)) for line in block.lines]
    return csv_file("tall", block.columns, rows, current_actor().name, now=clock.now())


def _frozen(part: str) -> Frozen | None:
    """The same for others: the picture of the newest tertial, counted once for all of its readers."""
    code = FROZEN.get(part)
    return pictures.newest(db.session(), current_actor(), code, spoken, language()) if code else None


def _read(part: str) -> tuple[Reader, list[Block]]:
    asked, where = read_asked()
    reader = Reader(current_actor(), asked, where)
    return reader, MADE_BY[part](reader)
