"""The words of a picture that stands alone: its title and sentence above, where it comes from below."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure as Canvas

from quality.core.charts.canvas import INK, QUIET, SHAPES
from quality.core.figures import Size, Slide
from quality.core.text import clean_line

MARGIN, LINE = 0.2, 0.27
TITLE, SENTENCE, SOURCE = 17, 12, 9
LETTERS = {TITLE: 66, SENTENCE: 96, SOURCE: 128}
MOST = {TITLE: 2, SENTENCE: 4, SOURCE: 5}


def blank() -> Canvas:
    """A sheet for words alone."""
    return Canvas(figsize=(SHAPES[Size.PASTE].width, 0.1))


def worded(slide: Slide, canvas: Canvas) -> Canvas:
    """The sheet made higher, with the words on it and the figure between them."""
    title, sentence = _lines(slide.title, TITLE), _lines(slide.sentence, SENTENCE)
    source = _lines(slide.source, SOURCE)
    foot = 0.3 + 0.19 * len(source)
    head = MARGIN + 0.36 * len(title) + LINE * len(sentence) + 0.2
    width, height = canvas.get_size_inches()
    whole = height + head + foot
    for axes in canvas.axes:
        place = axes.get_position()
        axes.set_position(
            (place.x0, (place.y0 * height + foot) / whole, place.width, place.height * height / whole)
        )
    canvas.set_size_inches(width, whole)
    _write(canvas, title, whole - MARGIN, whole, TITLE, INK, weight="bold")
    _write(canvas, sentence, whole - MARGIN - 0.36 * len(title) - 0.04, whole, SENTENCE, INK)
    _write(canvas, source, foot - 0.12, whole, SOURCE, QUIET)
    return canvas


def _lines(text: str, font: int) -> list[str]:
    return textwrap.wrap(clean_line(text, 800), LETTERS[font])[: MOST[font]]


def _write(
    canvas: Canvas, lines: list[str], top: float, whole: float, font: int, color: str, weight: str = "normal"
) -> None:
    canvas.text(
        MARGIN / canvas.get_size_inches()[0], top / whole, "\n".join(lines), fontsize=font, color=color,
        fontweight=weight, va="top", linespacing=1.35,
    )  # fmt: skip
