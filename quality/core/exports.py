"""Tables to take along: CSV that opens in Norwegian spreadsheets and runs nothing there."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

FORMULA_SIGNS = ("=", "+", "-", "@")
PIECE = 1 << 16


def safe_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: text that looks like one gets an apostrophe.

    A number has a comma, since a spreadsheet set to Norwegian takes one with a point for text or for a date.
    """
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    text = str(value)
    if text.startswith(("\t", "\r", "\n")):
        return f"'{text}"
    return f"'{text}" if unicodedata.normalize("NFKC", text.lstrip()).startswith(FORMULA_SIGNS) else text


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], mark: str) -> bytes:
    """Semicolons and UTF-8 with a byte order mark, which is what Excel here expects; below, who took it and when."""
    return b"".join(csv_pieces(columns, rows, mark))


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[object]], mark: str) -> Iterator[bytes]:
    """As csv_bytes(), piece by piece as the rows come: as little is held of a million rows as of a thousand."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    stream.write("\ufeff")
    writer.writerow([safe_cell(column) for column in columns])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        if stream.tell() > PIECE:
            yield _taken(stream)
    writer.writerows([[], [safe_cell(mark)]])
    yield _taken(stream)


def _taken(stream: io.StringIO) -> bytes:
    written = stream.getvalue().encode()
    stream.seek(0)
    stream.truncate()
    return written
