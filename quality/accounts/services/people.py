"""Adding, changing and letting go of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Deputy, Person, RoleHeld, SsoBinding
from quality.accounts.queries import person_by_email
from quality.accounts.queries.manage import sole_admin
from quality.accounts.roles import SYSTEM, Act, Actor
from quality.accounts.services.links import end_links, send_link
from quality.accounts.services.sessions import revoke_all
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import LANGUAGES, N_, NotAllowedError, RefusedError


@dataclass(frozen=True)
class PersonDetails:
    """What is known of a person, apart from roles."""

    first_name: str
    last_name: str
    unit_id: int
    email: str = ""
    title: str = ""
    employee_number: str = ""
    language: str = "nb"


def permit(actor: Actor) -> None:
    """Raise NotAllowedError for who may not manage people. The command line may."""
    if actor.id != SYSTEM.id and not actor.may(Act.PEOPLE_MANAGE):
        raise NotAllowedError(N_("Bare den som styrer personer, kan gjøre dette."))


def note(session: Session, actor: Actor, person: Person, act: str, now: dt.datetime, **values: Any) -> None:
    """Write what was done to a person in the history."""
    record(session, Happening("person", person.id, act, now, actor.id or None, values=values or None))


def add_person(session: Session, actor: Actor, details: PersonDetails, *, now: dt.datetime) -> Person:
    """A new person, without roles."""
    permit(actor)
    _check_free(session, details, None)
    person = Person(
        first_name=details.first_name,
        last_name=details.last_name,
        unit_id=details.unit_id,
        email=details.email or None,
        title=details.title,
        employee_number=details.employee_number or None,
        language=details.language,
        created_at=now,
    )
    session.add(person)
    session.flush()
    note(session, actor, person, "add", now, name=person.name)
    return person


def change_person(
    session: Session, actor: Actor, person: Person, details: PersonDetails, *, now: dt.datetime
) -> None:
    """Correct what is known of a person. Another unit moves what the person sees at once."""
    permit(actor)
    _check_free(session, details, person)
    wanted = asdict(details) | {
        "email": details.email or None,
        "employee_number": details.employee_number or None,
    }
    changes = {name: [getattr(person, name), value] for name, value in wanted.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    for name, (_, value) in changes.items():
        setattr(person, name, value)
    session.flush()
    if "email" in changes:
        end_links(session, person.id, now=now)  # they lie with whoever has the old address
    session.expire(person, ["unit"])
    note(session, actor, person, "change", now, changes=changes)


def _check_free(session: Session, details: PersonDetails, person: Person | None) -> None:
    other = person_by_email(session, details.email) if details.email else None
    if other is not None and other is not person:
        raise RefusedError(N_("%(name)s har denne e-postadressen."), field="email", name=other.name)
    if details.employee_number:
        query = sa.select(Person).where(Person.employee_number == details.employee_number)
        other = session.scalar(query)
        if other is not None and other is not person:
            raise RefusedError(
                N_("%(name)s har dette ansattnummeret."), field="employee_number", name=other.name
            )


def let_go(session: Session, actor: Actor, person: Person, *, now: dt.datetime) -> None:
    """The person has left: out at once, roles and stand-ins end today, the name stays in the cases."""
    permit(actor)
    if not person.active:
        return
    if sole_admin(session, person.id, local_date(now)):
        raise RefusedError(N_("Noen må kunne styre personer og roller. Gi rollen til en annen først."))
    yesterday = local_date(now) - dt.timedelta(1)
    person.active, person.left_at = False, now
    session.execute(
        sa.update(RoleHeld)
        .where(RoleHeld.person_id == person.id, sa.or_(RoleHeld.to_on.is_(None), RoleHeld.to_on > yesterday))
        .values(to_on=yesterday)
    )
    session.execute(
        sa.update(Deputy)
        .where(sa.or_(Deputy.person_id == person.id, Deputy.deputy_id == person.id), Deputy.to_on > yesterday)
        .values(to_on=yesterday)
    )
    session.flush()
    end_links(session, person.id, now=now)
    revoke_all(session, person.id, now=now)
    note(session, actor, person, "leave", now)


def take_back(session: Session, actor: Actor, person: Person, *, now: dt.datetime) -> None:
    """The person is back, without the old roles, and with password and single sign-on to be set up anew."""
    permit(actor)
    if person.active:
        return
    person.active, person.left_at, person.password_hash = True, None, ""
    session.execute(sa.delete(SsoBinding).where(SsoBinding.person_id == person.id))
    session.flush()
    note(session, actor, person, "return", now)


def invite(session: Session, actor: Actor, person: Person, base_url: str, *, now: dt.datetime) -> None:
    """Mail the person a single-use link to choose a password with."""
    permit(actor)
    if not person.active:
        raise RefusedError(N_("Personen har sluttet."))
    send_link(session, person, "invitation", base_url, now=now)
    note(session, actor, person, "invite", now)


def set_shortcuts(session: Session, actor: Actor, on: bool, *, now: dt.datetime) -> None:
    """Let single keys do things on one's own pages, or not."""
    person = session.get_one(Person, actor.id)
    if person.shortcuts != on:
        person.shortcuts = on
        session.flush()
        note(session, actor, person, "shortcuts", now, shortcuts=on)


def set_language(session: Session, actor: Actor, language: str, *, now: dt.datetime) -> None:
    """Choose one's own language of pages and mails."""
    if language not in LANGUAGES:
        raise RefusedError(N_("Velg bokmål, nynorsk eller engelsk."))
    person = session.get_one(Person, actor.id)
    if person.language != language:
        person.language = language
        session.flush()
        note(session, actor, person, "language", now, language=language)
