"""Managing people: every change is in the history, sessions end at once, nobody else gets in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.accounts.kinds import PERSON_ACT_LABELS
from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.roles import Role
from quality.accounts.services import people
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.mail import OutgoingMail
from quality.core.text import NotAllowedError, RefusedError
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


@pytest.fixture
def admin(client: Client, cast: Cast) -> Client:
    return client.sign_in(cast.admin)


def acts(session: sa.orm.Session, person: Person) -> list[str]:
    return [entry.act for entry, _ in entries_of(session, "person", person.id)]


def test_whatever_happens_to_a_person_has_its_words() -> None:
    """As the source spells it: an act without words stands in the history as the code has it."""
    written = "".join(path.read_text(encoding="utf-8") for path in Path("quality").rglob("*.py"))
    found = set(re.findall(r'Happening\("person", [^"\n]+"(\w+)"', written))
    assert len(found) > 5
    assert found - set(PERSON_ACT_LABELS) == set()


def test_a_person_is_added_invited_and_found(admin: Client, cast: Cast, session: sa.orm.Session) -> None:
    data = {
        "first_name": "Åse",
        "last_name": "Ny",
        "email": "aase@bjorkli.invalid",
        "unit": cast.north.public_id,
    }
    shown = admin.post("/people/new", {**data, "language": "nn"}).headers["Location"]
    assert "Har ikke valgt passord" in admin.get(shown).get_data(as_text=True)
    admin.post(f"{shown}/invite")
    mail = session.scalars(sa.select(OutgoingMail)).one()
    assert (mail.kind, mail.to_address) == ("invitation", "aase@bjorkli.invalid")
    assert "Åse Ny" in admin.get("/people?q=åse").get_data(as_text=True)
    assert "1 person" in admin.get("/people?q=aase@").get_data(as_text=True)
    person = session.scalars(sa.select(Person).where(Person.first_name == "Åse")).one()
    assert acts(session, person) == ["add", "invite"]


def test_what_was_typed_is_kept_when_something_is_wrong(admin: Client, cast: Cast) -> None:
    data = {"first_name": "Åse", "last_name": "", "email": cast.leader.email, "unit": cast.north.public_id}
    page = admin.post("/people/new", data, status=422).get_data(as_text=True)
    assert "Skriv etternavnet." in page
    assert 'value="Åse"' in page
    page = admin.post("/people/new", data | {"last_name": "Ny"}, status=422).get_data(as_text=True)
    assert "Mona Prøve har denne e-postadressen." in page


def test_the_later_of_two_is_told_what_changed(admin: Client, cast: Cast) -> None:
    path = f"/people/{cast.employee.public_id}/edit"
    page = admin.get(path).get_data(as_text=True)
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    data = {"first_name": "Kari", "last_name": "Prøve", "unit": cast.north.public_id, "language": "nb"}
    data["version"] = version[1]
    admin.post(path, data | {"title": "Hjelpepleier"})
    later = admin.post(path, data | {"title": "Sykepleier"}, status=409).get_data(as_text=True)
    assert "Hjelpepleier" in later
    assert 'value="Sykepleier"' in later
    again = re.search(r'name="version"[^>]*value="(\d+)"', later)
    assert again
    admin.post(path, data | {"title": "Sykepleier", "version": again[1]})


def test_a_role_is_given_and_ended_and_ends_the_sessions(
    admin: Client, cast: Cast, app: Flask, session: sa.orm.Session
) -> None:
    other = Client(app).sign_in(cast.employee)
    path = f"/people/{cast.employee.public_id}"
    admin.post(f"{path}/roles", {"role-role": "leader", "role-unit": cast.south.public_id})
    other.get("/", status=302)
    held = session.scalars(sa.select(RoleHeld).where(RoleHeld.person_id == cast.employee.id)).one()
    assert (held.role, held.unit_id) == (Role.LEADER, cast.south.id)
    other.sign_in(cast.employee)
    admin.post(f"{path}/roles/{held.id}/end")
    other.get("/", status=302)
    assert cast.actor(cast.employee).roles == frozenset()
    assert acts(session, cast.employee) == ["role_given", "role_ended"]


@pytest.mark.parametrize("role", ["king", "employee", ""])
def test_an_unknown_role_is_refused(admin: Client, cast: Cast, role: str) -> None:
    path = f"/people/{cast.employee.public_id}/roles"
    admin.post(path, {"role-role": role, "role-unit": cast.north.public_id}, status=422)


def test_a_deputy_acts_for_the_leader_and_every_page_says_so(admin: Client, cast: Cast, app: Flask) -> None:
    path = f"/people/{cast.south_leader.public_id}/deputies"
    offered = admin.get(f"/people/{cast.leader.public_id}").get_data(as_text=True)
    group = dict(re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', offered, re.DOTALL))
    assert cast.colleague.public_id in group[cast.north.name], "who is nearest is found first"
    assert cast.teacher.public_id in group["Andre enheter"]
    assert cast.leader.public_id not in group[cast.north.name], "nobody stands in for themselves"
    days = {"deputy-from_on": "2026-11-23", "deputy-to_on": "2026-12-04"}
    admin.post(path, {"deputy-deputy": cast.colleague.public_id, **days, "deputy-reason": "Ferie"})
    page = Client(app).sign_in(cast.colleague).get("/").get_data(as_text=True)
    assert "Du er stedfortreder for Siv Prøve til fredag 4. desember." in page
    assert cast.south.id in cast.actor(cast.colleague).units_as(Role.LEADER)
    assert "Du er stedfortreder for" not in Client(app).sign_in(cast.employee).get("/").get_data(as_text=True)


def test_a_deputy_is_out_at_once_when_the_stand_in_is_ended(
    admin: Client, cast: Cast, app: Flask, session: sa.orm.Session
) -> None:
    deputy, absent = Client(app).sign_in(cast.deputy), Client(app).sign_in(cast.leader)
    row = session.scalars(sa.select(Deputy)).one()
    admin.post(f"/people/{cast.leader.public_id}/deputies/{row.id}/end")
    deputy.get("/", status=302)
    absent.get("/")
    assert cast.actor(cast.deputy).roles == frozenset()
    assert "Du er stedfortreder for" not in Client(app).sign_in(cast.deputy).get("/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("first", "last"), [("2026-12-04", "2026-11-23"), ("0001-01-01", "9999-12-31"), ("i går", "")]
)
def test_a_deputy_needs_sensible_days(admin: Client, cast: Cast, first: str, last: str) -> None:
    path = f"/people/{cast.leader.public_id}/deputies"
    data = {"deputy-deputy": cast.colleague.public_id, "deputy-from_on": first, "deputy-to_on": last}
    admin.post(path, data, status=422)


def test_who_leaves_is_out_at_once_and_loses_everything(
    admin: Client, cast: Cast, app: Flask, session: sa.orm.Session
) -> None:
    other = Client(app).sign_in(cast.leader)
    path = f"/people/{cast.leader.public_id}"
    assert f"Ingen andre leder {cast.north.name}." in admin.get(f"{path}/leave").get_data(as_text=True)
    for person in (cast.employee, cast.head):
        asked = admin.get(f"/people/{person.public_id}/leave").get_data(as_text=True)
        assert "Ingen andre leder" not in asked, person.first_name
    admin.post(f"{path}/leave")
    other.get("/", status=302)
    assert cast.actor(cast.leader).roles == frozenset()
    assert cast.actor(cast.deputy).roles == frozenset()
    assert session.scalars(sa.select(Deputy.to_on)).one() < cast.day
    admin.post(f"{path}/return")
    assert acts(session, cast.leader) == ["leave", "return"]


def test_the_last_admin_stays(admin: Client, cast: Cast) -> None:
    admin.post(f"/people/{cast.admin.public_id}/leave", status=400)
    admin.get("/people")


def test_nobody_else_manages_people(client: Client, cast: Cast) -> None:
    for person in (cast.employee, cast.leader, cast.coordinator, cast.chief, cast.auditor):
        client.sign_in(person).get("/people", status=403)
        with transaction() as session, pytest.raises(NotAllowedError):
            people.let_go(session, cast.actor(person), cast.colleague, now=NOW)


def test_an_unknown_person_or_role_is_404(admin: Client, cast: Cast) -> None:
    admin.get("/people/nobody", status=404)
    held = f"/people/{cast.employee.public_id}/roles"
    admin.post(f"{held}/1/end", status=404)
    admin.post(f"{held}/99999999999999999999/end", status=404)


def test_the_first_admin_starts_a_municipality_with_a_link(app: Flask, client: Client) -> None:
    answers = [
        "person",
        "create-admin",
        "--first-name=Eva",
        "--last-name=Først",
        "--email=eva@bjorkli.invalid",
    ]
    result = app.test_cli_runner().invoke(args=[*answers, "--municipality=Bjørkli kommune"])
    assert result.exit_code == 0, result.output
    path = re.search(r"/account/password/[\w-]+", result.output)
    assert path
    client.post(path[0], {"password": "to hester i en åker", "again": "to hester i en åker"})
    assert "Eva" in client.get("/people").get_data(as_text=True)


def test_the_first_admin_needs_a_municipality(app: Flask) -> None:
    answers = [
        "person",
        "create-admin",
        "--first-name=E",
        "--last-name=F",
        "--email=e@f.no",
        "--municipality= ",
    ]
    result = app.test_cli_runner().invoke(args=answers)
    assert result.exit_code == 1
    assert "Skriv hva kommunen heter" in result.output


def test_two_people_may_not_share_an_address(cast: Cast) -> None:
    details = people.PersonDetails("A", "B", cast.north.id, email=str(cast.leader.email).upper())
    with transaction() as session, pytest.raises(RefusedError):
        people.add_person(session, cast.actor(cast.admin), details, now=NOW)
