"""Reads of posters."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases.models.poster import Poster
from quality.core.text import NotVisibleError
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit


def posters(session: Session, actor: Actor) -> list[Poster]:
    """The posters of the units one leads, those in use first."""
    query = sa.select(Poster).options(joinedload(Poster.unit))
    query = query.join(Unit, Unit.id == Poster.unit_id).where(
        Poster.unit_id.in_(actor.reach(Act.CASE_HANDLE))
    )
    order = (Poster.revoked_at.is_not(None), Unit.position, Poster.place, Poster.id)
    return list(session.scalars(query.order_by(*order)))


def poster(session: Session, actor: Actor, public_id: str) -> Poster:
    """A poster of a unit one leads; NotVisibleError for others."""
    query = sa.select(Poster).options(joinedload(Poster.unit))
    row = session.scalar(
        query.where(Poster.public_id == public_id, Poster.unit_id.in_(actor.reach(Act.CASE_HANDLE)))
    )
    if row is None:
        raise NotVisibleError(public_id)
    return row


def poster_units(session: Session, actor: Actor) -> list[Any]:
    """The open units one may hang posters for: public id and name, in the organisation's own order."""
    query = sa.select(Unit.id, Unit.public_id, Unit.name).where(
        Unit.id.in_(actor.reach(Act.CASE_HANDLE)),
        Unit.level.in_([UnitLevel.UNIT, UnitLevel.DEPARTMENT]),
        Unit.closed_on.is_(None),
    )
    return list(session.execute(query.order_by(Unit.position, Unit.id)))


def scanned(session: Session, token: str) -> Poster | None:
    """The poster that was scanned, unless it is revoked."""
    query = sa.select(Poster).options(joinedload(Poster.unit))
    return session.scalar(query.where(Poster.token == token, Poster.revoked_at.is_(None)))


def places_of(session: Session, unit_id: int) -> list[str]:
    """The places of the unit that have a poster."""
    query = sa.select(Poster.place).where(
        Poster.unit_id == unit_id, Poster.place != "", Poster.revoked_at.is_(None)
    )
    return list(session.scalars(query.distinct().order_by(Poster.place)))
