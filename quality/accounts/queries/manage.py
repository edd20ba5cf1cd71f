"""Reads for who manages people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.queries import holds_on
from quality.accounts.roles import Role
from quality.core.text import NotVisibleError
from quality.organisation.models import Unit


def sole_admin(session: Session, person_id: int, day: dt.date) -> bool:
    """Whether the person is the only one left who may manage people."""
    query = (
        sa.select(RoleHeld.person_id)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(RoleHeld.role == Role.ADMIN, holds_on(day), Person.active)
    )
    return set(session.scalars(query)) == {person_id}


@dataclass(frozen=True)
class PeopleSearch:
    """What is asked of the list of people."""

    words: str = ""
    left: bool = False
    page: int = 1


PEOPLE_A_PAGE = 30


def find_people(session: Session, search: PeopleSearch) -> tuple[list[Person], int]:
    """A page of people by name, and how many there are."""
    query = sa.select(Person).join(Unit, Unit.id == Person.unit_id).where(Person.active.is_(not search.left))
    for word in search.words.split()[:6]:
        columns = (Person.first_name, Person.last_name, Person.email, Person.employee_number, Unit.name)
        ways = {word, word.lower(), word.capitalize()}
        query = query.where(
            sa.or_(*(column.icontains(way, autoescape=True) for column in columns for way in ways))
        )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    query = query.options(joinedload(Person.unit)).order_by(Person.first_name, Person.last_name, Person.id)
    rows = session.scalars(query.limit(PEOPLE_A_PAGE).offset(PEOPLE_A_PAGE * (search.page - 1)))
    return list(rows), total


def active_people(session: Session) -> list[Person]:
    """Everybody who works here, by name, with their units."""
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.active)
    return list(session.scalars(query.order_by(Person.first_name, Person.last_name, Person.id)))


def near_and_others(
    session: Session, person: Person, without: Collection[int] = ()
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Public id and name of everybody else who works here but these: of the person's own unit, and with theirs."""
    rows = [row for row in active_people(session) if row.id not in {person.id, *without}]
    near = [(row.public_id, row.name) for row in rows if row.unit_id == person.unit_id]
    others = [
        (row.public_id, f"{row.name}, {row.unit.name}") for row in rows if row.unit_id != person.unit_id
    ]
    return near, others


def led_alone(session: Session, person_id: int, day: dt.date) -> list[str]:
    """Names of the units that nobody leads once this person no longer does."""
    leading = holds_on(day), RoleHeld.role == Role.LEADER
    others = sa.select(RoleHeld.unit_id).join(Person, Person.id == RoleHeld.person_id)
    others = others.where(*leading, Person.active, RoleHeld.person_id != person_id)
    query = sa.select(Unit.name).join(RoleHeld, RoleHeld.unit_id == Unit.id)
    query = query.where(*leading, RoleHeld.person_id == person_id, RoleHeld.unit_id.not_in(others))
    return list(session.scalars(query.order_by(Unit.position, Unit.id)))


def person_for_admin(session: Session, public_id: str) -> Person:
    """The person, for who manages people; NotVisibleError when there is none."""
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.public_id == public_id)
    person = session.scalar(query)
    if person is None:
        raise NotVisibleError(public_id)
    return person


def all_roles(session: Session, person_id: int) -> list[RoleHeld]:
    """Every role the person holds, held or will hold, the running ones first."""
    query = (
        sa.select(RoleHeld)
        .options(joinedload(RoleHeld.unit))
        .where(RoleHeld.person_id == person_id)
        .order_by(RoleHeld.to_on.desc().nulls_first(), RoleHeld.id)
    )
    return list(session.scalars(query))


def all_deputies(session: Session, person_id: int) -> list[Deputy]:
    """Everybody who stands in, stood in or will stand in for the person, the latest first."""
    query = (
        sa.select(Deputy)
        .options(joinedload(Deputy.deputy))
        .where(Deputy.person_id == person_id)
        .order_by(Deputy.to_on.desc(), Deputy.id)
    )
    return list(session.scalars(query))


def role_of(session: Session, person: Person, held_id: int) -> RoleHeld:
    """One of the person's roles."""
    held = session.get(RoleHeld, held_id)
    if held is None or held.person_id != person.id:
        raise NotVisibleError(held_id)
    return held


def deputy_of(session: Session, person: Person, deputy_id: int) -> Deputy:
    """One of the person's stand-ins."""
    row = session.get(Deputy, deputy_id)
    if row is None or row.person_id != person.id:
        raise NotVisibleError(deputy_id)
    return row
