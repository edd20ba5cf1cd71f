"""Looking once more at what waits in the outbox, and calling back what its receiver may no longer have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.queries import actors_for
from quality.accounts.roles import Act, Actor, Role
from quality.core.clock import local_date
from quality.core.mail import CHANGED, OutgoingMail, cancel, due
from quality.core.notices import Notice, mark_mailed
from quality.digests.kinds import Rhythm
from quality.digests.mails import DAILY, EDITION
from quality.digests.models import Delivery, Edition, Subscription
from quality.digests.queries.periods import rhythm_of
from quality.digests.services.choices import choices, is_silent
from quality.learning.models import Note
from quality.learning.policy import PUBLIC, sees
from quality.patterns.models import Pattern
from quality.patterns.policy import may_see

LEFT = "Mottakeren har sluttet."
SILENT = "Mottakeren har bedt om å få være i fred."


def call_back(session: Session, now: dt.datetime, limit: int) -> int:
    """Cancel what is about to be handed over to people who left, want silence or lost sight of it; returns how many."""
    waiting = _waiting(session, now, limit)
    if not waiting:
        return 0
    people = {person.id: person for _, person in waiting}
    chosen = choices(session, people)
    deliveries = _deliveries(session, [mail for mail, _ in waiting])
    every = [delivery for found in deliveries.values() for delivery in found]
    rhythms = _rhythms(session, every)
    rights = _Rights(session, list(people.values()), every, local_date(now))
    count = 0
    for mail, person in waiting:
        reason = ""
        if not person.active:
            reason = LEFT
        elif _wants_silence(chosen[person.id], deliveries.get(mail.id, []), rhythms, local_date(now)):
            reason = SILENT
        elif not all(rights.hold(delivery) for delivery in deliveries.get(mail.id, [])):
            reason = CHANGED
        if reason and cancel(session, mail.id, reason):
            count += 1
            if person.active:
                for delivery in deliveries.get(mail.id, []):
                    mark_mailed(session, delivery.items.get("notices", []), None)
    return count


def _waiting(session: Session, now: dt.datetime, limit: int) -> list[tuple[OutgoingMail, Person]]:
    query = (
        sa.select(OutgoingMail, Person)
        .join(Person, Person.id == OutgoingMail.person_id)
        .options(joinedload(Person.unit))
        .where(OutgoingMail.kind.in_([EDITION, DAILY]), due(now))
        .order_by(OutgoingMail.next_try_at, OutgoingMail.id)
        .limit(limit)
    )
    return [(mail, person) for mail, person in session.execute(query)]


def _deliveries(session: Session, mails: list[OutgoingMail]) -> dict[int, list[Delivery]]:
    query = sa.select(Delivery).where(Delivery.mail_id.in_([mail.id for mail in mails]))
    found: dict[int, list[Delivery]] = {}
    for row in session.scalars(query.order_by(Delivery.id)):
        found.setdefault(row.mail_id or 0, []).append(row)
    return found


def _rhythms(session: Session, deliveries: list[Delivery]) -> dict[int, Rhythm]:
    """How often each delivery's edition goes, by the edition's id."""
    ids = {delivery.edition_id for delivery in deliveries}
    query = sa.select(Edition.id, Edition.period).where(Edition.id.in_(ids))
    return {number: rhythm_of(period) for number, period in session.execute(query)}


def _wants_silence(
    choice: Subscription, deliveries: list[Delivery], rhythms: dict[int, Rhythm], day: dt.date
) -> bool:
    """Whether the receiver has since said no to everything that is in the mail; one without an edition is the day's."""
    inside: list[Rhythm | None] = [rhythms[delivery.edition_id] for delivery in deliveries]
    return all(is_silent(choice, rhythm, day) for rhythm in inside or [None])


class _Rights:
    """What the receivers may see now, of what their digests hold."""

    def __init__(
        self, session: Session, people: list[Person], deliveries: Sequence[Delivery], day: dt.date
    ) -> None:
        self.actors = actors_for(session, people, day)
        notes = {number for row in deliveries for number in row.items.get("notes", [])}
        patterns = {number for row in deliveries for number in row.items.get("patterns", [])}
        self.notes = {row.id: row for row in session.scalars(sa.select(Note).where(Note.id.in_(notes)))}
        self.patterns = {
            row.id: row for row in session.scalars(sa.select(Pattern).where(Pattern.id.in_(patterns)))
        }
        told = {number for row in deliveries for number in row.items.get("notices", [])}
        self.notices = set(session.scalars(sa.select(Notice.id).where(Notice.id.in_(told))))

    def hold(self, delivery: Delivery) -> bool:
        """Whether the receiver still may have all of it."""
        actor, items = self.actors[delivery.person_id], delivery.items
        return (
            self.notices.issuperset(items.get("notices", []))
            and all(self._note(actor, number) for number in items.get("notes", []))
            and all(self._pattern(actor, number) for number in items.get("patterns", []))
            and actor.units_as(Role.LEADER, Role.HEAD).issuperset(items.get("led", []))
            and ("review" not in items or actor.everywhere(Act.PATTERN_READ))
        )

    def _note(self, actor: Actor, number: int) -> bool:
        note = self.notes.get(number)
        return note is not None and note.state in PUBLIC and sees(actor, note)

    def _pattern(self, actor: Actor, number: int) -> bool:
        pattern = self.patterns.get(number)
        return pattern is not None and may_see(actor, pattern)
