"""Reports as PDF: what was asked for, one at a time, in the municipality's language."""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.core import kept
from quality.core.artist import NotDrawnError
from quality.core.db import db, transaction
from quality.core.figures import Size
from quality.core.letters import rendered, translate
from quality.core.pdf import data_address, pdf_bytes
from quality.core.text import N_, Message, show_date
from quality.organisation.queries import municipality
from quality.reports.compose.periods import Period, title
from quality.reports.compose.shown import Reader, ShownPart, shown
from quality.reports.compose.values import Word, read
from quality.reports.models import Report, ReportPaper
from quality.reports.policy import OF_UNIT
from quality.reports.queries import listing
from quality.reports.services.steps import tell_history

AGAIN = dt.timedelta(hours=1)
WITHHELD = N_("Tall under fem vises ikke, og heller ikke tall de kunne regnes ut av.")


def make(now: dt.datetime) -> int:
    """Make every PDF that was asked for; returns how many."""
    made = 0
    while (wanted := _next(now)) is not None:
        try:
            content = paper(db.session(), wanted)
        except Exception:
            _put_off(wanted, now)
            raise
        with transaction() as session:
            _keep(session, wanted, content, now)
        made += 1
    return made


def _next(now: dt.datetime) -> int | None:
    """The report whose paper has waited longest."""
    query = sa.select(ReportPaper.report_id).where(ReportPaper.wanted_at <= now)
    return db.session().scalar(query.order_by(ReportPaper.wanted_at, ReportPaper.report_id).limit(1))


def _put_off(report_id: int, now: dt.datetime) -> None:
    """Try one that could not be made again later, so that it does not stand in the way of the others."""
    with transaction() as session:
        session.get_one(ReportPaper, report_id, populate_existing=True).wanted_at = now + AGAIN


def _keep(session: Session, report_id: int, content: bytes, now: dt.datetime) -> None:
    row = session.get_one(ReportPaper, report_id, populate_existing=True)
    row.content, row.made_at, row.wanted_at = content, now, None
    row.digest = hashlib.sha256(content).hexdigest()
    session.flush()
    report = session.get_one(Report, report_id)
    tell_history(session, SYSTEM, report, "print", now, {"sha256": row.digest, "state": report.state})


def paper(session: Session, report_id: int) -> bytes:
    """The report as it leaves the house: with the numbers that everybody may see."""
    report = session.get_one(Report, report_id)
    place = municipality(session)
    language = place.language if place else "nb"

    def say(words: Word) -> str:
        return translate(words, language) if words else ""

    parts = shown(read(report.content), Reader(say, language, report.kind in OF_UNIT))
    comments = {row.chapter: row.text for row in listing.comments(session, report).values()}
    values = {
        "title": say(title(report.kind, Period(report.since, report.until))),
        "municipality": place.name if place else "",
        "unit": report.unit.name,
        "arms": data_address(place.arms_svg.encode(), "image/svg+xml") if place and place.arms_svg else "",
        "facts": [say(fact) for fact in _facts(report, language)],
        "note": say(WITHHELD) if any(table.withheld for part in parts for table in part.tables) else "",
        "parts": parts,
        "comments": comments,
        "pictures": _pictures(session, parts),
    }
    return pdf_bytes(rendered("reports/paper.html", language, values))


def _facts(report: Report, language: str) -> list[Message]:
    """What the first page says of the paper itself."""
    found = [Message(N_("Utgave %(number)s"), {"number": report.edition})]
    if report.made_at:
        found.append(Message(N_("Tallene er fra %(day)s"), {"day": show_date(report.made_at, language)}))
    if report.approved_at and report.approved_by:
        values = {"day": show_date(report.approved_at, language), "name": report.approved_by.name}
        found.append(Message(N_("Godkjent %(day)s av %(name)s"), values))
    else:
        found.append(Message(N_("Utkast, ikke godkjent")))
    return found


def _pictures(session: Session, parts: list[ShownPart]) -> dict[str, str]:
    """Each picture as an address that holds it; one that cannot be drawn is told in words."""
    found = {}
    for drawing in (each for part in parts for each in part.drawings if each.figure):
        try:
            content = kept.svg(session, drawing.figure, Size.WIDE)  # type: ignore[arg-type]
        except NotDrawnError:
            continue
        found[drawing.code] = data_address(content, "image/svg+xml")
    return found
