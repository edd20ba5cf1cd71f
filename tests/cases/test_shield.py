"""Cases for named people alone: shielded and lifted by whom, seen by whom, and who has read them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person, ReadLog
from quality.cases.jobs.reminders import remind
from quality.cases.kinds import Access
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.count import CaseCount
from quality.cases.queries import readers
from quality.cases.services import reads, shield
from quality.core.db import db, transaction
from quality.core.notices import Notice
from tests.cases.desk import CANARY, make_case, words
from tests.cases.test_private import choose, handlers, tell
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        choose(session, [cast.second_coordinator], [cast.outsider])
        return make_case(session, cast)


def page_of(case: Case, tail: str = "") -> str:
    return f"/cases/{case.public_id}{tail}"


def test_who_may_shield(client: Client, cast: Cast, case: Case) -> None:
    """2.3b: the leader above may, leader, reporter and coordinator ask, and others do neither."""
    asks = {cast.leader.id, cast.deputy.id, cast.employee.id, cast.coordinator.id, cast.second_coordinator.id}
    for name, person in cast.everybody().items():
        if not person.active:
            continue
        client.sign_in(person)
        if person.id != cast.head.id:
            code = client.http.post(page_of(case, "/shield")).status_code
            assert code in (403, 404), (name, code)
        code = client.http.post(page_of(case, "/ask-shield")).status_code
        assert (code == 303) == (person.id in asks), (name, code)
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    assert handlers(case) == {cast.second_coordinator.id}
    client.get(page_of(case), 404)


def test_the_privacy_officer_shields_privacy_cases_alone(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.privacy_officer).post(page_of(case, "/shield"), status=403)
    with transaction() as session:
        session.get_one(Case, case.id).access = Access.PRIVACY
    client.post(page_of(case, "/shield"))
    client.get(page_of(case), 404)


def test_a_case_shielded_later_is_gone_from_every_surface_at_once(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    """Notices, lists, search, counts, news and what waits to be mailed."""
    everybody = [person for person in cast.everybody().values() if person.active]
    keep = {cast.employee.id, cast.second_coordinator.id}
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    link = page_of(case)
    assert set(session.scalars(sa.select(Notice.person_id).where(Notice.link == link))) <= keep
    counted = sa.select(CaseCount.access, sa.func.sum(CaseCount.count)).group_by(CaseCount.access)
    assert {row[0]: row[1] for row in session.execute(counted)}[Access.SHIELDED] == 2
    for person in everybody:
        client.sign_in(person)
        for path in ("/", "/inbox", "/cases", "/cases?counted=1", f"/cases?q={case.label}", "/cases?q=badet"):
            answer = client.http.get(path).get_data(as_text=True)
            if person.id not in keep:
                assert case.public_id not in answer, (person.first_name, path)
                assert "q=" in path or case.label not in answer, (person.first_name, path)
            if person.id != cast.employee.id:
                assert CANARY not in answer, (person.first_name, path)


def test_named_people_name_and_remove_each_other_and_somebody_stays(
    client: Client, cast: Cast, case: Case
) -> None:
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    client.sign_in(cast.second_coordinator)
    alone = client.post(page_of(case, f"/handlers/{cast.second_coordinator.public_id}/remove"), status=400)
    assert "Noen må ha saken" in words(alone)
    assert "Fant ingen" in words(client.post(page_of(case, "/handlers"), {"email": "x@y.invalid"}, 400))
    client.post(page_of(case, "/handlers"), {"email": cast.teacher.email})
    client.sign_in(cast.teacher).get(page_of(case))
    client.get(page_of(case, "/close"))
    client.post(page_of(case, "/receive"))
    client.post(page_of(case, f"/handlers/{cast.second_coordinator.public_id}/remove"))
    client.sign_in(cast.second_coordinator).get(page_of(case), 404)
    client.post(page_of(case, "/handlers"), {"email": cast.second_coordinator.email}, 404)
    client.sign_in(cast.employee).post(page_of(case, "/lift"), status=403)
    client.sign_in(cast.teacher).post(page_of(case, "/lift"))
    assert CANARY in words(client.sign_in(cast.leader).get(page_of(case)))


def test_every_read_is_logged_and_shown_to_reporter_and_named(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    client.get(page_of(case), 404)
    page = words(client.sign_in(cast.second_coordinator).get(page_of(case)))
    assert "Skjermet" in page
    mine = words(client.sign_in(cast.employee).get(page_of(case, "/sight")))
    assert "Kjell Prøve" in mine
    assert "Fikk ikke se den" not in mine
    theirs = words(client.sign_in(cast.second_coordinator).get(page_of(case, "/sight")))
    assert "Harald Prøve" in theirs
    assert "Fikk ikke se den" in theirs
    for reader in (cast.auditor, cast.privacy_officer):
        log = words(client.sign_in(reader).get(f"/access-log?q={case.label}"))
        assert "Kjell Prøve" in log
        assert CANARY not in log
        client.get(page_of(case, "/sight"), 404)
    client.sign_in(cast.admin).get("/access-log", 403)


def test_nothing_is_shown_when_the_read_cannot_be_written_down(
    app: Flask, client: Client, cast: Cast, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    client.sign_in(cast.second_coordinator)

    def broken(*_: object, **__: object) -> None:
        raise OSError("the log is full")

    monkeypatch.setattr(reads, "_row", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        for tail in ("", "/sight", "/close", "/assess"):
            answer = client.http.get(page_of(case, tail))
            assert answer.status_code == 500, tail
            assert CANARY not in answer.get_data(as_text=True)
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = True


def test_the_log_does_not_name_a_confidential_reporter(client: Client, cast: Cast) -> None:
    case = tell(client, cast, cast.teacher, sender="confidential", user_reference="GE-1")
    client.get(page_of(case))
    client.sign_in(cast.leader).get(page_of(case))
    with transaction() as session:
        assert cast.teacher.id in set(session.scalars(sa.select(ReadLog.actor_id)))
    for reader in (cast.auditor, cast.privacy_officer):
        log = words(client.sign_in(reader).get("/access-log"))
        assert "Mona Prøve" in log
        assert "Tor Prøve" not in log


def test_marking_whom_it_is_about_takes_it_from_them_and_tells_who_leads_above(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    client.sign_in(cast.leader)
    assert "Velg hvem" in words(
        client.post(page_of(case, "/concerned"), {"person": cast.teacher.public_id}, 400)
    )
    client.post(page_of(case, "/concerned"), {"person": cast.leader.public_id})
    client.get(page_of(case), 404)
    link = page_of(case)
    told = set(session.scalars(sa.select(Notice.person_id).where(Notice.link == link)))
    assert cast.head.id in told
    assert cast.leader.id not in told
    client.sign_in(cast.head)
    assert cast.leader.name in words(client.get(page_of(case, "/sight")))
    client.post(page_of(case, f"/concerned/{cast.leader.public_id}/remove"))
    client.sign_in(cast.leader).get(page_of(case))


def test_marking_everybody_in_turn_does_not_tell_who_reported(client: Client, cast: Cast) -> None:
    """A refusal, or a report that disappears, would say whose the confidential report is."""
    case = tell(client, cast, cast.colleague, sender="confidential")
    client.sign_in(cast.leader)
    codes = {
        client.http.post(page_of(case, "/concerned"), data={"person": person.public_id}).status_code
        for person in (cast.colleague, cast.employee)
    }
    assert codes == {303}
    assert CANARY in words(client.sign_in(cast.colleague).get(page_of(case)))
    client.sign_in(cast.employee)
    assert client.http.get(page_of(case)).status_code == 404


def test_a_confidential_name_is_revealed_by_its_reporter_once_and_for_all(client: Client, cast: Cast) -> None:
    case = tell(client, cast, cast.teacher, sender="confidential")
    client.sign_in(cast.leader).post(page_of(case, "/reveal"), status=403)
    client.sign_in(cast.teacher).post(page_of(case, "/reveal"))
    client.post(page_of(case, "/reveal"), status=409)
    assert "Tor Prøve" in words(client.sign_in(cast.leader).get(page_of(case)))


def test_of_a_shielded_case_the_alternates_are_named_when_it_is_about_the_only_one(
    cast: Cast, case: Case
) -> None:
    with transaction() as session:
        case = session.get_one(Case, case.id)
        head, only = cast.actor(cast.head), session.get_one(Person, cast.second_coordinator.id)
        shield.shield(session, head, case, follow=False, now=NOW)
        shield.concern(session, cast.actor(only), case, only, now=NOW)
        assert session.get(CaseConcern, (case.id, only.id))
    assert cast.outsider.id in handlers(case)


def test_what_one_search_showed_is_one_line_of_the_log(client: Client, cast: Cast) -> None:
    with transaction() as session:
        cases = [make_case(session, cast, user_reference="GE-1") for _ in range(3)]
    client.sign_in(cast.leader).get("/search?q=kanarifugl")
    client.get(page_of(cases[0]))
    lines, total = readers.log(db.session(), cast.actor(cast.auditor), "", False, 1, 50)
    assert total == 2
    assert [len(line.labels) for line in lines] == [1, 3]
    lines, total = readers.log(db.session(), cast.actor(cast.auditor), cases[1].label, False, 1, 50)
    assert [line.labels for line in lines] == [[cases[1].label]]
    assert "3 saker" in words(client.sign_in(cast.privacy_officer).get("/access-log"))


def test_who_is_taken_off_a_shielded_case_keeps_no_word_of_it(
    client: Client, cast: Cast, case: Case, session: Session
) -> None:
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    client.sign_in(cast.second_coordinator)
    client.post(page_of(case, "/handlers"), {"email": cast.teacher.email})
    told = sa.select(Notice.person_id).where(Notice.link == page_of(case))
    assert cast.teacher.id in set(session.scalars(told))
    client.post(page_of(case, f"/handlers/{cast.teacher.public_id}/remove"))
    left = set(session.scalars(told))
    assert cast.teacher.id not in left
    assert cast.second_coordinator.id in left


def test_nobody_who_has_left_is_named(client: Client, cast: Cast, case: Case) -> None:
    client.sign_in(cast.head).post(page_of(case, "/shield"))
    client.sign_in(cast.second_coordinator)
    refused = client.post(page_of(case, "/handlers"), {"email": cast.former.email}, 400)
    assert "kan ikke ha saken" in words(refused)
    assert handlers(case) == {cast.second_coordinator.id}


def test_the_named_are_reminded_of_a_shielded_case_and_nobody_else(
    cast: Cast, case: Case, time: Clock, session: Session
) -> None:
    with transaction() as changing:
        shield.shield(changing, cast.actor(cast.head), changing.get_one(Case, case.id), follow=False, now=NOW)
    remind(time.move(days=30))
    late = sa.select(Notice.person_id, Notice.kind).where(
        Notice.link == page_of(case), Notice.kind.in_(["case_due", "case_late"])
    )
    assert session.execute(late).all() == [(cast.second_coordinator.id, "case_due")]
