"""Inviting many at once: an order that a job carries out some at a time, each invitation once."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import InvitationRound, Person
from quality.accounts.queries import actor_for
from quality.accounts.queries.invitations import uninvited
from quality.accounts.roles import Act, Actor
from quality.accounts.services.people import invite, permit
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.organisation.models import Unit

AT_ONCE = 50


def begin(session: Session, actor: Actor, unit: Unit, once: str, *, now: dt.datetime) -> InvitationRound:
    """Order a round. The same form sent twice orders one; RefusedError when there is nobody to write to."""
    permit(actor)
    found = session.scalar(sa.select(InvitationRound).where(InvitationRound.once == once))
    if found is not None:
        return found
    if session.scalar(sa.select(InvitationRound.id).where(InvitationRound.ended_at.is_(None)).limit(1)):
        raise RefusedError(N_("En runde er alt i gang. Vent til den er ferdig."))
    reached = uninvited(unit, now).where(Person.email.is_not(None)).limit(1)
    if session.scalar(reached) is None:
        raise RefusedError(N_("Alle her har passord eller en invitasjon som virker."))
    row = InvitationRound(once=once, actor_id=actor.id, unit_id=unit.id, asked_at=now)
    session.add(row)
    session.flush()
    record(session, Happening("unit", unit.id, "invite", now, actor.id))
    return row


def carry_on(session: Session, base_url: str, *, now: dt.datetime) -> int:
    """Invite the next of the round under way, and end it after the last; returns how many.

    The round is held until the end of the transaction, so that two workers share it and nobody is written to twice.
    """
    held = sa.select(InvitationRound).where(InvitationRound.ended_at.is_(None)).with_for_update().limit(1)
    row = session.scalar(held)
    if row is None:
        return 0
    asked_by = session.get_one(Person, row.actor_id)
    actor = actor_for(session, asked_by, local_date(now))
    people = _next(session, row, now) if asked_by.active and actor.may(Act.PEOPLE_MANAGE) else []
    for person in people:
        invite(session, actor, person, base_url, now=now)
        row.last_person_id = person.id
    row.sent += len(people)
    if len(people) < AT_ONCE:
        row.ended_at = now
    session.flush()
    return len(people)


def _next(session: Session, row: InvitationRound, now: dt.datetime) -> list[Person]:
    unit = session.get_one(Unit, row.unit_id)
    query = uninvited(unit, now).where(Person.email.is_not(None), Person.id > row.last_person_id)
    return list(session.scalars(query.order_by(Person.id).limit(AT_ONCE)))
