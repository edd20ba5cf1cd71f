"""Writing what a file of people says."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.imports import PersonFields, PersonPlan
from quality.accounts.models import Person, RoleHeld
from quality.accounts.services.links import end_links
from quality.core.clock import local_date
from quality.core.history import Happening, record, record_new

FIELDS = ("first_name", "last_name", "email", "unit_id", "title")


def bring_in_people(session: Session, actor_id: int | None, plan: PersonPlan, *, now: dt.datetime) -> None:
    """Add and change people as planned. Nobody is invited or told; a role is added, never taken away."""
    people = {
        person.employee_number: person
        for person in session.scalars(sa.select(Person).where(Person.employee_number.is_not(None)))
    }
    for fields in plan.add:
        person = Person(employee_number=fields.employee_number, created_at=now, **_values(fields))
        session.add(person)
        people[fields.employee_number] = person
    for fields in plan.change:
        person = people[fields.employee_number]
        if fields.email != person.email:
            end_links(session, person.id, now=now)
        for name, value in _values(fields).items():
            setattr(person, name, value)
    session.flush()
    for fields in (*plan.add, *plan.change):
        _give_role(session, people[fields.employee_number], fields, local_date(now))
    record_new(session, [_happening(people, new, actor_id, now) for new in plan.add])
    for fields in plan.change:
        record(session, _happening(people, fields, actor_id, now))
    session.flush()


def _values(fields: PersonFields) -> dict[str, object]:
    return {name: getattr(fields, name) for name in FIELDS}


def _give_role(session: Session, person: Person, fields: PersonFields, day: dt.date) -> None:
    if fields.role is None:
        return
    held = sa.select(RoleHeld.id).where(
        RoleHeld.person_id == person.id,
        RoleHeld.role == fields.role,
        RoleHeld.unit_id == fields.unit_id,
        sa.or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day),
    )
    if session.scalar(held.limit(1)) is None:
        session.add(RoleHeld(person_id=person.id, role=fields.role, unit_id=fields.unit_id))


def _happening(
    people: dict[str | None, Person], fields: PersonFields, actor_id: int | None, now: dt.datetime
) -> Happening:
    values = {"unit": fields.unit_id, "title": fields.title, "role": fields.role}
    return Happening("person", people[fields.employee_number].id, "import", now, actor_id, values=values)
