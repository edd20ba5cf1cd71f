"""Who sees me: confidential reports, cases about the leader, and cases for a few alone."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.roles import Act, Role
from quality.cases import policy
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.policy import Ties
from quality.cases.services.measures import Plan, add_measure, move_measure
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.organisation.models import Municipality
from tests.cases.desk import CANARY, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

TOLD = {"text": f"{CANARY} på badet.", "harm": "no"}


def choose(session: Session, intake: list[Person], alternates: list[Person] | None = None) -> None:
    place = session.scalars(sa.select(Municipality)).one()
    groups = {"intake": intake, "alternates": alternates or []}
    place.settings = {"privacy": {name: [p.id for p in people] for name, people in groups.items()}}


def tell(client: Client, cast: Cast, reporter: Person, **more: Any) -> Case:
    client.sign_in(reporter).post("/report", TOLD | {"unit": cast.north.public_id} | more)
    with transaction() as session:
        return session.scalars(sa.select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]


def told_of(case: Case) -> set[int]:
    link = f"/cases/{case.public_id}"
    with transaction() as session:
        return set(session.scalars(sa.select(Notice.person_id).where(Notice.link == link)))


def handlers(case: Case) -> set[int]:
    with transaction() as session:
        return set(session.scalars(sa.select(CaseHandler.person_id).where(CaseHandler.case_id == case.id)))


def test_a_confidential_name_is_seen_by_its_coordinator_alone(client: Client, cast: Cast) -> None:
    """The teacher is of another unit, so the name stands nowhere on these pages but as the reporter's."""
    case = tell(client, cast, cast.teacher, sender="confidential")
    with transaction() as session:
        session.add(
            Deputy(person_id=cast.coordinator.id, deputy_id=cast.chief.id, from_on=cast.day, to_on=cast.day)
        )
    page = f"/cases/{case.public_id}"
    assert "Lederen ser den, men ikke navnet ditt." in words(client.sign_in(cast.teacher).get(page))
    client.sign_in(cast.leader).post(f"{page}/message", {"kind": "question", "text": "Når?"})
    client.sign_in(cast.teacher).post(f"{page}/message", {"kind": "reply", "text": "I går."})
    assert cast.teacher.name in words(client.sign_in(cast.coordinator).get(page))
    for reader in (cast.leader, cast.deputy, cast.head, cast.second_coordinator, cast.chief):
        client.sign_in(reader)
        for path in (page, "/inbox", "/cases", f"/cases?q={case.label}", "/", f"{page}/close"):
            answer = client.http.get(path).get_data(as_text=True)
            assert "Tor" not in answer.replace("Torsdag", "").replace("torsdag", ""), (
                reader.first_name,
                path,
            )
    assert "I går." in words(client.sign_in(cast.leader).get(page))
    with transaction() as session:
        notices = session.scalars(sa.select(Notice).where(Notice.person_id != cast.teacher.id)).all()
    assert not [row for row in notices if "Tor" in str(row.values)]
    assert cast.coordinator.id in told_of(case)


def test_what_a_confidential_reporter_does_besides_is_not_signed_melder(client: Client, cast: Cast) -> None:
    """A measure's owner is named in the case; an unnamed step of that measure would name the reporter."""
    case = tell(client, cast, cast.colleague, sender="confidential")
    with transaction() as session:
        case = session.get_one(Case, case.id)
        plan = Plan("Ny matte", cast.colleague.id, cast.day)
        measure = add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
        move_measure(session, cast.actor(cast.colleague), case, measure, "finish", now=NOW)
    page = words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))
    assert "Melder endret tiltak" not in page
    assert "Ola Prøve endret tiltak" in page


def test_a_coordinator_who_becomes_a_leader_no_longer_sees_the_name(client: Client, cast: Cast) -> None:
    case = tell(client, cast, cast.teacher, sender="confidential")
    with transaction() as session:
        held = session.scalars(sa.select(RoleHeld).where(RoleHeld.person_id == cast.coordinator.id)).one()
        held.role, held.unit_id = Role.LEADER, cast.north.id
    page = words(client.sign_in(cast.coordinator).get(f"/cases/{case.public_id}"))
    assert CANARY in page
    assert "Tor Prøve" not in page


def test_a_case_about_the_leader_goes_to_the_leader_above(client: Client, cast: Cast) -> None:
    case = tell(client, cast, cast.employee, about_leader="y")
    page = f"/cases/{case.public_id}"
    receipt = words(client.get(f"{page}/receipt"))
    assert cast.head.name in receipt
    assert cast.leader.name not in receipt
    assert told_of(case) == {cast.head.id}
    client.sign_in(cast.leader).get(page, 404)
    for reader in (cast.leader, cast.deputy):
        client.sign_in(reader)
        assert CANARY not in words(client.get("/inbox")) + words(client.get("/cases"))
        assert client.http.post(f"{page}/receive").status_code in (403, 404)
    client.sign_in(cast.head).post(f"{page}/receive")


