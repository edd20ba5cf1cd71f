"""Handing over the patterns that somebody owned, and what they were to do about patterns, when they leave."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import actor_for
from quality.accounts.roles import Act, Actor
from quality.cases.models.measure import Measure
from quality.cases.services.handover import Handed, check_receiver
from quality.cases.states import MEASURE_OPEN
from quality.core import notices
from quality.core.clock import local_date
from quality.patterns import mails
from quality.patterns.models import Pattern, PatternMeasure
from quality.patterns.services.decide import note
from quality.patterns.states import RUNNING


def count_work(session: Session, person: Person) -> int:
    """Running patterns and open measures against them that are the person's."""
    return len(_patterns(session, person)) + len(_measures(session, person))


def hand_over(
    session: Session, actor: Actor, person: Person, receiver: Person, *, now: dt.datetime
) -> Handed:
    """Give them to another, who must be one that may own patterns."""
    check_receiver(actor, person, receiver)
    patterns, measures = _patterns(session, person), _measures(session, person)
    taker = actor_for(session, receiver, local_date(now))
    if not (taker.may(Act.PATTERN_OWN) and taker.everywhere(Act.PATTERN_READ)):
        return Handed(left=len(patterns) + len(measures))
    for pattern in patterns:
        pattern.owner_id = receiver.id
        note(session, actor, pattern, "own", now, {"owner": receiver.name, "aim": pattern.aim})
        notices.tell(session, mails.owner_set(pattern, receiver, actor.id), now)
    for measure, pattern in measures:
        measure.owner_id, measure.reminded_on = receiver.id, None
        note(session, actor, pattern, "act", now, {"title": measure.title, "owner": receiver.name})
        notices.tell(session, mails.measure_given(pattern, measure.public_id, receiver, actor.id), now)
    return Handed(given=len(patterns) + len(measures))


def _patterns(session: Session, person: Person) -> list[Pattern]:
    query = sa.select(Pattern).where(Pattern.owner_id == person.id, Pattern.state.in_(RUNNING))
    return list(session.scalars(query.order_by(Pattern.id)))


def _measures(session: Session, person: Person) -> list[tuple[Measure, Pattern]]:
    query = (
        sa.select(Measure, Pattern)
        .join(PatternMeasure, PatternMeasure.measure_id == Measure.id)
        .join(Pattern, Pattern.id == PatternMeasure.pattern_id)
        .where(Measure.owner_id == person.id, Measure.state.in_(MEASURE_OPEN), Pattern.state.in_(RUNNING))
        .order_by(Measure.id)
    )
    return [(measure, pattern) for measure, pattern in session.execute(query)]
