"""Editions: made ahead of time, held, let go, edited, and finished when everybody has an outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM, Actor
from quality.core.claims import insert_once
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError, clean
from quality.digests.kinds import Plan
from quality.digests.models import Edition
from quality.digests.queries.editions import (
    edition_of,
    editions_now,
    is_passed_over,
    nearest,
    next_untouched,
    outstanding,
    plans_here,
    untouched,
)
from quality.digests.queries.periods import due_at, in_daytime, next_period, period_of

INTRODUCTION_LIMIT = 600


def prepare(session: Session, now: dt.datetime) -> None:
    """See that the next edition of each kind stands ready, and this period's after a time when nothing ran.

    A new installation has no edition of a kind before, and begins with the next one; so does a kind whose rhythm was
    changed.
    """
    first = sa.select(Edition.kind, sa.func.min(Edition.due_at)).group_by(Edition.kind)
    began = dict(session.execute(first).all())
    wanted = {kind: plan for kind, plan in plans_here(session).items() if plan.on}
    there = nearest(session, wanted, now)
    for kind, plan in wanted.items():
        this = period_of(plan.rhythm, local_date(now))
        needed = [untouched(plan, now, there.get((kind, next_period(plan, now))))]
        if kind in began and max(began[kind], plan.since or began[kind]) < due_at(plan, this):
            needed.insert(0, this)
        for period in needed:
            if (kind, period) not in there:
                ensure(session, kind, plan, period)


def ensure(session: Session, kind: str, plan: Plan, period: str) -> Edition:
    """The edition of a kind and period, made when there is none."""
    if (found := edition_of(session, kind, period)) is not None:
        return found
    insert_once(session, Edition, {"kind": kind, "period": period, "due_at": due_at(plan, period)})
    found = edition_of(session, kind, period)
    if found is None:
        raise RuntimeError(f"the edition {kind} of {period} could not be made")
    return found


def due_editions(session: Session, now: dt.datetime) -> list[Edition]:
    """The editions that may go now: due, in daytime, wanted, not held and not finished.

    One missed while the worker was down is caught up in its own period; after that it is passed over, since the next
    one takes along whatever a person has not been sent.
    """
    prepare(session, now)
    wanted = plans_here(session)
    return [
        edition
        for edition in editions_now(session, local_date(now))
        if edition.due_at <= now
        and in_daytime(now, wanted[edition.kind].hour)
        and not edition.held
        and not edition.composed_at
    ]


def open_edition(session: Session, kind: str, period: str, now: dt.datetime) -> Edition:
    """This period's or the next edition, made when nobody has touched it yet; RefusedError once it has gone."""
    plan = plans_here(session)[kind]
    if period not in {period_of(plan.rhythm, local_date(now)), next_untouched(session, kind, plan, now)}:
        raise RefusedError(N_("Bare denne og neste utgave kan endres."))
    edition = ensure(session, kind, plan, period)
    if is_passed_over(session, edition, plan):
        raise RefusedError(N_("Bare denne og neste utgave kan endres."))
    if edition.composed_at:
        raise RefusedError(N_("Utgaven har gått ut og kan ikke endres."))
    return edition


def hold(session: Session, actor: Actor, edition: Edition, *, now: dt.datetime) -> Edition:
    """Keep an edition back until somebody lets it go."""
    edition.held = True
    _write_down(session, actor, edition, "hold", now)
    return edition


def release(session: Session, actor: Actor, edition: Edition, *, now: dt.datetime) -> Edition:
    """Let a held edition go: at its time, or as soon as mail may go when that is past."""
    edition.held = False
    _write_down(session, actor, edition, "release", now)
    return edition


def edit(
    session: Session,
    actor: Actor,
    edition: Edition,
    text: str,
    pinned: Iterable[int] = (),
    dropped: Iterable[int] = (),
    *,
    now: dt.datetime,
) -> Edition:
    """Set the words that stand first in the mail, the notes that come first, and those that are left out."""
    edition.introduction = clean(text, INTRODUCTION_LIMIT)
    edition.dropped = sorted(set(dropped))
    edition.pinned = sorted(set(pinned) - set(edition.dropped))
    _write_down(session, actor, edition, "edit", now)
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
    values = {
        "kind": edition.kind,
        "period": edition.period,
        "introduction": edition.introduction,
        "pinned": edition.pinned,
        "dropped": edition.dropped,
    }
    record(session, Happening("edition", edition.id, act, now, actor.id or None, values=values))
