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


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], mark: str) -> bytes:
    """Semicolons and UTF-8 with a byte order mark, which is what Excel here expects; below, who took it and when."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(column) for column in columns])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    writer.writerows([[], [safe_cell(mark)]])
    return stream.getvalue().encode("utf-8-sig")
