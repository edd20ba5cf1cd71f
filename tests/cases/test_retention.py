"""Retention: names and then words leave old cases by the municipality's schedule, on every surface; numbers stay."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import ReadLog
from quality.cases import policy
from quality.cases.compose.retention import DEFAULTS, Schedule, Term, read_schedule
from quality.cases.jobs import retention as job
from quality.cases.jobs.retention import retain
from quality.cases.jobs.vocabulary import gather
from quality.cases.kinds import Access, CanLearn, Factor, FileKind, Harm
from quality.cases.kinds.breach import Reporting, Risk
from quality.cases.models.breach import Breach, BreachDecision
from quality.cases.models.case import Case, CaseConcern, CaseMessage
from quality.cases.models.code import CaseCode
from quality.cases.models.file import CaseFile
from quality.cases.models.flow import CaseTransfer
from quality.cases.models.measure import Measure
from quality.cases.models.retention import CaseKeeping, RetentionLine, RetentionRun, Step
from quality.cases.models.thanks import Thanks
from quality.cases.queries.retention import coming, schedule
from quality.cases.queries.ties import read_ties
from quality.cases.services import close, files, measures, merge, receive, recount, talk
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.retention import change_schedule
from quality.cases.states import CaseState, MeasureState
from quality.core import files as shelves
from quality.core.db import db, transaction
from quality.core.history import Entry, EntryValues, entries_of, verify
from quality.core.notices import Notice
from quality.organisation.models import Municipality
from quality.reports.compose.periods import Period
from quality.reports.kinds import ReportKind
from quality.reports.queries.scope import Scope, told
from tests.cases.desk import hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.core.test_images import photo

YEAR = 366
CANARY = "Kanarifugl"
PLAN = "/settings/retention"


@pytest.fixture
def case(cast: Cast) -> Case:
    """A closed case in which everything that can be written has been, with the canary in it."""
    with transaction() as session:
        told: dict[str, Any] = {"immediate_action": f"{CANARY} tørket opp", "place": f"Bad {CANARY}"}
        case = make_case(session, cast, harm=Harm.YES, severity=2, category="T2.1", **told)
        leader = cast.actor(cast.leader)
        talk.ask(session, leader, case, f"Så du {CANARY}?", now=NOW)
        talk.reply(session, cast.actor(cast.employee), case, f"Ja, {CANARY}.", now=NOW)
        talk.add_note(session, leader, case, f"{CANARY} igjen", now=NOW)
        plan = measures.Plan(f"Jage {CANARY}", cast.colleague.id, NOW.date())
        measure = measures.add_measure(session, leader, case, plan, now=NOW)
        measure.state, measure.effect_note = MeasureState.WORKED, f"{CANARY} er borte"
        key = shelves.keep(files.make_ready(photo()).content)
        session.add(CaseFile(case_id=case.id, kind=FileKind.PHOTO, key=key, digest="0" * 64, size=9))
        closing = Closing(
            answer=f"{CANARY} er fanget.",
            can_learn=CanLearn.NO,
            factors=(Factor.ROUTINE,),
            involved=f"{CANARY} og nattvakta",
        )
        assert close.close(session, leader, case, closing, now=NOW)
        return case


@pytest.fixture(autouse=True)
def in_use(cast: Cast) -> None:
    """The municipality has taken the schedule into use as it was proposed."""
    _store(Schedule().stored())


def everything(session: Session) -> str:
    """Every row of every table, as text."""
    return "\n".join(
        str(tuple(row)) for table in db.metadata.sorted_tables for row in session.execute(sa.select(table))
    )


def test_the_name_goes_after_a_year_and_the_words_after_five(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    assert retain(time.move(days=YEAR - 3)) == 0, "not yet"
    retain(time.move(days=5))
    with transaction() as session:
        found = session.get_one(Case, case.id)
        assert (found.reporter_id, found.reporter_name) == (None, "")
        assert found.names_gone_at == time.now
        assert CANARY in found.description
        done_by_reporter = sa.select(Entry.act).where(
            Entry.subject == "case", Entry.subject_id == case.id, Entry.actor_id == cast.employee.id
        )
        assert list(session.scalars(done_by_reporter)) == []
        authors = sa.select(CaseMessage.author_id).where(CaseMessage.case_id == case.id)
        assert cast.employee.id not in session.scalars(authors).all()
        told = sa.select(Notice.id).where(Notice.person_id == cast.employee.id)
        assert session.scalars(told).all() == []
        assert list(verify(session)) == []
    page = words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))
    assert cast.employee.name not in page
    assert "Navnet på den som meldte ble slettet" in page
    client.sign_in(cast.employee).get(f"/cases/{case.public_id}")  # reads what the unit reads
    assert case.label not in words(client.get("/mine"))

    retain(time.move(days=4 * YEAR))
    with transaction() as session:
        assert CANARY not in everything(session)
        salts = sa.select(EntryValues.salt).where(EntryValues.content.is_(None))
        assert set(session.scalars(salts)) == {""}, "nobody can try words against the digest"
        assert list(verify(session)) == []
        assert recount.differences(session) == []
        found = session.get_one(Case, case.id)
        assert (found.severity, found.state, found.title) == (2, CaseState.CLOSED, found.category.name)
        assert session.scalars(sa.select(Measure.state)).all() == [MeasureState.WORKED]


def test_every_word_that_hangs_on_a_case_goes_with_its_text(cast: Cast, case: Case, time: Clock) -> None:
    with transaction() as session:
        found = session.get_one(Case, case.id)
        found.before = found.gain = found.user_reference = found.no_measure_reason = CANARY
        judged = {"risk": Risk.UNLIKELY, "reporting": Reporting.NO, "why": CANARY}
        known = {"known_at": NOW, "confidentiality": True, "integrity": False, "availability": False}
        sent = {
            "from_unit_id": cast.north.id,
            "to_unit_id": cast.south.id,
            "state_before": CaseState.RECEIVED,
        }
        asked = {"sent_by_id": cast.leader.id, "sent_at": NOW, "back_on": NOW.date(), "settled_at": NOW}
        session.add_all(
            (
                Breach(case_id=case.id, late_why=CANARY, told=CANARY, **judged, **known),
                BreachDecision(case_id=case.id, at=NOW, by_id=cast.leader.id, **judged),
                CaseTransfer(case_id=case.id, reason=CANARY, **sent, **asked),
                Thanks(case_id=case.id, person_id=cast.leader.id, created_at=NOW),
                CaseCode(case_id=case.id, selector="abcd", secret_hash="x"),
            )
        )
    retain(time.move(days=YEAR + 2))
    with transaction() as session:
        assert session.scalars(sa.select(CaseCode.selector)).all() == [], "the code goes with the name"
    retain(time.move(days=4 * YEAR))
    with transaction() as session:
        assert CANARY not in everything(session)
        assert session.scalars(sa.select(Thanks.id)).all() == []


def test_no_surface_tells_what_is_gone(client: Client, cast: Cast, case: Case, time: Clock) -> None:
    gather(time.now)
    client.sign_in(cast.leader)
    assert case.label in words(client.get("/search?q=kanarifugl"))
    with transaction() as session:
        file_id = session.scalars(sa.select(CaseFile.public_id)).one()
        key = session.scalars(sa.select(CaseFile.key)).one()
    retain(time.move(days=6 * YEAR))
    gather(time.now)
    client.sign_in(cast.leader)
    names = (cast.employee.first_name, cast.colleague.first_name)
    for path in (
        f"/cases/{case.public_id}",
        f"/cases/{case.public_id}/safety",
        "/cases?state=closed",
        "/cases.csv",
        "/search?q=kanarifugl",
        "/measures?show=unit",
        "/board",
        "/notices",
        "/",
    ):
        page = client.http.get(path).get_data(as_text=True)
        assert CANARY not in page, path
        assert not [name for name in names if f">{name}" in page], path
    assert case.label in words(client.get("/cases?state=closed")), "it is counted and listed still"
    client.get(f"/cases/{case.public_id}/files/{file_id}", 404)
    with pytest.raises(LookupError):
        shelves.read(key)
    page = words(client.get(f"/cases/{case.public_id}"))
    assert "Navn og tekst i saken ble slettet" in page
    assert "En ansatt lukket saken" in page
    assert cast.leader.name not in page.split("Det som har skjedd")[1].split("Om saken")[0]


def test_nobody_writes_in_a_case_whose_words_are_gone(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    retain(time.move(days=6 * YEAR))
    client.sign_in(cast.leader)
    client.post(f"/cases/{case.public_id}/message", {"kind": "note", "text": "Nytt"}, 403)
    client.get(f"/cases/{case.public_id}/reopen", 403)
    assert "Åpne igjen" not in words(client.get(f"/cases/{case.public_id}"))


def test_a_measure_that_nobody_ended_goes_with_the_words_of_its_case(
    cast: Cast, case: Case, time: Clock, session: Session
) -> None:
    with transaction() as writing:
        writing.scalars(sa.select(Measure)).one().state = MeasureState.ONGOING
    retain(time.move(days=6 * YEAR))
    session.expire_all()
    measure = session.scalars(sa.select(Measure)).one()
    assert (measure.state, measure.owner_id) == (MeasureState.DROPPED, None)
    assert CANARY not in measure.title


def test_a_second_run_does_nothing_and_each_leaves_a_protocol(
    cast: Cast, case: Case, time: Clock, session: Session
) -> None:
    with transaction() as writing:
        look = {"subject": "case", "subject_id": case.id, "why": "", "surface": "page"}
        writing.add(ReadLog(at=NOW, actor_id=cast.leader.id, **look))
    assert retain(time.move(days=6 * YEAR)) > 0
    assert retain(time.now) == 0
    runs = session.scalars(sa.select(RetentionRun)).all()
    lines = session.scalars(sa.select(RetentionLine)).all()
    assert len(runs) == 1
    assert {(line.step, line.access) for line in lines} == {
        (Step.NAMES, Access.SERVICE),
        (Step.TEXT, Access.SERVICE),
    }
    assert {line.case_hash for line in lines} == {hashlib.sha256(case.public_id.encode()).hexdigest()}
    assert runs[0].others["reads"] == 1
    entry, values = entries_of(session, "retention", runs[0].id)[-1]
    assert (entry.act, values["names"], values["text"]) == ("run", 1, 1)


def test_the_access_log_is_kept_for_two_years_and_no_longer(
    cast: Cast, case: Case, time: Clock, session: Session
) -> None:
    two_years = dt.timedelta(days=731)
    _store(Schedule({access: Term(9, 9, hold=True) for access in DEFAULTS}).stored())
    with transaction() as writing:
        look = {"subject": "case", "subject_id": case.id, "why": "", "surface": "page"}
        for days, reader in ((-1, cast.leader), (1, cast.head)):
            writing.add(ReadLog(at=NOW + dt.timedelta(days), actor_id=reader.id, **look))
    readers = sa.select(ReadLog.actor_id).where(ReadLog.subject_id == case.id, ReadLog.surface == "page")
    assert retain(NOW + two_years - dt.timedelta(2)) == 0
    assert set(session.scalars(readers)) == {cast.leader.id, cast.head.id}
    session.rollback()
    retain(NOW + two_years)
    assert set(session.scalars(readers)) == {cast.head.id}
    assert session.scalars(sa.select(RetentionRun)).one().others["reads"] == 1


def test_what_stops_halfway_goes_on_the_next_night(
    cast: Cast, time: Clock, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as writing:
        made = [make_case(writing, cast) for _ in range(3)]
        for each in made:
            each.state, each.closed_at = CaseState.CLOSED, NOW
    monkeypatch.setattr(job, "AT_A_TIME", 1)
    real, turns = job.retention.forget_names, iter((True, False))

    def once(*args: Any, **more: Any) -> None:
        if not next(turns):
            raise OSError("power cut")
        real(*args, **more)

    monkeypatch.setattr(job.retention, "forget_names", once)
    with pytest.raises(OSError, match="power cut"):
        retain(time.move(days=2 * YEAR))
    assert len(session.scalars(sa.select(RetentionLine)).all()) == 1, "what was done is told"
    monkeypatch.setattr(job.retention, "forget_names", real)
    assert retain(time.now) == 2
    assert len(session.scalars(sa.select(RetentionLine)).all()) == 3


def test_nothing_is_taken_out_before_the_schedule_is_saved(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    with transaction() as session:
        place = session.scalars(sa.select(Municipality)).one()
        place.settings = {key: value for key, value in place.settings.items() if key != "retention"}
    assert retain(time.move(days=6 * YEAR)) == 0
    page = client.sign_in(cast.admin).get(PLAN).get_data(as_text=True)
    assert "Ingenting slettes før noen har lagret den" in words(client.get(PLAN))
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="(\d+)"', page))
    client.post(PLAN, fields)
    assert "Ingenting slettes før" not in words(client.get(PLAN))
    assert retain(time.move(days=13)) == 0, "not yet"
    assert retain(time.move(days=1)) > 0


def test_open_held_and_archived_first_are_left_alone(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    with transaction() as session:
        waiting = make_case(session, cast)
    time.move(days=6 * YEAR)
    client.sign_in(cast.privacy_officer)
    assert case.label in words(client.get(f"{PLAN}/cases"))
    client.post(f"{PLAN}/cases/{case.public_id}/hold", {"why": ""}, 422)
    client.post(f"{PLAN}/cases/{waiting.public_id}/hold", {"why": "Åpen"}, 400)
    client.post(f"{PLAN}/cases/{case.public_id}/hold", {"why": "Avleveres først"})
    assert "Avleveres først" in words(client.get(f"{PLAN}/cases"))
    retain(time.now)
    with transaction() as session:
        for each in (case, waiting):
            found = session.get_one(Case, each.id)
            assert found.names_gone_at is None
            assert found.reporter_id == cast.employee.id
    client.post(f"{PLAN}/cases/{case.public_id}/release")
    terms = Schedule().stored()
    terms["terms"]["service"]["hold"] = True
    _store(terms)
    retain(time.now)
    with transaction() as session:
        assert session.get_one(Case, case.id).names_gone_at is None
    _store(Schedule().stored())
    retain(time.now)
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at == time.now


def _store(terms: dict[str, Any]) -> None:
    with transaction() as session:
        place = session.scalars(sa.select(Municipality)).one()
        place.settings = place.settings | {"retention": terms}


@pytest.mark.parametrize(
    ("access", "years"), [(Access.PERSONAL, 2), (Access.PRIVACY, 5), (Access.SHIELDED, 5), (Access.SAFETY, 5)]
)
def test_each_kind_has_its_own_term(cast: Cast, case: Case, time: Clock, access: Access, years: int) -> None:
    with transaction() as session:
        session.get_one(Case, case.id).access = access
    retain(time.move(days=years * 365 - 2))
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at is None
    retain(time.move(days=4))
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at == time.now


def test_a_shielded_case_is_kept_as_decided_when_it_was_closed(
    client: Client, cast: Cast, time: Clock
) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        case.access, case.handler_id = Access.SHIELDED, cast.leader.id
    client.sign_in(cast.leader)
    page = client.get(f"/cases/{case.public_id}/close")
    assert "Hvor lenge skal saken beholdes?" in words(page)
    sent = {"answer": "Ordnet.", "can_learn": "no", "keep_years": "2"}
    client.post(f"/cases/{case.public_id}/close", sent | hidden(page, "version"))
    with transaction() as session:
        assert session.get_one(CaseKeeping, case.id).years == 2
    retain(time.move(days=2 * 365 - 2))
    retain(time.move(days=4))
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at == time.now


def test_a_maximum_that_is_lowered_later_counts_for_shielded_cases_too(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        case.access, case.state, case.closed_at = Access.SHIELDED, CaseState.CLOSED, NOW
        session.add(CaseKeeping(case_id=case.id, years=5))
    terms = Schedule().stored()
    terms["terms"]["shielded"]["text"] = 3
    _store(terms)
    retain(time.move(days=3 * 365 - 2))
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at is None
    retain(time.move(days=4))
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at == time.now


def test_a_case_that_was_about_somebody_does_not_come_back_to_them(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
        day = session.get_one(Case, case.id).occurred_at.date()
    before = _counted(cast)
    retain(time.move(days=6 * YEAR))
    with transaction() as session:
        assert session.scalars(sa.select(CaseConcern)).all() == [], "whom it was about is not kept"
    for person in (cast.leader, cast.colleague, cast.head, cast.coordinator, cast.privacy_officer):
        client.sign_in(person).get(f"/cases/{case.public_id}", 404)
        assert case.label not in words(client.get("/cases?state=closed")), person.first_name
    assert _counted(cast) == before == 0
    with transaction() as session:
        scope = Scope(ReportKind.TERTIAL, cast.municipality, frozenset(), Period(day, day), {})
        assert session.scalars(sa.select(Case.id).where(*told(scope))).all() == []
        book = read_ties(session, [cast.leader.id], [case.id])
        assert book.of(cast.actor(cast.leader), case.id).concerned
        assert recount.differences(session) == []


def _counted(cast: Cast) -> int:
    """How many cases the leader gets counted."""
    actor = cast.actor(cast.leader)
    clauses = (policy.countable(actor, Case), sa.not_(policy.kept_away(actor)))
    with transaction() as session:
        return session.scalar(sa.select(sa.func.count(Case.id)).where(*clauses)) or 0


def test_shielded_cases_and_those_about_the_reader_are_in_no_number(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.privacy_officer.id))
        for _ in range(5):
            hers = make_case(session, cast)
            hers.access, hers.state, hers.closed_at = Access.SHIELDED, CaseState.CLOSED, NOW
    time.move(days=6 * YEAR)
    assert "Tjeneste og kvalitet 0 0" in words(client.sign_in(cast.privacy_officer).get(PLAN))
    for person in (cast.admin, cast.privacy_officer, cast.auditor):
        assert "Skjermet 5" not in words(client.sign_in(person).get(PLAN)), person.first_name
    assert "Tjeneste og kvalitet 1 1" in words(client.get(PLAN)), "the auditor knows of it"
    retain(time.now)
    gone = words(client.get(PLAN)).split("Det som er slettet")[1]
    assert "navn slettet" not in gone, "now it may be about anybody"


def test_what_is_held_while_a_run_goes_on_is_left_alone(
    cast: Cast, time: Clock, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as writing:
        for _ in range(2):
            each = make_case(writing, cast)
            each.state, each.closed_at = CaseState.CLOSED, NOW
    monkeypatch.setattr(job, "AT_A_TIME", 1)
    real = job.retention.note

    def tick(*args: Any) -> None:
        real(*args)
        terms = Schedule().stored()
        terms["terms"]["service"]["hold"] = True
        place = args[0].scalars(sa.select(Municipality)).one()
        place.settings = place.settings | {"retention": terms}

    monkeypatch.setattr(job.retention, "note", tick)
    retain(time.move(days=2 * YEAR))
    assert len(session.scalars(sa.select(RetentionLine)).all()) == 1


def test_a_double_waits_for_the_case_it_is_answered_with(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        first, second = make_case(session, cast), make_case(session, cast)
        merge.merge(session, cast.actor(cast.leader), second, first, now=NOW)
    retain(time.move(days=6 * YEAR))
    with transaction() as session:
        assert session.get_one(Case, second.id).names_gone_at is None
    with transaction() as session:
        found = session.get_one(Case, first.id)
        found.state, found.closed_at = CaseState.CLOSED, NOW
    retain(time.now)
    with transaction() as session:
        assert session.get_one(Case, second.id).names_gone_at == time.now


def test_the_page_counts_first_and_hides_few_from_who_does_not_know_them(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    time.move(days=2 * YEAR)
    officer = words(client.sign_in(cast.privacy_officer).get(PLAN))
    assert "Tjeneste og kvalitet 1 0" in officer
    admin = words(client.sign_in(cast.admin).get(PLAN))
    assert "Tjeneste og kvalitet under 5 under 5" in admin, "none is a small number too"
    client.get(f"{PLAN}/cases", 403)
    archivist = words(client.sign_in(cast.archivist).get(f"{PLAN}/cases"))
    assert case.label not in archivist, "who may not know of the case is not told of it"
    for person in (cast.leader, cast.coordinator, cast.employee):
        client.sign_in(person).get(PLAN, 403)
    retain(time.now)
    assert "Navn slettes" in words(client.sign_in(cast.auditor).get(PLAN))
    client.post(PLAN, {}, 403)
    client.sign_in(cast.privacy_officer).post(PLAN, {}, 403)


def test_the_schedule_is_the_municipalitys(client: Client, cast: Cast, case: Case, time: Clock) -> None:
    page = client.sign_in(cast.archivist).get(PLAN)
    assert "Oppbevaring" in words(client.get("/settings"))
    sent = {f"{access}_{what}": "3" for access in Access for what in ("names", "text")}
    sent |= {"log_years": "2", "mail_years": "1"} | hidden(page, "version")
    client.post(PLAN, sent | {"service_names": "0"}, 422)
    client.post(PLAN, sent | {"service_names": "9"}, 422)
    client.post(PLAN, sent | {"shielded_text": "6"}, 422)
    client.post(PLAN, sent)
    client.post(PLAN, sent, 409)
    retain(time.move(days=3 * 365 - 2))
    with transaction() as session:
        assert session.get_one(Case, case.id).names_gone_at is None
    retain(time.move(days=4))
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at == time.now


def test_a_shorter_plan_waits_and_those_who_look_after_it_are_told(
    client: Client, cast: Cast, case: Case, time: Clock, session: Session
) -> None:
    time.move(days=2 * YEAR)
    page = client.sign_in(cast.admin).get(PLAN).get_data(as_text=True)
    fields = dict(re.findall(r'name="(\w+)"[^>]*value="(\d+)"', page))
    short = {name: "1" for name in fields if name.endswith(("_names", "_text"))}
    client.post(PLAN, fields | short)
    shown = words(client.get(PLAN))
    assert "En ny plan gjelder fra 8. des. 2028" in shown
    assert "Når den nye planen gjelder" in shown
    assert "Endres 08.12.2028" in words(client.get("/settings"))
    officer = words(client.sign_in(cast.privacy_officer).get(PLAN))
    assert "Tjeneste og kvalitet 1 0" in officer.split("Når den nye")[0]
    assert "Tjeneste og kvalitet 1 1" in officer.split("Når den nye")[1]
    told = sa.select(Notice.person_id, Notice.link).where(Notice.kind == "schedule")
    assert {tuple(row) for row in session.execute(told)} == {
        (cast.privacy_officer.id, PLAN),
        (cast.archivist.id, PLAN),
        (cast.coordinator.id, "/who-sees-what"),
        (cast.second_coordinator.id, "/who-sees-what"),
    }
    retain(time.move(days=13))
    with transaction() as reading:
        found = reading.get_one(Case, case.id)
        assert (found.names_gone_at, found.text_gone_at) == (time.now, None)
    retain(time.move(days=1))
    with transaction() as reading:
        assert reading.get_one(Case, case.id).text_gone_at == time.now


def test_what_keeps_longer_counts_at_once_and_what_waits_can_be_taken_back(cast: Cast) -> None:
    actor, day = cast.actor(cast.archivist), NOW.date()
    with transaction() as session:
        place = session.scalars(sa.select(Municipality)).one()
        for wanted, now_, later in (
            (Schedule(log_years=4, mail_years=3), (4, 3), None),
            (Schedule(log_years=5, mail_years=1), (5, 3), (5, 1)),
            (Schedule(log_years=5, mail_years=3), (5, 3), None),
        ):
            change_schedule(session, actor, place, wanted, now=NOW)
            found, waits = schedule(session, day), coming(place, day)
            assert (found.log_years, found.mail_years) == now_
            assert (waits and (waits.terms.log_years, waits.terms.mail_years)) == later


def test_a_dry_run_changes_nothing(app: Flask, cast: Cast, case: Case, time: Clock) -> None:
    time.move(days=6 * YEAR)
    said = app.test_cli_runner().invoke(args=["cases", "retain", "--dry-run"]).output
    assert "service: names of 1 cases" in said
    with transaction() as session:
        assert session.get_one(Case, case.id).names_gone_at is None
    assert "things done" in app.test_cli_runner().invoke(args=["cases", "retain"]).output
    with transaction() as session:
        assert session.get_one(Case, case.id).text_gone_at is not None


def test_a_name_taken_out_without_a_record_shows(cast: Cast, case: Case, session: Session) -> None:
    with transaction() as writing:
        writing.execute(
            sa.update(Entry)
            .where(Entry.subject == "case", Entry.subject_id == case.id, Entry.act == "register")
            .values(actor_id=None)
        )
    assert [fault.what for fault in verify(session)] == ["changed or moved"]


def test_what_the_municipality_has_not_chosen_is_as_proposed() -> None:
    found = read_schedule({"terms": {"service": {"names": 2, "text": 3, "hold": True}}})
    assert (found.terms[Access.SERVICE].text, found.terms[Access.SAFETY].text) == (3, 5)
    assert (found.log_years, found.mail_years) == (2, 1)


def test_no_letters_of_what_is_erased_stay_in_the_indexes(cast: Cast, time: Clock, session: Session) -> None:
    with transaction() as writing:
        case = make_case(writing, cast)
        plan = Plan("Samtale med Xerxesnavn", cast.employee.id, NOW.date())
        measure = add_measure(writing, cast.actor(cast.leader), case, plan, now=NOW)
        case.state, case.closed_at = CaseState.CLOSED, NOW
    on_sqlite = session.get_bind().dialect.name == "sqlite"

    def held() -> bool:
        if not on_sqlite:  # a row of PostgreSQL's index goes with the row it is of
            return "Xerxesnavn" in session.get_one(Measure, measure.id, populate_existing=True).title
        blocks = session.scalars(sa.text("SELECT block FROM measure_index_data")).all()
        return any(letters in block for block in blocks for letters in (b"xer", b"rxe", b"nav"))

    assert held()
    for days in (2, 4 * YEAR, YEAR):
        retain(time.move(days=days))
    assert not held()
