"""Reminding of deadlines in cases and measures: due or past and not yet told, and upwards one level at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import deputies_of, holders, leaders_of
from quality.accounts.roles import SYSTEM, Role
from quality.cases import mails
from quality.cases.compose.progress import next_step
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.clock import Escalation
from quality.cases.queries.inbox import due_cases, units_with_due
from quality.cases.queries.measures import effects_due, measures_due
from quality.cases.queries.people import (
    checkers,
    concerned_in,
    handlers_of,
    leaders_to_tell,
    who_may_know,
    who_sees,
)
from quality.cases.queries.settings import STAGES, escalation_days
from quality.core import notices
from quality.core.clock import is_working_day, local_date, working_days_between
from quality.core.db import db, transaction
from quality.core.history import Happening, record
from quality.core.notices import News
from quality.organisation.models import Unit


@dataclass(frozen=True)
class Levels:
    """Whom each level of a unit is; the last is the municipality's own list."""

    leaders: list[Person]
    by_stage: dict[str, list[Person]]


def remind(now: dt.datetime) -> int:
    """Tell leaders what is due, and the next level what has waited long; each once a case, step and date.

    A unit at a time, so that others can write meanwhile; what a stopped run did not come to is told the next day.
    """
    day, told = local_date(now), 0
    if not is_working_day(day):
        return 0
    days = escalation_days(db.session())
    for unit_id in units_with_due(db.session(), day):
        with transaction() as session:
            told += remind_unit(session, due_cases(session, unit_id, day), days, now)
    with transaction() as session:
        return told + _remind_measures(session, now)


def _remind_measures(session: Session, now: dt.datetime) -> int:
    """Owners of what is due, or the leader for who left or may no longer know; and who may look whether it worked."""
    day, told = local_date(now), 0
    for measure, case in measures_due(session, day):
        owner = measure.owner if measure.owner and measure.owner.active else None
        people = who_sees(session, case, [owner], day) if owner else []
        people = people or leaders_to_tell(session, case, day)
        measure.reminded_on = day
        told += notices.tell(session, mails.measure_due(measure, case, people), now)
    for measure, case in effects_due(session, day):
        doers = {measure.owner_id, measure.done_by_id}
        people = [person for person in checkers(session, case, day) if person.id not in doers]
        told += notices.tell(session, mails.effect_due(measure, case, people), now)
    return told


def remind_unit(
    session: Session, cases: list[Case], days: dict[tuple[str, int], int], now: dt.datetime
) -> int:
    """Of one unit's cases; none where all were handled since the units were looked up. `days` as escalation_days()."""
    if not cases:
        return 0
    day = local_date(now)
    levels = _levels(session, cases[0].unit, day)
    ids = [case.id for case in cases]
    concerned, told = concerned_in(session, ids), _told(session, ids)
    found: list[News] = []
    for case in cases:
        about = concerned.get(case.id, set())
        named = handlers_of(session, case) if case.access is Access.SHIELDED else []

        def knowing(people: Iterable[Person], case: Case = case, about: set[int] = about) -> list[Person]:
            return who_may_know(case, people, about)

        step = next_step(case.state, case.answered_at is not None)
        stage = _next_stage(case, days, told.get(case.id, set()), day)
        # Who hears that it is late needs not hear that it is due.
        late = stage or any(due_on == case.next_due_on for due_on, _ in told.get(case.id, set()))
        found += mails.due(case, [*named, *([] if late else knowing(levels.leaders))], step)
        if stage:
            found += mails.overdue(case, knowing(levels.by_stage[stage]), step, stage)
            _note(session, case, stage, now)
    unique = list({f"{news.key}:{news.person_id}": news for news in found}.values())
    return notices.tell(session, unique, now)


def _next_stage(
    case: Case, days: dict[tuple[str, int], int], told: set[tuple[dt.date, str]], day: dt.date
) -> str | None:
    """The first level that has not been told of this date, when the case is late enough for it."""
    assert case.next_due_on is not None
    for stage in STAGES:
        if (case.next_due_on, stage) not in told:
            late = working_days_between(case.next_due_on, day)
            return stage if late >= days[stage, case.priority] else None
    return None


def _told(session: Session, case_ids: list[int]) -> dict[int, set[tuple[dt.date, str]]]:
    query = sa.select(Escalation.case_id, Escalation.due_on, Escalation.stage)
    found: dict[int, set[tuple[dt.date, str]]] = {}
    for case_id, due_on, stage in session.execute(query.where(Escalation.case_id.in_(case_ids))):
        found.setdefault(case_id, set()).add((due_on, stage))
    return found


def _note(session: Session, case: Case, stage: str, now: dt.datetime) -> None:
    session.add(Escalation(case_id=case.id, due_on=case.next_due_on, stage=stage, at=now))
    values = {"stage": stage, "due": case.next_due_on}
    record(session, Happening("case", case.id, "escalate", now, SYSTEM.id, values=values))


def _levels(session: Session, unit: Unit, day: dt.date) -> Levels:
    leaders = leaders_of(session, unit, day)
    deputies = deputies_of(session, [leader.id for leader in leaders], day)
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    heads = holders(session, Role.HEAD, day, ids)
    coordinators = holders(session, Role.COORDINATOR, day)
    by_stage = {
        "to_deputy": [*leaders, *deputies],
        "to_head": next((heads[unit_id] for unit_id in reversed(ids) if unit_id in heads), []),
        "to_list": [person for people in coordinators.values() for person in people],
    }
    return Levels(leaders, by_stage)
