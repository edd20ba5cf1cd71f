"""Putting people on duty, and noting that a case is serious."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.kinds import CaseKind
from quality.cases.models.case import Case
from quality.cases.models.duty import Duty, SeriousAlert
from quality.cases.policy import GRAVE
from quality.cases.services.settings import permit
from quality.core.claims import insert_once
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.organisation.models import Unit

LONGEST = dt.timedelta(366)


def put_on_duty(
    session: Session,
    actor: Actor,
    person: Person,
    unit: Unit,
    phone: str,
    from_on: dt.date,
    to_on: dt.date,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> Duty:
    """Somebody is on duty for a branch between two days. Sent twice with the same `once`, it makes one."""
    permit(actor)
    known = sa.select(Duty).where(Duty.idempotency_key == once)
    if once and (found := session.scalar(known)):
        return found
    if not person.active:
        raise RefusedError(N_("Personen har sluttet."), field="person")
    if to_on < from_on:
        raise RefusedError(N_("Siste dag er før første dag."), field="to_on")
    if to_on < local_date(now):
        raise RefusedError(N_("Vakta er over allerede."), field="to_on")
    if to_on - from_on > LONGEST:
        raise RefusedError(N_("En vakt kan vare i høyst ett år."), field="to_on")
    row = Duty(
        unit_id=unit.id,
        person_id=person.id,
        phone=phone,
        from_on=from_on,
        to_on=to_on,
        idempotency_key=once,
    )
    session.add(row)
    session.flush()
    values = {"person": person.name, "unit": unit.name, "from": from_on, "to": to_on}
    record(session, Happening("duty", row.id, "add", now, actor.id, values=values))
    return row


def end_duty(session: Session, actor: Actor, row: Duty, *, now: dt.datetime) -> None:
    """The duty ends; yesterday was its last day."""
    permit(actor)
    row.to_on = local_date(now) - dt.timedelta(1)
    session.flush()
    record(session, Happening("duty", row.id, "end", now, actor.id))


def note_serious(session: Session, case: Case, *, now: dt.datetime) -> None:
    """Remember that the case is serious, once a priority; whoever is on duty is mailed at once."""
    if case.kind is CaseKind.DEVIATION and case.priority >= GRAVE and case.import_id is None:
        insert_once(session, SeriousAlert, {"case_id": case.id, "priority": case.priority, "noted_at": now})
