"""Giving and ending roles, and naming deputies. A change ends the person's sessions at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.models import Deputy, Person, RoleHeld
from quality.accounts.queries.manage import sole_admin
from quality.accounts.roles import Actor, Role
from quality.accounts.services.people import note, permit
from quality.accounts.services.sessions import revoke_all
from quality.core.clock import local_date
from quality.core.text import N_, RefusedError
from quality.organisation.models import Unit


@dataclass(frozen=True)
class Span:
    """First and last day; either may be open."""

    from_on: dt.date | None = None
    to_on: dt.date | None = None

    def check(self) -> None:
        """Raise RefusedError when it ends before it begins."""
        if self.from_on and self.to_on and self.to_on < self.from_on:
            raise RefusedError(N_("Siste dag er før første dag."), field="to_on")


def give_role(
    session: Session, actor: Actor, person: Person, role: Role, unit: Unit, span: Span, *, now: dt.datetime
) -> RoleHeld:
    """Give a role in a unit."""
    permit(actor)
    span.check()
    if role is Role.EMPLOYEE:
        raise RefusedError(N_("Alle er ansatt; det er ingen rolle å gi."), field="role")
    if not person.active:
        raise RefusedError(N_("Personen har sluttet."))
    held = RoleHeld(person_id=person.id, role=role, unit_id=unit.id, from_on=span.from_on, to_on=span.to_on)
    session.add(held)
    session.flush()
    revoke_all(session, person.id, now=now)
    note(
        session,
        actor,
        person,
        "role_given",
        now,
        role=role,
        unit=unit.name,
        from_on=span.from_on,
        to_on=span.to_on,
    )
    return held


def end_role(session: Session, actor: Actor, held: RoleHeld, *, now: dt.datetime) -> None:
    """End a role; yesterday was its last day."""
    permit(actor)
    today = local_date(now)
    person = session.get_one(Person, held.person_id)
    if held.role is Role.ADMIN and sole_admin(session, person.id, today):
        raise RefusedError(N_("Noen må kunne styre personer og roller. Gi rollen til en annen først."))
    held.to_on = today - dt.timedelta(1)
    session.flush()
    revoke_all(session, person.id, now=now)
    note(session, actor, person, "role_ended", now, role=held.role, unit_id=held.unit_id)


def name_deputy(
    session: Session,
    actor: Actor,
    person: Person,
    deputy: Person,
    span: Span,
    reason: str,
    *,
    now: dt.datetime,
) -> Deputy:
    """Let somebody act with all of the person's roles between two days."""
    permit(actor)
    span.check()
    if span.from_on is None or span.to_on is None:
        raise RefusedError(N_("Velg første og siste dag."), field="to_on")
    if deputy.id == person.id:
        raise RefusedError(N_("Ingen er sin egen stedfortreder."), field="deputy")
    if not (person.active and deputy.active):
        raise RefusedError(N_("Personen har sluttet."), field="deputy")
    row = Deputy(
        person_id=person.id, deputy_id=deputy.id, from_on=span.from_on, to_on=span.to_on, reason=reason
    )
    session.add(row)
    session.flush()
    note(
        session,
        actor,
        person,
        "deputy_given",
        now,
        deputy=deputy.name,
        from_on=span.from_on,
        to_on=span.to_on,
    )
    return row


def end_deputy(session: Session, actor: Actor, row: Deputy, *, now: dt.datetime) -> None:
    """The stand-in ends; yesterday was the last day."""
    permit(actor)
    row.to_on = local_date(now) - dt.timedelta(1)
    session.flush()
    revoke_all(session, row.deputy_id, now=now)
    note(session, actor, session.get_one(Person, row.person_id), "deputy_ended", now, deputy_id=row.deputy_id)
