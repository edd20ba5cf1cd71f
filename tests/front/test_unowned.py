"""What nobody answers for, and handing over what somebody had."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.services import roles
from quality.cases.jobs.reminders import remind
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.flow import LENT, CaseTask
from quality.cases.models.measure import Measure
from quality.cases.services import measures, tasks
from quality.cases.services.handover import hand_over
from quality.cases.services.measures import Plan
from quality.cases.services.tasks import Errand
from quality.core.db import db, transaction
from quality.core.notices import Notice
from quality.core.text import NotAllowedError, RefusedError
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.patterns.models import Pattern
from quality.patterns.services import decide, make
from tests.cases.desk import CANARY, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

TODAY = dt.date(2026, 11, 23)


def owned_by(cast: Cast, person: Person, access: Access = Access.SERVICE, unit_id: int = 0) -> Case:
    with transaction() as session:
        case = make_case(session, cast, unit_id=unit_id or cast.north.id)
        plan = Plan("Ny matte", person.id, TODAY)
        measures.add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
        case.access = access
        return case


def owners() -> list[int | None]:
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Measure.owner_id).order_by(Measure.id)))


def leave(client: Client, cast: Cast, person: Person) -> None:
    client.sign_in(cast.admin).post(f"/people/{person.public_id}/leave")


def test_what_somebody_had_goes_to_another_when_they_leave(client: Client, cast: Cast) -> None:
    owned_by(cast, cast.colleague)
    client.sign_in(cast.admin)
    answer = client.post(f"/people/{cast.colleague.public_id}/leave")
    page = client.follow(answer)
    assert "Ola Prøve har ansvaret for 1 tiltak" in words(page)
    assert CANARY not in words(page)
    path = f"/people/{cast.colleague.public_id}/handover"
    shown = words(client.follow(client.post(path, {"receiver": cast.employee.public_id})))
    assert "1 er overført til Kari Prøve." in shown
    assert "har ikke ansvaret for noe som er åpent" in shown
    assert owners() == [cast.employee.id]


def test_a_part_of_a_case_goes_to_another_but_not_what_was_lent_to_one(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        errand = Errand("Sjekk matta", cast.colleague.id, TODAY)
        task = tasks.give(session, leader, case, errand, now=NOW)
        tasks.lend(session, leader, case, errand, f"{LENT}x", now=NOW)
    page = words(client.follow(client.sign_in(cast.admin).post(f"/people/{cast.colleague.public_id}/leave")))
    assert "har ansvaret for 1 tiltak, oppgave" in page
    assert "Den som har en oppgave i saken, har sluttet" in words(client.get("/unowned"))
    path = f"/people/{cast.colleague.public_id}/handover"
    client.post(path, {"receiver": cast.employee.public_id})
    assert "Alle saker har noen" in words(client.get("/unowned"))
    db.session.expire_all()
    owned = sa.select(CaseTask.id).where(CaseTask.owner_id == cast.employee.id)
    assert db.session.scalars(owned).all() == [task.id]
    told = sa.select(Notice.kind).where(Notice.person_id == cast.employee.id)
    assert "task_new" in db.session.scalars(told).all()
    assert "Kari Prøve: Sjekk matta" in words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))


def test_a_part_that_comes_back_to_somebody_is_told_again(cast: Cast) -> None:
    with transaction() as session:
        case, leader = make_case(session, cast), cast.actor(cast.leader)
        task = tasks.give(session, leader, case, Errand("Sjekk matta", cast.colleague.id, TODAY), now=NOW)
    for turn, (giver, receiver) in enumerate(
        [(cast.colleague, cast.employee), (cast.employee, cast.colleague)], 1
    ):
        with transaction() as session:
            then = NOW + dt.timedelta(hours=turn)
            handed = hand_over(session, cast.actor(cast.admin), giver, receiver, now=then)
            assert handed.given == 1
    told = sa.select(sa.func.count()).where(
        Notice.person_id == cast.colleague.id, Notice.key.startswith(f"task_new:{task.public_id}:")
    )
    assert db.session.scalar(told) == 2


def test_who_does_not_belong_there_gets_nothing(client: Client, cast: Cast) -> None:
    owned_by(cast, cast.colleague)
    client.sign_in(cast.admin)
    path = f"/people/{cast.colleague.public_id}/handover"
    assert "1 kan Tor Prøve ikke ha" in words(
        client.follow(client.post(path, {"receiver": cast.teacher.public_id}))
    )
    assert owners() == [cast.colleague.id]


def test_an_administrator_opens_no_case_to_themselves(client: Client, cast: Cast) -> None:
    owned_by(cast, cast.colleague)
    client.sign_in(cast.admin)
    path = f"/people/{cast.colleague.public_id}/handover"
    for receiver in (cast.admin, cast.former, cast.colleague):
        client.post(path, {"receiver": receiver.public_id}, status=422)
    with transaction() as session:
        with pytest.raises(RefusedError):
            hand_over(session, cast.actor(cast.admin), cast.colleague, cast.admin, now=NOW)
        with pytest.raises(NotAllowedError):
            hand_over(session, cast.actor(cast.leader), cast.colleague, cast.employee, now=NOW)


def test_a_shielded_case_is_neither_counted_nor_handed_over(client: Client, cast: Cast) -> None:
    owned_by(cast, cast.colleague, Access.SHIELDED)
    client.sign_in(cast.admin)
    assert "ikke ansvaret for noe" in words(client.get(f"/people/{cast.colleague.public_id}/handover"))
    with transaction() as session:
        hand_over(session, cast.actor(cast.admin), cast.colleague, cast.employee, now=NOW)
    assert owners() == [cast.colleague.id]


def test_patterns_go_to_somebody_who_may_own_them(client: Client, cast: Cast) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        cases = [make_case(session, cast) for _ in range(2)]
        pattern = make.make_pattern(session, coordinator, "Fall", cases, now=NOW)
        decide.raise_pattern(session, coordinator, pattern, now=NOW)
        decide.set_owner(session, coordinator, pattern, cast.head, "Halvere", now=NOW)
    client.sign_in(cast.admin)
    path = f"/people/{cast.head.public_id}/handover"
    client.post(path, {"receiver": cast.employee.public_id})
    client.post(path, {"receiver": cast.school_head.public_id})
    db.session.expire_all()
    assert db.session.get_one(Pattern, pattern.id).owner_id == cast.school_head.id


def test_cases_without_anybody_are_listed_with_the_reason(client: Client, cast: Cast, time: Clock) -> None:
    left = owned_by(cast, cast.colleague)
    with transaction() as session:
        leaderless = make_case(session, cast, unit_id=cast.school.id)
        session.execute(
            sa.delete(RoleHeld).where(RoleHeld.person_id.in_([cast.school_leader.id, cast.school_head.id]))
        )
    assert "Alle saker har noen" not in words(client.sign_in(cast.coordinator).get("/unowned"))
    leave(client, cast, cast.colleague)
    page = client.sign_in(cast.coordinator).get("/unowned")
    assert left.title in words(page)
    assert "har sluttet" in words(page)
    assert "ingen leder" in words(page)
    page = client.sign_in(cast.admin).get("/unowned")
    assert left.label in words(page)
    assert leaderless.label in words(page)
    assert CANARY not in words(page), "an administrator sees technical rows alone"
    assert f"/cases/{left.public_id}" not in page.get_data(as_text=True)
    for part in (cast.leader, cast.employee, cast.head):
        client.sign_in(part).get("/unowned", 403)


def test_what_all_levels_have_left_is_listed(client: Client, cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    time.move(days=77)
    for _ in range(3):
        remind(time.now)
        time.move(days=1)
    late = "lenge over fristen, som alle nivåer har fått beskjed om"
    assert f"Én sak {late}" in words(client.sign_in(cast.coordinator).get("/"))
    page = client.get("/unowned")
    assert case.title in words(page)
    assert "alle nivåer har fått beskjed" in words(page)
    for person in (cast.leader, cast.head, cast.admin):
        assert late not in words(client.sign_in(person).get("/"))
    with transaction() as session:
        session.get_one(Case, case.id).access = Access.SHIELDED
    assert late not in words(client.sign_in(cast.coordinator).get("/")), "the page does not list it either"


def test_a_reason_is_said_once_over_its_cases(client: Client, cast: Cast) -> None:
    cases = [owned_by(cast, cast.colleague) for _ in range(2)]
    leave(client, cast, cast.colleague)
    page = client.sign_in(cast.coordinator).get("/unowned").get_data(as_text=True)
    assert all(f"/cases/{case.public_id}" in page for case in cases)
    why = "Den som har ansvaret for et tiltak, har sluttet"
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page).count(why) == 1
    assert why not in re.sub(r"<h2.*?</h2>|<caption.*?</caption>", "", page, flags=re.DOTALL)


def test_a_deputy_stops_by_themselves(client: Client, cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        session.execute(sa.update(Deputy).values(reason="Ferie"))
    client.sign_in(cast.deputy)
    assert "Du er stedfortreder for Mona Prøve" in words(client.get(f"/cases/{case.public_id}"))
    assert "Ferie" in words(client.get("/"))
    mine = words(client.sign_in(cast.leader).get("/me"))
    assert "Stedfortreder for deg Dag Prøve, 23. nov. 2026 – 30. nov. 2026 (Ferie)" in mine
    time.move(days=8)
    assert "Stedfortreder" not in words(client.sign_in(cast.leader).get("/me"))
    client.sign_in(cast.deputy)
    assert "stedfortreder" not in words(client.get("/"))
    assert client.http.get("/inbox").status_code == 403


@pytest.mark.parametrize("how", ["the role ends", "the person leaves"])
def test_a_unit_that_lost_its_leader_is_told_of_and_answered_one_level_up(
    client: Client, cast: Cast, how: str
) -> None:
    assert "mangler leder" not in words(client.sign_in(cast.coordinator).get("/"))
    with transaction() as session:
        held = session.scalars(sa.select(RoleHeld).where(RoleHeld.person_id == cast.school_leader.id)).one()
        if how == "the role ends":
            roles.end_role(session, cast.actor(cast.admin), held, now=NOW)
    if how == "the person leaves":
        leave(client, cast, cast.school_leader)
    with transaction() as session:
        case = make_case(session, cast, unit_id=cast.school.id)
        told = sa.select(Notice.person_id).where(Notice.kind == "case_new")
        assert session.scalars(told).all() == [cast.school_head.id]
    for who, way_out in ((cast.coordinator, "Be systemansvarlig"), (cast.admin, "Gi noen rollen")):
        page = client.sign_in(who).get("/")
        assert "Én enhet mangler leder" in words(page)
        assert 'href="/unowned"' in page.get_data(as_text=True)
        shown = words(client.get("/unowned"))
        assert f"{cast.school.name} {cast.school_head.name}" in shown
        assert way_out in shown
    inbox = client.sign_in(cast.school_head).get("/inbox").get_data(as_text=True)
    assert f"/cases/{case.public_id}" in inbox, "a role that is over keeps nothing from the level above"
    client.post(f"/cases/{case.public_id}/receive")


def test_a_part_of_a_unit_is_led_by_who_leads_the_unit(client: Client, cast: Cast) -> None:
    with transaction() as session:
        part = Unit(
            code="9999",
            name="Base øst",
            level=UnitLevel.DEPARTMENT,
            parent_id=cast.north.id,
            service=cast.north.service,
        )
        session.add(part)
        session.flush()
        part.path = f"{cast.north.path}{part.id}/"
        case = make_case(session, cast, unit_id=part.id)
    assert "mangler leder" not in words(client.sign_in(cast.coordinator).get("/"))
    for who, has in ((cast.leader, True), (cast.head, False)):
        inbox = client.sign_in(who).get("/inbox").get_data(as_text=True)
        assert (f"/cases/{case.public_id}" in inbox) is has, who.first_name
