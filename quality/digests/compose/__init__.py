"""Choosing what one person is told, edition by edition, and gathering a day's editions into one digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from quality.digests.compose.monthly import coordinators, monthly, tertial
from quality.digests.compose.values import Digest, Gathered, NoticeFact, Section
from quality.digests.compose.weekly import leaders, weekly
from quality.digests.kinds import EditionKind

MOST_NOTICES = 6

SAYS: dict[EditionKind, Callable[[Gathered, int], Section]] = {
    EditionKind.WEEKLY: weekly,
    EditionKind.LEADERS: leaders,
    EditionKind.MONTHLY: monthly,
    EditionKind.COORDINATORS: coordinators,
    EditionKind.TERTIAL: tertial,
}


def compose(kind: EditionKind, found: Gathered, most: int) -> Section:
    """The edition's words to one reader; a section without things when there is nothing to say."""
    return SAYS[kind](found, most)


def gather_day(
    sections: Iterable[tuple[EditionKind, Section]], notices: tuple[NoticeFact, ...]
) -> Digest | None:
    """One digest of the day's sections and the notices that say something more; None when nothing is left to say.

    What two editions of a day both would tell stands in the first.
    """
    told: set[str] = set()
    kept: list[tuple[EditionKind, Section]] = []
    for kind, section in sections:
        things = tuple(thing for thing in section.things if thing.source is None or thing.link not in told)
        told.update(thing.link for thing in things)
        if things:
            kept.append((kind, Section(things, section.carried)))
    others = tuple(notice for notice in notices if notice.link not in told)
    if not kept and not others:
        return None
    return Digest(tuple(kept), others[:MOST_NOTICES], len(others[MOST_NOTICES:]))


def of_notices(notices: tuple[NoticeFact, ...]) -> Digest:
    """A day's mail: the notices alone."""
    return Digest((), notices[:MOST_NOTICES], len(notices[MOST_NOTICES:]))
