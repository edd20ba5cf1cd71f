"""Published notes by their words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.queries.search import contains
from quality.learning import policy
from quality.learning.models import Note
from quality.learning.states import NoteState

SHOWN = 5
ALIKE_SHOWN, ASKED, ENOUGH = 2, 8, 3


def find_notes(session: Session, actor: Actor, words: list[str]) -> list[Any]:
    """The newest published notes with every one of these stems: public id, title and what the problem was."""
    if not words:
        return []
    texts = [Note.title, Note.problem, Note.action, Note.effect]
    query = sa.select(Note.public_id, Note.title, Note.problem).where(
        contains(texts, words),
        Note.state == NoteState.PUBLISHED,
        policy.visible(actor),
    )
    return list(session.execute(query.order_by(Note.published_at.desc(), Note.id.desc()).limit(SHOWN)))


def notes_like(session: Session, actor: Actor, words: list[str]) -> list[Any]:
    """Published notes that hold at least three of the words that say most, those with most of them first."""
    asked = words[:ASKED]
    if len(asked) < ENOUGH:
        return []
    texts = [Note.title, Note.problem, Note.action]
    held = sum((sa.case((contains(texts, [word]), 1), else_=0) for word in asked), sa.literal(0))
    query = (
        sa.select(Note.public_id, Note.title, Note.action)
        .where(Note.state == NoteState.PUBLISHED, policy.visible(actor), held >= ENOUGH)
        .order_by(held.desc(), Note.published_at.desc(), Note.id.desc())
    )
    return list(session.execute(query.limit(ALIKE_SHOWN)))
