"""Reads of reports: fetch and permit in one call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload

from quality.accounts.models import Person
from quality.accounts.queries import holders, leaders_of
from quality.accounts.roles import Actor, Role
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.reports import policy
from quality.reports.kinds import RECIPES, Chapter, ReportKind
from quality.reports.models import Report, ReportCheck, ReportComment, ReportPaper
from quality.reports.states import ReportState

SHOWN, TERTIALS = 30, 6


def fetch(session: Session, actor: Actor, public_id: str) -> Report:
    """The report; NotVisibleError for those who may not read it."""
    query = sa.select(Report).options(joinedload(Report.unit), joinedload(Report.approved_by))
    report = session.scalar(query.where(Report.public_id == public_id, policy.visible(actor)))
    if report is None:
        raise NotVisibleError(public_id)
    return report


def fetch_for(session: Session, actor: Actor, public_id: str, verb: str) -> Report:
    """The report, for somebody who wants to do `verb`; NotAllowedError for a reader who may not."""
    report = fetch(session, actor, public_id)
    if not policy.may(actor, verb, report):
        raise NotAllowedError(N_("Du kan lese rapporten, men ikke gjøre dette med den."))
    return report


def listed(session: Session, actor: Actor, of_unit: bool, page: int = 1) -> tuple[list[Report], int]:
    """A page of the newest editions of the reports on the municipality or on single units, and how many."""
    kinds = policy.OF_UNIT if of_unit else policy.OF_ALL
    wanted = (policy.visible(actor), Report.kind.in_(kinds), Report.state != ReportState.REPLACED)
    query = (
        sa.select(Report)
        .options(defer(Report.content), joinedload(Report.unit))
        .where(*wanted)
        .order_by(Report.until.desc(), Report.kind, Report.unit_id, Report.edition.desc())
    )
    total = session.scalar(sa.select(sa.func.count(Report.id)).where(*wanted)) or 0
    return list(session.scalars(query.limit(SHOWN).offset(SHOWN * (page - 1)))), total


def tertials(session: Session, actor: Actor) -> list[Report]:
    """The newest edition on each tertial that the person may see and that has numbers, the newest first."""
    with_numbers = Report.state.in_((ReportState.DRAFT, ReportState.APPROVED))
    query = (
        sa.select(Report)
        .options(defer(Report.content), joinedload(Report.unit))
        .where(policy.visible(actor), Report.kind == ReportKind.TERTIAL, with_numbers)
        .order_by(Report.since.desc(), Report.edition.desc())
        .limit(2 * TERTIALS)
    )
    newest: dict[dt.date, Report] = {}
    for report in session.scalars(query):
        newest.setdefault(report.since, report)
    return list(newest.values())[:TERTIALS]


def editions(session: Session, actor: Actor, report: Report) -> list[Report]:
    """The other editions of the same report that the person may see, the newest first."""
    query = sa.select(Report).where(_same(report), Report.id != report.id, policy.visible(actor))
    return list(session.scalars(query.options(defer(Report.content)).order_by(Report.edition.desc())))


def _same(report: Report) -> sa.ColumnElement[bool]:
    return sa.and_(Report.kind == report.kind, Report.unit_id == report.unit_id, Report.since == report.since)


def standing(session: Session, kind: ReportKind, unit_id: int, since: dt.date, but: int = 0) -> list[Report]:
    """Every edition on the period that has not been replaced, the newest first."""
    query = sa.select(Report).where(
        Report.kind == kind,
        Report.unit_id == unit_id,
        Report.since == since,
        Report.state != ReportState.REPLACED,
        Report.id != but,
    )
    return list(session.scalars(query.order_by(Report.edition.desc())))


def known(session: Session, unit_id: int) -> set[tuple[ReportKind, dt.date]]:
    """Which reports on the place there are already: their kinds and first days."""
    query = sa.select(Report.kind, Report.since).where(Report.unit_id == unit_id)
    return {(row.kind, row.since) for row in session.execute(query.distinct())}


def earlier(session: Session, report: Report, since: dt.date) -> list[Report]:
    """What was told of the same place before this report was asked for, back to a day, in whatever kind of report."""
    query = sa.select(Report).where(
        Report.kind.in_(policy.OF_UNIT if report.kind in policy.OF_UNIT else policy.OF_ALL),
        Report.unit_id == report.unit_id,
        Report.id < report.id,
        Report.until >= since,
        Report.made_at.is_not(None),
    )
    return list(session.scalars(query.order_by(Report.id)))


def comments(session: Session, report: Report) -> dict[Chapter, ReportComment]:
    """People's own words, by chapter."""
    query = sa.select(ReportComment).options(joinedload(ReportComment.by))
    rows = session.scalars(query.where(ReportComment.report_id == report.id))
    return {row.chapter: row for row in rows}


def check(session: Session, report: Report) -> ReportCheck | None:
    """What has been corrected in the cases since, as of the last night; None before its first."""
    return session.get(ReportCheck, report.id)


def paper(session: Session, report: Report) -> ReportPaper | None:
    """The report as PDF, if one was ever asked for; without its bytes."""
    query = sa.select(ReportPaper).options(defer(ReportPaper.content))
    return session.scalar(query.where(ReportPaper.report_id == report.id))


def paper_content(session: Session, report: Report) -> bytes:
    """The bytes of the PDF; NotVisibleError when it is not made."""
    query = sa.select(ReportPaper.content).where(ReportPaper.report_id == report.id)
    content = session.scalar(query)
    if not content:
        raise NotVisibleError(report.public_id)
    return content


def root(session: Session) -> Unit | None:
    """The municipality as a unit, or None in a new database."""
    return session.scalar(sa.select(Unit).where(Unit.parent_id.is_(None)).order_by(Unit.id).limit(1))


def units_to_report(session: Session, actor: Actor, day: dt.date) -> list[Unit]:
    """The open units whose half-year the person may ask for, in the organisation's own order."""
    query = sa.select(Unit).where(
        Unit.level == UnitLevel.UNIT, sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day)
    )
    units = session.scalars(query.order_by(Unit.position, Unit.id))
    return [unit for unit in units if policy.may_make(actor, ReportKind.UNIT, unit.id)]


@dataclass(frozen=True)
class People:
    """Whom a report concerns."""

    writers: list[Person]
    approvers: list[Person]
    readers: list[Person]


def concerned(session: Session, report: Report, day: dt.date) -> People:
    """Who writes in the report, who approves it, and whom the approved one is sent to."""
    coordinators = _with_role(session, Role.COORDINATOR, day)
    if RECIPES[report.kind].of_unit:
        leaders = leaders_of(session, report.unit, day)
        return People(leaders, leaders, leaders)
    chiefs = _with_role(session, Role.CHIEF, day)
    heads = _with_role(session, Role.HEAD, day)
    more = [Role.MAIN_SAFETY_REP, Role.LEADER]
    if report.kind is ReportKind.SAFETY:
        more.append(Role.SAFETY_REP)
    readers = [*coordinators, *chiefs, *heads]
    for role in more:
        readers += _with_role(session, role, day)
    unique = {person.id: person for person in readers}
    return People([*coordinators, *heads], chiefs, list(unique.values()))


def _with_role(session: Session, role: Role, day: dt.date) -> list[Person]:
    found = holders(session, role, day)
    return list({person.id: person for people in found.values() for person in people}.values())
