"""What a person is told by editions as their editor left them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quality.digests.compose import compose, gather_day
from quality.digests.compose.values import Digest, Gathered
from quality.digests.kinds import EditionKind, Plan
from quality.digests.models import Edition


def digest_of(
    editions: Sequence[Edition], found: Gathered, plan: Mapping[EditionKind, Plan]
) -> Digest | None:
    """The day's digest of these editions, as their editor left them; None when there is nothing to say."""
    sections = [
        (edition.kind, compose(edition.kind, edited(edition, found), plan[edition.kind].things))
        for edition in editions
    ]
    return gather_day(sections, found.notices)


def edited(edition: Edition, found: Gathered) -> Gathered:
    """What may be told, without what was dropped from the edition and with what was pinned marked."""
    dropped = set(edition.dropped)
    return replace(
        found,
        notes=tuple(note for note in found.notes if note.id not in dropped),
        learned=tuple(note for note in found.learned if note.id not in dropped),
        pinned=tuple(edition.pinned),
    )
