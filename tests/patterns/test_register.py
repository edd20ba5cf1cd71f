"""The municipality's patterns as a list by address, as files, and on one sheet."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from quality.cases.kinds import Access, Strength
from quality.cases.models.case import Case
from quality.cases.states import MeasureState
from quality.core.db import transaction
from quality.core.workbooks import Sheet, book_bytes, sheet_name
from quality.patterns.models import Pattern
from quality.patterns.services import act, decide
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding

FORMULA = "=HYPERLINK(1)"


@pytest.fixture
def patterns(cast: Cast, time: Clock) -> list[Pattern]:
    """One owned and late with a name like a formula, one raised, one hidden."""
    cases = cases_there(cast)
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        late = finding(session, cast, cases, time.now)
        decide.rename(session, coordinator, late, FORMULA, now=time.now)
        decide.raise_pattern(session, coordinator, late, now=time.now)
        decide.set_owner(session, coordinator, late, cast.head, "Halvere", now=time.now, due_on=cast.day)
        other = finding(session, cast, cases[1:], time.now)
        decide.rename(session, coordinator, other, "Nøkler som mangler", now=time.now)
        decide.raise_pattern(session, coordinator, other, now=time.now)
        hidden = finding(session, cast, cases[2:], time.now, PatternState.CANDIDATE)
        decide.rename(session, coordinator, hidden, "Skjult funn", now=time.now)
    time.move(days=3)
    return [late, other, hidden]


def test_the_address_chooses_what_is_listed(cast: Cast, patterns: list[Pattern], client: Client) -> None:
    browser = client.sign_in(cast.chief)

    def page(query: str) -> tuple[bool, bool]:
        text = browser.get(f"/patterns/municipality{query}").get_data(as_text=True)
        assert "Skjult funn" not in text
        return FORMULA in text, "Nøkler som mangler" in text

    assert page("") == (True, True)
    assert page("?state=owned") == (True, False)
    assert page("?late=1") == (True, False)
    assert page("?q=nøkler") == (False, True)
    assert page("?q=%25") == (False, False)
    assert page(f"?owner={cast.head.public_id}") == (True, False)
    assert page(f"?area={cast.health.public_id}") == (True, True)
    assert page(f"?area={cast.school_area.public_id}") == (False, False)
    assert page("?state=candidate&order=x") == (True, True)


def test_no_filter_finds_a_unit_whose_members_are_gone(
    cast: Cast, patterns: list[Pattern], client: Client
) -> None:
    browser = client.sign_in(cast.chief)
    address = f"/patterns/municipality?area={cast.south.public_id}&q=Nøkler"
    assert "Nøkler som mangler" in browser.get(address).get_data(as_text=True)
    with transaction() as session:
        session.execute(sa.update(Case).where(Case.unit_id == cast.south.id).values(access=Access.SHIELDED))
    assert "Nøkler som mangler" not in browser.get(address).get_data(as_text=True)


def test_readers_who_do_not_review_land_on_the_list(
    cast: Cast, patterns: list[Pattern], client: Client
) -> None:
    assert "Nøkler som mangler" in client.sign_in(cast.leader).get("/patterns").get_data(as_text=True)
    client.sign_in(cast.employee).get("/patterns/municipality", 403)


def test_the_files_hold_the_same_and_run_nothing(cast: Cast, patterns: list[Pattern], client: Client) -> None:
    browser = client.sign_in(cast.chief)
    text = browser.get("/patterns/municipality.csv?late=1").get_data().decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Mønster;Status;Enheter;Eier;Løftet;Kommet tilbake;Frist")
    assert f"'{FORMULA}" in text
    mark = "Tatt ut av Kåre Prøve 2026-11-26 09:00"
    assert text.splitlines()[2:] == ["", mark]
    book = load_workbook(io.BytesIO(browser.get("/patterns/municipality.xlsx").get_data()))
    rows = {row[0]: row for row in book.active.iter_rows(min_row=2, values_only=True)}
    assert set(rows) == {f"'{FORMULA}", "Nøkler som mangler", None, mark}
    found = rows[f"'{FORMULA}"]
    assert found[2] == 3
    assert (found[5] or "") == ""
    assert found[6] == dt.datetime.combine(cast.day, dt.time())
    assert (found[3], found[7]) == ("Harald Prøve", "Ja")


def test_what_came_back_says_so_and_not_that_it_worked(
    cast: Cast, patterns: list[Pattern], client: Client, time: Clock
) -> None:
    late = patterns[0]
    with transaction() as session:
        row = session.get_one(Pattern, late.id)
        plan = act.Plan(
            "Lås på skapet", cast.head, cast.north.id, cast.day + dt.timedelta(9), Strength.STRONG
        )
        measure = act.add_measure(session, cast.actor(cast.head), row, plan, now=time.now)
        measure.state = MeasureState.WORKED
    browser = client.sign_in(cast.chief)
    assert "Virket" in browser.get("/patterns/sheet").get_data(as_text=True)
    with transaction() as session:
        row = session.get_one(Pattern, late.id)
        row.returned_at = time.move(days=1)
    browser = client.sign_in(cast.chief)
    sheet = browser.get("/patterns/sheet").get_data(as_text=True)
    assert "Kommet tilbake 27. nov. 2026 · Tiltak pågår" in sheet
    assert "Virket" not in sheet
    [line] = [
        line
        for line in browser.get("/patterns/municipality.csv").get_data().decode("utf-8-sig").splitlines()
        if FORMULA in line
    ]
    assert line.split(";")[5] == "2026-11-27"
    assert line.split(";")[-2] == "Kommet tilbake"


def test_the_sheet_says_who_what_and_when(cast: Cast, patterns: list[Pattern], client: Client) -> None:
    page = client.sign_in(cast.chief).get("/patterns/sheet").get_data(as_text=True)
    assert page.index(FORMULA) < page.index("Nøkler som mangler")
    assert "over frist" in page
    assert "Mangler eier" in page
    assert "Skjult funn" not in page


def test_an_owner_finds_what_is_the_owners(cast: Cast, patterns: list[Pattern], client: Client) -> None:
    page = client.sign_in(cast.head).get("/patterns/mine").get_data(as_text=True)
    assert FORMULA in page
    assert "Over frist" in page
    assert "Nøkler som mangler" not in page
    assert "Mangler tiltak</p>" in page
    assert "Du eier ingen mønstre nå" in client.sign_in(cast.leader).get("/patterns/mine").get_data(
        as_text=True
    )


def test_a_workbook_takes_any_title_and_any_cell() -> None:
    assert sheet_name("a/b:c*[d]" + "e" * 40) == "abcd" + "e" * 27
    sheet = Sheet("?", ["A"], [[None], ["@x"], [1.5], [True], [""]])
    book = load_workbook(io.BytesIO(book_bytes("?", [sheet], "=Kari")))
    assert [row[0].value for row in book.active.iter_rows()] == [
        "A",
        None,
        "'@x",
        1.5,
        True,
        None,
        None,
        "'=Kari",
    ]
