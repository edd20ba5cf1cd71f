"""One thing to show in a meeting: what is said, of what, and the numbers behind it, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from quality.core.exports import safe_cell
from quality.core.figures import Figure, Size, Slide, to_json

SHOWN_ROWS = 36
IN_A_COLUMN = 12


@dataclass(frozen=True)
class Words:
    """A mark in the chart: its sign, its day and what happened."""

    sign: str
    day: str
    text: str


@dataclass(frozen=True)
class Point:
    """A title and a sentence; a chart, facts and a table where there are any; notes on what is not shown.

    `written`: the table is what people wrote and no numbers; `named`: so is the title. `within` says whom a sheet is
    for that is not for everybody.
    """

    title: str
    sentence: str
    source: str
    period: str = ""
    why: str = ""
    figure: Figure | None = None
    alternative: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    marks: tuple[Words, ...] = ()
    written: bool = False
    named: bool = False
    within: str = ""

    @property
    def heaps(self) -> list[tuple[tuple[str, ...], ...]]:
        """The newest rows in short tables that fit beside each other on one page."""
        newest = self.rows[:SHOWN_ROWS]
        return [newest[at : at + IN_A_COLUMN] for at in range(0, len(newest), IN_A_COLUMN)]

    @property
    def slide(self) -> Slide:
        """The same as a picture that stands alone."""
        said = " ".join(text for text in (self.sentence, self.why, *self.notes) if text)
        marks = [f"{mark.sign}: {mark.text} ({mark.day})." for mark in self.marks]
        source = " ".join(text for text in (*marks, _ended(self.period), self.source) if text)
        return Slide(self.title, said, source, to_json(self.figure, Size.PASTE) if self.figure else "")

    @property
    def cells(self) -> str:
        """The same as rows and tabs, to be pasted into a sheet, where nothing of it is taken for a formula."""
        lines: list[tuple[str, ...]] = [(self.title,), (self.sentence,)]
        lines += [(self.period,)] if self.period else []
        lines += [*self.facts, self.columns, *self.rows, *((note,) for note in self.notes), (self.source,)]
        return "\n".join("\t".join(_cell(text) for text in line) for line in lines if line)

    def masked(self, hide: Callable[[str], str]) -> Point:
        """The same with what people wrote run through `hide`; a trend has only its marks from people."""
        marks = tuple(replace(mark, text=hide(mark.text)) for mark in self.marks)
        facts = tuple((name, hide(text)) for name, text in self.facts)
        rows = tuple(tuple(map(hide, row)) for row in self.rows) if self.written else self.rows
        title = hide(self.title) if self.written and self.named else self.title
        return replace(self, title=title, facts=facts, rows=rows, marks=marks)

    @property
    def texts(self) -> list[str]:
        """All of that."""
        found = [text for _, text in self.facts] + [mark.text for mark in self.marks]
        return [*found, self.title, *(text for row in self.rows for text in row)] if self.written else found


def _ended(text: str) -> str:
    return f"{text.removesuffix('.')}." if text else ""


def _cell(text: str) -> str:
    return text if text.isdigit() else safe_cell(" ".join(text.split()))
