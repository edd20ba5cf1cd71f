"""What the coordinator sees of editions: the next one, the earlier ones, and each with what everybody got."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.core.clock import local_date
from quality.core.mail import MAIL_STATE_LABELS, MailState, OutgoingMail
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.digests.compose import Digest, compose
from quality.digests.mails import WEEKLY
from quality.digests.models import DELIVERY_LABELS, Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.editions import edition_of
from quality.digests.queries.gather import gather
from quality.digests.queries.periods import due_at, is_period, next_period, period_of
from quality.organisation.models import Unit

# In the order of a coordinator's worry: what went wrong, what went, what did not go and why.
OUTCOME_LABELS = {
    **{state.value: label for state, label in DELIVERY_LABELS.items()},
    **{state.value: label for state, label in MAIL_STATE_LABELS.items()},
}
TROUBLE = (MailState.FAILED.value, MailState.UNCERTAIN.value, DeliveryState.FAULT.value)
LOG_PAGE = 50
FOUND_PEOPLE = 12


@dataclass(frozen=True)
class Coming:
    """The edition that goes next, as it stands or will be made."""

    period: str
    due_at: dt.datetime
    held: bool
    introduction: str
    is_late: bool
    version: int


@dataclass(frozen=True)
class Gone:
    """An earlier edition and how many have each outcome."""

    edition: Edition
    outcomes: dict[str, int]

    @property
    def sent(self) -> int:
        """How many the mail server took."""
        return self.outcomes.get(MailState.SENT.value, 0)

    @property
    def waiting(self) -> int:
        """How many lie in the outbox."""
        return sum(self.outcomes.get(state.value, 0) for state in (MailState.QUEUED, MailState.SENDING))

    @property
    def trouble(self) -> int:
        """How many somebody should look at."""
        return sum(self.outcomes.get(name, 0) for name in TROUBLE)

    @property
    def without(self) -> int:
        """How many got nothing, for a reason that is written down."""
        return sum(self.outcomes.values()) - self.sent - self.waiting - self.trouble


def _permit(actor: Actor) -> None:
    if not actor.everywhere(Act.DIGEST_MANAGE):
        raise NotAllowedError(N_("Bare den som styrer utsendelser, ser dette."))


def coming(session: Session, actor: Actor, now: dt.datetime) -> Coming:
    """This week's edition until it has gone, then the next."""
    _permit(actor)
    period = period_of(local_date(now))
    edition = edition_of(session, period)
    if (edition is None and now >= due_at(period)) or (edition and edition.composed_at):
        period = next_period(now)
        edition = edition_of(session, period)
    due = due_at(period)
    if edition is None:
        return Coming(period, due, False, "", False, 1)
    return Coming(period, due, edition.held, edition.introduction, due <= now, edition.version)


def earlier(session: Session, actor: Actor, now: dt.datetime, limit: int = 26) -> list[Gone]:
    """Editions whose time has come, newest first."""
    _permit(actor)
    query = sa.select(Edition).where(Edition.kind == WEEKLY, Edition.due_at <= now)
    editions = list(session.scalars(query.order_by(Edition.due_at.desc()).limit(limit)))
    outcomes = _outcomes(session, [edition.id for edition in editions])
    return [Gone(edition, outcomes.get(edition.id, {})) for edition in editions]


def one(session: Session, actor: Actor, period: str) -> Gone:
    """A week's edition; NotVisibleError when there is none."""
    _permit(actor)
    edition = edition_of(session, period) if is_period(period) else None
    if edition is None:
        raise NotVisibleError(period)
    return Gone(edition, _outcomes(session, [edition.id]).get(edition.id, {}))


def _outcome() -> sa.ColumnElement[str]:
    """What became of a delivery in one word: its mail's state, or why there is no mail."""
    return sa.func.coalesce(sa.cast(OutgoingMail.state, sa.String), sa.cast(Delivery.state, sa.String))


def _outcomes(session: Session, edition_ids: list[int]) -> dict[int, dict[str, int]]:
    outcome = _outcome()
    query = (
        sa.select(Delivery.edition_id, outcome, sa.func.count())
        .join(OutgoingMail, OutgoingMail.id == Delivery.mail_id, isouter=True)
        .where(Delivery.edition_id.in_(edition_ids))
        .group_by(Delivery.edition_id, outcome)
    )
    found: dict[int, dict[str, int]] = {}
    for edition_id, name, count in session.execute(query):
        found.setdefault(edition_id, {})[name] = count
    return found


def log(session: Session, actor: Actor, edition: Edition, outcome: str, page: int) -> tuple[list[Any], int]:
    """Who got the edition and who did not, and why: one page of rows, and how many there are."""
    _permit(actor)
    word = _outcome()
    query = (
        sa.select(
            Person.first_name,
            Person.last_name,
            Unit.name.label("unit"),
            word.label("outcome"),
            Delivery.at,
            OutgoingMail.sent_at,
            OutgoingMail.tries,
            OutgoingMail.answer,
        )
        .join(Person, Person.id == Delivery.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .join(OutgoingMail, OutgoingMail.id == Delivery.mail_id, isouter=True)
        .where(Delivery.edition_id == edition.id)
    )
    if outcome in OUTCOME_LABELS:
        query = query.where(word == outcome)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Person.first_name, Person.last_name, Person.id)
    return list(session.execute(rows.limit(LOG_PAGE).offset((page - 1) * LOG_PAGE))), total


def find_people(session: Session, actor: Actor, words: str) -> list[Person]:
    """Active people whose name holds the words, for choosing whom to preview as."""
    _permit(actor)
    name = sa.func.lower(Person.first_name + " " + Person.last_name)
    query = sa.select(Person).options(joinedload(Person.unit)).where(Person.active)
    for word in words.lower().split()[:4]:
        query = query.where(name.contains(word, autoescape=True))
    return list(session.scalars(query.order_by(Person.first_name, Person.last_name).limit(FOUND_PEOPLE)))


@dataclass(frozen=True)
class Preview:
    """What one person would get now; `silent` when that person has said no or not now."""

    person: Person
    digest: Digest | None
    silent: bool


def preview(session: Session, actor: Actor, public_id: str, now: dt.datetime) -> Preview:
    """The digest of one person as it would be made at this moment; nothing is stored."""
    _permit(actor)
    query = sa.select(Person).options(joinedload(Person.unit))
    person = session.scalar(query.where(Person.public_id == public_id, Person.active))
    if person is None:
        raise NotVisibleError(public_id)
    choice = own_choice(session, person.id)
    paused = choice is not None and choice.paused_until is not None and local_date(now) < choice.paused_until
    silent = paused or not person.email or (choice is not None and not choice.weekly)
    return Preview(person, compose(gather(session, [person], now).of(person.id)), silent)


def own_choice(session: Session, person_id: int) -> Subscription | None:
    """What the person has chosen, None for the default."""
    return session.get(Subscription, person_id)


def choice_by_token(session: Session, token: str) -> Subscription:
    """Whose mail carried the token; NotVisibleError for one that nobody has."""
    choice = session.scalar(sa.select(Subscription).where(Subscription.stop_token == token))
    if choice is None:
        raise NotVisibleError("token")
    return choice
