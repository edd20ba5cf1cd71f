"""Drawing: plain numbers in, a picture with its text alternative and its table out. The only matplotlib file.

Run as a program it draws what it is asked for on standard input; see quality/core/artist.py.
"""

from __future__ import annotations

import io
import math
import signal
import sys
from dataclasses import dataclass
from typing import Any, BinaryIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from quality.core.figures import Bars, Figure, RunChart, Size, from_json, label
from quality.core.text import Message

INK, QUIET, LINE, HUE = "#1F2A30", "#5B666C", "#C9CFD2", "#14594B"
IDLE_SECONDS = 60
DPI = 100

# Set once for the process: rcParams are shared by all threads.
mpl.use("agg")
mpl.rcParams.update(
    {
        "svg.hashsalt": "loft",
        "svg.fonttype": "none",
        "text.parse_math": False,
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
        "text.color": INK,
        "axes.labelcolor": QUIET,
        "axes.edgecolor": LINE,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
    }
)


@dataclass(frozen=True)
class Shape:
    """Measures of a picture in inches (at 100 dots an inch) and points."""

    width: float
    height: float
    font: float
    ticks: int
    bar: float


SHAPES = {
    Size.NARROW: Shape(3.2, 2.6, 9.5, 3, 0.46),
    Size.WIDE: Shape(8.4, 3.2, 10, 7, 0.34),
    Size.MAIL: Shape(5.6, 2.8, 10, 5, 0.34),
}


@dataclass(frozen=True)
class Chart:
    """A picture, what it shows in words, and the numbers behind it."""

    content: bytes
    media_type: str
    alternative: Message
    rows: list[tuple[str, int | None]]


def draw(figure: Figure, size: Size) -> Chart:
    """SVG for a page, PNG for a mail."""
    canvas = _run(figure, size) if isinstance(figure, RunChart) else _bars(figure, size)
    form = "png" if size is Size.MAIL else "svg"
    media_type = "image/png" if form == "png" else "image/svg+xml"
    return Chart(_save(canvas, form), media_type, figure.alternative(), figure.rows())


def _save(canvas: Canvas, form: str) -> bytes:
    stream = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    background = {"transparent": True} if form == "svg" else {"facecolor": "white"}
    canvas.savefig(stream, format=form, dpi=DPI, metadata=metadata, **background)
    return stream.getvalue()


def _axes(shape: Shape, height: float) -> tuple[Canvas, Axes]:
    canvas = Canvas(figsize=(shape.width, height))
    axes = canvas.add_axes((0, 0, 1, 1))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=shape.font)
    return canvas, axes


def _place(axes: Axes, shape: Shape, left: float, right: float, top: float) -> None:
    """Margins in inches, so that text never falls outside."""
    bottom = 0.34
    axes.set_position(
        (
            left / shape.width,
            bottom / shape.height,
            1 - (left + right) / shape.width,
            1 - (bottom + top) / shape.height,
        )
    )


def _run(figure: RunChart, size: Size) -> Canvas:
    shape = SHAPES[size]
    canvas, axes = _axes(shape, shape.height)
    top = max([1, *(value for value in figure.values if value is not None)])
    widest = len(f"{top}") * shape.font * 0.009
    _place(axes, shape, 0.16 + widest, 0.12 if figure.median is None else 0.7, 0.3 if figure.marks else 0.06)
    count = len(figure.values)
    axes.set_xlim(-0.5, max(count - 0.5, 0.5))
    axes.set_ylim(0, top * 1.18)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    _time_labels(axes, figure.labels, shape)
    _points(axes, figure, shape)
    _median(axes, figure, shape)
    signs: dict[float, list[str]] = {}
    for mark in figure.marks:
        signs.setdefault(mark.at, []).append(label(mark.sign))
    for at, here in signs.items():
        axes.axvline(at, color=QUIET, linewidth=0.9, linestyle=(0, (1, 2)))
        axes.text(
            at, 1.02, ", ".join(here), transform=axes.get_xaxis_transform(), ha="center",
            fontsize=shape.font, fontweight="bold",
        )  # fmt: skip
    return canvas


