"""Who may read which report, in which state, and with which numbers; and who may do what with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.db import db, transaction
from quality.core.figures import RunChart
from quality.reports import policy
from quality.reports.compose.shown import Reader, figure_of, shown
from quality.reports.compose.values import read
from quality.reports.kinds import ReportKind
from quality.reports.models import Report
from quality.reports.services.writing import approve
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

Made = Callable[..., Report]

WRITERS = {"coordinator", "second_coordinator", "chief", "head", "school_head"}
LEADERS = {"leader", "south_leader", "home_leader", "school_leader", "deputy"}
OF_ALL = WRITERS | LEADERS | {"main_safety_rep", "auditor"}
COORDINATORS = {"coordinator", "second_coordinator"}
ABOVE = {*COORDINATORS, "leader", "deputy", "head"}
# Kind, and whether it is approved: who reads it.
READERS = {
    (ReportKind.TERTIAL, False): WRITERS,
    (ReportKind.TERTIAL, True): OF_ALL,
    (ReportKind.SAFETY, False): WRITERS,
    (ReportKind.SAFETY, True): OF_ALL | {"safety_rep"},
    (ReportKind.CONTROL, False): WRITERS,
    (ReportKind.CONTROL, True): OF_ALL,
    (ReportKind.UNIT, False): ABOVE,
    (ReportKind.UNIT, True): ABOVE | {"employee", "colleague", "safety_rep", "former"},
}
EXACT = COORDINATORS | {"auditor"}


@pytest.mark.parametrize("kind", list(ReportKind))
def test_drafts_are_for_writers_and_the_approved_for_whom_it_concerns(
    session: Session, cast: Cast, made: Made, kind: ReportKind
) -> None:
    report = made(kind)
    for approved in (False, True):
        if approved:
            with transaction() as writing:
                report = writing.get_one(Report, report.id)
                chief = cast.leader if kind is ReportKind.UNIT else cast.chief
                approve(writing, cast.actor(chief), report, now=NOW)
        by_python, by_sql = set(), set()
        for name, person in cast.everybody().items():
            actor = cast.actor(person)
            if policy.may_see(actor, report):
                by_python.add(name)
            if session.scalar(sa.select(Report.id).where(Report.id == report.id, policy.visible(actor))):
                by_sql.add(name)
        assert by_python == by_sql == READERS[kind, approved]


def test_who_writes_approves_and_replaces(cast: Cast, made: Made) -> None:
    tertial, unit = made(), made(ReportKind.UNIT)

    def those_who(verb: str, report: Report) -> set[str]:
        people = cast.everybody().items()
        return {name for name, person in people if policy.may(cast.actor(person), verb, report)}

    assert those_who("comment", tertial) == WRITERS
    assert those_who("approve", tertial) == {"chief"}
    assert those_who("replace", tertial) == {*COORDINATORS, "chief"}
    assert those_who("comment", unit) == those_who("replace", unit) == ABOVE
    assert those_who("approve", unit) == {"leader", "deputy", "head"}


@pytest.mark.usefixtures("year")
def test_only_those_who_have_the_cases_get_exact_numbers(cast: Cast, made: Made) -> None:
    tertial, safety, unit = made(), made(ReportKind.SAFETY), made(ReportKind.UNIT)
    for name, person in cast.everybody().items():
        actor = cast.actor(person)
        assert policy.exact(actor, tertial) == (name in EXACT), name
        assert policy.exact(actor, safety) == (name in EXACT | {"main_safety_rep"}), name
        assert policy.exact(actor, unit), name


def pages(client: Client, report: Report) -> Iterator[tuple[str, str, int]]:
    """Every address of a report's numbers."""
    base = f"/reports/{report.public_id}"
    figures = [each.code for part in read(report.content).parts for each in part.drawings]
    for path in (
        base,
        *(f"{base}/figures/{code}/narrow.svg" for code in figures for size in ("narrow", "wide")),
    ):
        answer = client.http.get(path)
        yield path, answer.get_data(as_text=True), answer.status_code


@pytest.mark.usefixtures("year")
def test_a_kept_back_number_is_in_no_page_and_no_picture(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    report = made()
    table = read(report.content).table("severity")
    assert table
    assert any(any(row.hidden) for row in table.rows)
    plain = Reader(lambda word: str(getattr(word, "text", word)), "nb", exact=False)
    parts = {part.chapter: part for part in shown(read(report.content), plain)}
    withheld = [
        cell for part in parts.values() for each in part.tables for row in each.rows for cell in row.cells
    ]
    assert {cell.text for cell in withheld if cell.withheld} == {"vises ikke"}
    assert not any(cell.url for cell in withheld)
    client.sign_in(cast.chief)
    seen = {path: (text, code) for path, text, code in pages(client, report)}
    page = seen[f"/reports/{report.public_id}"][0]
    assert "vises ikke" in page
    assert "/cases?counted" not in page
    codes = {path.split("/")[-2]: code for path, (_, code) in seen.items() if "/figures/" in path}
    runs = {
        each.code: each for part in read(report.content).parts for each in part.drawings if each.kind == "run"
    }
    assert runs
    for code, each in runs.items():
        assert codes[code] == (404 if 2 * sum(each.hidden) > len(each.hidden) else 200), code
        drawn = figure_of(each, plain, {})
        if isinstance(drawn, RunChart):
            assert all(
                value is None for value, kept in zip(drawn.values, each.hidden, strict=True) if kept
            ), code
    client.sign_in(cast.coordinator)
    exact = client.get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "/cases?counted" in exact
    assert "Tall med stjerne" in exact


def test_others_get_404_and_no_act(client: Client, cast: Cast, made: Made) -> None:
    report = made()
    for person, code in ((cast.employee, 404), (cast.leader, 404), (cast.head, 200), (cast.safety_rep, 404)):
        assert client.sign_in(person).http.get(f"/reports/{report.public_id}").status_code == code
    for person in (cast.coordinator, cast.head):
        answer = client.sign_in(person).http.post(f"/reports/{report.public_id}/approve")
        assert answer.status_code == 403, person.first_name


def test_the_list_and_a_report_ask_as_often_however_much_there_is(
    client: Client, cast: Cast, made: Made
) -> None:
    """A fixed number of questions: for many reports, and for a report with many chapters."""
    client.sign_in(cast.coordinator)
    few = {}
    for kind in (ReportKind.TERTIAL, ReportKind.SAFETY, ReportKind.CONTROL):
        report = made(kind)
        asked: list[str] = []

        def note(*args: object, asked: list[str] = asked) -> None:
            asked.append(str(args[2]))

        sa.event.listen(db.engine, "before_cursor_execute", note)
        client.get("/reports")
        listed = len(asked)
        client.get(f"/reports/{report.public_id}")
        sa.event.remove(db.engine, "before_cursor_execute", note)
        few[kind] = (listed, len(asked) - listed)
    assert len(set(few.values())) == 1
    assert max(few[ReportKind.TERTIAL]) <= 16, few
