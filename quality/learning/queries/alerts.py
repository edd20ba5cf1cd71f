"""Reads of stop-alerts and their receipts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.core.clock import at_local
from quality.core.text import NotVisibleError
from quality.learning.models import AlertReceipt, StopAlert
from quality.organisation.models import Unit


@dataclass(frozen=True)
class Sent:
    """A stop-alert, and how many of its units have given a receipt."""

    alert: StopAlert
    units: int
    seen: int


def _visible(actor: Actor) -> sa.ColumnElement[bool]:
    """Alerts the person may read: those who send them all, others those to a unit of theirs."""
    if actor.everywhere(Act.ALERT_SEND):
        return sa.true()
    units = actor.reach(Act.UPTAKE_ANSWER) | {actor.unit_id}
    to_them = sa.select(AlertReceipt.alert_id).where(AlertReceipt.unit_id.in_(units)).correlate(None)
    return StopAlert.id.in_(to_them)


def fetch(session: Session, actor: Actor, public_id: str) -> StopAlert:
    """The alert; NotVisibleError for those whose unit it did not go to."""
    query = sa.select(StopAlert).options(joinedload(StopAlert.author))
    alert = session.scalar(query.where(StopAlert.public_id == public_id, _visible(actor)))
    if alert is None:
        raise NotVisibleError(public_id)
    return alert


def sent(session: Session, actor: Actor) -> list[Sent]:
    """Every alert the person may read, the newest first."""
    seen = sa.func.count(AlertReceipt.at)
    query = (
        sa.select(StopAlert, sa.func.count(AlertReceipt.unit_id), seen)
        .join(AlertReceipt, AlertReceipt.alert_id == StopAlert.id)
        .where(_visible(actor))
        .group_by(StopAlert.id)
        .order_by(StopAlert.sent_at.desc(), StopAlert.id.desc())
    )
    return [Sent(alert, units, count) for alert, units, count in session.execute(query)]


def receipts(session: Session, alert: StopAlert) -> list[AlertReceipt]:
    """The alert's units in the organisation's own order."""
    query = sa.select(AlertReceipt).options(joinedload(AlertReceipt.unit))
    rows = session.scalars(query.where(AlertReceipt.alert_id == alert.id))
    return sorted(rows, key=lambda row: (row.unit.position, row.unit_id))


def receipt_of(session: Session, actor: Actor, alert: StopAlert, unit_id: str) -> AlertReceipt:
    """The row of a unit (by public id) the person answers for; NotVisibleError otherwise."""
    query = sa.select(AlertReceipt).join(Unit, Unit.id == AlertReceipt.unit_id)
    query = query.options(joinedload(AlertReceipt.unit))
    row = session.scalar(query.where(AlertReceipt.alert_id == alert.id, Unit.public_id == unit_id))
    if row is None or not actor.may_in(Act.UPTAKE_ANSWER, row.unit_id):
        raise NotVisibleError(alert.public_id)
    return row


def waiting(session: Session, actor: Actor) -> list[StopAlert]:
    """Alerts that wait for a receipt from a unit the person answers for."""
    units = actor.reach(Act.UPTAKE_ANSWER)
    if not units:
        return []
    open_row = sa.exists().where(
        AlertReceipt.alert_id == StopAlert.id, AlertReceipt.unit_id.in_(units), AlertReceipt.at.is_(None)
    )
    query = sa.select(StopAlert).where(open_row, StopAlert.ended_at.is_(None))
    return list(session.scalars(query.order_by(StopAlert.sent_at)))


def without_receipt(session: Session, day: dt.date) -> list[tuple[StopAlert, AlertReceipt]]:
    """Units that were warned before today, have given no receipt, and were not reminded today."""
    query = (
        sa.select(StopAlert, AlertReceipt)
        .join(AlertReceipt, AlertReceipt.alert_id == StopAlert.id)
        .options(joinedload(AlertReceipt.unit))
        .where(
            StopAlert.ended_at.is_(None),
            StopAlert.sent_at < at_local(day),
            AlertReceipt.at.is_(None),
            sa.or_(AlertReceipt.reminded_on.is_(None), AlertReceipt.reminded_on < day),
        )
    )
    return [(alert, receipt) for alert, receipt in session.execute(query)]
