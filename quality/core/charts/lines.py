"""Charts along time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from quality.core.charts.canvas import (
    HUE,
    INK,
    LINE,
    QUIET,
    SHAPES,
    SOFT,
    Shape,
    apart,
    axes_of,
    beside,
    boxes,
    place,
    scale,
    time_labels,
    width_of,
)
from quality.core.figures import Curves, Mark, Number, RunChart, Size, Spread, label

STYLES: tuple[tuple[str, str | tuple[int, tuple[int, ...]]], ...] = (
    ("o", "-"),
    ("s", (0, (6, 2))),
    ("^", (0, (2, 2))),
    ("D", (0, (6, 2, 1, 2))),
    ("v", (0, (1, 1))),
    ("P", (0, (10, 3))),
)


def run(figure: RunChart, size: Size) -> Canvas:
    """Counts over time: grey for what is usual, one hue for the line, a ring for a point beyond the limits."""
    shape = SHAPES[size]
    canvas, axes = axes_of(shape, shape.height)
    drawn = [*figure.values, *figure.before, figure.high]
    left = scale(axes, max([1, *(value for value in drawn if value is not None)]), shape)
    words = figure.median is not None or figure.unfinished
    place(axes, shape, left, 0.7 if words else 0.12, 0.3 if figure.marks else 0.06)
    time_labels(axes, figure.labels, shape)
    _limits(axes, figure, shape)
    _before(axes, figure)
    _points(axes, figure, shape)
    _median(axes, figure, shape)
    _marks(axes, figure, shape)
    return canvas


def _limits(axes: Axes, figure: RunChart, shape: Shape) -> None:
    if figure.high is None:
        return
    low = figure.low or 0
    axes.axhspan(low, figure.high, color=SOFT, linewidth=0, zorder=0)
    for at in (figure.low, figure.high):
        if at is not None:
            axes.axhline(at, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)))
    right = _is_taken_on_the_left_alone(axes, figure, figure.high, shape)
    axes.annotate(
        label(figure.limit_word), (int(right), figure.high), (-2 if right else 2, 3),
        xycoords=axes.get_yaxis_transform(), textcoords="offset points", ha="right" if right else "left",
        fontsize=shape.font - 1, color=QUIET,
    )  # fmt: skip


def _is_taken_on_the_left_alone(axes: Axes, figure: RunChart, high: float, shape: Shape) -> bool:
    """Whether a point at the limit or above it would lie on the limit's word at the left, and none at the right."""
    inches = axes.get_position().width * shape.width
    steps = len(figure.values) * width_of(label(figure.limit_word), shape.font - 1) / inches
    above = [at for at, value in enumerate(figure.values) if value is not None and value > 0.95 * high]
    left = any(at < steps for at in above)
    return left and not any(at > len(figure.values) - 1 - steps for at in above)


def _before(axes: Axes, figure: RunChart) -> None:
    known = [(i, value) for i, value in enumerate(figure.before) if value is not None]
    if len(known) > 1:
        axes.plot(*zip(*known, strict=True), color="#9AA4A9", linewidth=1.2, zorder=1.5)


def _points(axes: Axes, figure: RunChart, shape: Shape) -> None:
    known = [(i, value) for i, value in enumerate(figure.values) if value is not None]
    finished = figure.values[: known[-1][0]] if figure.unfinished and known else figure.values
    size = 4.5 if len(known) <= 40 else 2.5
    # The line is broken where a number is not known or not shown.
    heights = [math.nan if value is None else value for value in finished]
    axes.plot(range(len(heights)), heights, color=HUE, linewidth=1.8, marker="o", markersize=size)
    if figure.unfinished and known:
        last = known[-2:]
        axes.plot(*zip(*last, strict=True), color=HUE, linewidth=1.4, linestyle=(0, (2, 2)))
        at, value = known[-1]
        axes.plot([at], [value], marker="o", markersize=size + 1.5, markerfacecolor="white", color=HUE)
        beside(axes, figure.unfinished_word, _clear_of_median(axes, figure, value, shape), shape, QUIET)
    for at, value in known:
        if at in figure.outside:
            axes.plot(
                [at],
                [value],
                "o",
                markersize=size + 6,
                markerfacecolor="none",
                color=INK,
                markeredgewidth=1.6,
            )


def _clear_of_median(axes: Axes, figure: RunChart, value: float, shape: Shape) -> float:
    """How high the word for an unfinished period stands: at its point, but off the median's word."""
    inches = axes.get_position().height * shape.height
    two_lines = (2.6 * (shape.font - 1) / 72) * axes.get_ylim()[1] / inches
    if figure.median is None or abs(value - figure.median) >= two_lines:
        return value
    below = figure.median - two_lines
    return below if value < figure.median and below > two_lines / 2 else figure.median + two_lines


def _median(axes: Axes, figure: RunChart, shape: Shape) -> None:
    if figure.median is None:
        return
    axes.axhline(figure.median, color=INK, linewidth=1, linestyle=(0, (5, 3)))
    beside(axes, figure.median_word, figure.median, shape, INK)


def _marks(axes: Axes, figure: RunChart, shape: Shape) -> None:
    for at in {mark.at for mark in figure.marks}:
        axes.axvline(at, color=QUIET, linewidth=0.9, linestyle=(0, (1, 2)))
    inch = axes.get_position().width * shape.width / max(1, len(figure.labels))
    for middle, text in _apart_on_top(figure.marks, inch, shape.font):
        axes.text(
            middle, 1.02, text, transform=axes.get_xaxis_transform(), ha="center",
            fontsize=shape.font, fontweight="bold",
        )  # fmt: skip


