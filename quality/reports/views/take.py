"""A report to take along: PDF, workbook, or all its numbers in rows. They hold what everybody may see."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.downloads import attachment, book_file, csv_file
from quality.core.speech import word
from quality.core.text import N_, NotVisibleError
from quality.core.web import back_to, language, spoken
from quality.core.workbooks import Sheet
from quality.reports import policy
from quality.reports.compose.shown import Reader, sheets
from quality.reports.compose.values import read
from quality.reports.models import Report
from quality.reports.queries import listing
from quality.reports.services import writing
from quality.reports.views.blueprint import bp, title_of

COLUMNS = (N_("Tabell"), N_("Rad"), N_("Kolonne"), N_("Verdi"))


@bp.get("/<public_id>/report.pdf")
@needs(Act.REPORT_READ)
def pdf(public_id: str) -> Response:
    """The PDF that the worker has made."""
    report = listing.fetch(db.session(), current_actor(), public_id)
    content = listing.paper_content(db.session(), report)
    return attachment(content, "application/pdf", f"{_name(report)}.pdf")


@bp.post("/<public_id>/print")
@needs(Act.REPORT_WRITE)
def print_it(public_id: str) -> BaseResponse:
    """Ask the worker for the PDF of a draft."""
    with transaction() as session:
        report = listing.fetch_for(session, current_actor(), public_id, "print")
        writing.want_draft_paper(session, report, now=clock.now())
    web.tell(N_("PDF-en lages nå. Last siden på nytt om litt."))
    return back_to("reports.show", public_id=public_id)


@bp.get("/<public_id>/report.<any(xlsx, csv):form>")
@needs(Act.REPORT_READ)
def table(public_id: str, form: str) -> Response:
    """Every table: a sheet each, or all numbers one below the other."""
    report = listing.fetch(db.session(), current_actor(), public_id)
    if not policy.shown_in(report):
        raise NotVisibleError(public_id)
    reader = Reader(spoken, language(), report.kind in policy.OF_UNIT)
    found = [Sheet(*each) for each in sheets(read(report.content), reader)]
    name, by, now = _name(report), current_actor().name, clock.now()
    if form == "xlsx":
        return book_file(name, title_of(report), found, by, now=now)
    return csv_file(name, [word(column) for column in COLUMNS], _rows(found), by, now=now)


def _rows(found: list[Sheet]) -> Iterator[tuple[object, ...]]:
    for sheet in found:
        for name, *values in sheet.rows:
            for column, value in zip(sheet.columns[1:], values, strict=True):
                if value is not None:
                    yield sheet.name, name, column, value


def _name(report: Report) -> str:
    return f"{report.kind}-{report.since.isoformat()}-{report.edition}"
