"""Reminding of deadlines in cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import deputies_of, holders, leaders_of
from quality.accounts.roles import Role
from quality.cases import mails
from quality.cases.compose.progress import next_step
from quality.cases.models.case import Case
from quality.cases.queries.inbox import ESCALATED_AFTER, due_cases, working_days_before
from quality.cases.queries.people import concerned_in, who_may_know
from quality.core import notices
from quality.core.clock import is_working_day, local_date
from quality.core.db import transaction
from quality.core.notices import News
from quality.organisation.models import Unit

DEPUTIES_AFTER = 3


def remind(now: dt.datetime) -> int:
    """Tell leaders what is due, deputies and heads what has waited long; each once a case and step."""
    day = local_date(now)
    if not is_working_day(day):
        return 0
    told = 0
    with transaction() as session:
        for unit, cases in groupby(due_cases(session, day), key=lambda case: case.unit):
            told += notices.tell(session, _news(session, unit, list(cases), day), now)
    return told


def _news(session: Session, unit: Unit, cases: list[Case], day: dt.date) -> list[News]:
    leaders = leaders_of(session, unit, day)
    deputies = deputies_of(session, [leader.id for leader in leaders], day)
    heads = _heads(session, unit, day)
    late, very_late = working_days_before(day, DEPUTIES_AFTER), working_days_before(day, ESCALATED_AFTER)
    concerned = concerned_in(session, [case.id for case in cases])
    found: list[News] = []
    for case in cases:

        def knowing(people: Iterable[Person], case: Case = case) -> list[Person]:
            return who_may_know(case, people, concerned.get(case.id, set()))

        step = next_step(case.state, case.answered_at is not None)
        found += mails.due(case, knowing(leaders), step)
        if case.next_due_on and case.next_due_on <= late:
            found += mails.overdue(case, knowing([*leaders, *deputies]), step, DEPUTIES_AFTER)
        if case.next_due_on and case.next_due_on <= very_late:
            found += mails.overdue(case, knowing(heads), step, ESCALATED_AFTER)
    return list({f"{news.key}:{news.person_id}": news for news in found}.values())


def _heads(session: Session, unit: Unit, day: dt.date) -> list[Person]:
    """The nearest head above the unit."""
    ids = [int(part) for part in unit.path.strip("/").split("/")]
    found = holders(session, Role.HEAD, day, ids)
    return next((found[unit_id] for unit_id in reversed(ids) if unit_id in found), [])
