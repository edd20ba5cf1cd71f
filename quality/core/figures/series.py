"""Figures along time: counts with their limits, how long things took, and how far something has spread.

The words in a figure are in the reader's language already, so that the picture needs no translation.
"""

from __future__ import annotations

from dataclasses import dataclass

from quality.core.figures.base import Number, Table
from quality.core.text import N_, Message


@dataclass(frozen=True)
class Mark:
    """A dated remark: which point it stands at, and the sign that leads to its words under the chart."""

    at: int
    sign: str


@dataclass(frozen=True)
class RunChart:
    """Counts over time with their median, the limits of chance and the year before.

    `unfinished`: the last point may still grow. `outside` are the places of points beyond the limits.
    """

    labels: tuple[str, ...]
    values: tuple[Number, ...]
    median: float | None
    median_word: str
    unfinished: bool
    unfinished_word: str
    marks: tuple[Mark, ...] = ()
    low: float | None = None
    high: float | None = None
    limit_word: str = ""
    outside: tuple[int, ...] = ()
    before: tuple[Number, ...] = ()
    before_word: str = ""
    value_word: str = ""

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        known = [value for value in self.values if value is not None]
        if not known:
            return Message(N_("Linje uten tall i perioden."))
        values = {
            "first": self.labels[0],
            "last": self.labels[-1],
            "low": min(known),
            "high": max(known),
        }
        if self.median is None:
            return Message(
                N_("Linje fra %(first)s til %(last)s. Lavest %(low)s, høyest %(high)s."),
                values,
            )
        text = N_("Linje fra %(first)s til %(last)s. Lavest %(low)s, høyest %(high)s. %(median)s.")
        return Message(text, values | {"median": self.median_word})

    def rows(self) -> list[tuple[str, Number]]:
        """The numbers behind the picture."""
        return list(zip(self.labels, self.values, strict=True))

    def table(self) -> Table:
        """The numbers, with the year before beside them when it is shown."""
        if not self.before:
            return Table((self.value_word,), tuple((name, (value,)) for name, value in self.rows()))
        rows = zip(self.labels, self.values, self.before, strict=True)
        return Table(
            (self.value_word, self.before_word), tuple((name, (now, then)) for name, now, then in rows)
        )


@dataclass(frozen=True)
class Spread:
    """How long something took, step by step: half took no longer than `middle`; half lie between `low` and `high`.

    `unfinished_word` is said where the last step may still change.
    """

    labels: tuple[str, ...]
    low: tuple[Number, ...]
    middle: tuple[Number, ...]
    high: tuple[Number, ...]
    counts: tuple[int, ...]
    words: tuple[str, str, str, str]
    unit_word: str
    unfinished_word: str = ""

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        known = [
            (name, value) for name, value in zip(self.labels, self.middle, strict=True) if value is not None
        ]
        if not known:
            return Message(N_("Ingen tider i perioden."))
        least, most = (min(known, key=lambda each: each[1]), max(known, key=lambda each: each[1]))
        text = N_(
            "Den midterste tiden for hver periode, med hvor halvparten ligger. "
            "Kortest i %(least)s med %(low)s, lengst i %(most)s med %(high)s %(unit)s."
        )
        values = {"least": least[0], "low": least[1], "most": most[0], "high": most[1]}
        return Message(text, values | {"unit": self.unit_word})

    def table(self) -> Table:
        """The numbers behind the picture."""
        numbers = zip(self.middle, self.low, self.high, self.counts, strict=True)
        return Table(self.words, tuple(zip(self.labels, numbers, strict=True)))


@dataclass(frozen=True)
class Curves:
    """How far something has come over time, each its own line that never falls, named at its end."""

    labels: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]
    value_word: str

    def alternative(self) -> Message:
        """What the picture shows, for those who do not see it."""
        ends = [(name, line[-1]) for name, line in zip(self.names, self.values, strict=True) if line]
        known = [(name, end) for name, end in ends if end is not None]
        if not known:
            return Message(N_("Linjer uten tall i perioden."))
        name, end = max(known, key=lambda each: each[1])
        text = N_("%(count)s linjer fra %(first)s til %(last)s. Lengst har %(name)s kommet, med %(high)s.")
        values = {"count": len(ends), "first": self.labels[0], "last": self.labels[-1]}
        return Message(text, values | {"name": name, "high": end})

    def table(self) -> Table:
        """The numbers behind the picture: a row a step, a column a line."""
        steps = zip(*self.values, strict=True) if self.values else ()
        return Table(self.names, tuple(zip(self.labels, steps, strict=True)) if self.values else ())
