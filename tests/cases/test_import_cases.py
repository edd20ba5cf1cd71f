"""Old cases from another system's file."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.kinds import Access, Factor, Source
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount, SearchText, TraitCount
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services import bring_in as service
from quality.cases.services.bring_in import BadRowsError, bring_in, check
from quality.cases.services.bring_in import Source as File
from quality.cases.states import CaseState, MeasureState
from quality.core.clock import local_date
from quality.core.db import transaction
from quality.core.history import Entry, Happening, entries_of, record, verify
from quality.core.mail import OutgoingMail
from quality.core.notices import Notice
from quality.core.tabular import FileError, Report
from quality.core.text import RefusedError
from quality.organisation.models import Import, Unit
from tests.conftest import NOW
from tests.tables import ORGANISATION, PEOPLE, file_of, said

HEADER = (
    "Saksnr;Hendelsesdato;Registrert;Enhet;Hovedkategori;Underkategori;Alvorlighet;Sted;Årsak;"
    "Tittel;Beskrivelse;Meldt av;Saksbehandler;Status;Tiltak;Frist;Lukket"
)
PARTS = HEADER.split(";")
GOOD = dict(
    zip(
        PARTS,
        [
            "1", "07.08.2023", "09.08.2023", "Hjemmetjeneste 1", "Legemiddel", "Feil dose", "Høy", "Bad",
            "Tidspress", "Feil dose gitt", "Bruker fikk to tabletter.", "Moen, Kari", "Lien, Mona", "Lukket",
            "Innført dobbeltkontroll", "08.09.2023", "12.09.2023",
        ],
        strict=True,
    )
)  # fmt: skip


def line(**changes: str) -> str:
    """A good row with some cells changed; `Meldt_av` is the column «Meldt av»."""
    cells = GOOD | {name.replace("_", " "): value for name, value in changes.items()}
    return ";".join(cells.values())


def take(*lines: str, leave_out_bad: bool = False, mapping: dict[str, object] | None = None) -> Report:
    with transaction() as session:
        file = File("cases", file_of(*lines, encoding="cp1252"), "a.csv", mapping or {}, leave_out_bad)
        return bring_in(session, None, file, now=NOW)


@pytest.fixture
def town(app: Flask) -> None:
    with transaction() as session:
        bring_in(session, None, File("organisation", file_of(*ORGANISATION), "o.csv"), now=NOW)
        bring_in(session, None, File("people", file_of(*PEOPLE), "p.csv"), now=NOW)


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def only_case(session: Session) -> Case:
    return session.scalars(sa.select(Case)).one()


def test_an_old_case_keeps_what_it_was(town: None, session: Session) -> None:
    assert take(HEADER, line()).added == 1
    case = only_case(session)
    assert (case.label, case.external_id, case.source) == ("2023-0001", "1", Source.OTHER_SYSTEM)
    assert [local_date(at) for at in (case.occurred_at, case.registered_at, case.closed_at or NOW)] == [
        dt.date(2023, 8, 7),
        dt.date(2023, 8, 9),
        dt.date(2023, 9, 12),
    ]
    assert (case.state, case.severity, case.category.code, case.place) == (CaseState.CLOSED, 3, "T1.2", "Bad")
    assert case.reporter
    assert case.handler
    assert (case.reporter.name, case.handler.name, case.unit.name) == (
        "Kari Moen",
        "Mona Lien",
        "Hjemmetjeneste 1",
    )
    assert session.scalars(sa.select(CaseFactor.factor)).all() == [Factor.STAFFING]


def test_what_was_done_stands_as_a_done_measure(town: None, session: Session) -> None:
    take(HEADER, line(), line(Saksnr="2", Status="Under behandling", Lukket=""))
    measures = session.scalars(sa.select(Measure).order_by(Measure.id)).all()
    assert [(m.title, m.state, m.due_on) for m in measures] == [
        ("Innført dobbeltkontroll", MeasureState.DONE, None),
        ("Innført dobbeltkontroll", MeasureState.DECIDED, None),
    ]
    assert count(session, CaseMeasure) == 2


def test_old_cases_wake_nobody(town: None, session: Session) -> None:
    take(HEADER, line(Status="Ny", Lukket=""), line(Saksnr="2", Alvorlighet="Kritisk"))
    assert (count(session, Notice), count(session, OutgoingMail)) == (0, 0)
    due = (Case.receive_due_on, Case.answer_due_on, Case.close_due_on, Case.next_due_on)
    assert session.execute(sa.select(*due)).all() == [(None, None, None, None)] * 2


def test_old_cases_are_counted_found_and_in_the_history(town: None, session: Session) -> None:
    take(HEADER, line(), line(Saksnr="2", Hendelsesdato="08.08.2023"))
    cells = session.execute(sa.select(CaseCount.grain, CaseCount.count).order_by(CaseCount.grain)).all()
    assert [tuple(cell) for cell in cells] == [("month", 2), ("week", 2)]
    traits = session.execute(sa.select(TraitCount.value, TraitCount.count).order_by(TraitCount.value)).all()
    assert [tuple(trait) for trait in traits] == [("Bad", 2), ("staffing", 2)]
    assert session.scalars(sa.select(SearchText.stems)).first() == "feil dos gitt bruk fikk to tablett bad"
    assert session.scalar(sa.select(sa.func.count(Entry.id)).where(Entry.subject == "case")) == 2
    assert list(verify(session)) == []


def test_anonymous_stays_anonymous_and_a_former_employee_stays_a_name(town: None, session: Session) -> None:
    report = take(HEADER, line(Meldt_av="Anonym"), line(Saksnr="2", Meldt_av="Sluttet, Ansatt"))
    first, second = session.scalars(sa.select(Case).order_by(Case.id))
    assert (first.anonymous, first.reporter_id, first.reporter_name) == (True, None, "")
    assert (second.anonymous, second.reporter_id, second.reporter_name) == (False, None, "Sluttet, Ansatt")
    assert [finding.flaw.label for finding in report.remarks] == ["ansatt som har sluttet"]


def test_a_name_that_two_share_points_at_nobody(town: None, session: Session) -> None:
    with transaction() as inside:
        unit = inside.scalars(sa.select(Unit)).first()
        assert unit
        inside.add(Person(first_name="Kari", last_name="Moen", unit_id=unit.id, created_at=NOW))
    report = take(HEADER, line())
    assert only_case(session).reporter_name == "Moen, Kari"
    assert report.remarks[0].flaw.label == "flere med samme navn"


TYPED = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
BAD = [
    ({"Enhet": "Sentraladm (nedlagt)"}, "Enhet", "ukjent enhet"),
    ({"Hendelsesdato": "31.02.2024"}, "Hendelsesdato", "umulig dato"),
    ({"Hendelsesdato": "2024-13-01"}, "Hendelsesdato", "umulig dato"),
    ({"Hendelsesdato": "i går"}, "Hendelsesdato", "umulig dato"),
    ({"Lukket": "00.00.0000"}, "Lukket", "umulig dato"),
    ({"Hendelsesdato": "13.12.2027"}, "Hendelsesdato", "dato i fremtiden"),
    ({"Tittel": "  "}, "Tittel", "tom tittel"),
    ({"Lukket": "08.08.2023"}, "Lukket", "lukket før registrert"),
    ({"Underkategori": "Diverse"}, "Underkategori", "ukjent kategori"),
    ({"Saksnr": "1"}, "Saksnr", "dobbelt nummer"),
]


@pytest.mark.parametrize(("changes", "column", "flaw"), BAD)
def test_a_bad_row_is_named_and_nothing_is_written(
    town: None, session: Session, changes: dict[str, str], column: str, flaw: str
) -> None:
    with pytest.raises(BadRowsError) as caught:
        take(HEADER, line(), line(**{"Saksnr": "2"} | changes))
    assert said(caught.value.report) == [(3, column, flaw)]
    assert (count(session, Case), count(session, Import)) == (0, 2)


def test_the_dirt_of_a_real_export_is_counted_kind_by_kind(town: None, session: Session) -> None:
    bad = [line(**{"Saksnr": str(number + 10)} | changes) for number, (changes, *_) in enumerate(BAD)]
    kind = [
        line(Saksnr="20", Enhet="  Hjemmetjeneste 1 "),
        line(Saksnr="21", Enhet="HJEMMETJENESTE  1"),
        line(Saksnr="22", Beskrivelse='"Første linje.\r\nAndre linje."'),
        line(Saksnr="23", Beskrivelse='"Brukeren falt; ingen så det."'),
        line(Saksnr="24", Meldt_av="Vikarbyrå"),
    ]
    report = take(HEADER, line(), *bad, *kind, leave_out_bad=True)
    assert (report.rows, report.added, report.refused) == (16, 6, 10)
    assert {flaw.label: number for flaw, number in report.counts.items()} == {
        "ukjent enhet": 1,
        "umulig dato": 4,
        "dato i fremtiden": 1,
        "dobbelt nummer": 1,
        "tom tittel": 1,
        "lukket før registrert": 1,
        "ukjent kategori": 1,
        "blanke foran og bak": 1,
        "annen skrivemåte for enhet": 1,
        "linjeskift i feltet": 1,
        "semikolon i teksten": 1,
        "ansatt som har sluttet": 1,
    }
    assert count(session, Case) == 6


def test_the_same_file_again_adds_nothing(town: None, session: Session) -> None:
    take(HEADER, line(), line(Saksnr="2"))
    report = take(HEADER, line(), line(Saksnr="2"))
    assert (report.added, report.changed, report.same, count(session, Case)) == (0, 0, 2, 2)


def test_a_changed_row_changes_its_case_with_history(town: None, session: Session) -> None:
    take(HEADER, line(Status="Under behandling", Lukket="", Tittel="Uklart"))
    assert take(HEADER, line()).changed == 1
    case = only_case(session)
    assert (case.title, case.state) == ("Feil dose gitt", CaseState.CLOSED)
    assert session.scalars(sa.select(Measure.state)).one() is MeasureState.DONE
    counted = sa.select(CaseCount.closed, CaseCount.count).where(CaseCount.grain == "week")
    assert {tuple(row) for row in session.execute(counted)} == {(False, 0), (True, 1)}
    _, (entry, values) = entries_of(session, "case", case.id)
    assert (entry.act, values["state"]) == ("import_again", ["handling", "closed"])
    assert "dos" in session.scalars(sa.select(SearchText.stems)).one()


def test_a_case_that_was_worked_with_here_stands(town: None, session: Session) -> None:
    take(HEADER, line(Status="Under behandling", Lukket=""))
    with transaction() as inside:
        record(inside, Happening("case", only_case(inside).id, "receive", NOW, 1))
    report = take(HEADER, line())
    assert (report.changed, report.same) == (0, 1)
    assert report.remarks[0].flaw.label == "endret i Løft"
    assert only_case(session).state is CaseState.HANDLING


def test_the_second_system_is_recognised_too(town: None, session: Session) -> None:
    header = "id\tevent_date\tunit_code\tcategory\ttext\tstate"
    row = "B-1\t2026-09-01\t11\tTrusler\tBruker truet med kniv. Ingen skadet.\tclosed"
    with transaction() as inside:
        stream = file_of(header, row, encoding="utf-8-sig")
        assert bring_in(inside, None, File("cases", stream, "b.tsv"), now=NOW).added == 1
    case = only_case(session)
    assert (case.title, case.category.code, case.unit.code) == ("Bruker truet med kniv", "H1.2", "11")
    assert (case.access, case.safety, case.state) == (Access.SAFETY, True, CaseState.CLOSED)


def test_a_saved_mapping_reads_unknown_words(town: None, session: Session) -> None:
    mapping = {
        "system": "Gamlesystemet",
        "columns": {
            "id": "Saksnr",
            "occurred": "Hendelsesdato",
            "unit": "Enhet",
            "category": "Underkategori",
            "text": "Tittel",
        },
        "units": {"Gamlehjemmet": "12"},
        "categories": {"Diverse": "U"},
    }
    take(HEADER, line(Enhet="Gamlehjemmet", Underkategori="Diverse"), mapping=mapping)
    case = only_case(session)
    assert (case.external_system, case.unit.code, case.category.code) == ("Gamlesystemet", "12", "U")


@pytest.mark.parametrize(
    "mapping",
    [
        {"system": "A"},
        {"system": "A", "columns": [], "noe": 1},
        {"system": "", "columns": {}},
        {"system": "A", "columns": {"hva": "Saksnr"}},
        {"system": "A", "columns": {}, "date_format": "ukedag"},
        {"system": "A", "columns": {}, "categories": {"Diverse": "X9"}},
        {"system": "A", "columns": {}, "severities": {"Lav": 9}},
        {"system": "A", "columns": {}, "states": {"Ny": []}},
        {"system": "A", "columns": {}},
        {"system": "A", "columns": {"id": "Finnes ikke"}},
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(town: None, mapping: dict[str, object]) -> None:
    with pytest.raises(RefusedError):
        take(HEADER, line(), mapping=mapping)


def test_a_merged_category_takes_its_cases(town: None, session: Session) -> None:
    with transaction() as inside:
        main = inside.scalars(sa.select(Category).where(Category.code == "T1")).one()
        inside.execute(sa.update(Category).where(Category.code == "T1.2").values(merged_into_id=main.id))
    take(HEADER, line())
    assert only_case(session).category.code == "T1"


def test_a_missing_column_is_named(town: None) -> None:
    with pytest.raises(FileError) as caught:
        take(HEADER.replace("Enhet", "Hvor"), line())
    assert caught.value.message.values == {"name": "Enhet"}


def test_an_import_that_is_stopped_half_way_leaves_nothing(
    town: None, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CHUNK", 2)
    before = (count(session, Entry), count(session, Import))

    def stop(done: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    rows = [line(Saksnr=str(number)) for number in range(9)]
    with pytest.raises(KeyboardInterrupt), transaction() as inside:
        bring_in(inside, None, File("cases", file_of(HEADER, *rows), "a.csv"), now=NOW, progress=stop)
    assert (count(session, Case), count(session, CaseCount), count(session, SearchText)) == (0, 0, 0)
    assert (count(session, Entry), count(session, Import)) == before


def test_cases_wait_for_the_organisation(app: Flask) -> None:
    with pytest.raises(RefusedError, match="organisasjonen først"):
        take(HEADER, line())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.text(TYPED, max_size=12), min_size=17, max_size=17), max_size=4))
def test_whatever_stands_in_the_cells_each_row_is_taken_or_refused(
    town: None, session: Session, cells: list[list[str]]
) -> None:
    rows = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    stream = file_of(HEADER, *rows, encoding="utf-8-sig")
    report = check(session, File("cases", stream, "x.csv"), now=NOW)
    assert report.rows == report.added + report.refused
