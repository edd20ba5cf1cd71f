"""The safety representative: own page, comments, and requests that must get a dated answer."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.jobs.safety import remind
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.safety import SafetyWord
from quality.core.db import transaction
from quality.core.notices import Notice
from tests.cases.desk import CANARY, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

ASK = {"text": "Vi trenger en ny heis.", "kind": "ask", "once": "s1"}


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        return make_case(session, cast, category="H1.1")


def asked(session: Session) -> SafetyWord:
    session.expire_all()
    return session.scalars(sa.select(SafetyWord).order_by(SafetyWord.id.desc())).first()  # type: ignore[return-value]


def told(session: Session, kind: str) -> set[int]:
    session.expire_all()
    return set(session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_the_page_has_the_hms_cases_of_the_own_area_and_of_all_areas_for_the_main_one(
    client: Client, cast: Cast, case: Case
) -> None:
    with transaction() as session:
        plain = make_case(session, cast, category="T1.1")
        away = make_case(session, cast, unit_id=cast.school.id, category="H1.1")
    first = client.sign_in(cast.safety_rep).get("/")
    assert "Én åpen HMS-sak i området ditt" in words(first)
    assert 'href="/safety"' in first.get_data(as_text=True).partition("</nav>")[2]
    mine = client.get("/safety").get_data(as_text=True)
    assert case.public_id in mine
    assert plain.public_id not in mine
    assert away.public_id not in mine
    everywhere = client.sign_in(cast.main_safety_rep).get("/safety").get_data(as_text=True)
    assert case.public_id in everywhere
    assert away.public_id in everywhere
    assert "2 åpne HMS-saker i området ditt" in words(client.get("/"))
    for person in (cast.employee, cast.leader, cast.head, cast.coordinator, cast.admin):
        client.sign_in(person).get("/safety", 403)
        assert "i området ditt" not in words(client.get("/"))


def test_the_case_asks_its_representative_to_speak(client: Client, cast: Cast, case: Case) -> None:
    page = client.sign_in(cast.safety_rep).get(f"/cases/{case.public_id}")
    assert "Du er verneombud her." in words(page)
    assert "Skriv som verneombud" in words(page)
    for person in (cast.leader, cast.employee, cast.colleague):
        assert "Du er verneombud her." not in words(
            client.sign_in(person).http.get(f"/cases/{case.public_id}")
        )


def test_of_a_case_about_a_user_the_hms_part_is_read_without_the_person_and_logged(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        words_told = "Ola Prøve slo meg i gangen."
        case = make_case(session, cast, category="H1.1", description=words_told, user_reference="GE-7")
        assert case.access is Access.PERSONAL
    client.sign_in(cast.safety_rep)
    assert "slo meg" not in words(client.get("/safety")), "the list shows no masked text"
    page = words(client.get(f"/cases/{case.public_id}"))
    assert "slo meg" in page
    for secret in ("Ola", "GE-7", "Kari"):
        assert secret not in page
    assert "Vera Prøve" in words(client.sign_in(cast.employee).get(f"/cases/{case.public_id}/sight"))


def test_a_request_gets_a_dated_answer_that_both_see(
    client: Client, cast: Cast, session: Session, case: Case
) -> None:
    page = f"/cases/{case.public_id}/safety"
    client.sign_in(cast.safety_rep).post(page, ASK)
    client.post(page, ASK)
    assert session.scalar(sa.select(sa.func.count(SafetyWord.id))) == 1, "sent twice, asked once"
    assert str(asked(session).due_on) == "2026-12-07"
    assert told(session, "safety") == {cast.leader.id}
    client.post(f"{page}/{asked(session).public_id}", {"answer": "Selv."}, 403)
    client.sign_in(cast.leader)
    assert "skal ha svar innen 7. desember." in words(client.get(f"/cases/{case.public_id}"))
    shown = words(client.get(page))
    assert "Vi trenger en ny heis." in shown
    assert "Valgfritt" not in shown, "a day is wanted of who says yes"
    answer = f"{page}/{asked(session).public_id}"
    client.post(answer, {"answer": ""}, 400)
    client.post(answer, {"answer": "Bestilt.", "done_by": "2026-11-01"}, 400)
    client.post(answer, {"answer": "Ja, snart.", "done": "yes"}, 400)
    client.post(answer, {"answer": "Bestilt.", "done_by": "2026-12-20", "done": "yes"})
    assert "skal ha svar" not in words(client.get(f"/cases/{case.public_id}"))
    client.post(answer, {"answer": "En gang til.", "done": "no"}, 409)
    assert told(session, "safety_answer") == {cast.safety_rep.id}
    for reader in (cast.safety_rep, cast.main_safety_rep, cast.leader, cast.deputy, cast.head):
        shown = words(client.sign_in(reader).get(page))
        assert "Bestilt." in shown
        assert "20. des. 2026" in shown


def test_others_neither_read_nor_write_it(client: Client, cast: Cast, case: Case) -> None:
    page = f"/cases/{case.public_id}/safety"
    client.sign_in(cast.safety_rep).post(page, ASK | {"kind": "say"})
    others = (cast.employee, cast.colleague, cast.coordinator, cast.privacy_officer, cast.auditor)
    for person in others:
        client.sign_in(person)
        assert client.http.get(page).status_code in (403, 404), person.first_name
        code = client.http.post(page, data=ASK | {"once": "s9"}).status_code
        assert code in (403, 404), person.first_name
    client.sign_in(cast.leader).post(page, ASK | {"once": "s8"}, 403)


def test_a_comment_waits_for_no_answer(client: Client, cast: Cast, session: Session, case: Case) -> None:
    page = f"/cases/{case.public_id}/safety"
    client.sign_in(cast.safety_rep).post(page, ASK | {"kind": "say"})
    assert asked(session).due_on is None
    client.post(page, {"text": "", "kind": "say"}, 400)
    client.sign_in(cast.leader).post(
        f"{page}/{asked(session).public_id}", {"answer": "Ja.", "done": "no"}, 409
    )


def test_what_is_promised_can_be_made_a_measure_by_who_handles_the_case(
    client: Client, cast: Cast, session: Session, case: Case
) -> None:
    page, offer = f"/cases/{case.public_id}/safety", "Legg det inn som tiltak"
    client.sign_in(cast.safety_rep).post(page, ASK)
    client.sign_in(cast.leader).post(f"/cases/{case.public_id}/receive")
    assert offer not in words(client.get(page)), "nothing is promised yet"
    yes = {"answer": "Ny heis kommer.", "done": "yes", "done_by": "2026-12-01"}
    client.post(f"{page}/{asked(session).public_id}", yes)
    shown = client.get(page)
    assert offer in words(shown)
    assert f'href="/cases/{case.public_id}/measures/new"' in shown.get_data(as_text=True)
    assert offer not in words(client.sign_in(cast.safety_rep).get(page))


def test_a_late_answer_is_reminded_of_once_a_week_until_it_comes(
    client: Client, cast: Cast, session: Session, time: Clock, case: Case
) -> None:
    client.sign_in(cast.safety_rep).post(f"/cases/{case.public_id}/safety", ASK)
    assert remind(time.move(days=14)) == 0, "the day itself"
    browser = client.sign_in(cast.leader)
    assert "skal ha svar i dag" in words(browser.get(f"/cases/{case.public_id}"))
    assert remind(time.move(days=1)) == 2
    page = words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))
    assert "skulle hatt svar innen" in page
    assert "skal ha svar innen" not in page
    assert told(session, "safety_late") == {cast.leader.id, cast.safety_rep.id}
    assert remind(time.now) == 0
    assert remind(time.move(days=7)) == 2
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}/safety"
    no = {"answer": "Nei, heisen er godkjent.", "done": "no", "done_by": "2027-02-01"}
    client.post(f"{page}/{asked(session).public_id}", no)
    assert "Gjøres innen" not in words(client.get(page)), "what is not done has no day"
    assert remind(time.move(days=7)) == 0


def test_a_shielded_case_leaves_the_page_with_all_that_was_asked(
    client: Client, cast: Cast, case: Case
) -> None:
    client.sign_in(cast.safety_rep).post(f"/cases/{case.public_id}/safety", ASK)
    with transaction() as session:
        session.get_one(Case, case.id).access = Access.SHIELDED
    page = words(client.get("/safety"))
    assert "heis" not in page
    assert CANARY not in page
    client.get(f"/cases/{case.public_id}/safety", 404)
    client.post(f"/cases/{case.public_id}/safety", ASK | {"once": "s2"}, 404)
