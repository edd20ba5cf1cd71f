"""Who is on duty, and what waits to be told to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.cases.mails.serious import key_of
from quality.cases.models.case import Case
from quality.cases.models.duty import Duty, SeriousAlert
from quality.core.mail import MailState, OutgoingMail
from quality.core.text import NotVisibleError
from quality.organisation.models import Unit
from quality.organisation.queries import municipality


@dataclass(frozen=True)
class OnCall:
    """Whom to ring now; without a name it is the municipality's own number."""

    name: str
    phone: str


def on_duty(session: Session, unit: Unit, day: dt.date) -> list[Duty]:
    """Who is on duty for the unit today: those of the nearest branch that has somebody."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    query = (
        sa.select(Duty)
        .join(Person, Person.id == Duty.person_id)
        .options(joinedload(Duty.person).joinedload(Person.unit))
        .where(Duty.unit_id.in_(ids), Duty.from_on <= day, Duty.to_on >= day, Person.active)
        .order_by(Duty.id)
    )
    found: dict[int, list[Duty]] = {}
    for row in session.scalars(query):
        found.setdefault(row.unit_id, []).append(row)
    return next((found[unit_id] for unit_id in reversed(ids) if unit_id in found), [])


def on_call(session: Session, unit: Unit, day: dt.date) -> list[OnCall]:
    """The numbers to ring now."""
    if rows := on_duty(session, unit, day):
        return [OnCall(row.person.name, row.phone) for row in rows]
    place = municipality(session)
    return [OnCall("", place.on_call_phone)] if place and place.on_call_phone else []


def told_at_once(session: Session, case: Case) -> list[str]:
    """Names of those to whom a mail of the serious case has gone or is about to go."""
    gone = (MailState.QUEUED, MailState.SENDING, MailState.SENT, MailState.UNCERTAIN)
    start = key_of(case)
    # What follows is digits, so the span holds every such key; it is there for the index, which no prefix uses.
    near = OutgoingMail.key.between(start, f"{start}z")
    query = (
        sa.select(Person.first_name, Person.last_name)
        .join(OutgoingMail, OutgoingMail.person_id == Person.id)
        .where(near, OutgoingMail.key.startswith(start, autoescape=True), OutgoingMail.state.in_(gone))
        .distinct()
        .order_by(Person.first_name, Person.last_name)
    )
    return [f"{row.first_name} {row.last_name}" for row in session.execute(query)]


def duties(session: Session, day: dt.date) -> list[Duty]:
    """Everybody who is or will be on duty, the nearest first."""
    query = sa.select(Duty).options(joinedload(Duty.person), joinedload(Duty.unit))
    return list(session.scalars(query.where(Duty.to_on >= day).order_by(Duty.from_on, Duty.unit_id, Duty.id)))


def duty_by_id(session: Session, duty_id: int) -> Duty:
    """One of them."""
    row = session.get(Duty, duty_id)
    if row is None:
        raise NotVisibleError(duty_id)
    return row


def waiting_alerts(session: Session) -> list[SeriousAlert]:
    """Serious cases that nobody has been mailed of yet."""
    query = sa.select(SeriousAlert).where(SeriousAlert.sent_at.is_(None)).order_by(SeriousAlert.id)
    return list(session.scalars(query.with_for_update(skip_locked=True)))
