"""Registering a case."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor, Role
from quality.cases import mails
from quality.cases.defaults import STEPS, UNSORTED
from quality.cases.kinds import (
    Access,
    CaseKind,
    Factor,
    Harm,
    Level,
    Precision,
    Source,
    Subtype,
    access_for,
)
from quality.cases.models.case import Case, CaseFactor, CaseNumber
from quality.cases.models.category import Category, Deadline
from quality.cases.models.clock import Pause
from quality.cases.models.count import SearchText
from quality.cases.queries import category_by_code
from quality.cases.queries.people import also_told
from quality.cases.services import counting, route
from quality.cases.services.duty import note_serious
from quality.cases.states import UNCOUNTED
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.stems import stems
from quality.core.text import N_, ConflictError, RefusedError, headline
from quality.core.working_days import Stop, due_day, moved
from quality.organisation.models import Unit

RETIRED = N_("Kategorien er tatt ut av bruk. Velg en annen, eller send uten.")
ALREADY_SENT = N_("Skjemaet er brukt før. Last siden på nytt og send en gang til.")


@dataclass(frozen=True)
class Report:
    """What a reporter tells. Only kind, text and unit are asked of everybody; harm of deviations."""

    kind: CaseKind
    description: str
    unit_id: int
    harm: Harm | None = None
    severity: int = 0
    subtype: Subtype | None = None
    title: str = ""
    category: str = UNSORTED
    place: str = ""
    before: str = ""
    gain: str = ""
    immediate_action: str = ""
    user_reference: str = ""
    factors: tuple[Factor, ...] = ()
    source: Source = Source.EMPLOYEE
    occurred_at: dt.datetime | None = None
    precision: Precision = Precision.MINUTE
    tell: tuple[Role, ...] = ()
    confidential: bool = False
    about_leader: bool = False
    shielded: bool = False
    once: str | None = field(default=None)


def register_case(session: Session, actor: Actor | None, report: Report, *, now: dt.datetime) -> Case:
    """Store a report and tell the unit's leader. Sent twice with the same `once`, it makes one case.

    Without an actor it is anonymous: nothing that is stored leads to anybody.
    """
    reporter_id = actor.id if actor else None
    if report.once and (known := session.scalar(sa.select(Case).where(Case.idempotency_key == report.once))):
        if known.reporter_id != reporter_id:
            raise ConflictError(ALREADY_SENT)
        return known
    unit = _open_unit(session, report.unit_id, local_date(now))
    category = category_by_code(session, report.category)
    if category.retired_on:
        raise RefusedError(RETIRED, field="category")
    about = route.leaders_it_is_about(session, unit, reporter_id, now) if report.about_leader else []
    case = _case(actor, report, category, now)
    if report.confidential:
        route.confide(session, case, about, now)
    case.year, case.number = local_date(now).year, next_number(session, local_date(now).year)
    set_deadlines(session, case, now)
    session.add(case)
    session.flush()
    session.add_all(
        CaseFactor(case_id=case.id, factor=factor, by_leader=False) for factor in set(report.factors)
    )
    session.add_all(search_texts(case))
    session.flush()
    leaders = route.route(session, case, about, now)
    _count(session, case, report.factors)
    values: dict[str, Any] = {"number": case.label, "kind": case.kind, "unit": unit.name}
    if report.tell:
        values["told"] = list(report.tell)
    record(session, Happening("case", case.id, "register", now, reporter_id, values=values), first=True)
    _tell(session, case, unit, leaders, report.tell, now)
    note_serious(session, case, now=now)
    return case


def _tell(
    session: Session,
    case: Case,
    unit: Unit,
    leaders: list[Person],
    roles: tuple[Role, ...],
    now: dt.datetime,
) -> None:
    """The leaders, and whom else the reporter wants to know of it as far as they may."""
    news = mails.registered(case, unit, leaders) + mails.confided(case)
    if roles:
        others = also_told(session, case, unit, roles, local_date(now))
        news += mails.also_told(case, unit, [person for person in others if person not in leaders])
    notices.tell(session, news, now)


def _open_unit(session: Session, unit_id: int, day: dt.date) -> Unit:
    unit = session.get(Unit, unit_id)
    if unit is None or (unit.closed_on and unit.closed_on <= day):
        raise RefusedError(N_("Enheten er lagt ned. Velg en annen."), field="unit")
    return unit


def _case(actor: Actor | None, report: Report, category: Category, now: dt.datetime) -> Case:
    severity, subtype = severity_of(report)
    return Case(
        kind=report.kind,
        subtype=subtype,
        access=Access.SHIELDED
        if report.shielded
        else access_for(report.kind, category.branch, bool(report.user_reference)),
        safety=category.branch == "H",
        source=report.source,
        title=report.title or headline(report.description),
        description=report.description,
        before=report.before,
        gain=report.gain,
        immediate_action=report.immediate_action,
        place=report.place,
        user_reference=report.user_reference,
        category_id=category.id,
        severity=severity,
        reported_severity=severity if report.kind is CaseKind.DEVIATION else None,
        priority=severity,
        unit_id=report.unit_id,
        anonymous=actor is None,
        reporter_unit_id=actor.unit_id if actor else None,
        happened_unit_id=report.unit_id,
        reporter_id=actor.id if actor else None,
        occurred_at=min(report.occurred_at or now, now),
        occurred_precision=report.precision,
        registered_at=now,
        changed_at=now,
        idempotency_key=report.once,
    )


def severity_of(report: Report) -> tuple[int, Subtype | None]:
    """Severity and subtype as they follow from «Ble noen skadet?» (domain.md section 3); improvements have neither."""
    if report.kind is not CaseKind.DEVIATION:
        return 0, None
    if report.harm is Harm.YES:
        return max(1, report.severity), Subtype.EVENT
    if report.harm is Harm.NEARLY:
        return 0, Subtype.NEAR_MISS
    return 0, report.subtype or Subtype.EVENT


def next_number(session: Session, year: int, count: int = 1) -> int:
    """Reserve `count` numbers of the year and give the first."""
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(CaseNumber).values(year=year, last=count)
    statement = statement.on_conflict_do_update(
        index_elements=["year"], set_={"last": CaseNumber.last + count}
    )
    last: int = session.execute(statement.returning(CaseNumber.last)).scalar_one()
    return last - count + 1


def set_deadlines(session: Session, case: Case, now: dt.datetime) -> None:
    """Set what is due from the municipality's deadlines, counted from registration or the latest reopening."""
    rows = session.scalars(
        sa.select(Deadline).where(Deadline.priority == case.priority, Deadline.step.in_(STEPS))
    )
    start = case.clock_from or local_date(case.registered_at or now)
    stops = _stops(session, case)
    due = {row.step: moved(due_day(start, row.days, row.calendar_days), stops) for row in rows}
    case.receive_due_on = due.get("receive")
    case.answer_due_on = due.get("answer")
    case.close_due_on = due.get("close")
    case.next_due_on = next_due(case)


def _stops(session: Session, case: Case) -> list[Stop]:
    if case.id is None:
        return []
    query = sa.select(Pause.started_on, Pause.days).where(Pause.case_id == case.id)
    return [Stop(*row) for row in session.execute(query)]


def next_due(case: Case) -> dt.date | None:
    """The nearest deadline that still runs: receive, then answer, then close."""
    if case.closed_at or case.state in UNCOUNTED:
        return None
    if case.received_at is None:
        return case.receive_due_on
    return case.answer_due_on if case.answered_at is None else case.close_due_on


def search_texts(case: Case) -> list[SearchText]:
    """What the case is found by, apart by the level that is needed to read it."""
    text = " ".join((case.title, case.description, case.immediate_action, case.before, case.gain, case.place))
    return [SearchText(case_id=case.id, level=int(Level.TEXT), stems=stems(text))]


def _count(session: Session, case: Case, factors: tuple[Factor, ...]) -> None:
    counting.apply(
        session, Counter(counting.cells(case)), Counter(counting.trait_cells(case, map(str, factors)))
    )
