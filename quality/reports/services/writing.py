"""People's own words in a report, and its approval."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, ConflictError, RefusedError
from quality.reports import mails
from quality.reports.kinds import RECIPES, Chapter
from quality.reports.models import Report, ReportComment, ReportPaper
from quality.reports.queries import listing
from quality.reports.services.steps import advance, tell_history
from quality.reports.states import ReportState

FROZEN = N_("Rapporten er godkjent. Teksten kan ikke endres. Lag en ny utgave hvis noe er galt.")


def comment(
    session: Session, actor: Actor, report: Report, chapter: Chapter, text: str, *, now: dt.datetime
) -> None:
    """Write, change or empty the words of one chapter of a draft."""
    if report.state is not ReportState.DRAFT:
        raise ConflictError(FROZEN)
    if chapter not in RECIPES[report.kind].chapters:
        raise RefusedError(N_("Rapporten har ikke dette kapittelet."))
    row = listing.comments(session, report).get(chapter)
    before = row.text if row else ""
    if row is None:
        row = ReportComment(report_id=report.id, chapter=chapter, text=text, by_id=actor.id, at=now)
        session.add(row)
    row.text, row.by_id, row.at = text, actor.id, now
    session.flush()
    values = {"chapter": chapter, "text": [before, text]}
    tell_history(session, actor, report, "comment", now, values)


def approve(session: Session, actor: Actor, report: Report, *, now: dt.datetime) -> None:
    """Freeze the words with the numbers, ask for the archive copy, and tell everybody whom it concerns."""
    report.approved_at, report.approved_by_id = now, actor.id
    advance(session, actor, report, "approve", now, edition=report.edition)
    for old in listing.standing(session, report.kind, report.unit_id, report.since, but=report.id):
        if old.state is ReportState.APPROVED and old.edition < report.edition:
            advance(session, actor, old, "replace", now)
    want_paper(session, report, now=now)
    people = listing.concerned(session, report, local_date(now))
    notices.tell(session, mails.approved(report, people.readers, actor.id), now)


def want_draft_paper(session: Session, report: Report, *, now: dt.datetime) -> None:
    """Ask for a draft on paper, as it is now. The archive copy of an approved report is made once."""
    if report.state is not ReportState.DRAFT:
        raise ConflictError(N_("Rapporten er ikke et utkast. Hent PDF-en som ligger der."))
    want_paper(session, report, now=now)


def want_paper(session: Session, report: Report, *, now: dt.datetime) -> None:
    """Ask the worker for the PDF."""
    row = session.get(ReportPaper, report.id)
    if row is None:
        row = ReportPaper(report_id=report.id)
        session.add(row)
    row.wanted_at = now
    session.flush()


def remind(session: Session, report: Report, *, now: dt.datetime) -> bool:
    """Remind those who write and approve of a draft that waits."""
    day = local_date(now)
    report.reminded_on = day
    session.flush()
    people = listing.concerned(session, report, day)
    told = {person.id: person for person in (*people.writers, *people.approvers)}
    return bool(notices.tell(session, mails.waits(report, told.values(), day), now))
