"""Published notes by their words."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.compose.likeness import alike
from quality.cases.queries.search import contains
from quality.core.stems import stems
from quality.learning import policy
from quality.learning.models import Note
from quality.learning.states import NoteState

SHOWN = 5
ALIKE_SHOWN, LOOKED_AT, ASKED, ENOUGH = 2, 20, 8, 2


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
    """Published notes about what these words tell, the likest first: parts of words are found, whole ones count."""
    asked = words[:ASKED]
    if len(asked) < ENOUGH:
        return []
    texts = [Note.title, Note.problem, Note.action]
    held = sum((sa.case((contains(texts, [word]), 1), else_=0) for word in asked), sa.literal(0))
    query = (
        sa.select(Note.public_id, Note.title, Note.action, Note.problem)
        .where(Note.state == NoteState.PUBLISHED, policy.visible(actor), held >= ENOUGH)
        .order_by(held.desc(), Note.published_at.desc(), Note.id.desc())
    )
    scored = [
        (alike(asked, stems(f"{row.title} {row.problem} {row.action}").split()), row)
        for row in session.execute(query.limit(LOOKED_AT))
    ]
    best = sorted((each for each in scored if each[0]), key=lambda each: -each[0])
    return [row for _, row in best[:ALIKE_SHOWN]]
