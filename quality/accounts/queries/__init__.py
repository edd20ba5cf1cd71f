"""Reads of people and the roles they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from quality.accounts.imports import KnownPeople, PersonFields
from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.roles import ROLE_LABELS, Actor, Held, Role
from quality.core.text import N_, RefusedError
from quality.organisation.models import Unit
from quality.organisation.queries import units_by_code, units_by_name

MANY_PATHS = 20


def holds_on(day: dt.date) -> sa.ColumnElement[bool]:
    """Roles that run on `day`, as SQL."""
    return sa.and_(
        sa.or_(RoleHeld.from_on.is_(None), RoleHeld.from_on <= day),
        sa.or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day),
    )


def stands_in_on(day: dt.date) -> sa.ColumnElement[bool]:
    """Standing in for another that runs on `day`, as SQL."""
    return sa.and_(Deputy.from_on <= day, Deputy.to_on >= day)


# Statements that most requests need are built once; what differs is bound when they are sent.
_DAY: Any = sa.bindparam("day", type_=sa.Date)
_PERSON: Any = sa.bindparam("person_id", type_=sa.Integer)
_DEPUTY_OF = sa.select(Deputy.person_id).where(Deputy.deputy_id == _PERSON, stands_in_on(_DAY))
_UNDER = aliased(Unit)
# The units below a role as one text: a coordinator covers hundreds, and they are read for every page.
_BELOW = sa.func.aggregate_strings(sa.cast(_UNDER.id, sa.String), ",")
_HELD = (
    sa.select(RoleHeld.person_id, RoleHeld.role, RoleHeld.unit_id, _BELOW)
    .join(Unit, Unit.id == RoleHeld.unit_id)
    .join(_UNDER, _UNDER.path.startswith(Unit.path))
    .where(holds_on(_DAY), sa.or_(RoleHeld.person_id == _PERSON, RoleHeld.person_id.in_(_DEPUTY_OF)))
    .group_by(RoleHeld.id)
)
_LEADING = (
    sa.select(RoleHeld.unit_id, RoleHeld.role, Person)
    .join(Person, Person.id == RoleHeld.person_id)
    .where(
        RoleHeld.role.in_([Role.LEADER, Role.HEAD]),
        RoleHeld.unit_id.in_(sa.bindparam("unit_ids", expanding=True)),
        holds_on(_DAY),
        Person.active,
    )
    .order_by(RoleHeld.id)
)


def actor_for(session: Session, person: Person, day: dt.date) -> Actor:
    """The person with every role held on `day`, own and as deputy. One query."""
    held = held_by(session, person.id, day)
    return Actor(person.id, person.name, person.unit_id, person.unit.name, person.language, held)


def held_by(session: Session, person_id: int, day: dt.date) -> tuple[Held, ...]:
    """Every role held on `day`, own ones first, then as deputy, with the units each covers."""
    found = session.execute(_HELD, {"person_id": person_id, "day": day})
    rows = sorted(found, key=lambda row: (row[0] != person_id, row[1], row[2]))
    return tuple(
        Held(role, root, frozenset(map(int, below.split(","))), None if holder == person_id else holder)
        for holder, role, root, below in rows
    )


def actors_for(session: Session, people: Sequence[Person], day: dt.date) -> dict[int, Actor]:
    """Many people at once, each as actor_for() gives them. Three queries; each person's unit must be loaded."""
    ids = [person.id for person in people]
    deputies = sa.select(Deputy.deputy_id, Deputy.person_id).where(
        Deputy.deputy_id.in_(ids), stands_in_on(day)
    )
    covered: dict[int, list[int]] = {number: [number] for number in ids}
    for deputy_id, person_id in session.execute(deputies.order_by(Deputy.id)):
        covered[deputy_id].append(person_id)
    holders_ids = {number for numbers in covered.values() for number in numbers}
    query = sa.select(RoleHeld.person_id, RoleHeld.role, RoleHeld.unit_id, Unit.path)
    query = query.join(Unit, Unit.id == RoleHeld.unit_id).where(
        holds_on(day), RoleHeld.person_id.in_(holders_ids)
    )
    by_holder: dict[int, list[tuple[Role, int, str]]] = {}
    for holder, role, unit_id, path in session.execute(query):
        by_holder.setdefault(holder, []).append((role, unit_id, path))
    below = _below(session, {path for roles in by_holder.values() for _, _, path in roles})
    return {person.id: _actor(person, covered[person.id], by_holder, below) for person in people}


def _actor(
    person: Person,
    covered: list[int],
    by_holder: dict[int, list[tuple[Role, int, str]]],
    below: dict[str, frozenset[int]],
) -> Actor:
    rows = [(holder, *row) for holder in dict.fromkeys(covered) for row in by_holder.get(holder, [])]
    held = tuple(
        Held(role, unit_id, below[path], None if holder == person.id else holder)
        for holder, role, unit_id, path in sorted(rows, key=lambda row: (row[0] != person.id, row[1], row[2]))
    )
    return Actor(person.id, person.name, person.unit_id, person.unit.name, person.language, held)


def _below(session: Session, paths: set[str]) -> dict[str, frozenset[int]]:
    if not paths:
        return {}
    query = sa.select(Unit.id, Unit.path)
    if len(paths) <= MANY_PATHS:
        query = query.where(sa.or_(*(Unit.path.startswith(path) for path in paths)))
    rows = session.execute(query).all()
    return {path: frozenset(number for number, below in rows if below.startswith(path)) for path in paths}


def person_by_id(session: Session, person_id: int) -> Person | None:
    """The person with the unit loaded."""
    return session.scalar(sa.select(Person).options(joinedload(Person.unit)).where(Person.id == person_id))


