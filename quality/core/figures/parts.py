"""Figures of parts: bars, causes, a grid of two things, what became of something, and units beside each other."""

from __future__ import annotations

from dataclasses import dataclass

from quality.core.figures.base import Number, Table
from quality.core.text import N_, Message, lower_first


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, in the order given."""

    labels: tuple[str, ...]
    values: tuple[int, ...]

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        if not self.values:
            return Message(N_("Søyler uten tall i perioden."))
        top = max(self.values)
        values = {"count": len(self.values), "top": self.labels[self.values.index(top)], "high": top}
        return Message(N_("%(count)s søyler. Den lengste er %(top)s med %(high)s."), values)

    def rows(self) -> list[tuple[str, Number]]:
        """The numbers behind the picture."""
        return list(zip(self.labels, self.values, strict=True))

    def table(self) -> Table:
        """The numbers behind the picture."""
        return Table(("",), tuple((name, (value,)) for name, value in self.rows()))


@dataclass(frozen=True)
class Pareto:
    """Causes, the most common first, and how much of the whole the first ones make together."""

    labels: tuple[str, ...]
    values: tuple[int, ...]
    words: tuple[str, str]

    @property
    def shares(self) -> tuple[int, ...]:
        """Per cent of all for each and those before it, rounded."""
        whole = sum(self.values)
        return tuple(
            round(100 * sum(self.values[: place + 1]) / whole) if whole else 0
            for place in range(len(self.values))
        )

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        if not sum(self.values):
            return Message(N_("Søyler uten tall i perioden."))
        few = next(place for place, share in enumerate(self.shares, 1) if share >= 50)
        text = N_(
            "%(count)s søyler, den lengste først: %(top)s med %(high)s. De %(few)s første er %(share)s %%."
        )
        values = {"count": len(self.values), "top": self.labels[0], "high": self.values[0]}
        return Message(text, values | {"few": few, "share": self.shares[few - 1]})

    def table(self) -> Table:
        """The numbers behind the picture."""
        numbers = zip(self.values, self.shares, strict=True)
        return Table(self.words, tuple(zip(self.labels, numbers, strict=True)))


@dataclass(frozen=True)
class Grid:
    """Two things against each other, such as category by unit; the number stands in each square."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        known = [
            (number, row, column)
            for row, line in zip(self.rows, self.values, strict=True)
            for column, number in zip(self.columns, line, strict=True)
            if number
        ]
        if not known:
            return Message(N_("Rutenett uten tall i perioden."))
        high, row, column = max(known)
        text = N_(
            "Rutenett. Rader: %(rows)s. Kolonner: %(columns)s. Høyest er %(row)s, %(column)s: %(high)s."
        )
        values = {"rows": len(self.rows), "columns": len(self.columns), "row": row, "column": column}
        return Message(text, values | {"high": high})

    def table(self) -> Table:
        """The numbers behind the picture."""
        return Table(self.columns, tuple(zip(self.rows, self.values, strict=True)))


@dataclass(frozen=True)
class Stack:
    """What became of things, step by step: columns cut in parts, each part with its own pattern and word.

    A part that is None is kept back: its column is marked, and `hidden_word` says what the mark means. `partial` are
    the places of steps that are not counted whole, marked in the same way by `partial_word`.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[int | None, ...], ...]
    hidden_word: str = ""
    partial: tuple[int, ...] = ()
    partial_word: str = ""

    def hides(self, at: int) -> bool:
        """Whether something of a step is kept back."""
        return any(line[at] is None for line in self.values)

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        sums = [
            (name, sum(each or 0 for each in line))
            for name, line in zip(self.names, self.values, strict=True)
        ]
        hidden = any(map(self.hides, range(len(self.labels))))
        if not hidden and not any(number for _, number in sums):
            return Message(N_("Søyler uten tall i perioden."))
        parts = ", ".join(f"{lower_first(name)} {number}" for name, number in sums)
        text = N_("Søyler fra %(first)s til %(last)s. Til sammen: %(parts)s.")
        if hidden:
            text = N_(
                "Søyler fra %(first)s til %(last)s. Noen tall vises ikke. Resten til sammen: %(parts)s."
            )
        return Message(text, {"first": self.labels[0], "last": self.labels[-1], "parts": parts})

    def table(self) -> Table:
        """The numbers behind the picture: a row a step, a column a part."""
        steps = tuple(zip(*self.values, strict=True)) if self.values else ()
        return Table(self.names, tuple(zip(self.labels, steps, strict=True)) if steps else ())


@dataclass(frozen=True)
class Funnel:
    """Units beside each other, each by its size, with how far chance alone may carry a unit of that size.

    In the organisation's own order. `at`, `low` and `high` draw the two limits; `outside` are places of units beyond.
    """

    names: tuple[str, ...]
    sizes: tuple[float, ...]
    values: tuple[float, ...]
    centre: float
    at: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    outside: tuple[int, ...]
    words: tuple[str, str]
    centre_word: str = ""

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        if not self.names:
            return Message(N_("Ingen enheter å vise."))
        values = {"count": len(self.names), "outside": len(self.outside)}
        if not self.outside:
            return Message(
                N_("%(count)s enheter etter størrelse. Alle ligger der tilfeldigheter kan forklare."), values
            )
        who = ", ".join(self.names[place] for place in self.outside)
        text = N_("%(count)s enheter etter størrelse. Utenfor det tilfeldigheter gir: %(who)s.")
        return Message(text, values | {"who": who})

    def table(self) -> Table:
        """The numbers behind the picture, in the organisation's own order."""
        numbers = zip(self.sizes, self.values, strict=True)
        return Table(self.words, tuple(zip(self.names, numbers, strict=True)))
