"""Charts of parts and of units beside each other."""

from __future__ import annotations

import textwrap

from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import Affine2D

from quality.core.charts.canvas import (
    HUE,
    INK,
    LINE,
    QUIET,
    SHAPES,
    SOFT,
    Box,
    Shape,
    axes_of,
    boxes,
    place,
    scale,
    thousands,
    time_labels,
    width_of,
    write,
)
from quality.core.figures import Bars, Funnel, Grid, Pareto, Size, Stack, label

FILLS = ((HUE, ""), ("white", "////"), ("#E3A13A", "...."), (LINE, ""))
# Inches that a column takes, from which the slanting names above have two lines each and lie on no other.
ROOM_FOR_TWO_LINES = 0.52
# Names in a column of squares differ by their last word: north and south, the number of a ward.
SHORT_END = 6
SHADES = ("#FFFFFF", "#E4EEEB", "#BCD7CF", "#86B5A8", "#14594B")


def bars(figure: Bars | Pareto, size: Size) -> Canvas:
    """Bars with their names above and their numbers at the end; for causes also how much they make together."""
    shape = SHAPES[size]
    shares = figure.shares if isinstance(figure, Pareto) else ()
    head = 0.5 if shares else 0.0
    height = (max(1, len(figure.values)) + head) * shape.bar * 1.5 + 0.2
    canvas, axes = axes_of(shape, height)
    axes.set_position((0.01, 0.02, 0.98, 0.96))
    axes.set_axis_off()
    top = max([1, *figure.values])
    axes.set_xlim(0, top * 1.16)
    axes.set_ylim(len(figure.values) - 0.4, -0.6 - head)
    rows = list(enumerate(zip(figure.labels, figure.values, strict=True)))
    boxes(axes, [(0, at + 0.01, number, 0.34) for at, (_, number) in rows], facecolor=HUE, linewidth=0)
    write(axes, [(0, at - 0.2, label(name)) for at, (name, _) in rows], shape.font, ha="left")
    numbers = [(number + top * 0.015, at + 0.18, thousands(number)) for at, (_, number) in rows]
    write(axes, numbers, shape.font, ha="left", weight="bold")
    summed = [(top * 1.16, at - 0.2, f"{share} %") for at, share in enumerate(shares)]
    if isinstance(figure, Pareto) and shares:
        summed.append((top * 1.16, -0.7, label(figure.words[1])))
    write(axes, summed, shape.font - 1, QUIET, ha="right")
    return canvas


def grid(figure: Grid, size: Size) -> Canvas:
    """Squares, the darker the more, with the number in each. On the phone the rows' names stand above their squares."""
    shape = SHAPES[size]
    narrow = size is Size.NARROW
    left, row_height = (0.06, 0.58) if narrow else (2.5, 0.3)
    height = max(1, len(figure.rows)) * row_height + 1.15
    canvas, axes = axes_of(shape, height)
    count = max(1, len(figure.columns))
    axes.set_position((left / shape.width, 0.05 / height, 1 - (left + 0.45) / shape.width, 1 - 1.15 / height))
    axes.set_axis_off()
    axes.set_xlim(0, count)
    axes.set_ylim(max(1, len(figure.rows)), 0)
    known = [value for line in figure.values for value in line if value is not None]
    top = max([1, *known])
    room = (0.5, 0.96) if narrow else (0.06, 0.94)
    across, down = (0.0, 0.26) if narrow else (-0.1, 0.5)
    names = [(across, row + down, label(name)) for row, name in enumerate(figure.rows)]
    write(axes, names, shape.font - 0.5, ha="left" if narrow else "right")
    squares: dict[int, list[Box]] = {}
    numbers: dict[str, list[tuple[float, float, str]]] = {INK: [], "white": []}
    for row, line in enumerate(figure.values):
        for column, value in enumerate(line):
            shade = 0 if not value else 1 + min(3, int(4 * (value - 1) / top))
            squares.setdefault(shade, []).append((column + 0.03, row + room[0], 0.94, room[1] - room[0]))
            text = "·" if value is None else thousands(value)
            numbers["white" if shade == 4 else INK].append((column + 0.5, row + sum(room) / 2, text))
    for shade, found in sorted(squares.items()):
        boxes(axes, found, facecolor=SHADES[shade], edgecolor=LINE, linewidth=0.8)
    for color, texts in numbers.items():
        write(axes, texts, shape.font - 0.5, color)
    wide = (shape.width - left - 0.45) / count
    steep = narrow or wide < ROOM_FOR_TWO_LINES
    for column, name in enumerate(figure.columns):
        letters = int((0.45 + (count - column - 0.4) * wide) / width_of("x", shape.font - 1.5) / 0.79)
        text = _cut(name, 16, SHORT_END) if steep else _wrapped(name, min(20, letters))
        axes.text(
            column + 0.4, -0.02 if steep else -0.2, text, ha="left", va="bottom",
            rotation=62 if steep else 38, rotation_mode="anchor", fontsize=shape.font - 1.5, color=QUIET,
            linespacing=0.95,
        )  # fmt: skip
    return canvas


def _wrapped(name: str, most: int) -> str:
    """In two lines, between its words; what is longer than there is room for is cut."""
    lines = textwrap.wrap(label(name), min(16, most), break_long_words=False)
    shown = [*lines[:1], " ".join(lines[1:])] if lines[1:] else lines
    return "\n".join(_cut(line, most) for line in shown)


