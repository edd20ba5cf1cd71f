"""Editions and who still waits for one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.core.clock import at_local, local_date
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import Notice
from quality.digests.mails import DAILY, WEEKLY
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.gather import NOTICE_DAYS
from quality.digests.queries.periods import DAILY_HOUR, period_of

LEFT_DAYS = 7


def edition_of(session: Session, period: str) -> Edition | None:
    """The week's edition, if it is made."""
    return session.scalar(sa.select(Edition).where(Edition.kind == WEEKLY, Edition.period == period))


def outstanding(session: Session, edition: Edition, now: dt.datetime | None = None) -> list[int]:
    """Who has no outcome in the edition yet. With `now`, without those who already got today's one mail.

    Somebody who left in the week before it is due gets an outcome as well, so that silence is explained.
    """
    left = edition.due_at - dt.timedelta(LEFT_DAYS)
    query = sa.select(Person.id).where(
        sa.or_(Person.active, Person.left_at > left),
        ~sa.exists().where(Delivery.edition_id == edition.id, Delivery.person_id == Person.id),
    )
    if now is not None:
        query = query.where(~_got_daily(now))
    return list(session.scalars(query.order_by(Person.id)))


def wants_daily(session: Session, now: dt.datetime) -> list[int]:
    """Who has notices from before this morning that no mail has carried, and gets no other mail today."""
    day = local_date(now)
    waits = sa.exists().where(
        Notice.person_id == Person.id,
        Notice.mailed_at.is_(None),
        Notice.read_at.is_(None),
        Notice.created_at < at_local(day, DAILY_HOUR),
        Notice.created_at > now - dt.timedelta(NOTICE_DAYS),
    )
    silent = sa.exists().where(
        Subscription.person_id == Person.id,
        sa.or_(sa.not_(Subscription.daily), Subscription.paused_until > day),
    )
    query = sa.select(Person.id).where(
        Person.active, Person.email.is_not(None), waits, ~silent, ~_got_daily(now), ~_got_weekly(now)
    )
    if (coming := _edition_today(session, now)) is not None:
        query = query.where(~_gets_weekly(coming, day))
    return list(session.scalars(query.order_by(Person.id)))


def _edition_today(session: Session, now: dt.datetime) -> Edition | None:
    """An edition that still goes today by itself and takes the notices along."""
    day = local_date(now)
    edition = edition_of(session, period_of(day))
    if edition is None or edition.held or edition.composed_at or local_date(edition.due_at) > day:
        return None
    return edition


def _got_daily(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        OutgoingMail.person_id == Person.id,
        OutgoingMail.kind == DAILY,
        OutgoingMail.created_at >= at_local(local_date(now)),
        OutgoingMail.state != MailState.CANCELLED,
    )


def _got_weekly(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Delivery.person_id == Person.id,
        Delivery.state == DeliveryState.QUEUED,
        Delivery.at >= at_local(local_date(now)),
    )


def _gets_weekly(edition: Edition, day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the person has no outcome in the edition and has not said no to it."""
    has = sa.exists().where(Delivery.edition_id == edition.id, Delivery.person_id == Person.id)
    silent = sa.exists().where(
        Subscription.person_id == Person.id,
        sa.or_(sa.not_(Subscription.weekly), Subscription.paused_until > day),
    )
    return sa.and_(~has, ~silent)
