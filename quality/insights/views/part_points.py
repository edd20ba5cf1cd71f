"""What may be shown to others of the pages beside the trend page: times and what came of it, without small numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask_babel import gettext

from quality.accounts.login import current_actor
from quality.core.figures import Spread, Stack
from quality.core.small_numbers import LEAST, protect_table
from quality.core.speech import word
from quality.core.text import N_, NotVisibleError
from quality.core.web import say
from quality.insights.compose.points import Point
from quality.insights.views import outcomes, times
from quality.insights.views.blocks import Block, Reader
from quality.insights.views.reading import Trend, where

HIDDEN = N_("Tall under fem, og tall de kan regnes ut fra, vises ikke.")
KEPT_BACK = N_("vises ikke")
Steps = frozenset[int]


def has_point(part: str, block: Block) -> bool:
    """Whether the block has something that may be shown to others."""
    return (part, block.name) in MADE_BY and block.figure is not None


def part_point(part: str, name: str, trend: Trend, hidden: Steps, source: str) -> Point:
    """The block of a page, by the trend of the same filter and its steps that may not leave the unit."""
    maker = MADE_BY.get((part, name))
    block = maker(Reader(current_actor(), trend.asked, trend.where), hidden) if maker else None
    if block is None:
        raise NotVisibleError(name)
    rows = tuple((line.name, *(cell.text for cell in line.cells)) for line in block.lines)
    back = word(KEPT_BACK)
    notes = (word(HIDDEN),) if any(back in row for row in rows) else ()
    return Point(
        title=gettext("%(what)s i %(where)s", what=block.title.rstrip("?"), where=where(trend)),
        sentence=block.sentence,
        source=source,
        figure=block.figure,
        alternative=say(block.figure.alternative()) if block.figure else "",
        columns=block.columns,
        rows=rows if block.figure else (),
        notes=(*notes, block.note),
        written=name == "uptake",
    )


def _time(closing: bool) -> Callable[[Reader, Steps], Block]:
    """A month is told when at least five of its cases are done and its number may be told."""

    def made(reader: Reader, hidden: Steps) -> Block:
        spans = times.spans(reader, closing)
        told = [
            at not in hidden and at < reader.asked.steps.finished and each.done >= LEAST
            for at, each in enumerate(spans)
        ]
        shown = [
            each if kept else replace(each, low=None, middle=None, high=None)
            for each, kept in zip(spans, told, strict=True)
        ]
        block = times.block(reader, shown, closing)
        kept = {line.name for line, is_kept in zip(reversed(block.lines), told, strict=True) if is_kept}
        lines = tuple(
            replace(
                line,
                cells=line.cells[:3]
                if line.name in kept
                else tuple(replace(cell, text=word(KEPT_BACK)) for cell in line.cells[:3]),
            )
            for line in block.lines
        )
        figure = block.figure
        if isinstance(figure, Spread):
            # How many there were is no part of it: months that are told are told by their days alone.
            figure = replace(figure, counts=(0,) * len(figure.counts))
        note = times.note(reader, closing, outward=True)
        return replace(block, figure=figure, columns=block.columns[:4], lines=lines, note=note)

    return made


def _measures(reader: Reader, hidden: Steps) -> Block:
    """Measures by quarter, no number under five nor any that one follows from."""
    found = outcomes.measures(reader)
    table = protect_table(
        [[found.counted[quarter, state] for state in outcomes.OUTCOMES] for quarter in found.quarters]
    )
    left = len(outcomes.JUDGED)
    block = outcomes.measures_block(
        reader, found, waiting=bool(table.columns) and table.columns[left] is not None
    )
    figure, back = block.figure, word(KEPT_BACK)
    few = word(N_("For få tiltak er kontrollert til å si hva som virker."))
    lines = tuple(
        replace(
            line,
            cells=tuple(
                replace(cell, text=back if value is None else cell.text)
                for cell, value in zip(line.cells, shown, strict=True)
            ),
        )
        for line, shown in zip(block.lines, reversed(table.cells), strict=True)
    )
    parts = tuple(zip(*(line[:left] for line in table.cells), strict=True))
    seen = any(value is not None for line in parts for value in line)
    return replace(
        block,
        sentence=few if None in table.columns[:left] else block.sentence,
        figure=replace(figure, values=parts, hidden_word=back)
        if isinstance(figure, Stack) and seen
        else None,
        lines=lines,
        note=word(N_("Tiltak etter når de ble utført.")),
    )


def _uptake(reader: Reader, hidden: Steps) -> Block | None:
    """How many units use a note: what the municipality did, told as it is."""
    return next((block for block in outcomes.blocks(reader) if block.name == "uptake"), None)


MADE_BY: dict[tuple[str, str], Callable[[Reader, Steps], Block | None]] = {
    ("times", "answer"): _time(closing=False),
    ("times", "closing"): _time(closing=True),
    ("outcomes", "measures"): _measures,
    ("outcomes", "uptake"): _uptake,
}
