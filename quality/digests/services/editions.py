"""Editions: made ahead of time, held, let go, introduced, and finished when everybody has an outcome."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM, Actor
from quality.core.claims import insert_once
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError, clean
from quality.digests.mails import WEEKLY
from quality.digests.models import Edition
from quality.digests.queries.editions import edition_of, outstanding
from quality.digests.queries.periods import due_at, due_period, next_period, period_of

INTRODUCTION_LIMIT = 600


def prepare(session: Session, now: dt.datetime) -> None:
    """See that the next edition stands ready, and this week's after a time when nothing ran.

    A new installation has no edition, and begins with the next one.
    """
    if session.scalar(sa.select(Edition.id).limit(1)):
        _ensure(session, period_of(local_date(now)))
    _ensure(session, next_period(now))


def _ensure(session: Session, period: str) -> Edition:
    if (found := edition_of(session, period)) is not None:
        return found
    values: dict[str, object] = {"kind": WEEKLY, "period": period, "due_at": due_at(period)}
    insert_once(session, Edition, values)
    found = edition_of(session, period)
    if found is None:
        raise RuntimeError(f"the edition of {period} could not be made")
    return found


def due_edition(session: Session, now: dt.datetime) -> Edition | None:
    """The edition that may go now: due, not held and not finished."""
    prepare(session, now)
    period = due_period(now)
    edition = edition_of(session, period) if period else None
    return edition if edition and not edition.held and not edition.composed_at else None


def open_edition(session: Session, period: str, now: dt.datetime) -> Edition:
    """This week's or the next edition, made when nobody has touched it yet; RefusedError once it has gone."""
    if period not in {period_of(local_date(now)), next_period(now)}:
        raise RefusedError(N_("Bare utgaven for denne og neste uke kan endres."))
    edition = _ensure(session, period)
    if edition.composed_at:
        raise RefusedError(N_("Utgaven har gått ut og kan ikke endres."))
    return edition


def hold(session: Session, actor: Actor, period: str, *, now: dt.datetime) -> Edition:
    """Keep an edition back until somebody lets it go."""
    edition = open_edition(session, period, now)
    edition.held = True
    _write_down(session, actor, edition, "hold", now)
    return edition


def release(session: Session, actor: Actor, period: str, *, now: dt.datetime) -> Edition:
    """Let a held edition go: at its time, or as soon as mail may go when that is past."""
    edition = open_edition(session, period, now)
    edition.held = False
    _write_down(session, actor, edition, "release", now)
    return edition


def introduce(session: Session, actor: Actor, edition: Edition, text: str, *, now: dt.datetime) -> Edition:
    """Set the words that stand first in the mail."""
    edition.introduction = clean(text, INTRODUCTION_LIMIT)
    _write_down(session, actor, edition, "introduce", now)
    return edition


def finish(session: Session, edition: Edition, *, now: dt.datetime) -> bool:
    """Close the edition when everybody has an outcome; tells whether this call did."""
    if outstanding(session, edition):
        return False
    closed = session.execute(
        sa.update(Edition)
        .where(Edition.id == edition.id, Edition.composed_at.is_(None))
        .values(composed_at=now, version=Edition.version + 1)
        .execution_options(synchronize_session=False)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(edition)
    _write_down(session, SYSTEM, edition, "finish", now)
    return True


def _write_down(session: Session, actor: Actor, edition: Edition, act: str, now: dt.datetime) -> None:
    session.flush()
    values = {"period": edition.period, "introduction": edition.introduction}
    record(session, Happening("edition", edition.id, act, now, actor.id or None, values=values))
