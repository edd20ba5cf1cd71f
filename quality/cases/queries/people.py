"""Who can be given something to do in a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.queries import actors_for, deputies_of, holders, holds_on, leaders_of, stands_in_on
from quality.accounts.roles import Actor, Role
from quality.cases import policy
from quality.cases.kinds import Access, Level, Near
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.queries.ties import read_ties
from quality.organisation.models import Unit

_LEADING = (Role.LEADER, Role.HEAD, Role.CHIEF)


def possible_owners(session: Session, case: Case, day: dt.date) -> list[tuple[str, str]]:
    """Public id and name of those who can be given something in the case; of a shielded one those who are named.

    Roles that have ended by `day`, or not begun, count for nothing.
    """
    if case.access is Access.SHIELDED:
        return [(person.public_id, _name(person)) for person in handlers_of(session, case)]
    return people_near(session, case, day)


def people_near(session: Session, case: Case, day: dt.date | None = None) -> list[tuple[str, str]]:
    """Public id and name of the unit's staff and of whoever holds a role in it or above.

    On `day`; without one, whoever has ever held it, since a case may be about somebody who has left the role.
    """
    holders = sa.select(RoleHeld.person_id).where(RoleHeld.unit_id.in_(_above(case.unit)))
    if day is not None:
        holders = holders.where(holds_on(day))
    concerned = sa.select(CaseConcern.person_id).where(CaseConcern.case_id == case.id)
    query = (
        sa.select(Person.public_id, Person.first_name, Person.last_name, Person.title)
        .where(
            sa.or_(Person.unit_id == case.unit_id, Person.id.in_(holders)),
            Person.active,
            Person.id.not_in(concerned),
        )
        .order_by(Person.first_name, Person.last_name, Person.id)
    )
    return [(row.public_id, _name(row)) for row in session.execute(query)]


def by_nearness(
    session: Session, unit: Unit, people: Iterable[tuple[str, str]], day: dt.date
) -> dict[Near, list[tuple[str, str]]]:
    """These people, as public id and name, by what they are to the unit; a group without anybody is left out.

    Who leads the unit stands before who stands in.
    """
    held = sa.select(RoleHeld.person_id).where(holds_on(day))
    leaders = held.where(RoleHeld.unit_id == unit.id, RoleHeld.role == Role.LEADER)
    deputies = sa.select(Deputy.deputy_id).where(Deputy.person_id.in_(leaders), stands_in_on(day))
    above = held.where(RoleHeld.unit_id.in_(_above(unit)), RoleHeld.role.in_(_LEADING))
    leads = Person.id.in_(leaders)
    near = sa.case(
        (sa.or_(leads, Person.id.in_(deputies)), Near.LEADS.value),
        (Person.unit_id == unit.id, Near.STAFF.value),
        (Person.id.in_(above), Near.ABOVE.value),
        else_=Near.OTHER.value,
    )
    named = list(people)
    query = sa.select(Person.public_id, near, leads).where(
        Person.public_id.in_([public_id for public_id, _ in named])
    )
    is_near = {public_id: (Near(value), bool(first)) for public_id, value, first in session.execute(query)}
    found: dict[Near, list[tuple[str, str]]] = {each: [] for each in Near}
    for public_id, name in sorted(named, key=lambda each: not is_near[each[0]][1]):
        found[is_near[public_id][0]].append((public_id, name))
    return {near: group for near, group in found.items() if group}


def _above(unit: Unit) -> list[int]:
    """The unit and all that it is part of."""
    return [int(part) for part in unit.path.strip("/").split("/")]


def cannot_own(session: Session, owner_id: int, cases: Sequence[Case], day: dt.date) -> set[int]:
    """Those of the cases in which this person can own no measure, by the rule of possible_owners()."""
    owner = session.get(Person, owner_id)
    if owner is None or not owner.active:
        return {case.id for case in cases}
    query = sa.select(RoleHeld.unit_id).where(RoleHeld.person_id == owner_id, holds_on(day))
    held = set(session.scalars(query))
    about = concerned_in(session, [case.id for case in cases])
    return {
        case.id
        for case in cases
        if owner_id in about.get(case.id, ())
        or (owner.unit_id != case.unit_id and not held.intersection(_above(case.unit)))
        or is_stranger(session, owner_id, case)
    }


def is_stranger(session: Session, person_id: int, case: Case) -> bool:
    """Whether the case is shielded and the person is not named in it: then even its number is not for them."""
    if case.access is not Access.SHIELDED:
        return False
    return person_id not in {person.id for person in handlers_of(session, case)}


def concerned_in(session: Session, case_ids: Iterable[int]) -> dict[int, set[int]]:
    """The people complained about, by case."""
    query = sa.select(CaseConcern.case_id, CaseConcern.person_id)
    found: dict[int, set[int]] = {}
    for case_id, person_id in session.execute(query.where(CaseConcern.case_id.in_(list(case_ids)))):
        found.setdefault(case_id, set()).add(person_id)
    return found


def who_may_know(case: Case, people: Iterable[Person], concerned: set[int]) -> list[Person]:
    """Those of these who may be told that the case exists: nobody it is about, and of a shielded one its handler."""
    if case.access is Access.SHIELDED:
        return [person for person in people if person.id == case.handler_id and person.id not in concerned]
    return [person for person in people if person.id not in concerned]


def handlers_of(session: Session, case: Case) -> list[Person]:
    """The active people named to handle the case, whom it is not about."""
    named = sa.select(CaseHandler.person_id).where(CaseHandler.case_id == case.id)
    concerned = sa.select(CaseConcern.person_id).where(CaseConcern.case_id == case.id)
    query = sa.select(Person).where(
        sa.or_(Person.id.in_(named), Person.id == case.handler_id), Person.active, Person.id.not_in(concerned)
    )
    return list(session.scalars(query.order_by(Person.first_name, Person.last_name, Person.id)))


def people_about(session: Session, case: Case) -> list[Person]:
    """The people complained about."""
    query = sa.select(Person).join(CaseConcern, CaseConcern.person_id == Person.id)
    return list(session.scalars(query.where(CaseConcern.case_id == case.id).order_by(Person.id)))


def leaders_to_tell(session: Session, case: Case, day: dt.date) -> list[Person]:
    """Who leads the unit and may know of the case; where it is about all of them, who leads above.

    Of a shielded case those who are named, and they too where nobody is left who leads.
    """
    if case.access is Access.SHIELDED:
        return handlers_of(session, case)
    concerned = concerned_in(session, [case.id]).get(case.id, set())
    unit: Unit | None = case.unit
    while unit is not None:
        if found := who_may_know(case, leaders_of(session, unit, day), concerned):
            return found
        unit = unit.parent
    return handlers_of(session, case)


def who_sees(session: Session, case: Case, people: Sequence[Person], day: dt.date) -> list[Person]:
    """Those of these for whom the case exists today, whatever they had to do with it before."""
    if not people:
        return []
    actors = actors_for(session, people, day)
    session.flush()
    known = sa.select(Case.id).where(Case.id == case.id)
    return [
        person
        for person in people
        if session.scalar(known.where(policy.visible(actors[person.id]))) is not None
    ]


def also_told(
    session: Session, case: Case, unit: Unit, roles: Collection[Role], day: dt.date
) -> list[Person]:
    """Active holders of these roles over the unit who may know that the case exists."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    query = (
        sa.select(Person)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .options(joinedload(Person.unit))
        .where(RoleHeld.role.in_(roles), RoleHeld.unit_id.in_(ids), holds_on(day), Person.active)
        .order_by(Person.id)
    )
    people = list(session.scalars(query).unique())
    actors = actors_for(session, people, day)
    book = read_ties(session, list(actors), [case.id])

    def sight(actor: Actor) -> Level:
        return policy.level(actor, case, book.of(actor, case.id))

    return [person for person in people if sight(actors[person.id]) >= Level.META]


