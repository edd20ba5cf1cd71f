"""Why a finding that was followed is on the desk again, and which cases to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.core.text import Message
from quality.organisation.models import Unit
from quality.patterns import compose
from quality.patterns.models import Pattern, PatternUnit
from quality.patterns.queries.common import common_to
from quality.patterns.queries.file import Happened
from quality.patterns.states import PatternState

# What is done with a finding while it lies where it lies.
BESIDE = frozenset({"rename", "join", "joined", "parted", "split", "took_out"})


@dataclass(frozen=True)
class Woken:
    """A sentence, and the filter of the list of new cases where there is one."""

    text: Message
    wanted: dict[str, Any] | None


def woken(session: Session, pattern: Pattern, timeline: Sequence[Happened]) -> Woken | None:
    """What woke it, when nobody has decided anything since."""
    last = next((item for item in reversed(timeline) if item.act not in BESIDE), None)
    if pattern.state is not PatternState.CANDIDATE or last is None or last.act != "wake":
        return None
    why, since = last.values.get("why", ""), last.values.get("since")
    text = compose.woken(why, last.values.get("number", 0), dt.date.fromisoformat(since) if since else None)
    return Woken(text, _list_of(session, pattern, why == "cases", since) if since else None)


def _list_of(session: Session, pattern: Pattern, own_units: bool, since: str) -> dict[str, Any] | None:
    common = common_to(session, pattern)
    if common is None or len(common.category_ids) > 1:
        return None
    wanted: dict[str, Any] = {
        "from": since,
        "kind": "deviation",
        "cause": common.cause,
        "place": common.place,
    }
    if common.category_ids:
        wanted["category"] = session.get_one(Category, common.category_ids[0]).code
    if own_units:
        query = sa.select(Unit.public_id).join(PatternUnit, PatternUnit.unit_id == Unit.id)
        wanted["unit"] = session.scalars(query.where(PatternUnit.pattern_id == pattern.id)).all()
    return {name: value for name, value in wanted.items() if value}
