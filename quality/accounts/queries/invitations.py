"""Reads for inviting many at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import AccountLink, InvitationRound, Person, SsoBinding
from quality.organisation.models import Unit

ROUNDS_SHOWN = 10
NAMES_SHOWN = 8


@dataclass(frozen=True)
class Uninvited:
    """How many a round would write to and the first of them; `unreached` have no address."""

    count: int
    names: list[str]
    unreached: int


def uninvited(unit: Unit, now: dt.datetime) -> sa.Select[Person]:
    """Who works in the unit or below it, has no way in yet, and has no invitation that works."""
    open_link = sa.exists().where(
        AccountLink.person_id == Person.id,
        AccountLink.purpose == "invitation",
        AccountLink.used_at.is_(None),
        AccountLink.ends_at > now,
    )
    bound = sa.exists().where(SsoBinding.person_id == Person.id)
    return (
        sa.select(Person)
        .join(Unit, Unit.id == Person.unit_id)
        .where(
            Unit.path.startswith(unit.path, autoescape=True),
            Person.active,
            Person.password_hash == "",
            ~bound,
            ~open_link,
        )
    )


def look(session: Session, unit: Unit, now: dt.datetime) -> Uninvited:
    """Whom a round in this unit would write to now."""
    found = uninvited(unit, now).subquery()
    reached = sa.func.count(found.c.email)
    row = session.execute(sa.select(reached, sa.func.count() - reached).select_from(found)).one()
    query = uninvited(unit, now).where(Person.email.is_not(None)).order_by(Person.first_name, Person.id)
    return Uninvited(row[0], [person.name for person in session.scalars(query.limit(NAMES_SHOWN))], row[1])


def rounds(session: Session) -> list[InvitationRound]:
    """The newest rounds first, with who asked and where."""
    query = sa.select(InvitationRound).options(
        joinedload(InvitationRound.actor), joinedload(InvitationRound.unit)
    )
    return list(session.scalars(query.order_by(InvitationRound.id.desc()).limit(ROUNDS_SHOWN)))
