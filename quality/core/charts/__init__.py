"""Drawing: plain numbers in, a picture with its text alternative and its table out. The only place of matplotlib.

Run as a program it draws what it is asked for on standard input; see quality/core/artist.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure as Canvas

from quality.core.charts import lines, parts, slides
from quality.core.charts.canvas import DPI, FINE, save
from quality.core.figures import (
    Bars,
    Curves,
    Figure,
    Funnel,
    Grid,
    Pareto,
    RunChart,
    Size,
    Slide,
    Spread,
    Stack,
    Table,
    from_json,
)
from quality.core.text import Message

DRAWN_BY: dict[type[Figure], Callable[[Any, Size], Canvas]] = {
    RunChart: lines.run,
    Spread: lines.spread,
    Curves: lines.curves,
    Bars: parts.bars,
    Pareto: parts.bars,
    Grid: parts.grid,
    Stack: parts.stack,
    Funnel: parts.funnel,
}


@dataclass(frozen=True)
class Chart:
    """A picture, what it shows in words, and the numbers behind it."""

    content: bytes
    media_type: str
    alternative: Message
    table: Table


def draw(figure: Figure, size: Size) -> Chart:
    """SVG for a page, PNG for a mail and to be pasted."""
    canvas = _canvas(figure, size)
    form = "png" if size in (Size.MAIL, Size.PASTE) else "svg"
    media_type = "image/png" if form == "png" else "image/svg+xml"
    return Chart(
        save(canvas, form, FINE if size is Size.PASTE else DPI),
        media_type,
        figure.alternative(),
        figure.table(),
    )


def _canvas(figure: Figure, size: Size) -> Canvas:
    if not isinstance(figure, Slide):
        return DRAWN_BY[type(figure)](figure, size)
    inner = _canvas(from_json(figure.figure)[0], size) if figure.figure else slides.blank()
    return slides.worded(figure, inner)
