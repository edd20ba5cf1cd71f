"""Remembering what cases tell, as numbers, and which of them tell the same story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.models.case import Case
from quality.core.clock import local_date
from quality.core.text import N_, NotAllowedError
from quality.patterns.detect.text.words import marked, packed, roots
from quality.patterns.models import CaseWords, StoryLikeness, StoryTie
from quality.patterns.queries.texts import Unread, no_longer, unread

BATCH = 1000
LEAST_ROOTS = 2
NO_MARKS = marked("", "")


def read_texts(session: Session, since: dt.date, *, now: dt.datetime) -> int:
    """Read one batch of new and changed cases; gives how many there were."""
    found = unread(session, since, BATCH)
    known = {row.case_id: row for row in session.scalars(_words([told.case for told in found]))}
    for told in found:
        row = known.get(told.case) or CaseWords(case_id=told.case)
        row.day, row.read_at = local_date(told.occurred_at), max(now, told.changed_at)
        row.marks = packed(marked(told.title, told.description) if _tells(told) else NO_MARKS)
        session.add(row)
    session.flush()
    return len(found)


def _tells(told: Unread) -> bool:
    """Whether the text says more than a word: «Fall» six times is no story that six have told."""
    return len(set(roots(told.title, told.description))) >= LEAST_ROOTS


def _words(cases: list[int]) -> sa.Select[CaseWords]:
    return sa.select(CaseWords).where(CaseWords.case_id.in_(cases))


def forget_texts(session: Session, before: dt.date) -> int:
    """Forget what is too old to matter, and what may no longer be read."""
    gone = no_longer(session, before)
    for at in range(0, len(gone), BATCH):
        session.execute(sa.delete(CaseWords).where(CaseWords.case_id.in_(gone[at : at + BATCH])))
    return len(gone)


def keep_stories(session: Session, stories: Mapping[str, str], before: Mapping[str, str]) -> int:
    """Note which story each case tells where that is new; gives how many."""
    changed = {int(case): int(story) for case, story in stories.items() if before.get(case) != story}
    for row in session.scalars(_words(list(changed))):
        row.story = changed[row.case_id]
    session.flush()
    return len(changed)


def keep_likeness(session: Session, likeness: Mapping[str, float]) -> None:
    """Note how alike the cases of each story are, and forget those that are told no more."""
    wanted = {int(story): value for story, value in likeness.items()}
    kept = {row.story: row for row in session.scalars(sa.select(StoryLikeness))}
    gone = sorted(kept.keys() - wanted.keys())
    for at in range(0, len(gone), BATCH):
        session.execute(sa.delete(StoryLikeness).where(StoryLikeness.story.in_(gone[at : at + BATCH])))
    for story, value in wanted.items():
        if story not in kept:
            session.add(StoryLikeness(story=story, alike=value))
        elif kept[story].alike != value:
            kept[story].alike = value
    session.flush()


def tie(
    session: Session, actor: Actor, first: Case, second: Case, *, together: bool, now: dt.datetime
) -> StoryTie:
    """Remember that two cases tell the same story, or that they do not; the last word counts."""
    if not actor.everywhere(Act.PATTERN_REVIEW):
        raise NotAllowedError(N_("Du kan se mønsteret, men ikke gjøre dette med det."))
    one, other = sorted((first.id, second.id))
    row = session.scalar(
        sa.select(StoryTie).where(StoryTie.first_case_id == one, StoryTie.second_case_id == other)
    )
    row = row or StoryTie(first_case_id=one, second_case_id=other)
    row.together, row.said_by_id, row.said_at = together, actor.id, now
    session.add(row)
    session.flush()
    return row
