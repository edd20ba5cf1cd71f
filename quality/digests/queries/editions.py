"""Editions and who still waits for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.accounts.queries import holds_on
from quality.core.clock import at_local, local_date
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import Notice
from quality.digests.compose.audience import first_in_line
from quality.digests.kinds import Plan, Rhythm, plans
from quality.digests.mails import DAILY
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.gather import NOTICE_DAYS
from quality.digests.queries.periods import DAILY_HOUR, following, next_period, periods_of, rhythm_of
from quality.organisation.models import Unit
from quality.organisation.queries import municipality

LEFT_DAYS = 7


def plans_here(session: Session) -> dict[str, Plan]:
    """When and to whom the municipality wants its editions to go."""
    found = municipality(session)
    return plans(found.settings if found else {})


def edition_of(session: Session, kind: str, period: str) -> Edition | None:
    """The edition of a kind and period, if it is made."""
    return session.scalar(sa.select(Edition).where(Edition.kind == kind, Edition.period == period))


def nearest(session: Session, wanted: Mapping[str, Plan], now: dt.datetime) -> dict[tuple[str, str], Edition]:
    """The editions of this period and the two that a next one may be of, by kind and period."""
    periods = set(periods_of(local_date(now)))
    for plan in wanted.values():
        coming = next_period(plan, now)
        periods |= {coming, following(plan.rhythm, coming)}
    found = session.scalars(sa.select(Edition).where(Edition.period.in_(periods)))
    return {(edition.kind, edition.period): edition for edition in found}


def next_untouched(session: Session, kind: str, plan: Plan, now: dt.datetime) -> str:
    """The nearest period whose edition is not due yet and has not gone either, as after a move to a later day."""
    return untouched(plan, now, edition_of(session, kind, next_period(plan, now)))


def untouched(plan: Plan, now: dt.datetime, known: Edition | None) -> str:
    """The same, where the edition of the nearest period that is not due yet is known, or known not to be made."""
    period = next_period(plan, now)
    return following(plan.rhythm, period) if known and (known.composed_at or known.due_at <= now) else period


def editions_now(session: Session, day: dt.date) -> list[Edition]:
    """The editions of the periods that this day lies in and that are wanted, in the order they stand in a mail.

    One that has begun ends as it began; one that had not when its kind got another rhythm, or was turned on again, is
    passed over.
    """
    plans = plans_here(session)
    order = [kind for kind, plan in plans.items() if plan.on]
    found = session.scalars(
        sa.select(Edition).where(Edition.period.in_(periods_of(day)), Edition.kind.in_(order))
    )
    return sorted(
        (edition for edition in found if not is_passed_over(session, edition, plans[edition.kind])),
        key=lambda edition: order.index(edition.kind),
    )


def is_passed_over(session: Session, edition: Edition, plan: Plan) -> bool:
    """Whether an edition that nobody has an outcome in is of a rhythm no longer wanted, or was due before this one
    was chosen.
    """
    is_old = rhythm_of(edition.period) is not plan.rhythm or (plan.since and edition.due_at < plan.since)
    return bool(is_old) and not _has_begun(session, edition)


def _has_begun(session: Session, edition: Edition) -> bool:
    query = sa.select(Delivery.id).where(Delivery.edition_id == edition.id).limit(1)
    return session.scalar(query) is not None


def outstanding(
    session: Session, edition: Edition, now: dt.datetime | None = None, among: Sequence[int] | None = None
) -> list[int]:
    """Who of the audience has no outcome in the edition yet. With `now`, without those who got today's one mail.

    Somebody who left in the week before it is due gets an outcome as well, so that silence is explained. Somebody with
    an outcome in another edition of the same period gets none in this one, whatever was changed meanwhile.
    """
    left = edition.due_at - dt.timedelta(LEFT_DAYS)
    others = sa.select(Edition.id).where(Edition.period == edition.period)
    query = sa.select(Person.id).where(
        sa.or_(Person.active, Person.left_at > left),
        in_audience(plans_here(session), edition.kind, local_date(edition.due_at)),
        ~sa.exists().where(Delivery.edition_id.in_(others), Delivery.person_id == Person.id),
    )
    if now is not None:
        query = query.where(~_got_mail(now))
    if among is not None:
        query = query.where(Person.id.in_(among))
    return list(session.scalars(query.order_by(Person.id)))


def in_audience(plans: Mapping[str, Plan], kind: str, day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the edition is for the person, and none that goes as often takes the person first. Roles count by own
    right: a deputy keeps the own edition.
    """
    before = [_is_for(plans[other], day) for other in first_in_line(plans, kind)]
    return sa.and_(_is_for(plans[kind], day), sa.not_(sa.or_(sa.false(), *before)))


def _is_for(plan: Plan, day: dt.date) -> sa.ColumnElement[bool]:
    clauses: list[sa.ColumnElement[bool]] = []
    if plan.roles:
        clauses.append(_holds(plan.roles, day))
    if plan.services:
        clauses.append(Person.unit_id.in_(sa.select(Unit.id).where(Unit.service.in_(plan.services))))
    return sa.and_(sa.true(), *clauses)


def _holds(roles: tuple[str, ...], day: dt.date) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        RoleHeld.person_id == Person.id,
        RoleHeld.role.in_(sorted(roles)),
        holds_on(day),
    )


def kinds_for(session: Session, person_id: int, day: dt.date) -> list[str]:
    """The editions that go to this person, in the order they stand in a mail."""
    plans = plans_here(session)
    wanted = [kind for kind, plan in plans.items() if plan.on]
    asked = [sa.case((in_audience(plans, kind, day), 1), else_=0) for kind in wanted]
    row = session.execute(sa.select(*asked).where(Person.id == person_id)).one_or_none() if asked else None
    return [kind for kind, gets in zip(wanted, row or (), strict=False) if gets]


def wants_daily(session: Session, now: dt.datetime, among: Sequence[int] | None = None) -> list[int]:
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
    plans = plans_here(session)
    for edition in _editions_today(session, day):
        query = query.where(~_gets(plans, edition, day))
    if among is not None:
        query = query.where(Person.id.in_(among))
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


def _gets(plans: Mapping[str, Plan], edition: Edition, day: dt.date) -> sa.ColumnElement[bool]:
    """Whether the person is in the audience, has no outcome in the edition and has not said no to it."""
    has = sa.exists().where(Delivery.edition_id == edition.id, Delivery.person_id == Person.id)
    no = Subscription.weekly if rhythm_of(edition.period) is Rhythm.WEEK else Subscription.monthly
    silent = sa.exists().where(
        Subscription.person_id == Person.id,
        sa.or_(sa.not_(no), Subscription.paused_until > day),
    )
    return sa.and_(in_audience(plans, edition.kind, local_date(edition.due_at)), ~has, ~silent)