def checkers(session: Session, case: Case, day: dt.date) -> list[Person]:
    """Who may look whether a measure worked: the leaders, their deputies, and the head above for when they did it."""
    leaders = leaders_to_tell(session, case, day)
    deputies = deputies_of(session, [leader.id for leader in leaders], day)
    above = leaders_of(session, case.unit.parent, day) if case.unit.parent else []
    concerned = concerned_in(session, [case.id]).get(case.id, set())
    found = who_may_know(case, [*leaders, *deputies, *above], concerned)
    return list({person.id: person for person in found}.values())


def who_may_shield(session: Session, case: Case, day: dt.date) -> list[Person]:
    """Who leads above, nearest first of those levels that have anybody, and the officer of a privacy case."""
    ids = [int(part) for part in case.unit.path.strip("/").split("/")]
    about = concerned_in(session, [case.id]).get(case.id, set())
    heads = holders(session, Role.HEAD, day, ids)
    levels = [[p for p in heads.get(unit_id, []) if p.id not in about] for unit_id in reversed(ids)]
    found = next((level for level in levels if level), [])
    if case.access is Access.PRIVACY:
        officers = holders(session, Role.PRIVACY_OFFICER, day)
        found = [*found, *(p for people in officers.values() for p in people if p.id not in about)]
    return found


def _name(row: Any) -> str:
    name = f"{row.first_name} {row.last_name}"
    return f"{name}, {row.title}" if row.title else name
