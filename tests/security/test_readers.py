"""Readers who stand close: names that are masked, cases about the reader, and cases that are no longer theirs."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person, ReadLog, RoleHeld
from quality.accounts.roles import Role
from quality.cases.jobs import safety
from quality.cases.jobs.reminders import remind
from quality.cases.kinds import Access, CanLearn, Factor, Harm, Level, MeasureKind
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.policy import level
from quality.cases.queries import fetch
from quality.cases.queries.measures import alike_open, repeated
from quality.cases.queries.ties import read_ties
from quality.cases.services import answers, clocks, close, merge, receive, tasks
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.tasks import Errand
from quality.core.db import Session, transaction
from quality.core.notices import Notice
from quality.core.text import RefusedError
from tests.cases.desk import make_case, spread, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

DAY = NOW.date() + dt.timedelta(3)


def grave(session: Session, cast: Cast, access: Access = Access.SERVICE) -> Case:
    case = make_case(session, cast, harm=Harm.YES, severity=3)
    case.access = access
    receive.receive(session, cast.actor(cast.leader), case, now=NOW)
    return case


def courses(session: Session, cast: Cast, access: Access, person: Person) -> list[Case]:
    """Two cases with a measure that tells of them, and the newest one that this person handles as well."""
    cases = [make_case(session, cast) for _ in range(2)]
    for case in cases:
        plan = Plan("Kurs for Zorvald", cast.colleague.id, DAY, kind=MeasureKind.TRAINING)
        add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
    cases.append(make_case(session, cast))
    for case in cases:
        case.access = access
    session.add(CaseHandler(case_id=cases[2].id, person_id=person.id, named_at=NOW))
    session.flush()
    return cases


def told(session: Session, kind: str) -> set[int]:
    session.expire_all()
    return set(session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


@pytest.fixture
def zorvald(cast: Cast) -> Person:
    """Somebody whose name stands in no list of common ones."""
    with transaction() as session:
        person = session.get_one(Person, cast.colleague.id)
        person.first_name = "Zorvald"
        return person


def test_who_approves_a_closing_without_needing_to_know_who_reads_no_names(
    client: Client, cast: Cast, zorvald: Person
) -> None:
    with transaction() as session:
        case = grave(session, cast, Access.PERSONAL)
        closing = Closing(
            "Hei, Zorvald ringte de pårørende.",
            CanLearn.YES,
            (Factor.ROUTINE,),
            "Zorvald gjør det riktig nå.",
            "Spør Zorvald først.",
            "Zorvald og nattvakta",
            "Zorvald teller",
        )
        assert not close.close(session, cast.actor(cast.leader), case, closing, now=NOW)
    page = words(client.sign_in(cast.coordinator).get(f"/cases/{case.public_id}/approve"))
    assert "ringte de pårørende" in page
    assert "Zorvald" not in page


def test_a_reason_for_waiting_is_masked_as_the_rest_of_the_case(
    client: Client, cast: Cast, zorvald: Person
) -> None:
    with transaction() as session:
        case = grave(session, cast, Access.PERSONAL)
        clocks.pause(session, cast.actor(cast.leader), case, DAY, "Venter på Zorvald.", now=NOW)
    path = f"/cases/{case.public_id}"
    assert "Venter på Zorvald." in words(client.sign_in(cast.leader).get(path))
    assert "Venter på [navn]." in words(client.sign_in(cast.coordinator).get(path))


@pytest.mark.parametrize("access", [Access.SHIELDED, Access.PERSONAL])
def test_a_handler_of_one_case_is_shown_nothing_of_the_others(cast: Cast, access: Access) -> None:
    with transaction() as session:
        case = courses(session, cast, access, cast.coordinator)[2]
        actor = cast.actor(cast.coordinator)
        assert repeated(session, actor, case, MeasureKind.TRAINING, NOW) == []
        assert alike_open(session, actor, case) == []


def test_a_leader_is_not_shown_what_was_done_in_a_case_about_the_leader(cast: Cast) -> None:
    with transaction() as session:
        cases = courses(session, cast, Access.SERVICE, cast.teacher)
        leader = cast.actor(cast.leader)
        assert len(repeated(session, leader, cases[2], MeasureKind.TRAINING, NOW)) == 2
        session.add_all(CaseConcern(case_id=case.id, person_id=cast.leader.id) for case in cases[:2])
        session.flush()
        assert repeated(session, leader, cases[2], MeasureKind.TRAINING, NOW) == []


def test_who_reads_the_log_finds_no_case_about_oneself_in_it(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        case.access = Access.PERSONAL
        session.add(CaseConcern(case_id=case.id, person_id=cast.auditor.id))
    client.sign_in(cast.leader).get(f"/cases/{case.public_id}")
    assert case.label in words(client.sign_in(cast.privacy_officer).get("/access-log"))
    client.sign_in(cast.auditor)
    for path in ("/access-log", f"/access-log?q={case.label}"):
        assert "Mona Prøve" not in words(client.get(path))


def test_an_administrator_finds_no_case_about_oneself_among_those_nobody_answers_for(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        case = courses(session, cast, Access.SERVICE, cast.teacher)[0]
        session.get_one(Person, cast.colleague.id).active = False
    assert case.label in words(client.sign_in(cast.admin).get("/unowned"))
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.admin.id))
    assert case.label not in words(client.get("/unowned"))


def test_nobody_is_reminded_of_a_case_that_was_taken_from_them(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        case = make_case(writing, cast, category="H1.1")
        plan = Plan("Ny heis", cast.colleague.id, DAY, kind=MeasureKind.REMOVE)
        add_measure(writing, cast.actor(cast.leader), case, plan, now=NOW)
    ask = {"text": "Vi trenger en ny heis.", "kind": "ask", "once": "s1"}
    client.sign_in(cast.safety_rep).post(f"/cases/{case.public_id}/safety", ask)
    with transaction() as writing:
        writing.get_one(Case, case.id).access = Access.SHIELDED
        writing.add(CaseHandler(case_id=case.id, person_id=cast.outsider.id, named_at=NOW))
    now = time.move(days=21)
    remind(now)
    safety.remind(now)
    assert told(session, "measure_due") == {cast.outsider.id}
    assert told(session, "safety_late") == {cast.outsider.id}


def test_a_refused_template_does_not_tell_who_reported_in_confidence(cast: Cast) -> None:
    with transaction() as session:
        leader = cast.actor(cast.leader)
        answers.write_template(session, leader, cast.north.id, "Takk", "Hei {navn}, takk.", now=NOW)
        case = make_case(session, cast)
        guess = Closing("Hei Kari, takk.", CanLearn.NO)
        with pytest.raises(RefusedError):
            close.close(session, leader, case, guess, now=NOW)
        case.confidential_to_id = cast.coordinator.id
        receive.receive(session, leader, case, now=NOW)
        assert close.close(session, leader, case, guess, now=NOW)


def test_a_task_that_is_done_opens_no_names_any_more(client: Client, cast: Cast, zorvald: Person) -> None:
    with transaction() as session:
        case = make_case(session, cast, description="Zorvald falt på badet.")
        case.access = Access.PERSONAL
        errand = Errand("Ring legen", cast.coordinator.id, DAY)
        task = tasks.give(session, cast.actor(cast.leader), case, errand, now=NOW)
    page = f"/cases/{case.public_id}/tasks/{task.public_id}"
    assert "Zorvald falt" in words(client.sign_in(cast.coordinator).get(page))
    client.post(page, {"text": "Gjort.", "end": "done"})
    assert "Zorvald" not in words(client.get(page))


def test_a_form_about_a_case_hides_the_names_that_the_case_hides(
    client: Client, cast: Cast, zorvald: Person
) -> None:
    with transaction() as session:
        case = make_case(session, cast, description="Zorvald falt på badet.")
        case.access = Access.PERSONAL
        session.add(RoleHeld(person_id=cast.coordinator.id, role=Role.HEAD, unit_id=cast.health.id))
    client.sign_in(cast.coordinator)
    for tail in ("snooze", "send", "merge", "out"):
        page = words(client.get(f"/cases/{case.public_id}/{tail}"))
        assert "falt på badet" in page
        assert "Zorvald falt" not in page, tail


def test_a_double_is_told_of_to_those_alone_for_whom_it_exists(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case, double = make_case(session, cast), make_case(session, cast, cast.outsider)
        merge.merge(session, cast.actor(cast.leader), double, case, now=NOW)
    page = f"/cases/{case.public_id}"
    assert double.label in words(client.sign_in(cast.coordinator).get(page))
    with transaction() as session:
        session.get_one(Case, double.id).access = Access.SHIELDED
    assert double.label not in words(client.get(page))


def test_nobody_is_given_a_part_of_a_shielded_case_without_being_named_in_it(
    client: Client, cast: Cast, session: Session
) -> None:
    """2.3: a task opens nothing of K6; word of it would tell the number all the same."""
    with transaction() as writing:
        case = courses(writing, cast, Access.SHIELDED, cast.leader)[2]
    given = {"title": "Matte", "what": "Ring", "due_on": "2026-12-01", "kind": "remove"}
    client.sign_in(cast.leader)
    for tail in ("measures/new", "tasks/new"):
        page = f"/cases/{case.public_id}/{tail}"
        assert cast.colleague.name not in words(client.get(page)), tail
        client.post(page, given | {"owner": cast.colleague.public_id, "once": tail}, 400)
    with transaction() as writing:
        found = writing.get_one(Case, case.id)
        errand = Errand("Ring", cast.colleague.id, DAY)
        with pytest.raises(RefusedError):
            tasks.give(writing, cast.actor(cast.leader), found, errand, now=NOW)
    assert cast.colleague.id not in told(session, "task_given")
    with transaction() as writing:
        writing.add(CaseHandler(case_id=case.id, person_id=cast.colleague.id, named_at=NOW))
    client.post(
        f"/cases/{case.public_id}/tasks/new", given | {"owner": cast.colleague.public_id, "once": "o"}
    )
    assert "Oppgave i en skjermet sak" in words(client.sign_in(cast.colleague).get("/tasks"))


def test_what_a_representative_and_a_leader_write_to_each_other_hides_whom_a_case_is_about(
    client: Client, cast: Cast, zorvald: Person
) -> None:
    with transaction() as session:
        case = make_case(session, cast, category="H1.1", user_reference="GE-1")
        assert case.access is Access.PERSONAL
    page = f"/cases/{case.public_id}/safety"
    client.sign_in(cast.safety_rep).post(page, {"text": "Se til Zorvald.", "kind": "ask", "once": "s"})
    for path in (page, "/safety"):
        assert "Se til [navn]." in words(client.get(path)), path
    assert "Se til Zorvald." in words(client.sign_in(cast.leader).get(page))


def test_a_list_that_shows_words_of_sensitive_cases_is_logged_once_a_day(
    client: Client, cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        personal = courses(writing, cast, Access.PERSONAL, cast.teacher)[2]
        shielded = courses(writing, cast, Access.SHIELDED, cast.leader)[2]
        for case in (personal, shielded):
            add_measure(writing, cast.actor(cast.leader), case, Plan("Zebra", cast.leader.id, DAY), now=NOW)

    def logged() -> list[tuple[int, str]]:
        session.expire_all()
        rows = sa.select(ReadLog.subject_id, ReadLog.surface).where(ReadLog.actor_id == cast.leader.id)
        return [(row[0], row[1]) for row in session.execute(rows)]

    client.sign_in(cast.leader)
    for _ in range(2):
        page = words(client.get("/measures?show=mine"))
        assert page.count("Zebra") == 1
        assert "Tiltak i en sak du leser for seg" in page
        client.get("/inbox")
    assert logged().count((personal.id, "measures")) == 1
    assert logged().count((personal.id, "inbox")) == 1
    assert shielded.id not in {case_id for case_id, _ in logged()}
    time.move(days=1)
    client.sign_in(cast.leader).get("/measures?show=mine")
    assert logged().count((personal.id, "measures")) == 2


def test_the_ties_read_for_many_are_those_of_a_single_look(cast: Cast) -> None:
    made = spread(cast)
    with transaction() as session:
        book = read_ties(session, [person.id for person in cast.everybody().values()])
        for person in cast.everybody().values():
            actor = cast.actor(person)
            for case in made[::5]:
                seen = level(actor, case, book.of(actor, case.id))
                if seen < Level.META:
                    continue
                assert fetch(session, actor, case.public_id).ties == book.of(actor, case.id), person.name
