"""A frozen report made ready for one reader: words in a language, numbers written out, and what is kept back left out.

The page, the paper, the workbook and the picture are all made here, so that a number is kept back in all or in none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from quality.core.figures import Bars, Curves, Figure, Grid, Mark, Pareto, RunChart, Spread
from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message, lower_first, show_date, show_number
from quality.reports.compose.monthly import NOTE
from quality.reports.compose.values import Column, Drawing, Part, Row, Snapshot, Table, Value, Word
from quality.reports.kinds import CHAPTER_LABELS, Chapter, Measured

Say = Callable[[Word], str]
Link = Callable[[dict[str, str]], str]

DECIMALS = {Measured.RATE: 1, Measured.DAYS: 1}
KEPT_BACK = N_("vises ikke")
FEW = N_("for få saker til å vise.")
TOO_FEW = {"run": N_("de fleste månedene har for få saker til at vi viser grafen.")}
DOTS = N_("En prikk er et tall som ikke vises.")
BROKEN = N_("Der linjen er brutt, vises ikke tallet.")


@dataclass(frozen=True)
class Reader:
    """How to speak to the reader, and whether the reader gets exact numbers; `link` leads to the cases behind one.

    `alone`: some readers get less, so that what these do not see is marked.
    """

    say: Say
    language: str
    exact: bool
    link: Link | None = None
    alone: bool = True

    def sentence(self, words: Word) -> str:
        """A sentence with its numbers written as in the tables."""
        return self.say(_numbered(words, self.language))


def _numbered(words: Word, language: str) -> Word:
    if not isinstance(words, Message):
        return words
    values = {
        name: show_number(value, language) if isinstance(value, int) else _numbered(value, language)
        for name, value in words.values.items()
    }
    return Message(words.text, values)


@dataclass(frozen=True)
class ShownCell:
    """A number as read. `url` leads to its cases, `kept` says that others do not see it."""

    text: str
    url: str = ""
    kept: bool = False
    withheld: bool = False
    number: bool = True


@dataclass(frozen=True)
class ShownRow:
    """A row as read."""

    name: str
    cells: list[ShownCell]
    total: bool


@dataclass(frozen=True)
class ShownTable:
    """A table as read; `columns` are words with whether they stand over numbers."""

    code: str
    title: str
    head: str
    columns: list[tuple[str, bool]]
    rows: list[ShownRow]
    note: str
    withheld: bool


@dataclass(frozen=True)
class ShownMark:
    """Something that happened, with the sign it has in the picture."""

    sign: str
    day: str
    title: str
    about: str


@dataclass(frozen=True)
class ShownDrawing:
    """A picture with its title, its sentence and what it shows in words; those say why where there is no figure."""

    code: str
    title: str
    sentence: str
    figure: Figure | None
    alternative: str
    marks: list[ShownMark]


@dataclass(frozen=True)
class ShownPart:
    """A chapter as read."""

    chapter: Chapter
    title: str
    sentences: list[str]
    drawings: list[ShownDrawing]
    tables: list[ShownTable]


def shown(snapshot: Snapshot, reader: Reader) -> list[ShownPart]:
    """The whole report for this reader."""
    return [_part(part, reader) for part in snapshot.parts]


def _part(part: Part, reader: Reader) -> ShownPart:
    tables = {table.code: table for table in part.tables}
    return ShownPart(
        part.chapter,
        reader.say(Message(CHAPTER_LABELS[part.chapter])),
        [reader.sentence(each.words) for each in part.said if reader.exact or not each.hidden],
        [_drawing(each, reader, tables) for each in part.drawings if _drawn(each, reader)],
        [_table(each, reader) for each in part.tables],
    )


def _drawn(drawing: Drawing, reader: Reader) -> bool:
    """Pictures of nothing are left out, but not for who may not know that it is nothing."""
    return any(drawing.values) or (not reader.exact and any(drawing.hidden))


def _columns(table: Table, reader: Reader) -> list[tuple[int, Column]]:
    """The columns that the reader gets, with their places."""
    return [(place, each) for place, each in enumerate(table.columns) if reader.exact or not each.kept]


def _table(table: Table, reader: Reader) -> ShownTable:
    columns = _columns(table, reader)
    rows = [
        ShownRow(
            reader.say(row.name), [_cell(row, place, column, reader) for place, column in columns], row.total
        )
        for row in table.rows
    ]
    return ShownTable(
        table.code,
        reader.say(table.title),
        reader.say(table.head),
        [(reader.say(column.name), column.measured is not Measured.TEXT) for _, column in columns],
        rows,
        reader.say(table.note) if table.note else "",
        any(cell.withheld for row in rows for cell in row.cells),
    )


def _cell(row: Row, place: int, column: Column, reader: Reader) -> ShownCell:
    value, hidden = row.cells[place], row.hides(place)
    if column.measured is Measured.TEXT:
        return ShownCell("" if value is None else reader.say(value), number=False)  # type: ignore[arg-type]
    if hidden and not reader.exact:
        return ShownCell(reader.say(Message(KEPT_BACK)), withheld=True)
    url = ""
    if reader.link and value and row.filters is not None and column.filters is not None:
        url = reader.link(row.filters | column.filters)
    kept = reader.alone and hidden and not column.kept
    return ShownCell(written(value, column.measured, reader.language), url, kept)


def written(value: Value, measured: Measured, language: str) -> str:
    """A number as people write it."""
    if not isinstance(value, int | float):
        return ""
    text = show_number(value, language, DECIMALS.get(measured, 0))
    return f"{text} %" if measured is Measured.SHARE else text


def _drawing(drawing: Drawing, reader: Reader, tables: Mapping[str, Table]) -> ShownDrawing:
    figure = figure_of(drawing, reader, tables)
    alternative = reader.say(figure.alternative() if figure else Message(TOO_FEW.get(drawing.kind, FEW)))
    title = reader.say(drawing.title)
    sentence = reader.say(drawing.sentence) if drawing.sentence and figure else ""
    if isinstance(figure, Grid) and any(value is None for line in figure.values for value in line):
        sentence = f"{sentence} {reader.say(Message(DOTS))}".strip()
    if isinstance(figure, RunChart) and None in figure.values:
        sentence = f"{sentence} {reader.say(Message(BROKEN))}".strip()
    if drawing.like_sheets and figure:
        sentence = f"{sentence} {reader.say(Message(NOTE))}".strip()
    return ShownDrawing(
        drawing.code, title, sentence, figure, alternative, _marks(drawing, reader) if figure else []
    )


def _marks(drawing: Drawing, reader: Reader) -> list[ShownMark]:
    found = []
    for sign, mark in enumerate(drawing.marks, 1):
        day = show_date(dt.date.fromisoformat(mark.on), reader.language)
        about = [lower_first(reader.say(mark.label)), *([mark.place] if mark.place else [])]
        found.append(ShownMark(str(sign), day, reader.say(mark.title), " · ".join(about)))
    return found


def figure_of(drawing: Drawing, reader: Reader, tables: Mapping[str, Table]) -> Figure | None:
    """The figure for this reader: what may be seen of it, and of months no line where most of them may not."""
    if drawing.kind in PICTURES:
        return PICTURES[drawing.kind](drawing, tables[drawing.rests[0][0]], reader)
    hidden = [place < len(drawing.hidden) and drawing.hidden[place] for place in range(len(drawing.values))]
    if drawing.kind == "run":
        kept = [each and not reader.exact for each in hidden]
        return None if 2 * sum(kept) > len(kept) else _run(drawing, reader, kept)
    rows = [
        (reader.say(name), int(value))
        for name, value, kept in zip(drawing.labels, drawing.values, hidden, strict=True)
        if value is not None and (reader.exact or not kept)
    ]
    return Bars(tuple(name for name, _ in rows), tuple(value for _, value in rows)) if rows else None


def _run(drawing: Drawing, reader: Reader, kept: list[bool]) -> RunChart:
    """Months as a sheet tells them: where some are kept back no middle under five, nor limits beside it."""
    small = any(kept) and (drawing.median or 0) < LEAST
    middle = show_number(drawing.median or 0, reader.language, 1)
    return RunChart(
        labels=_months(drawing, reader),
        values=tuple(
            None if value is None or back else int(value)
            for value, back in zip(drawing.values, kept, strict=True)
        ),
        median=None if small else drawing.median,
        median_word=reader.say(Message(N_("Midten %(median)s"), {"median": middle})),
        unfinished=False,
        unfinished_word="",
        low=None if small else drawing.low,
        high=None if small else drawing.high,
        limit_word=reader.say(Message(N_("Her holder tilfeldigheter seg"))),
        outside=tuple(at for at in drawing.outside if not kept[at]),
        marks=tuple(Mark(each.at, str(sign)) for sign, each in enumerate(drawing.marks, 1)),
    )


def _seen(row: Row, place: int, reader: Reader) -> int | float | None:
    """A number as this reader may see it."""
    value = row.cells[place]
    return value if isinstance(value, int | float) and (reader.exact or not row.hides(place)) else None


def _grid(drawing: Drawing, table: Table, reader: Reader) -> Figure | None:
    """Every row by every column but the sums; what is kept back is a dot, and of mostly dots there is no picture."""
    sums = {whole for whole, _ in table.adds}
    columns = [place for place, _ in _columns(table, reader) if place not in sums]
    rows = [row for row in table.rows if not row.total]
    values = tuple(tuple(_seen(row, place, reader) for place in columns) for row in rows)
    known = sum(value is not None for line in values for value in line)
    if 3 * known < len(rows) * len(columns):
        return None
    names = tuple(reader.say(table.columns[place].name) for place in columns)
    return Grid(tuple(reader.say(row.name) for row in rows), names, values)


def _pareto(drawing: Drawing, table: Table, reader: Reader) -> Figure | None:
    """The first column, the most common first; what they make together only where all are seen."""
    rows = [(reader.say(row.name), _seen(row, 0, reader)) for row in table.rows if not row.total]
    told = sorted(
        ((name, int(value)) for name, value in rows if value is not None), key=lambda each: -each[1]
    )
    if not told:
        return None
    names, values = tuple(name for name, _ in told), tuple(value for _, value in told)
    if len(told) < len(rows):
        return Bars(names, values)
    return Pareto(names, values, (reader.say(table.columns[0].name), reader.say(Message(N_("Til sammen")))))


def _spread(drawing: Drawing, table: Table, reader: Reader) -> Figure | None:
    """Month by month, how long half of them took and where half of them lie; never how many there were."""
    middle, low, high = (tuple(_seen(row, place, reader) for row in table.rows) for place in range(3))
    if not any(value is not None for value in middle):
        return None
    words = [reader.say(column.name) for column in table.columns]
    cases, days = reader.say(Message(N_("Saker"))), reader.say(Message(N_("dager")))
    nobody = (0,) * len(middle)
    return Spread(
        _months(drawing, reader), low, middle, high, nobody, (words[0], words[1], words[2], cases), days
    )


def _curves(drawing: Drawing, table: Table, reader: Reader) -> Figure | None:
    """A line for each row, month by month."""
    lines = tuple(
        tuple(_seen(row, place, reader) for place in range(len(table.columns))) for row in table.rows
    )
    word = reader.say(Message(N_("Enheter som bruker det")))
    return Curves(_months(drawing, reader), tuple(reader.say(row.name) for row in table.rows), lines, word)


PICTURES: dict[str, Callable[[Drawing, Table, Reader], Figure | None]] = {
    "grid": _grid,
    "pareto": _pareto,
    "spread": _spread,
    "curves": _curves,
}


def _months(drawing: Drawing, reader: Reader) -> tuple[str, ...]:
    days = (dt.date.fromisoformat(str(day)) for day in drawing.labels)
    return tuple(show_date(day, reader.language, "MMM y") for day in days)


def sheets(snapshot: Snapshot, reader: Reader) -> Iterator[tuple[str, list[str], list[list[object]]]]:
    """Every table with typed cells, one sheet each; what is kept back says so."""
    for part in snapshot.parts:
        for table in part.tables:
            chosen = _columns(table, reader)
            columns = [reader.say(table.head), *(reader.say(column.name) for _, column in chosen)]
            rows: list[list[object]] = [
                [
                    reader.say(row.name),
                    *(_typed(row, place, column, reader) for place, column in chosen),
                ]
                for row in table.rows
            ]
            yield reader.say(table.title), columns, rows


def _typed(row: Row, place: int, column: Column, reader: Reader) -> object:
    value = row.cells[place]
    if row.hides(place) and not reader.exact:
        return reader.say(Message(KEPT_BACK))
    if value is None or isinstance(value, int | float):
        return value
    return reader.say(value)
