"""Stop-alerts: a warning that goes to many units at once, with a receipt from each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import leaders_of
from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.mail import queue_many
from quality.core.text import N_, ConflictError, RefusedError
from quality.learning import mails
from quality.learning.mails import Site
from quality.learning.models import AlertReceipt, StopAlert
from quality.learning.queries import alerts
from quality.organisation.models import Unit


@dataclass(frozen=True)
class Words:
    """What a stop-alert says."""

    title: str
    danger: str
    action: str


def send(
    session: Session,
    actor: Actor,
    warning: Words,
    unit_ids: Iterable[int],
    *,
    site: Site,
    now: dt.datetime,
    once: str | None = None,
) -> StopAlert:
    """Send a warning to the leaders of these units at once. Sent twice with the same `once`, it is one."""
    query = sa.select(StopAlert).where(StopAlert.idempotency_key == once)
    if once and (known := session.scalar(query)):
        return known
    units = list(session.scalars(sa.select(Unit).where(Unit.id.in_(set(unit_ids))).order_by(Unit.position)))
    if not units:
        raise RefusedError(N_("Velg minst én enhet."), field="units")
    alert = StopAlert(
        title=warning.title,
        danger=warning.danger,
        action=warning.action,
        author_id=actor.id,
        sent_at=now,
        idempotency_key=once,
    )
    session.add(alert)
    session.flush()
    session.add_all(AlertReceipt(alert_id=alert.id, unit_id=unit.id) for unit in units)
    session.flush()
    values = {"title": alert.title, "units": [unit.name for unit in units]}
    record(session, Happening("alert", alert.id, "send", now, actor.id, values=values), first=True)
    receivers = _leaders(session, units, local_date(now))
    told = {person.id: unit for person, unit in receivers.values()}
    notices.tell(session, mails.alerted(alert, told), now)
    by_mail = [
        mails.alert_mail(alert, person, unit, site) for person, unit in receivers.values() if person.email
    ]
    queue_many(session, by_mail, now)
    return alert


def _leaders(session: Session, units: Iterable[Unit], day: dt.date) -> dict[int, tuple[Person, str]]:
    """Who leads these units today, each with the first of the units."""
    found: dict[int, tuple[Person, str]] = {}
    for unit in units:
        for person in leaders_of(session, unit, day):
            found.setdefault(person.id, (person, unit.name))
    return found


def acknowledge(
    session: Session, actor: Actor, alert: StopAlert, receipt: AlertReceipt, words: str, *, now: dt.datetime
) -> None:
    """Say for the unit that the warning is seen, and what was done."""
    if receipt.at:
        raise ConflictError(N_("Enheten har allerede kvittert."))
    receipt.person_id, receipt.words, receipt.at = actor.id, words, now
    session.flush()
    values = {"unit": receipt.unit.name, "words": words}
    record(session, Happening("alert", alert.id, "acknowledge", now, actor.id, values=values))


def remind(session: Session, *, now: dt.datetime) -> int:
    """Ask once more, each working day, the leaders of units without a receipt; returns how many were told."""
    day = local_date(now)
    told = 0
    for alert, receipt in alerts.without_receipt(session, day):
        receipt.reminded_on = day
        receivers = _leaders(session, [receipt.unit], day)
        people = {person.id: unit for person, unit in receivers.values()}
        told += notices.tell(session, mails.alert_reminder(alert, people, day), now)
    session.flush()
    return told


def end(session: Session, actor: Actor, alert: StopAlert, *, now: dt.datetime) -> None:
    """Call the danger over: nobody is reminded any more."""
    if alert.ended_at:
        raise ConflictError(N_("Stoppvarselet er allerede avsluttet."))
    alert.ended_at = now
    session.flush()
    record(session, Happening("alert", alert.id, "end", now, actor.id))
