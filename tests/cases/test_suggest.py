"""The category is guessed from the text, of those the unit uses, and confirmed with one tap."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.cases.compose.category_words import CATEGORY_WORDS
from quality.cases.compose.suggest import learn, suggest
from quality.cases.defaults import CATEGORIES, UNSORTED
from quality.cases.jobs.words import learn as learn_job
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.category import CategoryWord
from quality.cases.queries.telling import suggested
from quality.core.db import transaction
from tests.cases.desk import make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

MAINS = {code for code, _ in CATEGORIES if len(code) == 2}


def test_every_main_category_has_words() -> None:
    assert set(CATEGORY_WORDS) == MAINS


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bruker fikk ikke kveldsmedisinen, dosetten var tom.", "T1"),
        ("Hun ramlet på badet og ble liggende.", "T2"),
        ("Eleven sparket og slo en ansatt.", "H1"),
        ("Brevet ble sendt til feil mottaker.", "P1"),
        ("Brannalarmen gikk, og rømningsveien var sperret.", "B1"),
    ],
)
def test_the_words_of_the_house_are_enough_to_begin_with(text: str, code: str) -> None:
    assert suggest(text, {}, MAINS)[0] == code


def test_what_says_nothing_is_not_guessed_about() -> None:
    assert suggest("Det var noe rart i går.", {}, MAINS) == []
    assert suggest("", {}, MAINS) == []


def test_only_what_is_offered_is_guessed() -> None:
    assert suggest("Dosetten var tom.", {}, MAINS - {"T1"}) == []


def test_learning_keeps_no_name_no_number_and_nothing_of_few_cases() -> None:
    cases = [("T2", "matt bad kari 4711"), ("T1", "dosett bad")] * 5 + [("T2", "hemmel matt")] * 4
    known = learn(cases)
    assert ("T2", "matt") in known
    assert {stem for _, stem in known} <= {"matt", "bad", "dosett"}


def test_the_own_sorted_cases_teach(client: Client, cast: Cast, time: Clock) -> None:
    with transaction() as session:
        for number in range(24):
            make_case(session, cast, description=f"Noe annet {number}.", category="T3")
        for number in range(6):
            make_case(session, cast, description=f"Sparkesykkelen sto i gangen {number}.", category="B1")
            hidden = make_case(session, cast, description="Kvernsteinen lå der.", category="B1")
            hidden.access = Access.SHIELDED
    assert learn_job(time.now) > 0
    assert learn_job(time.now) > 0
    with transaction() as session:
        assert [code for code, _ in suggested(session, "En sparkesykkel igjen", cast.north.id)] == ["B1"]
        assert not any("kvernstein" in stem for stem in session.scalars(sa.select(CategoryWord.stem)))


def test_while_writing_the_page_gets_names_and_categories(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    answer = client.http.post("/report/hints", data={"text": "Mona ga feil dose."}).get_json()
    guessed = [{"code": "T1", "name": "Legemiddel"}]
    assert answer == {"people": ["Mona"], "categories": guessed, "elsewhere": []}
    for odd in ({}, {"text": "\x00" * 50}, {"text": "Dose", "unit": "x" * 3000}):
        assert client.http.post("/report/hints", data=odd).status_code == 200


def test_the_unit_decides_what_is_offered(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    for unit, offered in ((cast.north, ["T1"]), (cast.school, [])):
        sent = {"text": "Mona ga feil dose.", "unit": unit.public_id}
        found = client.http.post("/report/hints", data=sent).get_json()["categories"]
        assert [each["code"] for each in found] == offered, unit.name


def the_case() -> Case:
    with transaction() as session:
        return session.scalars(sa.select(Case)).one()


def test_after_sending_the_reporter_confirms_with_one_tap(client: Client, cast: Cast) -> None:
    sent = client.sign_in(cast.employee).post("/report", {"text": "Feil dose i dosetten.", "harm": "no"})
    assert "Hva handler det om? Legemiddel" in words(client.follow(sent))
    assert the_case().category.code == UNSORTED
    done = client.post(f"/cases/{the_case().public_id}/sort", {"category": "T1"})
    assert "Sortert som legemiddel." in words(client.follow(done))
    assert the_case().category.code == "T1"
    client.post(f"/cases/{the_case().public_id}/sort", {"category": "P1"})
    assert the_case().category.code == "T1"


@pytest.mark.parametrize(
    ("code", "access"), [("H2", Access.SAFETY), ("P1", Access.PRIVACY), ("T1", Access.SERVICE)]
)
def test_who_may_see_it_follows_the_category(client: Client, cast: Cast, code: str, access: Access) -> None:
    client.sign_in(cast.employee).post("/report", {"text": "Noe skjedde.", "harm": "no"})
    client.post(f"/cases/{the_case().public_id}/sort", {"category": code})
    assert (the_case().access, the_case().safety) == (access, code == "H2")


def test_nobody_sorts_the_report_of_another(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee).post("/report", {"text": "Noe skjedde.", "harm": "no"})
    for person, status in ((cast.leader, 403), (cast.colleague, 403), (cast.teacher, 404)):
        client.sign_in(person).post(f"/cases/{the_case().public_id}/sort", {"category": "T1"}, status=status)
    for odd in ("X9", "T", "T1.1", ""):
        client.sign_in(cast.employee).post(
            f"/cases/{the_case().public_id}/sort", {"category": odd}, status=400
        )
    assert the_case().category.code == UNSORTED
