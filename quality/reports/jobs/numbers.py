"""Making reports: the numbers of what was asked for, the drafts that are due, the reminders."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.core import clock
from quality.core.clock import is_working_day, local_date
from quality.core.db import db, transaction
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.reports.compose.changes import changes
from quality.reports.compose.facts import Facts
from quality.reports.compose.hiding import told_in
from quality.reports.compose.periods import Period, latest
from quality.reports.compose.values import plain, read
from quality.reports.compose.whole import compose, counted
from quality.reports.kinds import RECIPES, ReportKind
from quality.reports.models import Report, ReportCheck
from quality.reports.queries import facts, listing, meetings
from quality.reports.services import making, taken_up, writing
from quality.reports.states import ReportState

STALE = dt.timedelta(minutes=10)
# A period that ended longer ago than this has no draft made by itself: Løft was not here then.
CATCH_UP = dt.timedelta(45)
# How long an approved report is counted anew each night, and how many differences are kept.
CHECKED = dt.timedelta(400)
MOST_CHANGES = 200
# How many periods back a report tells of.
COMPARED = 2
REMIND_BEFORE = dt.timedelta(3)
REMIND_EVERY = dt.timedelta(7)


def make(now: dt.datetime) -> int:
    """Make the numbers of every report that waits; returns how many were made."""
    made = 0
    while (claimed := _claim(now)) is not None:
        made += _make(claimed, now)
    return made


def _claim(now: dt.datetime) -> int | None:
    """Take the oldest report that waits, or that was left behind by a worker that stopped."""
    free = sa.and_(
        Report.state == ReportState.WAITING,
        sa.or_(Report.claimed_at.is_(None), Report.claimed_at < now - STALE),
    )
    with transaction() as session:
        found = session.scalar(sa.select(Report.id).where(free).order_by(Report.id).limit(1))
        if found is None:
            return None
        claim = sa.update(Report).where(Report.id == found, free).values(claimed_at=now, done=0)
        taken = session.execute(claim)
        return found if taken.rowcount else None  # type: ignore[attr-defined]


def _make(report_id: int, now: dt.datetime) -> int:
    """Read it all, telling how far it has come; then write it in one transaction."""
    try:
        content = numbers(db.session(), report_id, local_date(now), partial(_note, report_id))
    except Exception as error:
        with transaction() as session:
            report = session.get_one(Report, report_id, populate_existing=True)
            making.fail(session, report, type(error).__name__, now=now)
        raise
    with transaction() as session:
        report = session.get_one(Report, report_id, populate_existing=True)
        if report.state is not ReportState.WAITING:
            return 0
        making.freeze(session, report, content, now=now)
    return 1


def numbers(
    session: Session, report_id: int, day: dt.date, tell: partial[None] | None = None
) -> dict[str, Any]:
    """The content of a report as the cases stand now."""
    report = session.get_one(Report, report_id)
    found = _gathered(session, report, day, tell)
    earlier = listing.earlier(session, report, found.period.before(COMPARED).since)
    told = told_in((Period(each.since, each.until), read(each.content)) for each in earlier)
    content: dict[str, Any] = plain(compose(found, told))
    return content


def _gathered(session: Session, report: Report, day: dt.date, tell: partial[None] | None = None) -> Facts:
    period = Period(report.since, report.until)
    return facts.gather(session, report.kind, report.unit, period, day, tell or (lambda step: None))


def _note(report_id: int, done: int) -> None:
    """Write down how far it has come, which also says that the worker is alive."""
    with transaction() as session:
        session.execute(
            sa.update(Report).where(Report.id == report_id).values(done=done, claimed_at=clock.now())
        )


def check(now: dt.datetime) -> int:
    """Count each approved report of the last year once more; returns in how many something has been corrected."""
    session, found = db.session(), 0
    query = sa.select(Report.id).where(
        Report.state == ReportState.APPROVED, Report.until > local_date(now) - CHECKED
    )
    for report_id in session.scalars(query.order_by(Report.id)).all():
        report = session.get_one(Report, report_id)
        today = counted(_gathered(session, report, local_date(now)))
        differing = changes(read(report.content), today)
        with transaction() as writing:
            row = writing.get(ReportCheck, report_id) or ReportCheck(report_id=report_id, at=now, changes=[])
            row.at, row.changes = now, plain(differing[:MOST_CHANGES])
            writing.add(row)
        found += bool(differing)
    return found


def plan(now: dt.datetime) -> int:
    """Ask for the reports of periods that have just ended, and remind of drafts that wait; how much was done."""
    with transaction() as session:
        done = _ask(session, now)
    if not is_working_day(local_date(now)):
        return done
    with transaction() as session:
        return done + _remind(session, now)


def _ask(session: Session, now: dt.datetime) -> int:
    day, top = local_date(now), listing.root(session)
    if top is None:
        return 0
    asked = 0
    for kind, recipe in RECIPES.items():
        period = latest(recipe.months, day)
        if day - period.until > CATCH_UP:
            continue
        for unit in _lacking(session, kind, period, top):
            making.order(session, SYSTEM, kind, unit, period, now=now)
            asked += 1
    return asked


def _lacking(session: Session, kind: ReportKind, period: Period, top: Unit) -> list[Unit]:
    """The units without this report: the municipality itself, or every unit that was open in the period."""
    there = sa.select(Report.unit_id).where(Report.kind == kind, Report.since == period.since)
    wanted = Unit.id == top.id
    if RECIPES[kind].of_unit:
        wanted = sa.and_(
            Unit.level == UnitLevel.UNIT,
            sa.or_(Unit.opened_on.is_(None), Unit.opened_on <= period.until),
            sa.or_(Unit.closed_on.is_(None), Unit.closed_on > period.until),
        )
    query = sa.select(Unit).where(wanted, Unit.id.not_in(there))
    return list(session.scalars(query.order_by(Unit.position, Unit.id)))


def _remind(session: Session, now: dt.datetime) -> int:
    day = local_date(now)
    query = sa.select(Report).where(
        Report.state == ReportState.DRAFT,
        Report.due_on <= day + REMIND_BEFORE,
        sa.or_(Report.reminded_on.is_(None), Report.reminded_on <= day - REMIND_EVERY),
    )
    drafts = sum(writing.remind(session, report, now=now) for report in session.scalars(query).all())
    due = meetings.due(session, day)
    return drafts + sum(taken_up.remind(session, row.report, row.measure, now=now) for row in due)