def person_by_public_id(session: Session, public_id: str) -> Person:
    """The person; RefusedError when there is none."""
    person = session.scalar(
        sa.select(Person).options(joinedload(Person.unit)).where(Person.public_id == public_id)
    )
    if person is None:
        raise RefusedError(N_("Personen finnes ikke."))
    return person


def names(session: Session, person_ids: set[int | None]) -> dict[int, str]:
    """Names by person id, left people included."""
    ids = [number for number in person_ids if number]
    if not ids:
        return {}
    rows = session.execute(
        sa.select(Person.id, Person.first_name, Person.last_name).where(Person.id.in_(ids))
    )
    return {number: f"{first} {last}" for number, first, last in rows}


def holders(
    session: Session, role: Role, day: dt.date, unit_ids: list[int] | None = None
) -> dict[int, list[Person]]:
    """Active people who hold a role, by the unit it is held in, deputies of the day included."""
    query = (
        sa.select(RoleHeld.unit_id, Person)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(RoleHeld.role == role, holds_on(day), Person.active)
        .order_by(RoleHeld.id)
    )
    if unit_ids is not None:
        query = query.where(RoleHeld.unit_id.in_(unit_ids))
    found: dict[int, list[Person]] = {}
    for unit_id, person in session.execute(query):
        found.setdefault(unit_id, []).append(person)
    return found


def leaders_of(session: Session, unit: Unit, day: dt.date) -> list[Person]:
    """Who leads the unit: the nearest at or above it with an active leader or head."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    found: dict[tuple[int, Role], list[Person]] = {}
    for unit_id, role, person in session.execute(_LEADING, {"unit_ids": ids, "day": day}):
        found.setdefault((unit_id, role), []).append(person)
    places = ((unit_id, role) for unit_id in reversed(ids) for role in (Role.LEADER, Role.HEAD))
    return next((found[place] for place in places if place in found), [])


def deputies_of(session: Session, person_ids: list[int], day: dt.date) -> list[Person]:
    """Active people standing in for any of these on `day`."""
    query = (
        sa.select(Person)
        .join(Deputy, Deputy.deputy_id == Person.id)
        .where(Deputy.person_id.in_(person_ids), stands_in_on(day), Person.active)
    )
    return list(session.scalars(query))


def staff_of(session: Session, unit_ids: frozenset[int]) -> list[Person]:
    """Active people employed in these units, by name."""
    query = sa.select(Person).where(Person.unit_id.in_(unit_ids), Person.active)
    return list(session.scalars(query.order_by(Person.first_name, Person.last_name, Person.id)))


def demo_people(session: Session) -> list[Person]:
    """The people a newcomer may sign in as in demo mode."""
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.demo_hint != "", Person.active)
    return list(session.scalars(query.order_by(Person.employee_number, Person.id)))


def roles_of(session: Session, person_ids: list[int], day: dt.date) -> dict[int, list[RoleHeld]]:
    """The roles each person holds on `day`, with their units."""
    query = (
        sa.select(RoleHeld)
        .options(joinedload(RoleHeld.unit))
        .where(RoleHeld.person_id.in_(person_ids), holds_on(day))
        .order_by(RoleHeld.id)
    )
    found: dict[int, list[RoleHeld]] = {number: [] for number in person_ids}
    for held in session.scalars(query):
        found[held.person_id].append(held)
    return found


@dataclass(frozen=True)
class DemoChoice:
    """Somebody to be in the demo, and what they are."""

    person: Person
    title: str


def demo_choices(session: Session, day: dt.date) -> list[DemoChoice]:
    """The demo people with their own title, or the first role they hold."""
    people = demo_people(session)
    held = roles_of(session, [person.id for person in people], day)
    return [DemoChoice(person, person.title or _role_title(held[person.id])) for person in people]


def _role_title(held: list[RoleHeld]) -> str:
    return ROLE_LABELS[held[0].role if held else Role.EMPLOYEE]


def known_people(session: Session, day: dt.date) -> KnownPeople:
    """What an import of people is compared with; the roles are those of `day` or later."""
    columns = (Person.employee_number, Person.first_name, Person.last_name, Person.email, Person.unit_id)
    rows = session.execute(sa.select(*columns, Person.title, Person.active)).all()
    held: dict[str, set[tuple[Role, int]]] = {}
    query = sa.select(Person.employee_number, RoleHeld.role, RoleHeld.unit_id).join(
        RoleHeld, RoleHeld.person_id == Person.id
    )
    for number, role, unit_id in session.execute(
        query.where(sa.or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day))
    ):
        held.setdefault(number or "", set()).add((role, unit_id))
    return KnownPeople(
        people={row[0]: PersonFields(row[0], *row[1:6]) for row in rows if row[0]},
        held={number: frozenset(roles) for number, roles in held.items()},
        left=frozenset(row[0] for row in rows if row[0] and not row[6]),
        emails={row[3]: row[0] or "" for row in rows if row[3]},
        units=units_by_code(session),
        unit_names=units_by_name(session),
    )


def person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, whatever its letters' case."""
    query = sa.select(Person).options(joinedload(Person.unit))
    return session.scalar(query.where(sa.func.lower(Person.email) == email.strip().lower()).limit(1))


def deputies_for(session: Session, person_id: int, day: dt.date) -> list[Deputy]:
    """Whom the person stands in for today."""
    query = (
        sa.select(Deputy)
        .options(joinedload(Deputy.person))
        .where(Deputy.deputy_id == person_id, stands_in_on(day))
    )
    return list(session.scalars(query.order_by(Deputy.to_on)))
