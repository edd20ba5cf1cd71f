"""Hanging up posters, taking them down, and counting how often they are used."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.models.poster import Poster
from quality.cases.services.register import ALREADY_SENT
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, NotVisibleError
from quality.organisation.models import Unit


def hang(
    session: Session, actor: Actor, unit: Unit, place: str, *, now: dt.datetime, once: str | None = None
) -> Poster:
    """Make a poster for a place. Sent twice with the same `once`, it makes one; so does the same place again."""
    if unit.id not in actor.reach(Act.CASE_HANDLE):
        raise NotVisibleError(unit.public_id)
    if once and (known := session.scalar(sa.select(Poster).where(Poster.idempotency_key == once))):
        if known.unit_id != unit.id:
            raise ConflictError(ALREADY_SENT)
        return known
    same = sa.select(Poster).where(
        Poster.unit_id == unit.id, Poster.place == place, Poster.revoked_at.is_(None)
    )
    if hanging := session.scalar(same.limit(1)):
        return hanging
    row = Poster(unit=unit, place=place, created_at=now, idempotency_key=once)
    session.add(row)
    session.flush()
    _note(session, actor, row, "hang", now, {"unit": unit.name, "place": place})
    return row


def take_down(session: Session, actor: Actor, row: Poster, *, now: dt.datetime) -> None:
    """Revoke a poster: whoever scans it from now on is told that it no longer counts."""
    if row.revoked_at is not None:
        return
    row.revoked_at = now
    session.flush()
    _note(session, actor, row, "take_down", now, {})


def note_opened(session: Session, row: Poster) -> None:
    """Count that a poster was scanned; by whom is not kept."""
    session.execute(sa.update(Poster).where(Poster.id == row.id).values(opened=Poster.opened + 1))


def _note(
    session: Session, actor: Actor, row: Poster, act: str, now: dt.datetime, values: dict[str, str]
) -> None:
    deputy_for = actor.standing_in_for(row.unit_id)
    record(session, Happening("poster", row.id, act, now, actor.id, deputy_for, values))


REVOKED = N_("Plakaten gjelder ikke lenger. Du kan melde fra likevel.")
