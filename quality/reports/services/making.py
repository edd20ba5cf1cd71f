"""Asking for a report, and freezing its numbers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM, Actor
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, RefusedError
from quality.organisation.models import Unit
from quality.reports import mails
from quality.reports.compose.periods import Period
from quality.reports.kinds import ReportKind
from quality.reports.models import Report, ReportComment
from quality.reports.queries import listing
from quality.reports.services.steps import advance
from quality.reports.states import ReportState

# How many working days people have to write their comments.
COMMENT_DAYS = 10


def order(
    session: Session,
    actor: Actor,
    kind: ReportKind,
    unit: Unit,
    period: Period,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> Report:
    """Ask for the first edition of a report. Sent twice with the same `once`, it makes one."""
    if once and (known := session.scalar(sa.select(Report).where(Report.idempotency_key == once))):
        if known.created_by_id != actor.id:
            raise ConflictError(N_("Skjemaet er brukt før. Last siden på nytt og send en gang til."))
        return known
    if period.until >= local_date(now):
        raise RefusedError(N_("Perioden er ikke over ennå. Rapporten lages dagen etter."), field="what")
    if listing.standing(session, kind, unit.id, period.since):
        raise RefusedError(N_("Rapporten finnes allerede. Åpne den og lag en ny utgave der."), field="what")
    return _new(session, actor, kind, unit.id, period, 1, now, once)


def new_edition(session: Session, actor: Actor, report: Report, *, now: dt.datetime) -> Report:
    """Ask for the same report with the numbers as they are now; what people wrote comes along."""
    newest = listing.standing(session, report.kind, report.unit_id, report.since)
    if newest and newest[0].edition > report.edition:
        raise ConflictError(N_("Det finnes en nyere utgave. Åpne den."))
    if report.state not in {ReportState.DRAFT, ReportState.APPROVED}:
        raise ConflictError(N_("Vent til tallene er hentet."))
    period = Period(report.since, report.until)
    made = _new(session, actor, report.kind, report.unit_id, period, report.edition + 1, now, None)
    for old in listing.comments(session, report).values():
        session.add(
            ReportComment(report_id=made.id, chapter=old.chapter, text=old.text, by_id=old.by_id, at=old.at)
        )
    session.flush()
    return made


def _new(
    session: Session,
    actor: Actor,
    kind: ReportKind,
    unit_id: int,
    period: Period,
    edition: int,
    now: dt.datetime,
    once: str | None,
) -> Report:
    report = Report(
        kind=kind,
        unit_id=unit_id,
        since=period.since,
        until=period.until,
        edition=edition,
        created_at=now,
        created_by_id=actor.id or None,
        idempotency_key=once or None,
    )
    session.add(report)
    session.flush()
    values = {"kind": kind, "since": period.since.isoformat(), "edition": edition}
    record(session, Happening("report", report.id, "order", now, actor.id or None, values=values), first=True)
    return report


def freeze(session: Session, report: Report, content: dict[str, Any], *, now: dt.datetime) -> None:
    """Write the numbers once and for all, hold the report for comments, and tell those who write in it."""
    report.content = content
    report.made_at = now
    report.due_on = add_working_days(local_date(now), COMMENT_DAYS)
    report.claimed_at = None
    advance(session, SYSTEM, report, "make", now)
    for old in listing.standing(session, report.kind, report.unit_id, report.since, but=report.id):
        if old.state is ReportState.DRAFT:
            advance(session, SYSTEM, old, "replace", now)
    people = listing.concerned(session, report, local_date(now))
    notices.tell(session, mails.ready(report, people.writers), now)


def fail(session: Session, report: Report, why: str, *, now: dt.datetime) -> None:
    """The numbers could not be made; somebody may try again."""
    report.claimed_at = None
    advance(session, SYSTEM, report, "fail", now, why=why)


def retry(session: Session, actor: Actor, report: Report, *, now: dt.datetime) -> None:
    """Try once more."""
    report.done = 0
    advance(session, actor, report, "retry", now)
