"""Reads of what somebody has put together for a meeting: each person's own alone."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.text import NotVisibleError
from quality.insights.models.meeting import MeetingPoint


def points(session: Session, actor: Actor) -> list[MeetingPoint]:
    """The person's points in their order."""
    query = sa.select(MeetingPoint).where(MeetingPoint.person_id == actor.id)
    return list(session.scalars(query.order_by(MeetingPoint.position, MeetingPoint.id)))


def fetch_point(session: Session, actor: Actor, public_id: str) -> MeetingPoint:
    """One of them; NotVisibleError for anybody else's."""
    query = sa.select(MeetingPoint).where(MeetingPoint.person_id == actor.id)
    point = session.scalar(query.where(MeetingPoint.public_id == public_id))
    if point is None:
        raise NotVisibleError(public_id)
    return point
