"""Reads of the ways in: links by mail and open sessions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import AccountLink, OwnDevice, Person, SignIn


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


def own_device(session: Session, sign_in_id: int) -> OwnDevice | None:
    """The phone of one's own that a session lives on, if it does."""
    return session.scalar(sa.select(OwnDevice).where(OwnDevice.sign_in_id == sign_in_id))


@dataclass(frozen=True)
class OpenSession:
    """A place where somebody is signed in; a phone of one's own has a name and stays longer."""

    public_id: str
    device: str
    name: str
    seen_at: dt.datetime
    ends_at: dt.datetime


def open_sessions(
    session: Session, person_id: int, now: dt.datetime, idle: dt.timedelta
) -> list[OpenSession]:
    """Where the person is signed in, the latest used first; on a shared machine `idle` ends it."""
    query = (
        sa.select(SignIn.public_id, SignIn.device, OwnDevice.name, SignIn.seen_at, SignIn.ends_at)
        .outerjoin(OwnDevice, OwnDevice.sign_in_id == SignIn.id)
        .where(
            SignIn.person_id == person_id,
            SignIn.revoked_at.is_(None),
            SignIn.ends_at > now,
            sa.or_(OwnDevice.id.is_not(None), SignIn.seen_at > now - idle),
        )
    )
    rows = session.execute(query.order_by(SignIn.seen_at.desc(), SignIn.id.desc()))
    return [OpenSession(public, device, name or "", seen, ends) for public, device, name, seen, ends in rows]
