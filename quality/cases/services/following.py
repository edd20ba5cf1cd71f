"""Following a case that concerns oneself too, and hearing of its answer."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import mails, policy
from quality.cases.models.case import Case
from quality.cases.models.follower import CaseFollower
from quality.cases.queries import Seen
from quality.cases.queries.people import who_sees
from quality.cases.states import OPEN
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, NotAllowedError, RefusedError


def follow(session: Session, actor: Actor, seen: Seen, *, now: dt.datetime) -> None:
    """Say that the case concerns oneself too: once a person, and never one's own."""
    case = seen.case
    if not policy.may_follow(actor, case, seen.ties):
        raise NotAllowedError(N_("Du kan se saken, men ikke gjøre dette med den."))
    if case.state not in OPEN:
        raise RefusedError(N_("Saken er ikke åpen lenger. Meld fra på nytt."))
    if case.reporter_id == actor.id or session.get(CaseFollower, (case.id, actor.id)) is not None:
        return
    session.add(CaseFollower(case_id=case.id, person_id=actor.id, created_at=now))
    session.flush()


def unfollow(session: Session, actor: Actor, case: Case) -> None:
    """Hear no more of the case."""
    mine = (CaseFollower.case_id == case.id, CaseFollower.person_id == actor.id)
    session.execute(sa.delete(CaseFollower).where(*mine))


def tell_followers(session: Session, case: Case, message_id: int, now: dt.datetime) -> None:
    """Tell those who follow that there is an answer: that much, and only who may still know of the case."""
    query = sa.select(Person).join(CaseFollower, CaseFollower.person_id == Person.id)
    people = list(session.scalars(query.where(CaseFollower.case_id == case.id, Person.active)))
    known = who_sees(session, case, people, local_date(now))
    notices.tell(session, mails.followed(case, known, message_id), now)
