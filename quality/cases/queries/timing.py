"""How long it takes to report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.timing import ReportTime

DAYS = 90
FEWEST = 5


@dataclass(frozen=True)
class Pace:
    """Half of the reports took no longer than `middle` seconds, nine of ten no longer than `most`."""

    count: int
    middle: int
    most: int


def pace(session: Session, today: dt.date) -> Pace | None:
    """How long reports have taken lately; nothing while they are too few to say anything."""
    since = ReportTime.day > today - dt.timedelta(DAYS)
    count = session.scalar(sa.select(sa.func.count(ReportTime.id)).where(since)) or 0
    if count < FEWEST:
        return None

    def at(share: float) -> int:
        place = min(count - 1, int(count * share))
        query = sa.select(ReportTime.seconds).where(since).order_by(ReportTime.seconds)
        return session.scalars(query.offset(place).limit(1)).one()

    return Pace(count, at(0.5), at(0.9))
