"""Pages about cases: conflicts, double sends, bad input, and how much they ask of the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.cases.kinds import Harm
from quality.cases.models.case import Case
from quality.cases.services import receive, talk
from quality.cases.services.measures import Plan, add_measure
from quality.cases.states import CaseState
from quality.core.db import db, transaction
from quality.core.notices import Notice
from tests.cases.desk import counted, hidden, make_case, queries, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        made = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), made, now=NOW)
        return made


def fresh(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def test_the_later_of_two_savers_sees_what_changed_and_keeps_the_text(
    client: Client, cast: Cast, case: Case
) -> None:
    client.sign_in(cast.leader)
    first = hidden(client.get(f"/cases/{case.public_id}/close"), "version", "told")
    with transaction() as session:
        talk.answer(session, cast.actor(cast.deputy), session.get_one(Case, case.id), "Takk.", now=NOW)
    sent = {**first, "answer": "Ny matte er kjøpt.", "can_learn": "yes"}
    page = client.post(f"/cases/{case.public_id}/close", sent, status=409)
    shown = words(page)
    assert "Noen andre har lagret mens du skrev" in shown
    assert "Dag Prøve (for Mona Prøve) svarte, i dag" in shown
    assert "Ny matte er kjøpt." in page.get_data(as_text=True)
    assert fresh(case).state is not CaseState.CLOSED
    client.post(f"/cases/{case.public_id}/close", sent | hidden(page, "version", "told"))
    assert fresh(case).state is CaseState.CLOSED


def test_pressing_receive_after_somebody_else_is_told_kindly(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    shown = words(client.follow(client.post(f"/cases/{case.public_id}/receive", {"next": "/inbox"})))
    assert "Saken er allerede tatt imot." in shown


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_receive_leads_nowhere_else(client: Client, cast: Cast, target: str) -> None:
    with transaction() as session:
        made = make_case(session, cast)
    answer = client.sign_in(cast.leader).post(f"/cases/{made.public_id}/receive", {"next": target})
    assert answer.headers["Location"] == f"/cases/{made.public_id}"


def test_a_message_sent_twice_is_one(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}"
    sent = {**hidden(client.get(page), "once"), "text": "Takk for at du sa fra.", "kind": "answer"}
    client.post(f"{page}/message", sent)
    client.post(f"{page}/message", sent)
    assert words(client.get(page)).count("Takk for at du sa fra.") == 1


@pytest.mark.parametrize(
    ("path", "sent", "sentence"),
    [
        ("message", {"text": " ", "kind": "answer"}, "Skriv noe først."),
        ("reject", {"text": "Nei."}, "Velg en grunn."),
        ("reject", {"reason": "double"}, "Skriv hvorfor, til den som meldte."),
        ("close", {"can_learn": "yes"}, "Skriv et svar til den som meldte."),
        ("close", {"answer": "Fikset."}, "Velg om andre kan lære av dette."),
        ("measures/new", {"title": "Matte", "due_on": "2026-12-01"}, "Velg hvem som har ansvaret."),
        ("measures/new", {"due_on": "2026-12-01"}, "Skriv hva som skal gjøres."),
        ("measures/new", {"title": "Matte", "due_on": "2026-13-01"}, "Datoen finnes ikke."),
        (
            "measures/new",
            {"title": "Matte", "owner": "COLLEAGUE", "due_on": "2026-11-01", "kind": "remove"},
            "før i dag",
        ),
        ("assess", {"category": "X9", "severity": "1"}, "Kategorien finnes ikke."),
    ],
)
def test_a_fault_is_named_and_nothing_is_saved(
    client: Client, cast: Cast, case: Case, path: str, sent: dict[str, str], sentence: str
) -> None:
    client.sign_in(cast.leader)
    address = f"/cases/{case.public_id}/{path}"
    if path not in ("message", "measures/new"):
        sent = {**sent, **hidden(client.get(address), "version", "told")}
    sent = {name: cast.colleague.public_id if value == "COLLEAGUE" else value for name, value in sent.items()}
    before = fresh(case).version
    assert sentence in words(client.post(address, sent, status=400))
    assert fresh(case).version == before


def test_closing_a_grave_case_shows_what_is_missing(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        session.get_one(Case, case.id).priority = 2
    client.sign_in(cast.leader)
    address = f"/cases/{case.public_id}/close"
    shown = words(client.get(address))
    for part in ("Hva medvirket?", "Ingen tiltak er lagt til ennå.", "Ingen tiltak fordi"):
        assert part in shown
    sent = {"answer": "Fikset.", "can_learn": "no", **hidden(client.get(address), "version", "told")}
    assert "Velg minst én ting" in words(client.post(address, sent, status=400))
    sent |= {"factors": "routine"}
    assert "skriv hvorfor det ikke trengs" in words(client.post(address, sent, status=400))
    client.post(address, sent | {"no_measure_reason": "Enkelthendelse.", "involved": "Nattvakta"})
    assert fresh(case).state is CaseState.CLOSED


def test_the_owner_of_a_measure_finishes_it_but_does_not_drop_it(
    client: Client, cast: Cast, case: Case
) -> None:
    with transaction() as session:
        plan = Plan("Ny matte", cast.outsider.id, NOW.date())
        found = session.get_one(Case, case.id)
        measure = add_measure(session, cast.actor(cast.leader), found, plan, now=NOW)
    address = f"/cases/{case.public_id}/measures/{measure.public_id}"
    client.sign_in(cast.outsider)
    client.post(address, {"verb": "drop"}, status=403)
    client.post(address, {"verb": "no-such-verb"}, status=403)
    client.post(address, {"verb": "finish"})
    client.sign_in(cast.colleague).post(address, {"verb": "start"}, status=403)
    client.post(f"/cases/{case.public_id}/measures/not-this-one", {"verb": "start"}, status=404)


def test_notes_are_for_those_who_handle_the_case(client: Client, cast: Cast, case: Case) -> None:
    with transaction() as session:
        found = session.get_one(Case, case.id)
        talk.add_note(session, cast.actor(cast.leader), found, "Hemmelig notat", now=NOW)
    page = f"/cases/{case.public_id}"
    assert "Hemmelig notat" in words(client.sign_in(cast.leader).get(page))
    assert "notat" not in words(client.sign_in(cast.employee).get(page)).lower()
    client.post(f"{page}/message", {"text": "Hei", "kind": "note"}, status=403)
    client.post(f"{page}/message", {"text": "Hei", "kind": "answer"}, status=403)


def test_nobody_but_the_reporter_replies_judges_or_withdraws(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.leader)
    page = f"/cases/{case.public_id}"
    client.post(f"{page}/message", {"text": "Hei", "kind": "reply"}, status=403)
    client.post(f"{page}/judge", {"judge-verdict": "solved"}, status=403)
    client.post(f"{page}/withdraw", status=403)


def test_withdrawing_through_the_page(client: Client, cast: Cast) -> None:
    with transaction() as session:
        made = make_case(session, cast)
    client.sign_in(cast.employee)
    assert "Trekk tilbake" in words(client.get(f"/cases/{made.public_id}"))
    client.post(f"/cases/{made.public_id}/withdraw")
    assert "Du trakk saken tilbake." in words(client.get("/mine"))


def test_pages_ask_the_database_little(app: Flask, client: Client, cast: Cast, time: Clock) -> None:
    with transaction() as session:
        made = [make_case(session, cast, user_reference="GE-1" if n % 2 else "") for n in range(8)]
        for each in made[:4]:
            receive.receive(session, cast.actor(cast.leader), each, now=NOW)
            talk.answer(session, cast.actor(cast.leader), each, "Takk.", now=NOW)
            add_measure(
                session, cast.actor(cast.leader), each, Plan("Matte", cast.colleague.id, NOW.date()), now=NOW
            )
    personal = f"/cases/{made[1].public_id}"
    client.sign_in(cast.leader)
    assert counted(client, "/") <= 6
    assert counted(client, "/inbox") <= 6
    assert counted(client, "/cases") <= 10
    assert counted(client, personal) <= 13
    assert counted(client, f"{personal}/close") <= 13
    assert counted(client, f"{personal}/measures/new") <= 15, (
        "one more for the words that say most, and one for what people are to the unit"
    )
    with queries() as sent:
        client.get(f"/cases/{made[3].public_id}")
    assert len(sent) <= 14, "the first look marks the news as read"
    client.sign_in(cast.employee)
    assert counted(client, "/mine") <= 6
    assert counted(client, personal) <= 13
    client.sign_in(cast.coordinator)
    assert counted(client, "/") <= 9, "two of them for units without a leader"
    assert counted(client, personal) <= 11


def test_closing_says_everything_that_is_missing_at_once(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=2)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
    client.sign_in(cast.leader)
    page = client.http.post(f"/cases/{case.public_id}/close", data={"version": case.version})
    for sentence in ("Skriv et svar", "Velg om andre", "Velg minst én ting", "Legg til et tiltak, eller"):
        assert sentence in page.get_data(as_text=True)


def test_a_leader_sees_that_mail_went_out_and_not_to_whom_else(
    client: Client, cast: Cast, time: Clock
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        session.execute(sa.update(Notice).values(mailed_at=time.move(days=1)))
        told = {
            "kind": "x",
            "text": "x",
            "values": {},
            "link": f"/cases/{case.public_id}",
            "created_at": time.now,
        }
        for person in (cast.employee, cast.colleague):
            session.add(Notice(person_id=person.id, key=f"x{person.id}", mailed_at=time.now, **told))
    page = words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))
    assert "Løft sendte e-post" in page
    assert "den som meldte, deg, " in page
    assert cast.colleague.name not in page
    assert "sendte e-post" not in words(client.sign_in(cast.employee).get(f"/cases/{case.public_id}"))
