"""Answering with a table to take along: the one way out, where each file gets the name of who took it and the time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context
from flask_babel import gettext

from quality.core.clock import OSLO
from quality.core.exports import csv_bytes, csv_pieces
from quality.core.text import N_
from quality.core.workbooks import Sheet, book_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK = N_("Tatt ut av %(name)s %(when)s")


def table_file(form: str, file_name: str, table: Sheet, by: str, *, now: dt.datetime) -> Response:
    """One table as `csv` or `xlsx`."""
    if form == "xlsx":
        return book_file(file_name, table.name, [table], by, now=now)
    return csv_file(file_name, table.columns, table.rows, by, now=now)


def csv_file(
    file_name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], by: str, *, now: dt.datetime
) -> Response:
    """A table as CSV."""
    return attachment(csv_bytes(columns, rows, _mark(by, now)), "text/csv", f"{file_name}.csv")


def csv_stream(
    file_name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], by: str, *, now: dt.datetime
) -> Response:
    """A table of any length as CSV, sent while its rows are read."""
    pieces = csv_pieces(columns, rows, _mark(by, now))
    return attachment(stream_with_context(pieces), "text/csv", f"{file_name}.csv")


def book_file(file_name: str, title: str, sheets: Iterable[Sheet], by: str, *, now: dt.datetime) -> Response:
    """Tables as a workbook, a sheet each."""
    return attachment(book_bytes(title, sheets, _mark(by, now)), XLSX, f"{file_name}.xlsx")


def attachment(content: bytes | Iterator[bytes], media_type: str, file_name: str) -> Response:
    """Something to be saved, never shown on the page."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _mark(by: str, now: dt.datetime) -> str:
    return str(gettext(MARK, name=by, when=now.astimezone(OSLO).strftime("%Y-%m-%d %H:%M")))