def _time_labels(axes: Axes, labels: tuple[str, ...], shape: Shape) -> None:
    """So many labels as there is room for, evenly spaced, the last always among them."""
    count = len(labels)
    step = max(1, math.ceil((count - 1) / max(1, shape.ticks - 1)))
    places = list(range(count - 1, -1, -step))[::-1]
    axes.set_xticks(places, [label(labels[i]) for i in places])
    texts = axes.get_xticklabels()
    if len(texts) > 1 and places[0] == 0:
        texts[0].set_horizontalalignment("left")
    if len(texts) > 1:
        texts[-1].set_horizontalalignment("right")


def _points(axes: Axes, figure: RunChart, shape: Shape) -> None:
    known = [(i, value) for i, value in enumerate(figure.values) if value is not None]
    finished = known[:-1] if figure.unfinished else known
    size = 4.5 if len(known) <= 40 else 2.5
    if finished:
        axes.plot(*zip(*finished, strict=True), color=HUE, linewidth=1.8, marker="o", markersize=size)
    if figure.unfinished and known:
        last = known[-2:]
        axes.plot(*zip(*last, strict=True), color=HUE, linewidth=1.4, linestyle=(0, (2, 2)))
        at, value = known[-1]
        axes.plot([at], [value], marker="o", markersize=size + 1.5, markerfacecolor="white", color=HUE)
        falls = len(known) > 1 and known[-2][1] - value > 0.15 * max(number for _, number in known)
        axes.annotate(
            label(figure.unfinished_word), (at, value), (-8, -3) if falls else (0, 9),
            textcoords="offset points", ha="right", fontsize=shape.font - 1, color=QUIET,
        )  # fmt: skip


def _median(axes: Axes, figure: RunChart, shape: Shape) -> None:
    if figure.median is None:
        return
    axes.axhline(figure.median, color=INK, linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate(
        "\n".join(label(figure.median_word).rsplit(" ", 1)), (1, figure.median), (5, 0),
        xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center",
        fontsize=shape.font - 1, color=INK,
    )  # fmt: skip


def _bars(figure: Bars, size: Size) -> Canvas:
    shape = SHAPES[size]
    height = max(1, len(figure.values)) * shape.bar * 1.5 + 0.2
    canvas, axes = _axes(shape, height)
    axes.set_position((0.01, 0.02, 0.98, 0.96))
    axes.set_axis_off()
    top = max([1, *figure.values])
    axes.set_xlim(0, top * 1.16)
    axes.set_ylim(len(figure.values) - 0.4, -0.6)
    for place, (name, value) in enumerate(figure.rows()):
        number = value or 0
        axes.barh(place + 0.18, number, height=0.34, color=HUE)
        axes.text(0, place - 0.08, label(name), fontsize=shape.font, va="bottom")
        axes.text(
            number + top * 0.015, place + 0.18, str(number), fontsize=shape.font, va="center",
            fontweight="bold",
        )  # fmt: skip
    return canvas


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Draw one picture a line until the asker leaves or has been quiet for a minute.

    An answer is its length on a line, then its bytes; a length of 0 says that it could not be drawn.
    """
    while True:
        signal.alarm(IDLE_SECONDS)
        line = requests.readline()
        signal.alarm(0)
        if not line:
            return
        content = _answer(line)
        answers.write(b"%d\n" % len(content) + content)
        answers.flush()


def _answer(line: bytes) -> bytes:
    try:
        figure, size = from_json(line.decode())
        return draw(figure, size).content
    except Exception as error:  # one bad figure must not take the others with it
        print(f"chart not drawn: {type(error).__name__}: {error}", file=sys.stderr)
        return b""


def main() -> None:
    """Serve standard input."""
    streams: Any = (sys.stdin.buffer, sys.stdout.buffer)
    serve(*streams)


if __name__ == "__main__":
    main()
