"""What the desk shows beside the findings, gathered from the rooms that know it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from quality.accounts.roles import Act, Actor
from quality.core import clock
from quality.core.db import db
from quality.core.text import Message
from quality.core.web import language
from quality.digests.queries.pages import coming_weekly
from quality.learning.queries.shelves import spread
from quality.patterns.queries import beside as queries
from quality.patterns.queries.told import names


@dataclass(frozen=True)
class Beside:
    """Quiet units, seasons, the self-check, learning, the next edition, and what to read while there is little data."""

    quiet: list[queries.Question]
    seasons: list[Message]
    check: Message | None
    reading: list[queries.Reading]
    notes: int
    asked: int
    answered: int
    edition: dt.datetime | None
    held: bool


def gather(actor: Actor, day: dt.date, young: bool) -> Beside:
    """All of it for one coordinator."""
    session = db.session()
    categories = names(session, language()).categories
    next_one = coming_weekly(session, actor, clock.now()) if actor.everywhere(Act.DIGEST_MANAGE) else None
    return Beside(
        queries.quiet_questions(session, actor),
        queries.seasons(session, categories, day),
        queries.self_check(session),
        queries.reading_list(session, actor, categories, day) if young else [],
        *spread(session),
        next_one.due_at if next_one else None,
        bool(next_one and next_one.held),
    )
