"""The cast: one small municipality whose people every test knows by name.

Bjørkli kommune has two areas. Health holds home care north and south and a nursing home; School holds one school.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.queries import actor_for
from quality.accounts.roles import Actor, Role
from quality.cases.services.setup import add_defaults
from quality.core.clock import local_date
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Municipality, Unit


@dataclass
class Cast:
    """Everybody by what they are; `actor()` gives what services ask for."""

    session: Session
    now: dt.datetime
    day: dt.date
    municipality: Unit
    health: Unit
    school_area: Unit
    north: Unit
    south: Unit
    home: Unit
    school: Unit
    employee: Person
    colleague: Person
    outsider: Person
    teacher: Person
    leader: Person
    south_leader: Person
    home_leader: Person
    school_leader: Person
    deputy: Person
    head: Person
    school_head: Person
    coordinator: Person
    second_coordinator: Person
    safety_rep: Person
    main_safety_rep: Person
    privacy_officer: Person
    chief: Person
    auditor: Person
    archivist: Person
    admin: Person
    former: Person

    def actor(self, person: Person) -> Actor:
        """The person with the roles held now."""
        return actor_for(self.session, person, self.day)

    def everybody(self) -> dict[str, Person]:
        """Every person by the name of the part."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


def make_cast(session: Session, now: dt.datetime) -> Cast:
    """Write the municipality, its units and people."""
    session.add(Municipality(name="Bjørkli kommune"))
    add_defaults(session)
    units = _units(session)
    people = _People(session, now)
    north, health = units["north"], units["health"]
    everywhere = units["municipality"]
    found = {
        "employee": people.add("Kari", north),
        "colleague": people.add("Ola", north),
        "outsider": people.add("Ulla", units["south"]),
        "teacher": people.add("Tor", units["school"]),
        "leader": people.add("Mona", north, Role.LEADER),
        "south_leader": people.add("Siv", units["south"], Role.LEADER),
        "home_leader": people.add("Hans", units["home"], Role.LEADER),
        "school_leader": people.add("Rita", units["school"], Role.LEADER),
        "deputy": people.add("Dag", north),
        "head": people.add("Harald", health, Role.HEAD),
        "school_head": people.add("Hege", units["school_area"], Role.HEAD),
        "coordinator": people.add("Kirsten", everywhere, Role.COORDINATOR),
        "second_coordinator": people.add("Kjell", everywhere, Role.COORDINATOR),
        "safety_rep": people.add("Vera", north, Role.SAFETY_REP),
        "main_safety_rep": people.add("Hild", everywhere, Role.MAIN_SAFETY_REP),
        "privacy_officer": people.add("Petter", everywhere, Role.PRIVACY_OFFICER),
        "chief": people.add("Kåre", everywhere, Role.CHIEF),
        "auditor": people.add("Rolf", everywhere, Role.AUDITOR),
        "archivist": people.add("Arne", everywhere, Role.ARCHIVIST),
        "admin": people.add("Adele", everywhere, Role.ADMIN),
        "former": people.add("Frank", north),
    }
    # The leader of one unit reports in another: every clause of the policy needs its person.
    found["former"].active = False
    day = local_date(now)
    session.flush()
    stand_in = Deputy(
        person_id=found["leader"].id, deputy_id=found["deputy"].id, from_on=day, to_on=day + dt.timedelta(7)
    )
    session.add(stand_in)
    session.flush()
    return Cast(session=session, now=now, day=day, **units, **found)


def _units(session: Session) -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    rows: tuple[tuple[str, str, UnitLevel, str, Service | None], ...] = (
        ("municipality", "Bjørkli kommune", UnitLevel.MUNICIPALITY, "", None),
        ("health", "Helse og omsorg", UnitLevel.AREA, "municipality", None),
        ("school_area", "Skole", UnitLevel.AREA, "municipality", None),
        ("north", "Hjemmetjenesten nord", UnitLevel.UNIT, "health", Service.HOME_CARE),
        ("south", "Hjemmetjenesten sør", UnitLevel.UNIT, "health", Service.HOME_CARE),
        ("home", "Lia sykehjem", UnitLevel.UNIT, "health", Service.NURSING_HOME),
        ("school", "Moen skole", UnitLevel.UNIT, "school_area", Service.SCHOOL),
    )
    for position, (key, name, level, above, service) in enumerate(rows):
        parent = found.get(above)
        unit = Unit(
            code=str(1000 + 10 * position),
            name=name,
            level=level,
            service=service,
            parent_id=parent.id if parent else None,
            position=position,
        )
        session.add(unit)
        session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        found[key] = unit
    session.flush()
    return found


class _People:
    def __init__(self, session: Session, now: dt.datetime) -> None:
        self.session = session
        self.now = now

    def add(self, first_name: str, unit: Unit, role: Role | None = None) -> Person:
        person = Person(
            first_name=first_name,
            last_name="Prøve",
            email=f"{first_name.lower().replace('å', 'aa')}@bjorkli.invalid",
            unit_id=unit.id,
            demo_hint="Prøv Løft",
            created_at=self.now,
        )
        person.unit = unit
        self.session.add(person)
        self.session.flush()
        if role:
            self.session.add(RoleHeld(person_id=person.id, role=role, unit_id=unit.id))
        return person
