"""Patterns by the words of their titles."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.queries.search import contains
from quality.core.text import Message
from quality.patterns import policy
from quality.patterns.models import Pattern
from quality.patterns.queries.told import names, title
from quality.patterns.queries.vanished import NOTHING, vanished

SHOWN = 5


def find_patterns(session: Session, actor: Actor, words: list[str]) -> list[tuple[str, str | Message]]:
    """Public id and title of the newest patterns the person may open that were given these words by somebody."""
    if not words:
        return []
    query = sa.select(Pattern).where(contains([Pattern.title], words), policy.visible(actor))
    rows = list(session.scalars(query.order_by(Pattern.id.desc()).limit(SHOWN)))
    if not rows:
        return []
    known, lost = names(session, actor.language), vanished(session, actor, [row.id for row in rows])
    shown = [(row.public_id, title(row, known, lost.get(row.id, NOTHING))) for row in rows]
    # What the search wrote as a title may tell of members that are gone for this reader.
    return [(public_id, called) for public_id, called in shown if isinstance(called, str)]
