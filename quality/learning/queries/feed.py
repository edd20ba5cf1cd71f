"""The feed of published notes: whose address this is, and what its owner may read now."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.queries import actor_for
from quality.accounts.roles import Act, Actor
from quality.core.text import NotVisibleError
from quality.core.tokens import token_hash
from quality.learning import policy
from quality.learning.models import FeedAddress, Note
from quality.learning.states import NoteState

LENGTH = 30


def own_address(session: Session, actor: Actor) -> FeedAddress | None:
    """The person's own, without the token."""
    return session.get(FeedAddress, actor.id)


def owner_of(session: Session, token: str, day: dt.date) -> Actor:
    """Who reads by this address, with the roles of today; NotVisibleError once stopped, left or without the right."""
    query = sa.select(Person).options(joinedload(Person.unit))
    query = query.join(FeedAddress, FeedAddress.person_id == Person.id)
    person = session.scalar(query.where(FeedAddress.token_hash == token_hash(token), Person.active))
    actor = actor_for(session, person, day) if person else None
    if actor is None or not actor.may(Act.NOTE_READ):
        raise NotVisibleError("feed")
    return actor


def newest(session: Session, actor: Actor) -> list[Note]:
    """The newest published notes."""
    query = sa.select(Note).where(Note.state == NoteState.PUBLISHED, policy.visible(actor))
    return list(session.scalars(query.order_by(Note.published_at.desc(), Note.id.desc()).limit(LENGTH)))