def _apart_on_top(marks: Sequence[Mark], inch: float, font: float) -> list[tuple[float, str]]:
    """Where signs stand and what they say: those that would lie on each other are told together, as 2-5.

    `inch` is how wide a step is.
    """
    found: list[list[Mark]] = [[mark] for mark in sorted(marks, key=lambda mark: mark.at)]

    def middle(group: list[Mark]) -> float:
        return (group[0].at + group[-1].at) / 2

    def said(group: list[Mark]) -> str:
        first, last = label(group[0].sign), label(group[-1].sign)
        return first if len(group) == 1 else f"{first}\u2013{last}"

    def crowded(one: list[Mark], other: list[Mark]) -> bool:
        needed = (width_of(said(one), font) + width_of(said(other), font)) / 2 + 0.1
        return (middle(other) - middle(one)) * inch < needed

    at = 0
    while at + 1 < len(found):
        if crowded(found[at], found[at + 1]):
            found[at] += found.pop(at + 1)
            at = max(0, at - 1)
        else:
            at += 1
    return [(middle(group), said(group)) for group in found]


def spread(figure: Spread, size: Size) -> Canvas:
    """How long it took: a bar from quarter to quarter, a point and a line for the middle."""
    shape = SHAPES[size]
    canvas, axes = axes_of(shape, shape.height)
    drawn = (value for value in (*figure.high, *figure.middle) if value is not None)
    left = scale(axes, max([1, *drawn]), shape)
    place(axes, shape, left, 0.12, 0.24)
    axes.text(
        0, 1.03, label(figure.unit_word), transform=axes.transAxes, fontsize=shape.font - 1, color=QUIET
    )
    time_labels(axes, figure.labels, shape)
    ranges = enumerate(zip(figure.low, figure.high, strict=True))
    known = [(at, low, high) for at, (low, high) in ranges if low is not None and high is not None]
    bars = [(at - 0.3, low, 0.6, max(high - low, 0.05)) for at, low, high in known]
    boxes(axes, bars, facecolor=SOFT, edgecolor=LINE, linewidth=0.8)
    last = len(figure.labels) - 1 if figure.unfinished_word else None
    for piece in _unbroken(figure.middle):
        whole = piece[:-1] if piece[-1][0] == last else piece
        axes.plot(
            [at for at, _ in whole],
            [days for _, days in whole],
            color=HUE,
            linewidth=1.8,
            marker="o",
            markersize=4,
        )
        if whole is not piece:
            axes.plot(*zip(*piece[-2:], strict=True), color=HUE, linewidth=1.4, linestyle=(0, (2, 2)))
            axes.plot(*zip(piece[-1], strict=True), "o", color=HUE, markersize=5.5, markerfacecolor="white")
    if last is not None and figure.middle[last] is not None:
        said = f"○ {label(figure.unfinished_word)}"
        axes.text(1, 1.03, said, transform=axes.transAxes, fontsize=shape.font - 1, color=QUIET, ha="right")
    return canvas


def _unbroken(values: tuple[Number, ...]) -> list[list[tuple[int, float]]]:
    """The points in rows that are not interrupted by a step without any."""
    known = [(at, float(value)) for at, value in enumerate(values) if value is not None]
    cuts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(known)) if b[0] > a[0] + 1), len(known)]
    return [known[start:end] for start, end in pairwise(cuts) if end > start]


def curves(figure: Curves, size: Size) -> Canvas:
    """Lines that only rise, each with a sign of its own and its name where it ends."""
    shape = SHAPES[size]
    canvas, axes = axes_of(shape, shape.height)
    top = max([1, *(value for line in figure.values for value in line if value is not None)])
    left = scale(axes, top, shape)
    names = [_short(name, 14 if size is Size.NARROW else 32) for name in figure.names]
    right = 0.16 + max([0.3, *(width_of(name, shape.font - 1) for name in names)])
    place(axes, shape, left, min(right, shape.width * 0.42), 0.24)
    axes.text(
        0, 1.03, label(figure.value_word), transform=axes.transAxes, fontsize=shape.font - 1, color=QUIET
    )
    time_labels(axes, figure.labels, shape)
    ends: list[tuple[str, float, float]] = []
    for number, (name, line) in enumerate(zip(names, figure.values, strict=True)):
        marker, style = STYLES[number % len(STYLES)]
        color = HUE if number == 0 else QUIET
        for piece in _unbroken(line):
            axes.plot(
                *zip(*piece, strict=True), color=color, linewidth=1.6, linestyle=style, marker=marker,
                markersize=3.5, drawstyle="steps-post", markevery=[-1],
            )  # fmt: skip
            ends = [each for each in ends if each[0] != name] + [(name, *piece[-1])]
    heights = apart(
        [height for _, _, height in ends], top * 1.18 * (shape.font + 1) / 72 / (shape.height - 0.58)
    )
    for (name, at, height), up in zip(ends, heights, strict=True):
        axes.annotate(
            name, (at, height), (at + len(figure.labels) * 0.03 + 0.1, up), textcoords="data", va="center",
            fontsize=shape.font - 1, annotation_clip=False,
        )  # fmt: skip
    return canvas


def _short(name: str, most: int) -> str:
    line = label(name)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