def test_a_deputy_loses_what_the_absent_one_would_have_given_and_keeps_the_rest(
    client: Client, cast: Cast
) -> None:
    """The deputy works in the unit, and sees of the case what any colleague sees."""
    case = tell(client, cast, cast.employee, about_leader="y")
    actor = cast.actor(cast.deputy)
    ties = Ties(absent=frozenset({cast.leader.id}))
    assert policy.level(actor, case, Ties()) is Level.IDENTITY
    assert policy.level(actor, case, ties) is Level.META
    assert not policy.may(actor, Act.CASE_HANDLE, case, ties)
    assert CANARY not in words(client.sign_in(cast.deputy).get(f"/cases/{case.public_id}"))


def test_a_case_about_everybody_who_leads_goes_to_the_intake_group(client: Client, cast: Cast) -> None:
    with transaction() as session:
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == cast.head.id))
        choose(session, [cast.second_coordinator])
    case = tell(client, cast, cast.employee, about_leader="y")
    assert handlers(case) == told_of(case) == {cast.second_coordinator.id}
    client.sign_in(cast.second_coordinator).post(
        f"/cases/{case.public_id}/message", {"kind": "answer", "text": "Ja."}
    )


def test_a_shielded_report_reaches_the_intake_group_and_nobody_else(client: Client, cast: Cast) -> None:
    with transaction() as session:
        choose(session, [cast.outsider, cast.second_coordinator])
    case = tell(client, cast, cast.employee, shield="y")
    page = f"/cases/{case.public_id}"
    assert case.access is Access.SHIELDED
    assert told_of(case) == handlers(case) == {cast.outsider.id, cast.second_coordinator.id}
    for name, person in cast.everybody().items():
        if not person.active:
            continue
        client.sign_in(person)
        known = person.id in handlers(case) | {cast.employee.id}
        assert client.http.get(page).status_code == (200 if known else 404), name
        paths = ("/cases", "/inbox", f"/cases?q={case.label}", "/cases?q=badet")
        lists = "".join(client.http.get(path).get_data(as_text=True) for path in paths)
        assert (case.public_id in lists) <= known, name
        assert CANARY not in lists, name


def test_the_alternates_take_a_case_about_somebody_of_the_intake_group(client: Client, cast: Cast) -> None:
    with transaction() as session:
        choose(session, [cast.leader, cast.outsider], [cast.second_coordinator])
    case = tell(client, cast, cast.employee, shield="y", about_leader="y")
    assert handlers(case) == {cast.second_coordinator.id}


def test_nothing_is_shielded_where_nobody_takes_it_in(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    assert "Bare noen få skal se saken" not in words(client.get("/report"))
    answer = client.post("/report", TOLD | {"unit": cast.north.public_id, "shield": "y"}, 400)
    assert "ikke valgt hvem som tar imot" in words(answer)
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Case.id))) == 0


def test_a_reporter_who_is_complained_about_keeps_the_own_report_and_handles_nothing(
    client: Client, cast: Cast
) -> None:
    """Else anybody could take the case from the reporter, or find out who reported by trying."""
    case = tell(client, cast, cast.leader)
    with transaction() as session:
        session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))
    page = f"/cases/{case.public_id}"
    assert CANARY in words(client.sign_in(cast.leader).get(page))
    client.post(f"{page}/message", {"kind": "reply", "text": "Mer."})
    client.post(f"{page}/message", {"kind": "note", "text": "Mer."}, 403)
    client.post(f"{page}/receive", status=403)


@pytest.mark.parametrize("name", ["coordinator", "leader", "head", "privacy_officer"])
def test_the_administrator_alone_chooses_who_takes_them(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(cast.everybody()[name])
    client.get("/settings/privacy", 403)
    client.post("/settings/privacy", {}, 403)


def test_choosing_says_what_is_wrong_and_keeps_what_is_right(client: Client, cast: Cast) -> None:
    client.sign_in(cast.admin)
    version = str(1)
    wrong = client.post("/settings/privacy", {"version": version, "intake": "ingen@x.invalid"}, 422)
    assert "Fant ingen ansatt" in words(wrong)
    both = {"version": version, "intake": cast.head.email, "alternates": cast.head.email}
    assert "begge gruppene" in words(client.post("/settings/privacy", both, 422))
    right = {"version": version, "intake": cast.head.email, "confidant": cast.second_coordinator.public_id}
    client.post("/settings/privacy", right)
    assert cast.head.email in client.get("/settings/privacy").get_data(as_text=True)
    case = tell(client, cast, cast.teacher, sender="confidential")
    assert case.confidential_to_id == cast.second_coordinator.id


def test_the_form_says_who_sees_and_warns_in_a_small_unit(client: Client, cast: Cast) -> None:
    page = words(client.sign_in(cast.employee).get("/report"))
    assert "Sendes med navn" in page
    assert f"Bare {cast.coordinator.name}" in page
    assert "Det er få som jobber i denne enheten" in page
    with transaction() as session:
        for number in range(10):
            session.add(Person(first_name=f"P{number}", last_name="X", unit_id=cast.north.id, created_at=NOW))
    assert "Det er få som jobber" not in words(client.get("/report"))


def test_an_old_deputy_sees_as_before_when_the_case_is_not_about_the_absent_one(
    client: Client, cast: Cast
) -> None:
    case = tell(client, cast, cast.employee)
    assert CANARY in words(client.sign_in(cast.deputy).get(f"/cases/{case.public_id}"))
