"""Why a finding that was followed is on the desk again, and which cases to look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.core.history import newest_entries
from quality.core.text import Message
from quality.organisation.models import Unit
from quality.patterns import compose
from quality.patterns.models import Pattern, PatternUnit
from quality.patterns.queries.common import common_to
from quality.patterns.states import PatternState

# What is done with a finding while it lies where it lies.
BESIDE = frozenset({"rename", "join", "joined", "parted", "split", "took_out"})
# What brings a finding back here by itself, and takes away nothing of what was said of it.
COMES_BACK = BESIDE | {"return", "recall", "wake", "added"}


@dataclass(frozen=True)
class Woken:
    """A sentence; and what to list the new cases by, where they can be listed."""

    text: Message
    wanted: dict[str, Any] | None


def why_woken(session: Session, pattern_ids: Sequence[int]) -> dict[int, Message]:
    """What woke those of these candidates about which nobody has decided anything since."""
    return {number: _sentence(values) for number, values in _wakings(session, pattern_ids).items()}


def woken(session: Session, pattern: Pattern) -> Woken | None:
    """The same of one finding, with its new cases."""
    if pattern.state is not PatternState.CANDIDATE:
        return None
    values = _wakings(session, [pattern.id]).get(pattern.id)
    if values is None:
        return None
    since = values.get("since")
    own_units = values.get("why") == "cases"
    first = values.get("from", since)
    return Woken(_sentence(values), _list_of(session, pattern, own_units, first) if first else None)


def _wakings(session: Session, pattern_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    newest = newest_entries(session, "pattern", pattern_ids, BESIDE)
    return {number: values for number, (entry, values) in newest.items() if entry.act == "wake"}


def _sentence(values: dict[str, Any]) -> Message:
    since = values.get("since")
    return compose.woken(
        values.get("why", ""), values.get("number", 0), dt.date.fromisoformat(since) if since else None
    )


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
