"""Breaches of personal data: the 72 hours, the assessment with its log of decisions, and the register."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, ReadLog
from quality.cases.compose.retention import Schedule
from quality.cases.jobs.breaches import remind
from quality.cases.jobs.retention import retain
from quality.cases.kinds import Access
from quality.cases.kinds.breach import Reporting, Risk
from quality.cases.models.breach import Breach, BreachDecision
from quality.cases.models.case import Case, CaseConcern
from quality.cases.states import CaseState
from quality.core.db import transaction
from quality.core.history import entries_of, verify
from quality.core.notices import Notice
from quality.organisation.models import Municipality
from tests.cases.desk import counted, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

FOUND = {
    "known_on": "2026-11-20",
    "known_time": "12:00",
    "harmed": "confidentiality",
    "risk": "unlikely",
    "why": "Bare kollegaen i naborommet så listen.",
    "reporting": "no",
    "version": "0",
}
SENT = {"risk": "high", "reporting": "yes", "reported_on": "2026-11-22", "reported_time": "10:00"}


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        return make_case(session, cast, category="P1", description="Listen ble sendt til feil skole.")


def page_of(case: Case) -> str:
    return f"/cases/{case.public_id}/breach"


def told(session: Session) -> set[tuple[int, str]]:
    session.expire_all()
    rows = sa.select(Notice.person_id, Notice.key).where(Notice.kind == "breach")
    return {(row[0], row[1].partition(":")[0]) for row in session.execute(rows)}


def test_the_officer_and_the_leader_assess_it_and_every_decision_stands(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    client.sign_in(cast.leader).post(page_of(case), FOUND)
    client.sign_in(cast.privacy_officer).post(page_of(case), FOUND | SENT, 409)
    client.post(page_of(case), FOUND | SENT | {"version": "1", "why": "Listen gikk til hele skolen."})
    page = words(client.get(page_of(case)))
    for sentence in ("naborommet", "hele skolen", "Mona Prøve", "Petter Prøve", "Risikoen er høy"):
        assert sentence in page, sentence
    assert len(session.scalars(sa.select(BreachDecision)).all()) == 2
    assert "Risikoen er høy" not in words(
        client.follow(
            client.post(page_of(case), FOUND | SENT | {"version": "2", "told": "Ringt 22. november."})
        )
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"risk": "likely"}, "skal bruddet meldes"),
        ({"reporting": "yes"}, "Skriv når bruddet ble meldt"),
        (SENT | {"reported_on": "2026-11-19"}, "før dere visste om det"),
        (SENT | {"known_on": "2026-11-18"}, "senere enn 72 timer"),
        ({"known_on": "2027-01-01"}, "fram i tid"),
        ({"harmed": ""}, "Kryss av"),
        ({"why": " "}, "Skriv hvorfor"),
    ],
)
def test_what_the_law_asks_for_is_asked_for(
    client: Client, cast: Cast, case: Case, session: Session, wrong: dict[str, Any], sentence: str
) -> None:
    assert sentence in words(client.sign_in(cast.leader).post(page_of(case), FOUND | wrong, 400))
    assert session.scalar(sa.select(Breach)) is None


def test_who_assesses_a_breach(client: Client, cast: Cast, case: Case) -> None:
    may = {cast.leader.id, cast.deputy.id, cast.privacy_officer.id}
    for name, person in cast.everybody().items():
        if person.active:
            code = client.sign_in(person).http.get(page_of(case)).status_code
            assert (code == 200) == (person.id in may), (name, code)
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.privacy_officer.id))
        other = make_case(session, cast)
    client.sign_in(cast.privacy_officer).get(page_of(case), 404)
    client.sign_in(cast.leader).get(page_of(other), 403)


def test_the_clock_is_clock_time_and_tells_each_stage_once(
    cast: Cast, case: Case, session: Session, time: Clock
) -> None:
    people = {cast.leader.id, cast.privacy_officer.id}
    assert remind(time.now) == 2
    assert remind(time.move(hours=47)) == 0
    assert remind(time.move(hours=2)) == 2
    assert remind(time.move(hours=24)) == 2
    assert remind(time.now) == 0
    stages = ("breach_new", "breach_soon", "breach_late")
    assert told(session) == {(person, stage) for person in people for stage in stages}


def test_nobody_is_told_of_what_is_decided_or_shielded(
    client: Client, cast: Cast, case: Case, session: Session, time: Clock
) -> None:
    client.sign_in(cast.leader).post(page_of(case), FOUND)
    with transaction() as writing:
        other = make_case(writing, cast, category="P2")
        other.access = Access.SHIELDED
    assert remind(time.now) == 0
    client.sign_in(cast.privacy_officer)
    assert other.label not in words(client.get("/breaches"))


def test_the_register_is_the_officers_and_its_file_is_marked_and_logged(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    officer: Person = cast.privacy_officer
    assert "Ett brudd på personvernet å vurdere" in words(client.sign_in(officer).get("/"))
    assert "Må vurderes" in words(client.get("/breaches"))
    client.post(page_of(case), FOUND | {"why": "=1+1"})
    assert "Ett brudd" not in words(client.get("/"))
    assert "Skal ikke meldes" in words(client.get("/breaches"))
    assert counted(client, "/breaches") <= 7
    text = client.get("/breaches.csv").get_data().decode("utf-8-sig")
    assert "'=1+1" in text
    assert text.rstrip().splitlines()[-1] == "Tatt ut av Petter Prøve 2026-11-23 09:00"
    surfaces = sa.select(ReadLog.surface).where(ReadLog.subject_id == case.id, ReadLog.actor_id == officer.id)
    assert "export" in session.scalars(surfaces).all()
    client.sign_in(cast.leader).get("/breaches", 403)
    client.sign_in(cast.auditor).get("/breaches.csv", 403)


def test_the_officer_reads_no_reasons_in_the_file_of_a_case_about_a_user(
    client: Client, cast: Cast, case: Case
) -> None:
    client.sign_in(cast.leader).post(page_of(case), FOUND)
    with transaction() as session:
        session.get_one(Case, case.id).access = Access.PERSONAL
    client.sign_in(cast.privacy_officer)
    assert "naborommet" not in client.get("/breaches.csv").get_data(as_text=True)
    with transaction() as session:
        taken = sa.select(ReadLog.surface).where(
            ReadLog.subject_id == case.id, ReadLog.actor_id == cast.privacy_officer.id
        )
        assert "export" in session.scalars(taken).all(), "also without its words"
        entry, values = entries_of(session, "person", cast.privacy_officer.id)[-1]
        assert (entry.act, values["rows"]) == ("export", 1)
    assert case.label in words(client.get("/breaches"))


def test_what_was_written_is_forgotten_after_five_years_and_what_was_decided_stays(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    client.sign_in(cast.leader).post(page_of(case), FOUND | {"told": "De fire familiene er ringt."})
    with transaction() as session:
        closed = session.get_one(Case, case.id)
        closed.state, closed.closed_at = CaseState.CLOSED, time.now
        changed_at = closed.changed_at
        place = session.scalars(sa.select(Municipality)).one()
        place.settings = place.settings | {"retention": Schedule().stored()}
    assert retain(time.move(days=5 * 365)) == 0
    assert retain(time.move(days=3)) > 0
    with transaction() as session:
        row = session.get_one(Breach, case.id)
        assert (row.why, row.told, row.late_why) == ("", "", "")
        assert (row.risk, row.reporting) == (Risk.UNLIKELY, Reporting.NO)
        decided = session.scalars(sa.select(BreachDecision)).one()
        assert (decided.why, decided.by_id) == ("", cast.leader.id)
        assert session.get_one(Case, case.id).changed_at == changed_at, "nothing new for anybody to read"
        assert list(verify(session)) == []
    page = words(client.sign_in(cast.privacy_officer).get(page_of(case)))
    assert "naborommet" not in page
    assert "Begrunnelsen er slettet" in page
    assert "Melder slettet" not in words(client.get(f"/cases/{case.public_id}"))
