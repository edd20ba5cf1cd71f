"""Reads about ideas: how far one has come."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import IdeaStep
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import Measure


class Course(NamedTuple):
    """The step of an idea, and the measure that tries it or carries it out."""

    step: IdeaStep
    measure: str | None


def course_of(session: Session, case_id: int) -> Course | None:
    """How far an idea has come; None before anybody has decided."""
    query = sa.select(IdeaCourse.step, Measure.public_id)
    query = query.outerjoin(Measure, Measure.id == IdeaCourse.measure_id)
    row = session.execute(query.where(IdeaCourse.case_id == case_id)).one_or_none()
    return Course(*row) if row else None
