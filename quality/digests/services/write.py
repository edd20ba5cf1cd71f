"""Writing mail for a batch of people: the deliveries and the mail in the outbox in one transaction."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence
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
from quality.digests.compose import of_notices
from quality.digests.compose.audience import why
from quality.digests.compose.values import Digest, Gathered, Section
from quality.digests.kinds import Plan, label, subject
from quality.digests.mails import DAILY, EDITION, About, Site
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.composed import digest_of, fresh_from
from quality.digests.queries.editions import outstanding, plans_here, wants_daily
from quality.digests.queries.gather import Gathering, gather, pending_notices
from quality.digests.queries.periods import rhythm_of
from quality.digests.services.choices import choices, is_paused, is_silent, wants

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What one person gets of an edition, or why nothing."""

    state: DeliveryState
    items: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Letter:
    """What one person gets today: an outcome for each edition, by its id, and the one mail if there is any."""

    outcomes: dict[int, Outcome]
    mail: Mail | None = None
    notices: tuple[int, ...] = ()


@dataclass(frozen=True)
class Run:
    """What is the same for every reader of a batch: the editions with what is new to each, the plans and the site."""

    fresh: dict[Edition, dt.datetime]
    plans: Mapping[str, Plan]
    about: dict[str, About]
    site: Site
    day: dt.date


def deliver_batch(
    session: Session, editions: Sequence[Edition], person_ids: list[int], *, site: Site, now: dt.datetime
) -> int:
    """Give these people their outcome in each edition unless another worker has; returns how many mails were queued.

    What one person gets of several editions stands in one mail.
    """
    _take_in_hand(session, person_ids)
    mine = {edition.id: _claim(session, edition, person_ids, now) for edition in editions}
    people = _people(session, sorted({number for rows in mine.values() for number in rows}))
    chosen = choices(session, [person.id for person in people])
    run = _run(session, editions, site, now)
    found = gather(session, people, now, min(run.fresh.values(), default=None))
    letters: dict[int, Letter] = {}
    for person in people:
        theirs = [edition for edition in editions if person.id in mine[edition.id]]
        letters[person.id] = _letter(theirs, person, chosen[person.id], found, run)
    queued = queue_many(session, [letter.mail for letter in letters.values() if letter.mail], now)
    _settle(session, mine, letters, queued)
    carried = [number for letter in letters.values() for number in letter.notices]
    mark_mailed(session, carried, now)
    return len(queued)


def _take_in_hand(session: Session, person_ids: list[int]) -> None:
    """Keep other workers from these people until this batch is written; SQLite lets one write at a time anyway."""
    query = sa.select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    session.execute(query.with_for_update(key_share=True)).all()


def _run(session: Session, editions: Sequence[Edition], site: Site, now: dt.datetime) -> Run:
    plans = plans_here(session)
    about = {edition.kind: _about(plans, edition) for edition in editions}
    fresh = {edition: fresh_from(session, edition) for edition in editions}
    return Run(fresh, plans, about, site, local_date(now))


def _about(plans: Mapping[str, Plan], edition: Edition) -> About:
    kind = edition.kind
    return About(
        label(plans, kind), subject(kind), rhythm_of(edition.period), why(plans, kind), edition.introduction
    )


def _claim(session: Session, edition: Edition, person_ids: list[int], now: dt.datetime) -> dict[int, int]:
    """Take those who are still to have an outcome, by person; returns their deliveries."""
    waiting = outstanding(session, edition, now, person_ids)
    if not waiting:
        return {}
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    fixed = {"edition_id": edition.id, "state": DeliveryState.NOTHING_NEW, "items": {}, "at": now}
    rows = [fixed | {"person_id": number} for number in waiting]
    statement = insert(Delivery).values(rows).on_conflict_do_nothing()
    taken = session.execute(statement.returning(Delivery.id, Delivery.person_id))
    return {person_id: number for number, person_id in taken}


