"""Tables from files: finding encoding and separator, reading row by row, and what there is to say about rows."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple

from quality.core.text import N_, RefusedError, clean, clean_line

SEPARATORS = ";\t,"
CHUNK = 1 << 20
LARGEST_CELL = 20_000_000
SHOWN = 120
KEPT_FINDINGS = 1_000

csv.field_size_limit(LARGEST_CELL)


class FileError(RefusedError):
    """The file as a whole cannot be read; the message says why."""


@dataclass(frozen=True)
class Limits:
    """How much is taken: bytes in the file, rows, and characters in a cell."""

    size: int
    rows: int
    cell: int = 20_000


PAGE_LIMITS = Limits(5 * 1024 * 1024, 20_000)
COMMAND_LIMITS = Limits(2 * 1024**3, 5_000_000)


@dataclass(frozen=True)
class Flaw:
    """A kind of thing to say about a row: its name in counts, its sentence, and whether the row is refused."""

    label: str
    sentence: str
    refused: bool = True


class Finding(NamedTuple):
    """A flaw in a cell. Rows are numbered as a spreadsheet shows them: the header is row 1."""

    row: int
    column: str
    flaw: Flaw
    value: str = ""

    def plain(self) -> dict[str, Any]:
        """What is kept of it: the sentence's message id and what goes into it."""
        shown = self.value if len(self.value) <= SHOWN else self.value[:SHOWN] + " …"
        return {
            "row": self.row,
            "column": self.column,
            "sentence": self.flaw.sentence,
            "value": " ".join(shown.split()),
        }


EMPTY = Flaw(N_("tom celle"), N_("Her må det stå noe."))
TOO_LONG = Flaw(N_("for lang tekst"), N_("Teksten er for lang for denne kolonnen."))
TOO_FEW = Flaw(N_("for få felt"), N_("Raden slutter før denne kolonnen. Mangler det et skilletegn?"))
TOO_MANY = Flaw(
    N_("for mange felt"), N_("Raden har flere felt enn overskriften. Står det et skilletegn i teksten?")
)
DOUBLE = Flaw(N_("dobbelt nummer"), N_("«%(value)s» står flere ganger. Bare den første raden teller."))
BAD_DATE = Flaw(N_("umulig dato"), N_("«%(value)s» er ikke en dato."))
BAD_NUMBER = Flaw(N_("ikke et tall"), N_("«%(value)s» er ikke et tall. Skriv for eksempel 12,5."))


class Row(NamedTuple):
    """A row with a value for every column; one that has too few or too many comes with what is wrong instead."""

    number: int
    values: list[str]
    finding: Finding | None = None


@dataclass
class Report:
    """What a file would do or did, in numbers, and what was said about its rows."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    counts: Counter[Flaw] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    def say(self, findings: Iterable[Finding]) -> bool:
        """Take in what is said about one row; tells whether the row is refused."""
        refused = False
        for finding in findings:
            self.counts[finding.flaw] += 1
            refused = refused or finding.flaw.refused
            kept = self.findings if finding.flaw.refused else self.remarks
            if len(kept) < KEPT_FINDINGS:
                kept.append(finding)
        self.refused += refused
        return refused

    def plain(self) -> dict[str, Any]:
        """The report as it is stored."""
        return {
            "rows": self.rows,
            "added": self.added,
            "changed": self.changed,
            "same": self.same,
            "refused": self.refused,
            "counts": [
                {"label": flaw.label, "count": count, "refused": flaw.refused}
                for flaw, count in sorted(
                    self.counts.items(), key=lambda item: (not item[0].refused, -item[1], item[0].label)
                )
            ],
            "findings": [finding.plain() for finding in self.findings],
            "remarks": [finding.plain() for finding in self.remarks],
        }


class Table:
    """An opened file: its columns, and its rows once."""

    def __init__(self, text: Iterator[list[str]], separator: str, columns: list[str], limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self.separator = separator
        self.columns = columns

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank."""
        width, limit, number = len(self.columns), self._limits.cell, 1
        while True:
            number += 1
            values = self._next(number)
            if values is None:
                return
            if number - 1 > self._limits.rows:
                raise FileError(
                    N_("Filen har mer enn %(most)s rader. Del den opp, eller bruk kommandolinjen."),
                    most=self._limits.rows,
                )
            if not any(values):
                continue
            if len(values) != width:
                yield Row(number, values, _uneven(number, values, self.columns))
            elif max(map(len, values)) > limit:
                place = next(place for place, value in enumerate(values) if len(value) > limit)
                yield Row(number, values, Finding(number, self.columns[place], TOO_LONG))
            else:
                yield Row(number, values)

    def _next(self, number: int) -> list[str] | None:
        try:
            return next(self._text, None)
        except csv.Error as error:
            raise FileError(_csv_sentence(str(error)), row=number) from error