def _cut(name: str, most: int, end: int = 0) -> str:
    """A name with room for so many letters; a last word of at most `end` stays, since it tells it from the next."""
    line = label(name)
    if len(line) <= most:
        return line
    last = line.rpartition(" ")[2]
    kept = f"… {last}" if 0 < len(last) <= end and last != line else "…"
    return line[: most - len(kept)].rstrip() + kept


def stack(figure: Stack, size: Size) -> Canvas:
    """Columns cut in parts; the key stands above, each part with its pattern."""
    shape = SHAPES[size]
    canvas, axes = axes_of(shape, shape.height + 0.3)
    totals = [sum(line[at] or 0 for line in figure.values) for at in range(len(figure.labels))]
    kept_back = [at for at in range(len(figure.labels)) if figure.hides(at)]
    signs = {"*": (kept_back, figure.hidden_word), "°": (list(figure.partial), figure.partial_word)}
    names = (*figure.names, *(f"{sign} {says}" for sign, (places, says) in signs.items() if places))
    left = scale(axes, max([1, *totals]), shape)
    rows = 1 if size is not Size.NARROW else -(-len(names) // 2)
    place(axes, shape, left, 0.12, 0.1)
    box, whole = axes.get_position(), shape.height + 0.3
    high = whole - 0.34 - 0.1 - 0.26 * rows
    axes.set_position((box.x0, 0.34 / whole, box.width, high / whole))
    time_labels(axes, figure.labels, shape)
    below = [0] * len(figure.labels)
    keys = _keys(names, shape, 2 if size is Size.NARROW else max(1, len(names)))
    wide = box.width * shape.width
    corner = (0.08 - left) / wide, 1 + 0.26 * rows / high
    inches = Affine2D().scale(1 / wide, -1 / high).translate(*corner)
    for number, line in enumerate(figure.values):
        color, hatch = FILLS[number % len(FILLS)]
        look = {"facecolor": color, "hatch": hatch, "edgecolor": INK, "linewidth": 0.7}
        columns = zip(range(len(line)), below, line, strict=True)
        boxes(axes, [(at - 0.35, under, 0.7, value) for at, under, value in columns if value], **look)
        boxes(axes, [keys[number][0]], transform=inches + axes.transAxes, **look)
        below = [under + (value or 0) for under, value in zip(below, line, strict=True)]
    above = {
        at: "".join(sign for sign, (places, _) in signs.items() if at in places) for at in range(len(totals))
    }
    lift = 0.05 * max([1, *totals])
    write(axes, [(at, totals[at] + lift, text) for at, text in above.items() if text], shape.font + 2)
    write(axes, [text for _, text in keys], shape.font - 0.5, ha="left", onto=inches + axes.transAxes)
    return canvas


def _keys(names: tuple[str, ...], shape: Shape, columns: int) -> list[tuple[Box, tuple[float, float, str]]]:
    """The key of the parts, in inches below and right of its corner: for each its box and its name, in columns."""
    texts = [label(name) for name in names]
    widths = [
        max([width_of(text, shape.font) for text in texts[column::columns]], default=0) + 0.62
        for column in range(columns)
    ]
    found = []
    for number, text in enumerate(texts):
        row, column = divmod(number, columns)
        left, up = sum(widths[:column]), 0.1 + 0.26 * row
        found.append(((left, up - 0.06, 0.26, 0.12), (left + 0.36, up, text)))
    return found


def funnel(figure: Funnel, size: Size) -> Canvas:
    """Units by size: what chance may give is the grey room; only units outside it are named."""
    shape = SHAPES[size]
    canvas, axes = axes_of(shape, shape.height + 0.3)
    top = max([0.01, figure.centre, *figure.values])
    left = scale(axes, max([top, *(min(limit, 2 * top) for limit in figure.high)]), shape)
    bottom = 0.56
    whole = shape.height + 0.3
    axes.set_position(
        (left / shape.width, bottom / whole, 1 - (left + 0.16) / shape.width, 1 - (bottom + 0.26) / whole)
    )
    widest = max([1.0, *figure.sizes])
    axes.set_xlim(0, widest * 1.05)
    if figure.at:
        axes.fill_between(figure.at, figure.low, figure.high, color=SOFT, linewidth=0, zorder=0)
        for limit in (figure.low, figure.high):
            axes.plot(figure.at, limit, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)))
    axes.axhline(figure.centre, color=INK, linewidth=1, linestyle=(0, (5, 3)))
    axes.annotate(
        label(figure.centre_word), (0, figure.centre), (2, 4), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", fontsize=shape.font - 1, color=INK,
    )  # fmt: skip
    high = whole - bottom - 0.26
    words = [(0.5, -0.4 / high, label(figure.words[0]))]
    write(axes, words, shape.font - 0.5, QUIET, onto=axes.transAxes)
    words = [(0, 1 + 0.14 / high, label(figure.words[1]))]
    write(axes, words, shape.font - 1, QUIET, ha="left", onto=axes.transAxes)
    inside = [at for at in range(len(figure.names)) if at not in figure.outside]
    for places, color, fill, large in ((inside, QUIET, "white", 4.5), (figure.outside, HUE, HUE, 6.5)):
        if places:
            sizes, values = [figure.sizes[at] for at in places], [figure.values[at] for at in places]
            axes.plot(sizes, values, "o", color=color, markersize=large, markerfacecolor=fill)
    for at, (name, wide, value) in enumerate(zip(figure.names, figure.sizes, figure.values, strict=True)):
        if at in figure.outside:
            right = wide > widest * 0.55
            axes.annotate(
                label(name), (wide, value), (-7 if right else 7, 0), textcoords="offset points", va="center",
                ha="right" if right else "left", fontsize=shape.font - 1,
            )  # fmt: skip
    return canvas
