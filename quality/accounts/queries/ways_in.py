"""Reads of the ways in: links by mail and open sessions."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import AccountLink, Person, SignIn


def usable_link(session: Session, token_hash: str, now: dt.datetime) -> tuple[AccountLink, Person] | None:
    """An unused link that has not ended, with its active person."""
    query = (
        sa.select(AccountLink, Person)
        .join(Person, Person.id == AccountLink.person_id)
        .options(joinedload(Person.unit))
        .where(
            AccountLink.token_hash == token_hash,
            AccountLink.used_at.is_(None),
            AccountLink.ends_at > now,
            Person.active,
        )
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def open_sessions(session: Session, person_id: int, now: dt.datetime) -> list[SignIn]:
    """Where the person is signed in, the latest used first."""
    query = sa.select(SignIn).where(
        SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.ends_at > now
    )
    return list(session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))
