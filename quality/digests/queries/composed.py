"""What a person is told by editions as their editor left them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.digests.compose import compose, gather_day
from quality.digests.compose.values import Digest, Gathered
from quality.digests.kinds import Plan
from quality.digests.models import Edition
from quality.digests.queries.gather import FRESH_DAYS


def fresh_from(session: Session, edition: Edition) -> dt.datetime:
    """From when notes are new to an edition: the one before it that went, however long ago, and five weeks at least."""
    before = session.scalar(
        sa.select(sa.func.max(Edition.due_at)).where(
            Edition.kind == edition.kind,
            Edition.due_at < edition.due_at,
            Edition.composed_at.is_not(None),
        )
    )
    weeks = edition.due_at - dt.timedelta(FRESH_DAYS)
    return min(before, weeks) if before else weeks


def digest_of(
    editions: Mapping[Edition, dt.datetime], found: Gathered, plans: Mapping[str, Plan]
) -> Digest | None:
    """The day's digest of these editions, each with what is new to it; None when there is nothing to say."""
    sections = [
        (edition.kind, compose(plans[edition.kind], edited(edition, fresh, found)))
        for edition, fresh in editions.items()
    ]
    return gather_day(sections, found.notices)


def edited(edition: Edition, fresh: dt.datetime, found: Gathered) -> Gathered:
    """What may be told, without what is old or dropped from the edition, and with what was pinned marked."""
    dropped = set(edition.dropped)
    return replace(
        found,
        notes=tuple(note for note in found.notes if note.id not in dropped and note.published_at > fresh),
        learned=tuple(note for note in found.learned if note.id not in dropped and note.published_at > fresh),
        pinned=tuple(edition.pinned),
    )
