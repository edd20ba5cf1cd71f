"""Innsyn: finding what is written of somebody, redacting it, and two persons before anything leaves."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, ReadLog, RoleHeld
from quality.cases.compose.redact import redacted
from quality.cases.compose.retention import Schedule
from quality.cases.jobs.retention import retain
from quality.cases.kinds import Access
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.innsyn import Innsyn, InnsynCase, InnsynState
from quality.cases.queries import fetch, sees
from quality.cases.queries.flow import count_of_my_tasks
from quality.cases.queries.ties import read_ties
from quality.cases.services import retention, talk, tasks
from quality.cases.services.innsyn import forget_old
from quality.cases.states import CaseState
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from quality.organisation.models import Municipality
from tests.cases.desk import make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TEXT = "Epikrisen til Solveig Haugen gikk til Ola Prøve på 912 34 567."


@pytest.fixture
def case(cast: Cast) -> Case:
    """A breach in which somebody is named."""
    with transaction() as session:
        case = make_case(session, cast, description=TEXT, category="P1")
        talk.answer(session, cast.actor(cast.leader), case, "Vi har ringt Solveig og Ola.", now=NOW)
        return case


def proposed(client: Client, cast: Cast, case: Case) -> str:
    """An answer that the leader has put before a second person."""
    client.sign_in(cast.leader)
    sent = {
        "case": case.public_id,
        f"text-{case.public_id}": "Om Solveig.",
        "reference": "26/1042",
        "once": "a" * 20,
    }
    client.post("/innsyn/propose", sent)
    client.post("/innsyn/propose", sent)
    with transaction() as session:
        return f"/innsyn/{session.scalars(sa.select(Innsyn.public_id)).one()}"


def test_the_officer_finds_what_the_officer_may_read_and_that_is_logged(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    with transaction() as writing:
        service = make_case(writing, cast, description="Solveig falt.")
        shielded = make_case(writing, cast, description="Solveig igjen.", category="P1")
        shielded.access = Access.SHIELDED
    page = words(client.sign_in(cast.privacy_officer).post("/innsyn/find", {"asked": "solveig"}, 200))
    assert case.label in page
    assert service.label not in page, "its text is not the officer's to read"
    assert shielded.label not in page
    looks = sa.select(ReadLog.surface).where(
        ReadLog.subject_id == case.id, ReadLog.actor_id == cast.privacy_officer.id
    )
    assert session.scalars(looks).all() == ["search"]
    leader = words(client.sign_in(cast.leader).post("/innsyn/find", {"asked": "Solveig"}, 200))
    assert case.label in leader
    assert service.label in leader
    assert case.label in words(client.post("/innsyn/find", {"asked": "912 34"}, 200)), "a number too"
    assert case.label in words(client.post("/innsyn/find", {"asked": "Kari Prøve"}, 200)), "who reported"
    assert "Ingen treff" in words(client.post("/innsyn/find", {"asked": "Solve"}, 200)), "a whole word"
    assert "Ingen treff" in words(client.post("/innsyn/find", {"asked": "Gunnhild"}, 200))
    client.post("/innsyn/find", {"asked": "x"}, 422)
    client.sign_in(cast.employee).post("/innsyn/find", {"asked": "Solveig"}, 403)


def test_others_are_redacted_and_the_one_who_asks_stays(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    client.sign_in(cast.privacy_officer)
    page = words(client.post("/innsyn/redact", {"asked": "Solveig Haugen", "case": case.public_id}, 200))
    assert "Epikrisen til Solveig Haugen gikk til [navn] [navn] på [tall]." in page
    assert "Vi har ringt Solveig og [navn]." in page
    looks = sa.select(ReadLog.surface).where(ReadLog.subject_id == case.id)
    assert session.scalars(looks).all() == ["innsyn"]
    client.post("/innsyn/redact", {"asked": "Solveig"})  # none chosen


def test_nothing_leaves_before_a_second_person_has_approved(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    page = proposed(client, cast, case)
    client.get(f"{page}/answer.csv", 400)
    client.post(f"{page}/decide", {"decision": "approve"}, 403)
    told = sa.select(Notice.person_id).where(Notice.link == page)
    assert session.scalars(told).all() == [cast.privacy_officer.id]
    for person in (cast.head, cast.coordinator, cast.school_head, cast.auditor):
        assert client.sign_in(person).http.get(page).status_code in (403, 404), person.first_name
    assert "Om Solveig." in words(client.sign_in(cast.privacy_officer).get(page))
    client.post(f"{page}/decide", {"decision": "approve"})
    client.post(f"{page}/decide", {"decision": "back"}, 409)
    text = client.sign_in(cast.leader).get(f"{page}/answer.csv").get_data().decode("utf-8-sig")
    assert "Om Solveig." in text
    assert "Epikrisen" not in text
    assert text.rstrip().splitlines()[-1].startswith(f"Tatt ut av {cast.leader.name}")
    row = session.scalars(sa.select(Innsyn)).one()
    assert [entry.act for entry, _ in entries_of(session, "innsyn", row.id)] == [
        "propose",
        "approve",
        "take_out",
    ]
    surfaces = sa.select(ReadLog.surface).where(ReadLog.subject_id == case.id)
    assert "export" in session.scalars(surfaces).all()


def test_what_is_sent_back_never_leaves(client: Client, cast: Cast, case: Case, session: Session) -> None:
    page = proposed(client, cast, case)
    client.sign_in(cast.privacy_officer).post(f"{page}/decide", {"decision": "back"})
    client.sign_in(cast.leader).get(f"{page}/answer.csv", 400)
    assert session.scalars(sa.select(Innsyn.state)).all() == [InnsynState.RETURNED]


def test_a_case_shielded_since_takes_its_answers_with_it(client: Client, cast: Cast, case: Case) -> None:
    page = proposed(client, cast, case)
    with transaction() as session:
        session.get_one(Case, case.id).access = Access.SHIELDED
    client.get(page, 404)
    client.sign_in(cast.privacy_officer).get(page, 404)


def test_an_answer_is_for_who_reads_the_cases_and_each_reading_is_logged(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    page = proposed(client, cast, case)
    assert "Ingen andre kan lese alt" not in words(client.get(page))
    client.sign_in(cast.head).get(page, 404)
    assert "26/1042" not in words(client.get("/innsyn"))
    client.post(f"{page}/decide", {"decision": "approve"}, 404)
    client.sign_in(cast.privacy_officer).get(page)
    looks = sa.select(ReadLog.actor_id).where(ReadLog.subject_id == case.id, ReadLog.surface == "innsyn")
    assert session.scalars(looks.order_by(ReadLog.id)).all() == [cast.leader.id, cast.privacy_officer.id]


def test_where_nobody_else_reads_a_case_the_page_says_so_until_somebody_has_a_part_in_it(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    with transaction() as writing:
        writing.get_one(Case, case.id).access = Access.PERSONAL
    page = proposed(client, cast, case)
    assert "Ingen andre kan lese alt" in words(client.get(page))
    assert session.scalars(sa.select(Notice).where(Notice.link == page)).all() == []
    for person in (cast.head, cast.privacy_officer):
        client.sign_in(person).get(page, 404)
    with transaction() as writing:
        found = writing.get_one(Case, case.id)
        errand = tasks.Errand("Les svaret på innsyn", cast.head.id, NOW.date())
        tasks.give(writing, cast.actor(cast.leader), found, errand, now=NOW)
    assert "Ingen andre kan lese alt" not in words(client.sign_in(cast.leader).get(page))
    client.sign_in(cast.head).post(f"{page}/decide", {"decision": "approve"})


@pytest.fixture
def closed(case: Case) -> Case:
    """As the case, about somebody who is looked after, and closed."""
    with transaction() as session:
        found = session.get_one(Case, case.id)
        found.access, found.state, found.closed_at = Access.PERSONAL, CaseState.CLOSED, NOW
    return case


def test_a_closed_case_is_lent_to_one_with_the_right_until_the_answer_is_decided_on(
    client: Client, cast: Cast, closed: Case, session: Session
) -> None:
    page = proposed(client, cast, closed)
    shown = words(client.get(page))
    assert "Velg hvem som skal få lese dem" in shown
    assert cast.privacy_officer.name in shown
    assert cast.head.name in shown
    assert cast.school_head.name not in shown, "leads elsewhere"
    for stranger in (cast.coordinator, cast.school_head, cast.leader):
        client.post(f"{page}/lend", {"person": stranger.public_id}, 409)
    client.post(f"{page}/lend", {"person": cast.head.public_id})
    client.post(f"{page}/lend", {"person": cast.head.public_id})
    link = f"/cases/{closed.public_id}"
    assert "Epikrisen" in words(client.sign_in(cast.head).get(link))
    client.sign_in(cast.privacy_officer).get(page, 404)
    looks = sa.select(ReadLog.actor_id).where(
        ReadLog.subject_id == closed.id, ReadLog.actor_id == cast.head.id
    )
    assert session.scalars(looks).all(), "each reading is logged"
    assert "Om Solveig." in words(client.sign_in(cast.head).get(page))
    client.post(f"{page}/decide", {"decision": "approve"})
    assert "Epikrisen" not in words(client.get(link))
    client.get(page, 404)
    assert "Om Solveig." in client.sign_in(cast.leader).get(f"{page}/answer.csv").get_data(as_text=True)
    acts = [entry.act for entry, _ in entries_of(session, "case", closed.id)]
    assert acts[-2:] == ["give_task", "cancel_task"]
    row = session.scalars(sa.select(Innsyn)).one()
    assert [entry.act for entry, _ in entries_of(session, "innsyn", row.id)][:3] == [
        "propose",
        "lend",
        "approve",
    ]


def test_a_case_is_lent_to_nobody_whom_it_is_about_and_by_nobody_who_did_not_propose(
    client: Client, cast: Cast, closed: Case
) -> None:
    page = proposed(client, cast, closed)
    with transaction() as session:
        session.add(CaseConcern(case_id=closed.id, person_id=cast.head.id))
    assert cast.head.name not in words(client.get(page))
    client.post(f"{page}/lend", {"person": cast.head.public_id}, 409)
    client.sign_in(cast.coordinator).post(f"{page}/lend", {"person": cast.privacy_officer.public_id}, 404)
    with transaction() as session:
        session.get_one(Person, cast.privacy_officer.id).active = False
    shown = words(client.sign_in(cast.leader).get(page))
    assert "ingen har rett til å godkjenne svaret. Be systemansvarlig" in shown


def test_where_somebody_may_approve_the_proposer_does_not_choose_another(
    client: Client, cast: Cast, case: Case
) -> None:
    page = proposed(client, cast, case)
    client.post(f"{page}/lend", {"person": cast.head.public_id}, 409)
    assert "Epikrisen" not in words(client.sign_in(cast.head).get(f"/cases/{case.public_id}"))
    client.get(page, 404)


def test_a_case_is_lent_no_longer_than_the_right_to_approve_lasts(
    client: Client, cast: Cast, closed: Case, session: Session
) -> None:
    page = proposed(client, cast, closed)
    client.post(f"{page}/lend", {"person": cast.head.public_id})
    head = cast.actor(cast.head)
    seen = fetch(session, head, closed.public_id)
    assert seen.ties.owns_measure
    assert session.scalar(count_of_my_tasks(head)) == 1
    assert read_ties(session, [head.id], [closed.id]).of(head, closed.id) == seen.ties
    with transaction() as writing:
        held = writing.scalars(sa.select(RoleHeld).where(RoleHeld.person_id == head.id)).one()
        held.unit_id = cast.school.id
    moved = cast.actor(cast.head)
    assert not sees(session, moved, closed.public_id)
    assert session.scalar(count_of_my_tasks(moved)) == 0, "what is not read waits for nobody"
    assert not read_ties(session, [head.id], [closed.id]).of(moved, closed.id).owns_measure
    client.sign_in(cast.head).get(page, 404)


def test_what_was_lent_for_an_answer_is_read_no_longer_when_that_is_emptied(
    client: Client, cast: Cast, closed: Case, session: Session
) -> None:
    page = proposed(client, cast, closed)
    client.post(f"{page}/lend", {"person": cast.privacy_officer.public_id})
    assert client.sign_in(cast.privacy_officer).get(page)
    with transaction() as writing:
        forget_old(writing, NOW + dt.timedelta(days=1), now=NOW)
    client.get(page, 404)


def test_only_who_may_read_and_take_out_a_case_may_propose_it(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    with transaction() as writing:
        other: Person = cast.south_leader
        hers = make_case(writing, cast, description="Solveig falt.")
    client.sign_in(other).post(
        "/innsyn/propose", {"case": hers.public_id, "reference": "26/1", "once": "b" * 20}, 400
    )
    assert session.scalars(sa.select(Innsyn)).all() == []


def test_an_answer_is_emptied_when_it_is_old(
    client: Client, cast: Cast, case: Case, time: Clock, session: Session
) -> None:
    page = proposed(client, cast, case)
    with transaction() as writing:
        place = writing.scalars(sa.select(Municipality)).one()
        place.settings = place.settings | {"retention": Schedule().stored()}
    retain(time.move(days=367))
    assert session.scalars(sa.select(Innsyn.content)).all() == [[]]
    assert "Teksten er slettet" in words(client.sign_in(cast.leader).get(page))


def test_an_answer_is_emptied_with_the_words_of_its_case_and_others_stay(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    page = proposed(client, cast, case)
    with transaction() as writing:
        other = make_case(writing, cast, description="Solveig falt.")
        kept = Innsyn(
            reference="26/9", content=["Solveig falt."], proposed_by_id=cast.leader.id, proposed_at=NOW
        )
        writing.add(kept)
        writing.flush()
        writing.add(InnsynCase(innsyn_id=kept.id, case_id=other.id))
    with transaction() as writing:
        retention.forget_text(writing, writing.get_one(Case, case.id), now=NOW)
    stored = session.execute(sa.select(Innsyn.content, Innsyn.emptied_at).order_by(Innsyn.id)).all()
    assert [tuple(row) for row in stored] == [([], NOW), (["Solveig falt."], None)]
    assert "Om Solveig" not in words(client.sign_in(cast.leader).get(page))


def test_the_words_that_were_asked_for_stay() -> None:
    told = "Ola, Olav og Kari kom, sa Olas mor."
    assert redacted(told, {"Kari", "Ola", "Olav"}, "ola") == "Ola, [navn] og [navn] kom, sa Olas mor."
