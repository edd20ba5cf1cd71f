"""What the coordinator sees of editions: the next one, the earlier ones, and each with what everybody got."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.core.clock import local_date
from quality.core.mail import MAIL_STATE_LABELS, MailState, OutgoingMail
from quality.core.text import N_, Message, NotAllowedError, NotVisibleError
from quality.digests.compose import audience
from quality.digests.compose.values import Digest
from quality.digests.kinds import EditionKind, Plan, Rhythm, label
from quality.digests.models import DELIVERY_LABELS, Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries.composed import digest_of, fresh_from
from quality.digests.queries.editions import edition_of, is_passed_over, kinds_for, next_untouched, plans_here
from quality.digests.queries.gather import gather
from quality.digests.queries.periods import due_at, is_period, period_of, rhythm_of
from quality.learning.models import Note
from quality.learning.states import NoteState
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
    """The edition of a kind that goes next, as it stands or will be made."""

    kind: str
    period: str
    due_at: dt.datetime
    plan: Plan
    label: Message
    why: Message
    about: Message
    held: bool = False
    introduction: str = ""
    is_late: bool = False
    version: int = 1
    pinned: frozenset[int] = frozenset()
    dropped: frozenset[int] = frozenset()


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


def coming(session: Session, actor: Actor, kind: str, now: dt.datetime) -> Coming:
    """This period's edition until it has gone, then the next."""
    _permit(actor)
    plans = plans_here(session)
    return _coming(session, plans, kind, now)


def _coming(session: Session, plans: Mapping[str, Plan], kind: str, now: dt.datetime) -> Coming:
    plan = plans[kind]
    period = period_of(plan.rhythm, local_date(now))
    edition = edition_of(session, kind, period)
    if edition is None:
        is_over = now >= due_at(plan, period)
    else:
        is_over = edition.composed_at is not None or is_passed_over(session, edition, plan)
    if is_over:
        period = next_untouched(session, kind, plan, now)
        edition = edition_of(session, kind, period)
    due = edition.due_at if edition else due_at(plan, period)
    next_one = Coming(
        kind, period, due, plan, label(plans, kind), audience.why(plans, kind), audience.about(plan)
    )
    if edition is None:
        return next_one
    return replace(
        next_one,
        held=edition.held,
        introduction=edition.introduction,
        is_late=due <= now,
        version=edition.version,
        pinned=frozenset(edition.pinned),
        dropped=frozenset(edition.dropped),
    )


def coming_weekly(session: Session, actor: Actor, now: dt.datetime) -> Coming:
    """The weekly edition until it has gone, then the next."""
    return coming(session, actor, EditionKind.WEEKLY, now)


def all_coming(session: Session, actor: Actor, now: dt.datetime) -> list[Coming]:
    """The next edition of every kind, the nearest first; those that are off last."""
    _permit(actor)
    plans = plans_here(session)
    found = [_coming(session, plans, kind, now) for kind in plans]
    return sorted(found, key=lambda row: (not row.plan.on, row.due_at))


def earlier(session: Session, actor: Actor, now: dt.datetime, limit: int = 40) -> list[Gone]:
    """Editions whose time has come, newest first."""
    _permit(actor)
    query = sa.select(Edition).where(Edition.due_at <= now)
    editions = list(session.scalars(query.order_by(Edition.due_at.desc(), Edition.id).limit(limit)))
    outcomes = _outcomes(session, [edition.id for edition in editions])
    return [Gone(edition, outcomes.get(edition.id, {})) for edition in editions]


def one(session: Session, actor: Actor, kind: str, period: str) -> Gone:
    """An edition; NotVisibleError when there is none."""
    _permit(actor)
    edition = edition_of(session, known_kind(session, kind, period), period)
    if edition is None:
        raise NotVisibleError(period)
    return Gone(edition, _outcomes(session, [edition.id]).get(edition.id, {}))


def known_kind(session: Session, kind: str, period: str) -> str:
    """The kind itself; NotVisibleError when there is none of that name, or no such period."""
    if kind not in plans_here(session) or not is_period(period):
        raise NotVisibleError(period)
    return kind


def notes_to_edit(session: Session, actor: Actor, edition: Coming) -> list[Note]:
    """Published notes that are new to the edition, newest first."""
    _permit(actor)
    fresh = fresh_from(session, Edition(kind=edition.kind, due_at=edition.due_at))
    query = sa.select(Note).where(Note.state == NoteState.PUBLISHED, Note.published_at > fresh)
    return list(session.scalars(query.order_by(Note.published_at.desc(), Note.id.desc())))


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
    kind: str
    digest: Digest | None
    silent: bool


def preview(session: Session, actor: Actor, public_id: str, kind: str, now: dt.datetime) -> Preview:
    """An edition to one person as it would be made at this moment; nothing is stored."""
    _permit(actor)
    query = sa.select(Person).options(joinedload(Person.unit))
    person = session.scalar(query.where(Person.public_id == public_id, Person.active))
    if person is None:
        raise NotVisibleError(public_id)
    kinds = kinds_for(session, person.id, local_date(now))
    if not kinds:
        return Preview(person, EditionKind.WEEKLY, None, silent=True)
    shown = kind if kind in kinds else kinds[0]
    next_one = coming(session, actor, shown, now)
    edition = Edition(
        kind=shown,
        pinned=sorted(next_one.pinned),
        dropped=sorted(next_one.dropped),
        period=next_one.period,
        due_at=next_one.due_at,
    )
    fresh = fresh_from(session, edition)
    found = gather(session, [person], now, fresh)
    digest = digest_of({edition: fresh}, found.of(person.id), plans_here(session))
    choice = own_choice(session, person.id)
    weekly = rhythm_of(next_one.period) is Rhythm.WEEK
    said_no = choice is not None and not (choice.weekly if weekly else choice.monthly)
    paused = choice is not None and choice.paused_until is not None and local_date(now) < choice.paused_until
    return Preview(person, shown, digest, said_no or paused or not person.email)


def own_choice(session: Session, person_id: int) -> Subscription | None:
    """What the person has chosen, None for the default."""
    return session.get(Subscription, person_id)


def choice_by_token(session: Session, token: str) -> Subscription:
    """Whose mail carried the token; NotVisibleError for one that nobody has."""
    choice = session.scalar(sa.select(Subscription).where(Subscription.stop_token == token))
    if choice is None:
        raise NotVisibleError("token")
    return choice
