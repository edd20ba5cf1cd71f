"""Patterns of the same sort before this one, and what helped then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.roles import Actor
from quality.cases.models.category import Category
from quality.cases.models.measure import Measure
from quality.cases.states import MeasureState
from quality.core.text import Message
from quality.patterns import policy
from quality.patterns.models import Pattern, PatternMeasure, PatternMerge
from quality.patterns.queries.told import Names, title
from quality.patterns.queries.vanished import NOTHING, vanished
from quality.patterns.states import PatternState

MOST = 5
HELPED = frozenset({MeasureState.WORKED, MeasureState.PARTLY})


@dataclass(frozen=True)
class Similar:
    """An earlier pattern of the same sort, and the measures that helped."""

    public_id: str
    title: str | Message
    state: PatternState
    day: dt.date
    helped: list[Measure]


def similar(session: Session, actor: Actor, pattern: Pattern, known: Names) -> list[Similar]:
    """Those that the reader may see, the newest first: same cause, same place, or same main category.

    What was merged lives on in another, and is not told of once more.
    """
    same = _same_sort(pattern)
    if same is None:
        return []
    query = (
        sa.select(Pattern)
        .where(same, Pattern.id != pattern.id, policy.visible(actor), _settled())
        .where(Pattern.id.not_in(sa.select(PatternMerge.pattern_id)))
        .order_by(Pattern.found_at.desc(), Pattern.id.desc())
        .limit(MOST)
    )
    rows = list(session.scalars(query))
    if not rows:
        return []
    helped, lost = _helped(session, rows), vanished(session, actor, [row.id for row in rows])
    return [
        Similar(
            row.public_id,
            title(row, known, lost.get(row.id, NOTHING)),
            row.state,
            (row.raised_at or row.found_at).date(),
            helped.get(row.id, []),
        )
        for row in rows
    ]


def _settled() -> sa.ColumnElement[bool]:
    return Pattern.state.not_in([PatternState.CANDIDATE, PatternState.WATCHED, PatternState.HANDED])


def _same_sort(pattern: Pattern) -> sa.ColumnElement[bool] | None:
    if pattern.cause:
        return Pattern.cause == pattern.cause
    if pattern.place:
        return Pattern.place == pattern.place
    if pattern.category_id is None:
        return None
    own, other = aliased(Category), aliased(Category)
    main = sa.case((own.level > 2, own.parent_id), else_=own.id)
    theirs = sa.case((other.level > 2, other.parent_id), else_=other.id)
    ids = (
        sa.select(other.id)
        .join(own, sa.true())
        .where(own.id == pattern.category_id, main == theirs, other.level > 1, own.level > 1)
    )
    return Pattern.category_id.in_(ids)


def _helped(session: Session, rows: list[Pattern]) -> dict[int, list[Measure]]:
    query = (
        sa.select(PatternMeasure.pattern_id, Measure)
        .join(Measure, Measure.id == PatternMeasure.measure_id)
        .where(PatternMeasure.pattern_id.in_([row.id for row in rows]), Measure.state.in_(sorted(HELPED)))
        .order_by(Measure.id)
    )
    found: dict[int, list[Measure]] = {}
    for pattern_id, measure in session.execute(query):
        found.setdefault(pattern_id, []).append(measure)
    return found
