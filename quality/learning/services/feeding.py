"""A person's own address of the feed: made, made anew, stopped, and not read without end."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.core.history import Happening, record
from quality.core.tokens import token_hash
from quality.learning.models import FeedAddress
from quality.learning.queries.feed import own_address

READS_AN_HOUR = 60


def make_address(session: Session, actor: Actor, *, now: dt.datetime) -> str:
    """The token of a new address, told this once; the one before it opens nothing from now on."""
    token = secrets.token_urlsafe(32)
    session.execute(sa.delete(FeedAddress).where(FeedAddress.person_id == actor.id))
    session.add(FeedAddress(person_id=actor.id, token_hash=token_hash(token), made_at=now))
    session.flush()
    record(session, Happening("person", actor.id, "feed", now, actor.id))
    return token


def stop_address(session: Session, actor: Actor, *, now: dt.datetime) -> None:
    """Stop the address; stopped twice is as once."""
    found = own_address(session, actor)
    if found is not None:
        session.delete(found)
        session.flush()
        record(session, Happening("person", actor.id, "feed_stop", now, actor.id))


def count_read(session: Session, person_id: int, *, now: dt.datetime) -> bool:
    """Note that the address is read; False when it was read too often this hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    again = FeedAddress.hour == hour
    counted = session.execute(
        sa.update(FeedAddress)
        .where(
            FeedAddress.person_id == person_id,
            sa.or_(FeedAddress.hour.is_(None), FeedAddress.hour != hour, FeedAddress.fetches < READS_AN_HOUR),
        )
        .values(hour=hour, fetches=sa.case((again, FeedAddress.fetches + 1), else_=1))
        .execution_options(synchronize_session=False)
    )
    return bool(counted.rowcount)  # type: ignore[attr-defined]


def forget_left(session: Session) -> int:
    """Remove addresses of people who left, so that none lives again with somebody who comes back; returns how many."""
    left = sa.select(Person.id).where(sa.not_(Person.active))
    gone = session.execute(sa.delete(FeedAddress).where(FeedAddress.person_id.in_(left)))
    return int(gone.rowcount)  # type: ignore[attr-defined]
