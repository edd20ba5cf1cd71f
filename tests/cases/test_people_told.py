"""What points at a person in a report: found, asked about once, hidden with one tap, and never in the way."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.cases.compose.people import hide_people, names_in, people_in, phone_numbers
from quality.cases.models.case import Case, CaseMessage
from quality.core.db import transaction
from tests.cases.desk import words
from tests.cast import Cast
from tests.client import Client

STAFF = {"Bakke", "Prøve", "Mona"}
PLACES = {"Lia", "Moen"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kari falt på badet.", ["Kari"]),
        ("Vi så at Kari Anne Berg-Hansen falt.", ["Kari Anne Berg-Hansen"]),
        ("Karis medisin lå igjen.", ["Karis"]),
        ("Da kom Bakke inn.", ["Bakke"]),
        ("Bakke opp og is på veien.", []),
        ("Hans medisin lå igjen.", []),
        ("Vi fant Hans på gulvet.", ["Hans"]),
        ("Fallet skjedde på Lia sykehjem.", []),
        ("HEIS OG KARI", []),
        ("Ring legevakta. Sykehuset svarte ikke.", []),
        ("Både Ola og Kari var der.", ["Ola", "Kari"]),
    ],
)
def test_likely_names(text: str, found: list[str]) -> None:
    assert names_in(text, STAFF, PLACES) == found


@pytest.mark.parametrize(
    "number", ["41234567", "412 34 567", "41 23 45 67", "+47 412 34 567", "004741234567"]
)
def test_phone_numbers(number: str) -> None:
    assert phone_numbers(f"Ring {number}.") == [number]


@pytest.mark.parametrize(
    "number", ["20261126", "1234567", "123456789", "2026-0412", "12345678", "4123456789", "x41234567"]
)
def test_what_is_no_phone_number(number: str) -> None:
    assert phone_numbers(f"Se {number}.") == []


@pytest.mark.parametrize(
    "number",
    [
        "01019012345",
        "010190 12345",
        "010190-12345",
        "01.01.90 12345",
        "41019012345",
        "01419012345",
        "01819012345",
        "01669012345",
        "80000000098",
    ],
)
def test_id_numbers_of_every_kind_are_found_and_hidden(number: str) -> None:
    found = people_in(f"Gjelder {number}.", set(), set())
    assert found == [number]
    assert hide_people(f"Gjelder {number}.", found) == "Gjelder •••••• •••••."


def test_an_account_number_is_no_id_number() -> None:
    assert people_in("Konto 97101234568.", set(), set()) == []


def test_hiding_takes_all_that_was_found_and_nothing_else() -> None:
    text = "Kari Hansen ringte 412 34 567 om Kari. Karin? Karianne!"
    found = people_in(text, set(), set())
    assert hide_people(text, found) == "[navn] ringte •• •• •• •• om [navn]. [navn]? Karianne!"


def stored() -> list[str]:
    with transaction() as session:
        return list(session.scalars(sa.select(Case.description).order_by(Case.id)))


def test_a_name_is_asked_about_once_and_hidden_where_wished(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    told = {"text": "Så kom Mona, 412 34 567.", "harm": "no", "immediate_action": "Ringte Prøve"}
    page = client.post("/report", told, status=400)
    assert "Dette kan være navnet eller nummeret til noen: 412 34 567, Mona, Prøve." in words(page)
    assert "Så kom Mona" in words(page)
    assert stored() == []
    client.post("/report", told | {"numbers": "hide"})
    client.post("/report", told | {"numbers": "keep"})
    assert stored() == ["Så kom [navn], •• •• •• ••.", "Så kom Mona, 412 34 567."]


def test_what_the_page_has_warned_of_is_not_asked_again(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    told = {"text": "Så kom Mona.", "harm": "no"}
    client.post("/report", told | {"warned": "Kari\r\nMona"})
    client.post("/report", told | {"text": "Så kom Mona og Ola.", "warned": "Mona"}, status=400)
    client.post("/report", told | {"text": "010190 12345", "warned": "010190 12345"}, status=400)
    assert stored() == ["Så kom Mona."]


def test_the_names_of_units_are_no_persons(client: Client, cast: Cast) -> None:
    with transaction():
        cast.outsider.last_name = "Moen"
    client.sign_in(cast.employee).post("/report", {"text": "Bussen til Moen skole kom ikke.", "harm": "no"})
    assert len(stored()) == 1


def test_an_id_number_in_a_message_is_asked_about_once(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": "Falt på badet.", "harm": "no"})
    with transaction() as session:
        path = f"/cases/{session.scalars(sa.select(Case.public_id)).one()}/message"
    client.sign_in(cast.leader)
    told = {"text": "Gjelder det 010190 12345, Kari?", "kind": "question"}
    page = client.post(path, told, status=400)
    assert "Dette ligner et fødselsnummer" in words(page)
    assert 'value="question:hide"' in page.get_data(as_text=True)
    client.post(path, told | {"kind": "question:hide"})
    client.post(path, told | {"kind": "note:keep"})
    with transaction() as session:
        texts = list(session.scalars(sa.select(CaseMessage.text).order_by(CaseMessage.id)))
    assert texts == ["Gjelder det •••••• •••••, Kari?", told["text"]]
