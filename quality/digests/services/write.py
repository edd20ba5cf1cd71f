"""Writing mail for a batch of people: the delivery and the mail in the outbox in one transaction."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.core.clock import local_date
from quality.core.mail import Mail, queue_many
from quality.core.notices import mark_mailed
from quality.digests import mails
from quality.digests.compose import compose, of_notices
from quality.digests.mails import DAILY, WEEKLY, Site
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.gather import Gathering, gather, pending_notices
from quality.digests.services.choices import choices, is_paused, is_silent

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What one person gets of an edition, or why nothing."""

    state: DeliveryState
    mail: Mail | None = None
    items: dict[str, Any] = field(default_factory=dict)


def deliver_batch(
    session: Session, edition: Edition, person_ids: list[int], *, site: Site, now: dt.datetime
) -> int:
    """Give each of these people an outcome unless another worker has; returns how many mails were queued."""
    mine = _claim(session, edition, person_ids, now)
    people = _people(session, list(mine))
    chosen = choices(session, mine)
    found = gather(session, people, now)
    outcomes = {
        person.id: _outcome(edition, person, chosen[person.id], found, site, now) for person in people
    }
    queued = queue_many(session, [outcome.mail for outcome in outcomes.values() if outcome.mail], now)
    _settle(session, mine, outcomes, queued)
    carried = [number for outcome in outcomes.values() for number in outcome.items.get("notices", [])]
    mark_mailed(session, carried, now)
    return len(queued)


def _claim(session: Session, edition: Edition, person_ids: list[int], now: dt.datetime) -> dict[int, int]:
    """Take those without a delivery, by person; a second worker waits here for the first and gets what is left."""
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    fixed = {"edition_id": edition.id, "state": DeliveryState.NOTHING_NEW, "items": {}, "at": now}
    rows = [fixed | {"person_id": number} for number in sorted(person_ids)]
    statement = insert(Delivery).values(rows).on_conflict_do_nothing()
    taken = session.execute(statement.returning(Delivery.id, Delivery.person_id))
    return {person_id: number for number, person_id in taken}


def _settle(
    session: Session, mine: dict[int, int], outcomes: dict[int, Outcome], queued: dict[str, int]
) -> None:
    rows = [
        {
            "id": mine[person_id],
            "state": outcome.state,
            "items": outcome.items,
            "mail_id": queued.get(outcome.mail.key) if outcome.mail else None,
        }
        for person_id, outcome in outcomes.items()
    ]
    if rows:
        session.execute(sa.update(Delivery), rows)


def _people(session: Session, ids: list[int]) -> Sequence[Person]:
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.id.in_(ids))
    return session.scalars(query.order_by(Person.id).execution_options(populate_existing=True)).all()


def _outcome(
    edition: Edition, person: Person, choice: Subscription, found: Gathering, site: Site, now: dt.datetime
) -> Outcome:
    """One person's share. A fault in it is written down and stops nobody else's."""
    if (reason := _reason(person, choice, local_date(now))) is not None:
        return Outcome(reason)
    try:
        digest = compose(found.of(person.id))
        if digest is None:
            return Outcome(DeliveryState.NOTHING_NEW)
        key = f"{WEEKLY}:{edition.period}:{person.public_id}"
        mail = mails.weekly(person, choice, digest, site, key=key, introduction=edition.introduction)
    except Exception:
        log.exception("the digest of %s for person %s could not be made", edition.period, person.id)
        return Outcome(DeliveryState.FAULT)
    return Outcome(DeliveryState.QUEUED, mail, digest.carried)


def _reason(person: Person, choice: Subscription, day: dt.date) -> DeliveryState | None:
    if not person.active:
        return DeliveryState.LEFT
    if not person.email:
        return DeliveryState.NO_ADDRESS
    if is_paused(choice, day):
        return DeliveryState.PAUSED
    return None if choice.weekly else DeliveryState.STOPPED


def daily_batch(session: Session, person_ids: list[int], *, site: Site, now: dt.datetime) -> int:
    """Gather each person's notices into the one mail of the day; returns how many mails were queued."""
    day = local_date(now)
    chosen = choices(session, person_ids)
    found = pending_notices(session, person_ids, now)
    made: dict[str, tuple[Mail, list[int]]] = {}
    for person in _people(session, [number for number in person_ids if found.get(number)]):
        if is_silent(chosen[person.id], DAILY, day):
            continue
        key = f"{DAILY}:{day.isoformat()}:{person.public_id}"
        try:
            digest = of_notices(found[person.id])
            mail = mails.daily(person, chosen[person.id], digest, site, key=key)
        except Exception:
            log.exception("the day's mail for person %s could not be made", person.id)
            continue
        made[key] = (mail, [notice.id for notice in found[person.id]])
    queued = queue_many(session, [mail for mail, _ in made.values()], now)
    mark_mailed(session, [number for key in queued for number in made[key][1]], now)
    return len(queued)
