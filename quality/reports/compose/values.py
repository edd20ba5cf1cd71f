"""What a frozen report is made of, as plain values that can be kept as JSON and read again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from quality.core.text import Message
from quality.reports.kinds import Chapter, Measured

Word = str | Message
Value = int | float | str | Message | None
# A number's place: its table, its row (-1 is the last) and its column.
Spot = tuple[str, int, int]


@dataclass(frozen=True)
class Column:
    """A column: its name, what its numbers are, and what it adds to the address of the cases behind a number.

    `of` is the column that its numbers are reckoned from: kept back together with it. A `kept` column is for those
    who have the cases alone: beside the others it would give away what they hide.
    """

    name: Word
    measured: Measured = Measured.COUNT
    filters: dict[str, str] | None = None
    of: int | None = None
    kept: bool = False


@dataclass(frozen=True)
class Row:
    """A row. `hidden` says which numbers are kept from those who may not read the cases.

    `told` are numbers that other reports tell of parts of the period, and that the first number is the sum of;
    `told_of` are the same of other columns, by their places.
    """

    name: Word
    cells: tuple[Value, ...]
    hidden: tuple[bool, ...] = ()
    filters: dict[str, str] | None = None
    total: bool = False
    told: tuple[int, ...] = ()
    told_of: tuple[tuple[int, tuple[int, ...]], ...] = ()

    def hides(self, place: int) -> bool:
        """Whether this number is kept from most readers."""
        return place < len(self.hidden) and self.hidden[place]


@dataclass(frozen=True)
class Table:
    """A table with a heading column. `note` says what the numbers are of.

    `adds` says which column is the sum of which; a total row is the sum of the others. `equals` says which number
    of it is the sum of which numbers of another table that have no address in common. A table that `yields` hides what
    it must among its own numbers, and takes none from the others. One that is `like_sheets` counts what sheets count
    and hides what they hide, which is decided already.
    """

    code: str
    title: Word
    head: Word
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: Word = ""
    adds: tuple[tuple[int, tuple[int, ...]], ...] = ()
    equals: tuple[tuple[Spot, tuple[Spot, ...]], ...] = ()
    yields: bool = False
    like_sheets: bool = False


@dataclass(frozen=True)
class Remark:
    """Something that happened: which month of a curve it stands at, its day, what it was, what sort, and where."""

    at: int
    on: str
    title: Word
    label: Word
    place: str = ""


@dataclass(frozen=True)
class Drawing:
    """A figure: a run of months with its median, bars in the order of their table, or a whole table as a picture.

    `rests` are the numbers of tables that a run adds up to, or the first number that the others are drawn from.
    """

    code: str
    title: Word
    kind: str
    labels: tuple[Word, ...]
    values: tuple[int | float | None, ...]
    hidden: tuple[bool, ...] = ()
    median: float | None = None
    sentence: Word = ""
    rests: tuple[Spot, ...] = ()
    low: float | None = None
    high: float | None = None
    outside: tuple[int, ...] = ()
    marks: tuple[Remark, ...] = ()
    like_sheets: bool = False


@dataclass(frozen=True)
class Said:
    """A sentence from the figures, and the numbers it is made of; `hidden` when one is kept from most readers."""

    words: Word
    rests: tuple[Spot, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Part:
    """A chapter: sentences first, then pictures, then the tables behind them.

    `few` are the addresses of numbers that have no row, being too small: hidden like those that are not told.
    """

    chapter: Chapter
    said: tuple[Said, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    tables: tuple[Table, ...] = ()
    few: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """All the numbers of a report as they stood on the day they were made."""

    made_on: dt.date
    parts: tuple[Part, ...] = field(default=())

    def table(self, code: str) -> Table | None:
        """The table with this code."""
        return next((table for part in self.parts for table in part.tables if table.code == code), None)

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by its code."""
        return {table.code: table for part in self.parts for table in part.tables}

    def drawing(self, code: str) -> Drawing | None:
        """The figure with this code."""
        return next((each for part in self.parts for each in part.drawings if each.code == code), None)


def plain(thing: Any) -> Any:
    """As JSON: messages become their text and what goes into it."""
    if isinstance(thing, Message):
        return {"text": thing.text, "values": plain(thing.values)}
    if isinstance(thing, dict):
        return {name: plain(value) for name, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [plain(value) for value in thing]
    if isinstance(thing, dt.date):
        return thing.isoformat()
    if hasattr(thing, "__dataclass_fields__"):
        return {name: plain(getattr(thing, name)) for name in thing.__dataclass_fields__}
    return thing


def read(content: dict[str, Any]) -> Snapshot:
    """The twin of plain() for a whole report."""
    parts = tuple(_part(part) for part in content.get("parts", []))
    return Snapshot(dt.date.fromisoformat(content["made_on"]), parts)


def _part(content: dict[str, Any]) -> Part:
    return Part(
        Chapter(content["chapter"]),
        tuple(Said(word(each["words"]), _spots(each["rests"]), each["hidden"]) for each in content["said"]),
        tuple(_drawing(each) for each in content["drawings"]),
        tuple(_table(each) for each in content["tables"]),
        tuple(content.get("few", [])),
    )


def _drawing(content: dict[str, Any]) -> Drawing:
    return Drawing(
        content["code"],
        word(content["title"]),
        content["kind"],
        tuple(word(label) for label in content["labels"]),
        tuple(content["values"]),
        tuple(content["hidden"]),
        content["median"],
        word(content["sentence"]),
        _spots(content["rests"]),
        content["low"],
        content["high"],
        tuple(content["outside"]),
        tuple(
            Remark(each["at"], each["on"], word(each["title"]), word(each["label"]), each["place"])
            for each in content.get("marks", [])
        ),
        content.get("like_sheets", False),
    )


def _spots(content: list[Any]) -> tuple[Spot, ...]:
    return tuple((code, row, column) for code, row, column in content)


def _table(content: dict[str, Any]) -> Table:
    columns = tuple(
        Column(word(each["name"]), Measured(each["measured"]), each["filters"], each["of"], each["kept"])
        for each in content["columns"]
    )
    rows = tuple(
        Row(
            word(each["name"]),
            tuple(word(value) for value in each["cells"]),
            tuple(each["hidden"]),
            each["filters"],
            each["total"],
            tuple(each["told"]),
            tuple((column, tuple(parts)) for column, parts in each.get("told_of", [])),
        )
        for each in content["rows"]
    )
    return Table(
        content["code"],
        word(content["title"]),
        word(content["head"]),
        columns,
        rows,
        word(content["note"]),
        tuple((whole, tuple(parts)) for whole, parts in content["adds"]),
        tuple((_spots([whole])[0], _spots(parts)) for whole, parts in content.get("equals", [])),
        content.get("yields", False),
        content.get("like_sheets", False),
    )


def word(content: Any) -> Any:
    """A message from its JSON; everything else as it is."""
    if isinstance(content, dict):
        return Message(
            content["text"], {name: word(value) for name, value in content.get("values", {}).items()}
        )
    return content
