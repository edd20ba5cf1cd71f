"""A finding that one unit or one area is best placed to judge: handed over, answered, or passed up again."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import leaders_of
from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, RefusedError
from quality.organisation.models import Unit
from quality.patterns import mails
from quality.patterns.models import Pattern, PatternHand
from quality.patterns.queries.people import coordinators
from quality.patterns.services.decide import advance, forget_outside, settle_rate


def hand_over(session: Session, actor: Actor, pattern: Pattern, unit: Unit, *, now: dt.datetime) -> Pattern:
    """Let those who lead a unit or an area judge it; they are told."""
    if unit.closed_on and unit.closed_on <= local_date(now):
        raise RefusedError(N_("Enheten er lagt ned. Velg en annen."), field="unit")
    people = leaders_of(session, unit, local_date(now))
    if not people:
        raise RefusedError(N_("Ingen leder enheten nå. Velg en annen."), field="unit")
    advance(session, actor, pattern, "hand", now, {"unit": unit.name})
    give(session, pattern, unit, people, now)
    return pattern


def give(session: Session, pattern: Pattern, unit: Unit, people: list[Person], now: dt.datetime) -> None:
    """Note whose it is, and tell them."""
    pattern.hand = PatternHand(unit_id=unit.id, at=now)
    session.flush()
    notices.tell(session, mails.handed(pattern, people, unit, now), now)


def take_back(session: Session, actor: Actor, pattern: Pattern, *, now: dt.datetime) -> Pattern:
    """The coordinator judges it after all."""
    advance(session, actor, pattern, "recall", now, {})
    pattern.hand = None
    session.flush()
    forget_outside(session, pattern, now)
    return pattern


def answer(session: Session, actor: Actor, pattern: Pattern, reason: str, *, now: dt.datetime) -> Pattern:
    """The unit deals with it itself; what the scan counts comes back when the rate doubles or more units join."""
    if not reason:
        raise RefusedError(N_("Skriv hva dere gjør, eller hvorfor det ikke trengs."), field="reason")
    pattern.reason = reason
    settle_rate(pattern)
    unit = pattern.hand.unit.name if pattern.hand else ""
    advance(session, actor, pattern, "answer", now, {"reason": reason, "unit": unit})
    if pattern.hand:
        people = coordinators(session, local_date(now))
        notices.tell(session, mails.answered(pattern, people, pattern.hand.unit, now), now)
    return pattern


def pass_up(session: Session, actor: Actor, pattern: Pattern, reason: str, *, now: dt.datetime) -> Pattern:
    """The unit says that it concerns more than itself."""
    if not reason:
        raise RefusedError(N_("Skriv kort hvorfor dette gjelder flere enn dere."), field="reason")
    unit = session.get_one(Unit, pattern.hand.unit_id) if pattern.hand else None
    pattern.reason = reason
    advance(session, actor, pattern, "pass_up", now, {"reason": reason, "unit": unit.name if unit else ""})
    pattern.hand = None
    session.flush()
    forget_outside(session, pattern, now)
    if unit:
        people = coordinators(session, local_date(now))
        notices.tell(session, mails.passed_up(pattern, people, unit, now), now)
    return pattern