def _uneven(number: int, values: list[str], columns: list[str]) -> Finding:
    if len(values) < len(columns):
        return Finding(number, columns[len(values)], TOO_FEW)
    return Finding(number, columns[-1], TOO_MANY)


def _csv_sentence(error: str) -> str:
    if "field limit" in error:
        return N_("Rad %(row)s har en celle som er altfor stor.")
    return N_("Rad %(row)s kan ikke leses. Se etter et anførselstegn som mangler sin make.")


class _Text(io.TextIOWrapper):
    """The file as text. It belongs to whoever opened it, so it is not closed with its last reader."""

    def close(self) -> None:
        """Leave the file open."""


def open_table(stream: BinaryIO, limits: Limits) -> Table:
    """Open a semicolon-, tab- or comma-separated file; FileError when it is not one."""
    encoding = find_encoding(stream, limits)
    stream.seek(0)
    head = _Text(stream, encoding=encoding, newline="").read(64_000)
    stream.seek(0)
    separator = find_separator(head.splitlines()[0] if head.strip() else "")
    text = _Text(stream, encoding=encoding, newline="")
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        columns = [clean_line(name, 10_000) for name in next(reader, [])]
    except csv.Error as error:
        raise FileError(_csv_sentence(str(error)), row=1) from error
    _check_header(columns)
    return Table(reader, separator, columns, limits)


def _check_header(columns: list[str]) -> None:
    if len(columns) < 2 or not any(columns):
        raise FileError(N_("Rad 1 må ha kolonnenavn med semikolon, tabulator eller komma mellom."))
    for place, name in enumerate(columns, start=1):
        if len(name) > 80:
            raise FileError(N_("Rad 1, kolonne %(place)s: kolonnenavnet er for langt."), place=place)
    double = next((name for name, count in Counter(map(str.casefold, columns)).items() if count > 1), None)
    if double is not None:
        raise FileError(N_("Rad 1: kolonnen «%(name)s» står to ganger."), name=double)


def find_encoding(stream: BinaryIO, limits: Limits) -> str:
    """utf-8-sig or utf-16 by their mark, else utf-8 when every byte agrees, else Windows-1252."""
    stream.seek(0)
    start = stream.read(4)
    if not start:
        raise FileError(N_("Filen er tom."))
    if start.startswith(b"PK\x03\x04"):
        raise FileError(N_("Dette er et regneark. Lagre det som CSV, og prøv igjen."))
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _tried(stream, limits, ["utf-16"])
    if start.startswith(codecs.BOM_UTF8):
        return _tried(stream, limits, ["utf-8-sig"])
    return _tried(stream, limits, ["utf-8", "cp1252"])


def _tried(stream: BinaryIO, limits: Limits, encodings: list[str]) -> str:
    decoders = {name: codecs.getincrementaldecoder(name)() for name in encodings}
    stream.seek(0)
    line, size = 1, 0
    for block in iter(lambda: stream.read(CHUNK), b""):
        size += len(block)
        if size > limits.size:
            most = limits.size // 1024**2
            raise FileError(
                N_("Filen er større enn %(most)s MB. Del den opp, eller bruk kommandolinjen."), most=most
            )
        if b"\0" in block and "utf-16" not in encodings:
            raise FileError(N_("Dette er ikke en CSV-fil."))
        failed = {name: fault for name, decoder in decoders.items() if (fault := _fault(decoder, block))}
        if len(failed) == len(decoders):
            raise _undecodable(block, line, max(failed.values(), key=lambda fault: fault.start))
        decoders = {name: decoder for name, decoder in decoders.items() if name not in failed}
        line += block.count(b"\n")
    return _finished(decoders)


def _finished(decoders: Mapping[str, codecs.IncrementalDecoder]) -> str:
    for name, decoder in decoders.items():
        try:
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            continue
        return name
    raise FileError(N_("Filen er avkortet: den slutter midt i et tegn."))


