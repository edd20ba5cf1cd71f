"""The paper that all charts are drawn on: measures, colours and axes."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Transform

from quality.core.figures import Size, label

INK, QUIET, LINE, HUE, SOFT = "#1F2A30", "#5B666C", "#C9CFD2", "#14594B", "#E4EEEB"
DPI, FINE = 100, 200

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
        "hatch.linewidth": 0.8,
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
    Size.PASTE: Shape(9.6, 3.9, 11, 8, 0.36),
}


def save(canvas: Canvas, form: str, dots: int = DPI) -> bytes:
    """The picture's bytes, the same each time."""
    stream = io.BytesIO()
    metadata = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
    background = {"transparent": True} if form == "svg" else {"facecolor": "white"}
    canvas.savefig(stream, format=form, dpi=dots, metadata=metadata, **background)
    return stream.getvalue()


def axes_of(shape: Shape, height: float) -> tuple[Canvas, Axes]:
    """A sheet and its axes, without a frame."""
    canvas = Canvas(figsize=(shape.width, height))
    axes = canvas.add_axes((0, 0, 1, 1))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, labelsize=shape.font)
    return canvas, axes


def place(axes: Axes, shape: Shape, left: float, right: float, top: float, bottom: float = 0.34) -> None:
    """Margins in inches, so that text never falls outside."""
    axes.set_position(
        (
            left / shape.width,
            bottom / shape.height,
            1 - (left + right) / shape.width,
            1 - (bottom + top) / shape.height,
        )
    )


# Left, bottom, width and height.
Box = tuple[float, float, float, float]
# How high a capital is in a size of one, and how far left of its place a text begins, in its own lengths.
CAPITALS = 0.73
STARTS = {"left": 0.0, "center": 0.5, "right": 1.0}
BOX = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)


def boxes(axes: Axes, found: Iterable[Box], **look: Any) -> None:
    """Many boxes that look alike as one thing to draw: one of their own each takes ten times as long."""
    corners: list[tuple[float, float]] = []
    for left, low, wide, high in found:
        right, top = left + wide, low + high
        corners += [(left, low), (left, top), (right, top), (right, low), (left, low)]
    if corners:
        shape = Path(corners, BOX * (len(corners) // len(BOX)))
        axes.add_artist(PathPatch(shape, clip_on=False, **look))


@dataclass(frozen=True)
class _Anchor:
    """Where a text hangs, told as the SVG paper asks for it."""

    at: tuple[float, float]
    ha: str
    transform: Transform

    def get_unitless_position(self) -> tuple[float, float]:
        """In the measures of the axes."""
        return self.at

    def get_transform(self) -> Transform:
        """From those to the paper."""
        return self.transform

    def get_ha(self) -> str:
        """Which end of the text stands there."""
        return self.ha


class Labels(Artist):
    """Many short texts of one look, each by its middle height; written straight to the paper without being laid out."""

    def __init__(
        self, found: Sequence[tuple[float, float, str]], size: float, color: str, ha: str, weight: str
    ) -> None:
        super().__init__()
        self.found, self.color, self.ha = found, color, ha
        self.set_zorder(3)
        self.font = FontProperties(size=size, weight=weight)

    def draw(self, renderer: Any) -> None:
        """Write them all."""
        gc, onto = renderer.new_gc(), self.get_transform()
        gc.set_foreground(self.color)
        down = renderer.points_to_pixels(self.font.get_size_in_points()) * CAPITALS / 2
        places = onto.transform([(x, y) for x, y, _ in self.found])
        for (x, y), (across, up, text) in zip(places, self.found, strict=True):
            anchor = _Anchor((across, up), self.ha, onto) if isinstance(renderer, RendererSVG) else None
            if anchor is None:
                x -= renderer.get_text_width_height_descent(text, self.font, False)[0] * STARTS[self.ha]
            renderer.draw_text(gc, x, renderer.height - y + down, text, self.font, 0, mtext=anchor)
        gc.restore()


def thousands(count: float) -> str:
    """A count as all three languages can read it: a space between the thousands."""
    return f"{count:,.0f}".replace(",", "\u00a0")


def write(
    axes: Axes,
    found: Sequence[tuple[float, float, str]],
    size: float,
    color: str = INK,
    ha: str = "center",
    weight: str = "normal",
    onto: Transform | None = None,
) -> None:
    """Many short texts of one look as one thing to draw; each has its middle at its height."""
    if found:
        labels = Labels(found, size, color, ha, weight)
        labels.set_transform(onto or axes.transData)
        axes.add_artist(labels)


def width_of(text: str, font: float) -> float:
    """About how many inches a text takes."""
    return len(text) * font * 0.0085


def scale(axes: Axes, top: float, shape: Shape) -> float:
    """The upright scale from nought with quiet lines; returns the room its numbers take."""
    whole = top >= 3 or float(top).is_integer()
    axes.set_ylim(0, top * 1.18)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=whole))
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    return 0.16 + len(f"{top:.0f}" if whole else "0.00") * shape.font * 0.009


def time_labels(axes: Axes, labels: tuple[str, ...], shape: Shape) -> None:
    """So many labels as there is room for, evenly spaced, the last always among them."""
    count = len(labels)
    axes.set_xlim(-0.5, max(count - 0.5, 0.5))
    wide = axes.get_position().width * shape.width
    widest = max([0.3, *(width_of(label(text), shape.font) for text in labels)])
    ticks = max(1, min(shape.ticks, int(wide / (widest + 0.12))))
    step = max(1, math.ceil((count - 1) / max(1, ticks - 1)))
    if ticks == 1:
        step = max(1, count)
    places = list(range(count - 1, -1, -step))[::-1]
    axes.set_xticks(places, [label(labels[i]) for i in places])
    texts = axes.get_xticklabels()
    if widest / 2 < wide / max(1, count) / 2 + 0.1:
        return  # every label has room where it stands
    if len(texts) > 1 and places[0] == 0:
        texts[0].set_horizontalalignment("left")
    if len(texts) > 1:
        texts[-1].set_horizontalalignment("right")


def beside(axes: Axes, text: str, height: float, shape: Shape, color: str) -> None:
    """A word or two in the margin right of the axes, where no line lies on them."""
    axes.annotate(
        "\n".join(label(text).split(" ", 1)), (1, height), (5, 0), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", va="center", fontsize=shape.font - 1, color=color,
    )  # fmt: skip


def apart(heights: list[float], least: float) -> list[float]:
    """Heights of labels moved so far that none lies on another, in their own order."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    found = list(heights)
    for before, this in pairwise(order):
        found[this] = max(found[this], found[before] + least)
    return found
