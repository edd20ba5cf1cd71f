"""Who takes confidential and shielded reports in the demo, and what its safety representative waits for."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import actor_for, holders
from quality.accounts.roles import Role
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.services.safety import say
from quality.cases.states import OPEN
from quality.core.clock import local_date
from quality.organisation.queries import municipality

ASKS = "Vi trenger å være to på kveldene så lenge dette varer. Når kan det være på plass?"


def load_privacy(session: Session, now: dt.datetime) -> None:
    """Let every way of reporting in, and let the main safety representative ask for a measure."""
    place, day = municipality(session), local_date(now)
    if place is None:
        return
    taking = [*_held(session, Role.PRIVACY_OFFICER, day), *_held(session, Role.MAIN_SAFETY_REP, day)]
    others = _held(session, Role.CHIEF, day)
    groups = {"intake": [p.id for p in taking], "alternates": [p.id for p in others if p not in taking]}
    place.settings = place.settings | {"privacy": groups | {"anonymous": True}}
    session.flush()
    case = session.scalar(
        sa.select(Case)
        .where(Case.access == Access.SAFETY, Case.safety, Case.state.in_(OPEN))
        .order_by(Case.severity.desc(), Case.id.desc())
        .limit(1)
    )
    for person in _held(session, Role.MAIN_SAFETY_REP, day)[:1]:
        if case is not None:
            say(session, actor_for(session, person, day), case, ASKS, asks=True, now=now)


def _held(session: Session, role: Role, day: dt.date) -> list[Person]:
    return [person for people in holders(session, role, day).values() for person in people]