def _fault(decoder: codecs.IncrementalDecoder, block: bytes) -> UnicodeDecodeError | None:
    try:
        decoder.decode(block)
    except UnicodeDecodeError as error:
        return error
    return None


def _undecodable(block: bytes, line: int, fault: UnicodeDecodeError) -> FileError:
    return FileError(
        N_("Linje %(row)s har tegn som ikke kan leses. Lagre filen som CSV UTF-8, og prøv igjen."),
        row=line + block[: fault.start].count(b"\n"),
    )


def find_separator(header: str) -> str:
    """The one of semicolon, tab and comma that divides the header into most columns."""
    return max(SEPARATORS, key=header.count)


def find_columns(
    columns: list[str], names: Mapping[str, tuple[str, ...]], required: Iterable[str]
) -> dict[str, int]:
    """Where each field stands, by the names it goes under; FileError names a required one that is missing."""
    places = {name.casefold(): place for place, name in enumerate(columns)}
    found = {
        wanted: places[name] for wanted, known in names.items() for name in known[::-1] if name in places
    }
    for wanted in required:
        if wanted not in found:
            raise FileError(N_("Rad 1: kolonnen «%(name)s» mangler."), name=names[wanted][0])
    return found


def cell(value: str) -> str:
    """The same cleaning as what people type gets, quick for what needs none."""
    if value.isprintable() and (value.isascii() or unicodedata.is_normalized("NFC", value)):
        return value.strip()
    return clean(value)


def key(value: str) -> str:
    """What two spellings of a name have in common: case and runs of white space left out."""
    return " ".join(value.split()).casefold()


_DATES = {
    "dd.mm.yyyy": re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})"),
    "yyyy-mm-dd": re.compile(r"(?P<y>\d{4})[./-](?P<m>\d{1,2})[./-](?P<d>\d{1,2})"),
    "mm/dd/yyyy": re.compile(r"(?P<m>\d{1,2})[./-](?P<d>\d{1,2})[./-](?P<y>\d{4})"),
}
DATE_FORMATS = tuple(_DATES)
_CLOCK = re.compile(r"(?:[ T,]+(?:kl\.? ?)?(?P<h>\d{1,2})[:.](?P<n>\d{2})(?:[:.]\d{2})?)?")


@lru_cache(maxsize=20_000)
def parse_date(value: str, form: str) -> dt.date | dt.datetime | None:
    """A date, or a naive date and time where the cell has one; None when it is neither."""
    found = _DATES[form].match(value)
    clock = _CLOCK.fullmatch(value, found.end()) if found else None
    if not found or not clock or not value.isascii():
        return None
    try:
        day = dt.date(int(found["y"]), int(found["m"]), int(found["d"]))
        if day.year < 1900:
            return None
        if clock["h"] is None:
            return day
        return dt.datetime.combine(day, dt.time(int(clock["h"]), int(clock["n"])))
    except ValueError:
        return None


def day_of(value: dt.date | dt.datetime) -> dt.date:
    """The date, without its time of day."""
    return value.date() if isinstance(value, dt.datetime) else value


class Cells:
    """One row's cells by field, and what is found wrong as they are read."""

    def __init__(self, row: Row, columns: list[str], places: Mapping[str, int]) -> None:
        self.row = row
        self._columns = columns
        self._places = places
        self.findings: list[Finding] = []

    def say(self, name: str, flaw: Flaw, value: str = "") -> None:
        """Note a flaw in a field's cell."""
        column = self._columns[self._places[name]] if name in self._places else ""
        self.findings.append(Finding(self.row.number, column, flaw, value))

    def line(self, name: str, limit: int, *, required: bool = False) -> str:
        """One line of text; one that is too long, or missing where required, is a flaw."""
        value = " ".join(cell(self.row.values[self._places[name]]).split()) if name in self._places else ""
        if required and not value:
            self.say(name, EMPTY)
        if len(value) > limit:
            self.say(name, TOO_LONG)
        return value

    def date(self, name: str) -> dt.date | None:
        """A date as dd.mm.yyyy or yyyy-mm-dd, or None for an empty cell."""
        value = self.line(name, 40)
        found = parse_date(value, "yyyy-mm-dd") or parse_date(value, "dd.mm.yyyy") if value else None
        if value and found is None:
            self.say(name, BAD_DATE, value)
        return day_of(found) if found else None
