"""The organisation and everybody in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.imports import PersonFields, PersonPlan
from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.queries import actor_for
from quality.accounts.roles import Actor, Role
from quality.accounts.services.bring_in import bring_in_people
from quality.cases.services.setup import add_defaults
from quality.core.clock import local_date
from quality.core.text import upper_first
from quality.demo.organisation import DemoOrganisation
from quality.demo.people import DemoPeople, DemoPerson, DemoRole
from quality.organisation.imports import UnitFields, UnitPlan
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Unit
from quality.organisation.services.bring_in import bring_in_units

ROOT = "1"
# The deputy stands in this week, so that the banner and both names in the history can be seen.
STANDS_IN_DAYS = 9


@dataclass
class Town:
    """What the rest of the loading looks things up in: ids by code and user name, actors as needed."""

    session: Session
    day: dt.date
    units: dict[str, int]
    people: dict[str, int]
    leads: dict[str, set[str]] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The person with the roles held in the demo."""
        if username not in self._actors:
            person = self.session.get_one(Person, self.people[username])
            self._actors[username] = actor_for(self.session, person, self.day)
        return self._actors[username]


def settle(session: Session, place: DemoOrganisation, people: DemoPeople, now: dt.datetime) -> Town:
    """Write units, people, roles and the ways in of the demo people."""
    add_defaults(session)
    bring_in_units(session, None, UnitPlan(add=_units(place)), now=now)
    units = {row[0]: row[1] for row in session.execute(sa.select(Unit.code, Unit.id))}
    numbers = {name: f"D{number:04d}" for number, name in enumerate(_in_order(people), start=1)}
    plan = PersonPlan(add=[_person(person, numbers[person.username], units) for person in people.people])
    bring_in_people(session, None, plan, now=now)
    ids = {row[0]: row[1] for row in session.execute(sa.select(Person.employee_number, Person.id))}
    town = Town(session, local_date(now), units, {name: ids[number] for name, number in numbers.items()})
    _give_roles(town, people)
    for choice in people.sign_ins:
        session.get_one(Person, town.people[choice.person]).demo_hint = choice.hint[:200]
    session.flush()
    return town


def _in_order(people: DemoPeople) -> list[str]:
    """User names, those one may sign in as first and in their own order."""
    first = [choice.person for choice in people.sign_ins]
    return list(dict.fromkeys([*first, *(person.username for person in people.people)]))


def _units(place: DemoOrganisation) -> list[UnitFields]:
    first = min(unit.opened_on for unit in place.units)
    found = [UnitFields(ROOT, place.name, UnitLevel.MUNICIPALITY, opened_on=first)]
    found += [
        UnitFields(area.code, area.name, UnitLevel.AREA, parent=ROOT, opened_on=first) for area in place.areas
    ]
    found += [
        UnitFields(
            unit.code,
            unit.name,
            UnitLevel.UNIT,
            Service(unit.service),
            Decimal(str(unit.full_time)),
            unit.area,
            unit.opened_on,
        )
        for unit in place.units
    ]
    return found


def _person(person: DemoPerson, number: str, units: dict[str, int]) -> PersonFields:
    first, _, last = person.name.rpartition(" ")
    title = upper_first(person.title)
    return PersonFields(number, first, last, person.email, units[person.unit], title)


def _give_roles(town: Town, people: DemoPeople) -> None:
    for row in people.roles:
        if row.role in set(Role) - {Role.EMPLOYEE}:
            unit_id = town.units[row.reach or ROOT]
            town.session.add(
                RoleHeld(person_id=town.people[row.person], role=Role(row.role), unit_id=unit_id)
            )
    leaders = {row.reach: row.person for row in people.roles if row.role == "leader"}
    for row in [row for row in people.roles if row.role == "deputy"][:3]:
        town.session.add(_stands_in(town, leaders[row.reach], row))
    town.session.flush()


def _stands_in(town: Town, leader: str, row: DemoRole) -> Deputy:
    return Deputy(
        person_id=town.people[leader],
        deputy_id=town.people[row.person],
        from_on=town.day - dt.timedelta(2),
        to_on=town.day + dt.timedelta(STANDS_IN_DAYS),
        reason="Ferie",
    )
