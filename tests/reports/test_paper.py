"""The report on paper: every figure has its words, every table its headings, and nothing kept back is in it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from quality.core.db import transaction
from quality.core.pdf import pdf_bytes
from quality.core.workbooks import Sheet, book_bytes
from quality.organisation.models import Municipality, Unit
from quality.reports.compose.shown import Reader, sheets, shown
from quality.reports.compose.values import read
from quality.reports.jobs import papers
from quality.reports.kinds import Chapter, ReportKind
from quality.reports.models import Report, ReportPaper
from quality.reports.services.writing import approve, comment, want_draft_paper
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

Made = Callable[..., Report]
ARMS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'


def tags(content: bytes) -> list[tuple[str, Any]]:
    """Every element of the tag tree by its name."""

    def walk(node: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield str(node.S), node
            if "/K" in node:
                yield from walk(node.K)

    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang) == "nb"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.docinfo.Title)
        with document.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
        return [(name, str(node.get("/Alt", ""))) for name, node in walk(document.Root.StructTreeRoot.K)]


def silent(content: bytes) -> int:
    """How many figures say nothing to who does not see them."""
    return sum(name == "/Figure" and not words.strip() for name, words in tags(content))


def test_a_figure_without_words_is_noticed() -> None:
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    page = '<html lang="nb"><head><title>T</title></head><body><h1>T</h1><img src="%s"%s></body></html>'
    assert silent(pdf_bytes(page % (pixel, ' alt="En prikk"'))) == 0
    assert silent(pdf_bytes(page % (pixel, ""))) == 1


@pytest.mark.usefixtures("year")
def test_the_approved_report_is_kept_as_a_tagged_pdf(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    report = made()
    with transaction() as writing:
        writing.scalars(sa.select(Municipality)).one().arms_svg = ARMS
        report = writing.get_one(Report, report.id)
        comment(writing, cast.actor(cast.head), report, Chapter.VOLUME, "Vi har øvd <b>mye</b>.", now=NOW)
        approve(writing, cast.actor(cast.chief), report, now=NOW)
    assert papers.make(NOW) == 1
    assert papers.make(NOW) == 0
    row = session.get_one(ReportPaper, report.id)
    assert row.content
    found = tags(row.content)
    names = [name for name, _ in found]
    assert silent(row.content) == 0
    drawn = [
        each for part in shown(read(report.content), everybody()) for each in part.drawings if each.figure
    ]
    assert names.count("/Figure") == len(drawn) + 1
    assert names.count("/H1") == 1
    assert names.count("/H2") == len(read(report.content).parts)
    tables = sum(len(part.tables) for part in read(report.content).parts)
    assert names.count("/Caption") == tables > 7
    # A table that goes on overleaf is tagged once more there, with its headings.
    assert names.count("/Table") == names.count("/THead") >= tables
    assert names.count("/TH") > 60
    answer = client.sign_in(cast.leader).get(f"/reports/{report.public_id}/report.pdf")
    assert answer.data == row.content
    assert (
        client.sign_in(cast.employee).http.get(f"/reports/{report.public_id}/report.pdf").status_code == 404
    )


def everybody() -> Reader:
    return Reader(lambda word: str(getattr(word, "text", word)), "nb", exact=False)


@pytest.mark.usefixtures("year")
def test_files_hold_typed_numbers_and_nothing_kept_back(client: Client, cast: Cast, made: Made) -> None:
    report = made()
    client.sign_in(cast.coordinator)
    answer = client.get(f"/reports/{report.public_id}/report.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    tables = [table for part in read(report.content).parts for table in part.tables]
    assert len(book.sheetnames) == len(tables)
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "Kommunalområde"
    assert "Lukket" not in [cell.value for cell in sheet[1]]
    volume = tables[0]
    assert sheet.cell(2, 2).value == ("vises ikke" if volume.rows[0].hides(0) else volume.rows[0].cells[0])
    assert type(sheet.cell(len(volume.rows) + 1, 2).value) in (int, str)
    told = client.get(f"/reports/{report.public_id}/report.csv").get_data().decode("utf-8-sig")
    assert told.startswith("Tabell;Rad;Kolonne;Verdi\r\n")
    assert "vises ikke" in told
    for table, (_, columns, rows) in zip(tables, sheets(read(report.content), everybody()), strict=True):
        open_to_all = [place for place, each in enumerate(table.columns) if not each.kept]
        assert len(columns) == len(open_to_all) + 1
        for row, values in zip(table.rows, rows, strict=True):
            for place, value in zip(open_to_all, values[1:], strict=True):
                assert (value == "vises ikke") == row.hides(place)


def test_a_name_that_looks_like_a_formula_is_text_and_twice_the_same_name_is_two_sheets() -> None:
    rows = [["=1+1", 2]]
    book = load_workbook(
        io.BytesIO(book_bytes("T", [Sheet("A/B", ["@x", "n"], rows), Sheet("a*b", ["x", "n"], rows)], "Kari"))
    )
    assert book.sheetnames == ["AB", "ab 2"]
    assert book.worksheets[0]["A2"].value == "'=1+1"
    assert book.worksheets[0]["B2"].value == 2


POISON = "$\\foo$ <img src=x onerror=1> \u202eabc " + "æ" * 300


@pytest.mark.usefixtures("year")
def test_poison_in_names_spoils_neither_page_nor_paper(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    with transaction() as writing:
        writing.merge(cast.health).name = POISON[:120]
        writing.get_one(Unit, cast.school.parent_id).name = "=1+1"
    report = made()
    assert "<img src=x" in str(report.content)
    page = client.sign_in(cast.coordinator).get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "<img src=x" not in page
    assert client.get(f"/reports/{report.public_id}/figures/volume-areas/wide.svg").status_code == 200
    assert silent(papers.paper(session, report.id)) == 0
    rows = client.get(f"/reports/{report.public_id}/report.csv").get_data().decode("utf-8-sig")
    assert ";'=1+1" in rows
    assert ";=" not in rows
    book = load_workbook(io.BytesIO(client.get(f"/reports/{report.public_id}/report.xlsx").data))
    names = [row[0].value for sheet in book.worksheets for row in sheet.iter_rows()]
    assert any(str(name).startswith("'=1+1") for name in names)


def test_a_paper_that_cannot_be_made_stands_in_nobodys_way(
    session: Session, cast: Cast, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(), made(ReportKind.CONTROL)
    with transaction() as writing:
        for at, report in enumerate((first, second)):
            want_draft_paper(writing, writing.get_one(Report, report.id), now=NOW + dt.timedelta(seconds=at))
    later = NOW + dt.timedelta(minutes=1)
    right = papers.pdf_bytes

    def broken(html: str) -> bytes:
        if "Tertialrapport" in html:
            raise ZeroDivisionError
        return right(html)

    monkeypatch.setattr(papers, "pdf_bytes", broken)
    with pytest.raises(ZeroDivisionError):
        papers.make(later)
    assert papers.make(later) == 1
    assert session.get_one(ReportPaper, second.id, populate_existing=True).content
    monkeypatch.setattr(papers, "pdf_bytes", right)
    assert papers.make(later) == 0
    assert papers.make(later + dt.timedelta(hours=2)) == 1


def test_the_page_says_when_the_draft_on_paper_lacks_what_somebody_wrote(
    client: Client, cast: Cast, made: Made
) -> None:
    report = made()
    with transaction() as writing:
        want_draft_paper(writing, writing.get_one(Report, report.id), now=NOW)
    assert papers.make(NOW) == 1
    client.sign_in(cast.coordinator)
    missing = "Noen har skrevet i rapporten etterpå"
    assert missing not in client.get(f"/reports/{report.public_id}").get_data(as_text=True)
    with transaction() as writing:
        later, draft = NOW + dt.timedelta(minutes=5), writing.get_one(Report, report.id)
        comment(writing, cast.actor(cast.head), draft, Chapter.VOLUME, "Vi øver.", now=later)
    assert missing in client.get(f"/reports/{report.public_id}").get_data(as_text=True)


@pytest.mark.usefixtures("year")
def test_nothing_is_starred_where_all_who_read_see_the_same(client: Client, cast: Cast, made: Made) -> None:
    client.sign_in(cast.coordinator)
    for kind, starred in ((ReportKind.TERTIAL, True), (ReportKind.UNIT, False)):
        page = client.get(f"/reports/{made(kind).public_id}").get_data(as_text=True)
        assert ("Tall med stjerne" in page) == starred
