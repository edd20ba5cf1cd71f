"""Tables as Excel files: typed cells, nothing that runs, the same bytes for the same numbers."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from quality.core.exports import safe_cell

MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - written into the file, so that it does not change with the clock
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def book_bytes(title: str, sheets: Iterable[Sheet], mark: str) -> bytes:
    """A sheet for each table, each with a name of its own, and below each who took it out and when.

    A fixed heading, numbers as numbers, days as days, and text that no program takes for a formula.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": title, "created": MADE})
        heading = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        quiet = book.add_format({"italic": True})
        used: set[str] = set()
        for each in sheets:
            sheet = book.add_worksheet(_unused(sheet_name(each.name), used))
            last = _fill(sheet, each, heading, day)
            sheet.write_string(last + 2, 0, safe_cell(mark), quiet)
    return stream.getvalue()


def _unused(name: str, used: set[str]) -> str:
    """Excel takes no two names that differ in their letters' case alone."""
    found, number = name, 2
    while found.lower() in used:
        found, number = f"{name[:27]} {number}", number + 1
    used.add(found.lower())
    return found


def _fill(sheet: Worksheet, each: Sheet, heading: object, day: object) -> int:
    """Write the table; returns its last line."""
    widths, line = [len(column) for column in each.columns], 0
    for place, column in enumerate(each.columns):
        sheet.write_string(0, place, safe_cell(column), heading)
    for line, row in enumerate(each.rows, 1):
        for place, value in enumerate(row):
            _write(sheet, line, place, value, day)
            widths[place] = max(widths[place], len(str(value)))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    return line


def _write(sheet: Worksheet, line: int, place: int, value: object, day: object) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, place, value)
    elif isinstance(value, dt.date):
        plain = value.date() if isinstance(value, dt.datetime) else value
        sheet.write_datetime(line, place, plain, day)
    else:
        sheet.write_string(line, place, safe_cell(value))


def sheet_name(title: str) -> str:
    """A name that Excel takes: at most 31 letters, none of its own signs."""
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "Ark"
