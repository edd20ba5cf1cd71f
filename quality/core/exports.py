"""Tables to take along: CSV that opens in Norwegian spreadsheets and runs nothing there."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@")


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: text that looks like one gets an apostrophe."""
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    if text.startswith(("\t", "\r", "\n")):
        return f"'{text}"
    return f"'{text}" if unicodedata.normalize("NFKC", text.lstrip()).startswith(FORMULA_SIGNS) else text


def marked(name: str, when: str) -> bytes:
    """The last line of a file with rows of cases: who took it out, and when."""
    return ("\r\n" + safe_cell(f"{name}, {when}") + "\r\n").encode()


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons and UTF-8 with a byte order mark, which is what Excel here expects."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
