"""What the patterns are called that notices lead to, for the reader of the notices; no mail carries it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.text import Message
from quality.patterns import policy
from quality.patterns.mails import DESK, link
from quality.patterns.models import Pattern
from quality.patterns.queries.told import names, title
from quality.patterns.queries.vanished import NOTHING, vanished


def titles_at(session: Session, actor: Actor, links: Iterable[str]) -> dict[str, str | Message]:
    """The title at each of these addresses that is the page of a pattern which the reader may see."""
    ids = {path.removeprefix(f"{DESK}/") for path in links if path.startswith(f"{DESK}/")}
    if not ids:
        return {}
    query = sa.select(Pattern).where(Pattern.public_id.in_(sorted(ids)), policy.visible(actor))
    rows = list(session.scalars(query))
    if not rows:
        return {}
    known, lost = names(session, actor.language), vanished(session, actor, [row.id for row in rows])
    return {link(row): title(row, known, lost.get(row.id, NOTHING)) for row in rows}