def _settle(
    session: Session,
    mine: Mapping[int, dict[int, int]],
    letters: Mapping[int, Letter],
    queued: dict[str, int],
) -> None:
    rows = [
        {
            "id": mine[edition_id][person_id],
            "state": outcome.state,
            "items": outcome.items,
            "mail_id": queued.get(letter.mail.key)
            if letter.mail and outcome.state is DeliveryState.QUEUED
            else None,
        }
        for person_id, letter in letters.items()
        for edition_id, outcome in letter.outcomes.items()
    ]
    if rows:
        session.execute(sa.update(Delivery), rows)


def _people(session: Session, ids: list[int]) -> Sequence[Person]:
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.id.in_(ids))
    return session.scalars(query.order_by(Person.id).execution_options(populate_existing=True)).all()


def _letter(
    editions: list[Edition], person: Person, choice: Subscription, found: Gathering, run: Run
) -> Letter:
    """One person's share. A fault in it is written down and stops nobody else's."""
    reasons = {edition.id: _reason(edition, person, choice, run.day) for edition in editions}
    outcomes = {number: Outcome(reason) for number, reason in reasons.items() if reason}
    wanted = [edition for edition in editions if edition.id not in outcomes]
    try:
        facts = found.of(person.id) if wanted else Gathered()
        fresh = {edition: run.fresh[edition] for edition in wanted}
        digest = digest_of(fresh, facts, run.plans) if wanted else None
        mail = _mail(wanted, digest, person, choice, run) if digest else None
    except Exception:
        log.exception("the digest for person %s could not be made", person.id)
        return Letter(outcomes | {edition.id: Outcome(DeliveryState.FAULT) for edition in wanted})
    notices = tuple(notice.id for notice in facts.notices) if digest else ()
    return Letter(outcomes | _outcomes(wanted, digest, list(notices)), mail, notices)


def _outcomes(editions: list[Edition], digest: Digest | None, notices: list[int]) -> dict[int, Outcome]:
    """The edition that says nothing is nothing new; the first that says something carries the notices."""
    said: dict[str, Section] = dict(digest.sections) if digest else {}
    if digest and not said:
        said = {editions[0].kind: Section(())}
    first = next((edition.kind for edition in editions if edition.kind in said), None)
    found = {}
    for edition in editions:
        if edition.kind not in said:
            found[edition.id] = Outcome(DeliveryState.NOTHING_NEW)
            continue
        own = {"notices": notices} if edition.kind == first else {}
        found[edition.id] = Outcome(DeliveryState.QUEUED, said[edition.kind].carried | own)
    return found


def _mail(editions: list[Edition], digest: Digest, person: Person, choice: Subscription, run: Run) -> Mail:
    """The mail; its key is that of the first edition in it, so that a second of the same is known."""
    said = {kind for kind, _ in digest.sections}
    first = next((edition for edition in editions if edition.kind in said), editions[0])
    key = f"{EDITION}:{first.kind}:{first.period}:{person.public_id}"
    return mails.edition(person, choice, digest, run.site, key=key, about=run.about)


def _reason(edition: Edition, person: Person, choice: Subscription, day: dt.date) -> DeliveryState | None:
    if not person.active:
        return DeliveryState.LEFT
    if not person.email:
        return DeliveryState.NO_ADDRESS
    if is_paused(choice, day):
        return DeliveryState.PAUSED
    return None if wants(choice, rhythm_of(edition.period)) else DeliveryState.STOPPED


def daily_batch(session: Session, person_ids: list[int], *, site: Site, now: dt.datetime) -> int:
    """Gather each person's notices into the one mail of the day; returns how many mails were queued."""
    _take_in_hand(session, person_ids)
    person_ids = wants_daily(session, now, person_ids)
    day = local_date(now)
    chosen = choices(session, person_ids)
    found = pending_notices(session, person_ids, now)
    made: dict[str, tuple[Mail, list[int]]] = {}
    for person in _people(session, [number for number in person_ids if found.get(number)]):
        if is_silent(chosen[person.id], None, day):
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
