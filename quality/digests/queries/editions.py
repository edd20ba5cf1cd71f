"""Editions and who still waits for one."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.core.clock import at_local, local_date
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import Notice
from quality.digests.kinds import AUDIENCES, RHYTHMS, WITHOUT, EditionKind, Plan, plans
from quality.digests.mails import DAILY
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.gather import NOTICE_DAYS
from quality.digests.queries.periods import DAILY_HOUR, period_of
from quality.organisation.queries import municipality

LEFT_DAYS = 7


def plans_here(session: Session) -> dict[EditionKind, Plan]:
    """When the municipality wants its editions."""
    found = municipality(session)
    return plans(found.settings if found else {})


def edition_of(session: Session, kind: EditionKind, period: str) -> Edition | None:
    """The edition of a kind and period, if it is made."""
    return session.scalar(sa.select(Edition).where(Edition.kind == kind, Edition.period == period))


def editions_now(session: Session, day: dt.date) -> list[Edition]:
    """The editions of the periods that this day lies in, in the order they stand in a mail."""
    ways = [
        sa.and_(Edition.kind == kind, Edition.period == period_of(RHYTHMS[kind], day)) for kind in EditionKind
    ]
    found = {edition.kind: edition for edition in session.scalars(sa.select(Edition).where(sa.or_(*ways)))}
    return [found[kind] for kind in EditionKind if kind in found]


def outstanding(session: Session, edition: Edition, now: dt.datetime | None = None) -> list[int]:
    """Who of the audience has no outcome in the edition yet. With `now`, without those who got today's one mail.

    Somebody who left in the week before it is due gets an outcome as well, so that silence is explained.
    """
    left = edition.due_at - dt.timedelta(LEFT_DAYS)
    query = sa.select(Person.id).where(
        sa.or_(Person.active, Person.left_at > left),
        _in_audience(edition.kind, local_date(edition.due_at)),
        ~sa.exists().where(Delivery.edition_id == edition.id, Delivery.person_id == Person.id),
    )
    if now is not None:
        query = query.where(~_got_mail(now))
    return list(session.scalars(query.order_by(Person.id)))


def _in_audience(kind: EditionKind, day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the person holds a role that the edition is for, by own right; a deputy keeps the own edition."""
    wanted, without = AUDIENCES.get(kind), WITHOUT.get(kind)
    clauses: list[sa.ColumnElement[bool]] = [sa.true()]
    if wanted:
        clauses.append(_holds(wanted, day))
    if without:
        clauses.append(sa.not_(_holds(without, day)))
    return sa.and_(*clauses)


def _holds(roles: frozenset[str], day: dt.date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        RoleHeld.person_id == Person.id,
        RoleHeld.role.in_(sorted(roles)),
        sa.or_(RoleHeld.from_on.is_(None), RoleHeld.from_on <= day),
        sa.or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day),
    )


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
        Person.active, Person.email.is_not(None), waits, ~silent, ~_got_mail(now), ~_got_edition(now)
    )
    for edition in _editions_today(session, day):
        query = query.where(~_gets(edition, day))
    return list(session.scalars(query.order_by(Person.id)))


def _editions_today(session: Session, day: dt.date) -> list[Edition]:
    """Editions that still go today by themselves and take the notices along."""
    return [
        edition
        for edition in editions_now(session, day)
        if not edition.held and not edition.composed_at and local_date(edition.due_at) <= day
    ]


def _got_mail(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether the person's one mail of the day is written: yesterday's news, or an edition."""
    daily = sa.exists().where(
        OutgoingMail.person_id == Person.id,
        OutgoingMail.kind == DAILY,
        OutgoingMail.created_at >= at_local(local_date(now)),
        OutgoingMail.state != MailState.CANCELLED,
    )
    return sa.or_(daily, _got_edition(now))


def _got_edition(now: dt.datetime) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Delivery.person_id == Person.id,
        Delivery.state == DeliveryState.QUEUED,
        Delivery.at >= at_local(local_date(now)),
    )


def _gets(edition: Edition, day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the person is in the audience, has no outcome in the edition and has not said no to it."""
    has = sa.exists().where(Delivery.edition_id == edition.id, Delivery.person_id == Person.id)
    no = Subscription.weekly if edition.kind in WEEKLY_KINDS else Subscription.monthly
    silent = sa.exists().where(
        Subscription.person_id == Person.id,
        sa.or_(sa.not_(no), Subscription.paused_until > day),
    )
    return sa.and_(_in_audience(edition.kind, local_date(edition.due_at)), ~has, ~silent)


WEEKLY_KINDS = frozenset({EditionKind.WEEKLY, EditionKind.LEADERS})
