"""Measures against patterns that a person is to carry out, and what the counts say of any measure."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.models.measure import Measure
from quality.cases.states import MEASURE_OPEN
from quality.patterns.models import MeasureVerdict, Pattern, PatternMeasure
from quality.patterns.states import RUNNING


@dataclass(frozen=True)
class Owned:
    """One such measure and its pattern."""

    measure: Measure
    title: str
    link: str


def owned_measures(session: Session, actor: Actor) -> list[Owned]:
    """What the person is to do because of a raised pattern, the nearest day first."""
    if not actor.everywhere(Act.PATTERN_READ):
        return []
    query = (
        sa.select(Measure, Pattern.title, Pattern.public_id)
        .join(PatternMeasure, PatternMeasure.measure_id == Measure.id)
        .join(Pattern, Pattern.id == PatternMeasure.pattern_id)
        .where(Measure.owner_id == actor.id, Measure.state.in_(MEASURE_OPEN), Pattern.state.in_(RUNNING))
        .order_by(Measure.due_on, Measure.id)
    )
    return [Owned(row[0], row[1], f"/patterns/{row[2]}") for row in session.execute(query)]


def verdict_on(session: Session, measure_id: int) -> MeasureVerdict | None:
    """What the nightly counts say of a measure now; None before its first night."""
    query = sa.select(MeasureVerdict).where(MeasureVerdict.measure_id == measure_id)
    return session.scalar(query.order_by(MeasureVerdict.id.desc()).limit(1))
