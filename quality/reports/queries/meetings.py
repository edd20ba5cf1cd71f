"""Reads of where reports were taken up, and of the decisions made there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Actor
from quality.cases.models.measure import Measure
from quality.cases.states import MEASURE_OPEN
from quality.core.text import NotVisibleError
from quality.reports import policy
from quality.reports.models import Report, ReportMeasure, ReportMeeting


@dataclass(frozen=True)
class TakenUp:
    """A meeting and what was decided in it."""

    meeting: ReportMeeting
    measures: list[Measure]


def taken_up(session: Session, report: Report) -> list[TakenUp]:
    """Every meeting the report was taken up in, the newest first. Two queries."""
    query = sa.select(ReportMeeting).where(ReportMeeting.report_id == report.id)
    rows = list(session.scalars(query.order_by(ReportMeeting.held_on.desc(), ReportMeeting.id.desc())))
    found: dict[int, list[Measure]] = {row.id: [] for row in rows}
    tied = (
        sa.select(ReportMeasure.meeting_id, Measure)
        .join(Measure, Measure.id == ReportMeasure.measure_id)
        .options(joinedload(Measure.owner))
        .where(ReportMeasure.meeting_id.in_(found))
        .order_by(Measure.due_on, Measure.id)
    )
    for meeting_id, measure in session.execute(tied):
        found[meeting_id].append(measure)
    return [TakenUp(row, found[row.id]) for row in rows]


def meeting(session: Session, report: Report, public_id: str) -> ReportMeeting:
    """One of the report's meetings; NotVisibleError when it is another's."""
    query = sa.select(ReportMeeting).where(
        ReportMeeting.report_id == report.id, ReportMeeting.public_id == public_id
    )
    row = session.scalar(query)
    if row is None:
        raise NotVisibleError(public_id)
    return row


def measure(session: Session, report: Report, public_id: str) -> Measure:
    """One of the report's decisions; NotVisibleError when it is another's."""
    query = (
        sa.select(Measure)
        .join(ReportMeasure, ReportMeasure.measure_id == Measure.id)
        .join(ReportMeeting, ReportMeeting.id == ReportMeasure.meeting_id)
        .where(Measure.public_id == public_id, ReportMeeting.report_id == report.id)
    )
    row = session.scalar(query)
    if row is None:
        raise NotVisibleError(public_id)
    return row


@dataclass(frozen=True)
class Owned:
    """A decision that somebody is to carry out."""

    measure: Measure
    report: Report


def owned(session: Session, actor: Actor) -> list[Owned]:
    """What the person is to do because a report was taken up, the nearest day first; one may read the report."""
    query = (
        sa.select(Measure, Report)
        .join(ReportMeasure, ReportMeasure.measure_id == Measure.id)
        .join(ReportMeeting, ReportMeeting.id == ReportMeasure.meeting_id)
        .join(Report, Report.id == ReportMeeting.report_id)
        .where(Measure.owner_id == actor.id, Measure.state.in_(MEASURE_OPEN), policy.visible(actor))
        .order_by(Measure.due_on, Measure.id)
    )
    return [Owned(measure, report) for measure, report in session.execute(query)]


def due(session: Session, day: dt.date) -> list[Owned]:
    """Open decisions whose day has come and that nobody was reminded of since it was set."""
    query = (
        sa.select(Measure, Report)
        .join(ReportMeasure, ReportMeasure.measure_id == Measure.id)
        .join(ReportMeeting, ReportMeeting.id == ReportMeasure.meeting_id)
        .join(Report, Report.id == ReportMeeting.report_id)
        .where(Measure.state.in_(MEASURE_OPEN), Measure.due_on <= day, Measure.reminded_on.is_(None))
        .order_by(Measure.id)
    )
    return [Owned(measure, report) for measure, report in session.execute(query)]
