"""Telling whoever is on duty of a serious case, at once and by mail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import actors_for, holders
from quality.accounts.roles import Role
from quality.cases import policy
from quality.cases.kinds import Access, Level
from quality.cases.mails import serious
from quality.cases.models.case import Case
from quality.cases.models.duty import SeriousAlert
from quality.cases.policy import GRAVEST
from quality.cases.queries.duty import on_call, on_duty, waiting_alerts
from quality.cases.queries.people import also_told, concerned_in, handlers_of, leaders_to_tell
from quality.cases.queries.ties import read_ties
from quality.core.clock import at_local, local_date
from quality.core.db import transaction
from quality.core.mail import queue
from quality.organisation.queries import municipality

# An alert that nobody could send for a day tells nothing new.
LATEST = dt.timedelta(days=1)


def alert(public_url: str, now: dt.datetime) -> int:
    """Mail those who are to know at once of each serious case; returns how many mails. Safe to run twice."""
    written = 0
    with transaction() as session:
        for row in waiting_alerts(session):
            if now - row.noted_at < LATEST:
                written += _mail(session, row, public_url, now)
            row.sent_at = row.noted_at = at_local(local_date(now))  # the hour could point at who reported
    return written


def _mail(session: Session, row: SeriousAlert, public_url: str, now: dt.datetime) -> int:
    case, day = session.get_one(Case, row.case_id), local_date(now)
    people = [person for person in _people(session, case, row.priority, day) if person.email]
    actors = actors_for(session, people, day)
    book = read_ties(session, list(actors), [case.id])
    place = municipality(session)
    site = serious.Site(public_url, place.name if place else "")
    leaders = leaders_to_tell(session, case, day)
    calls = [" ".join(filter(None, (call.name, call.phone))) for call in on_call(session, case.unit, day)]
    written = 0
    for person in people:
        level = policy.level(actors[person.id], case, book.of(actors[person.id], case.id))
        letter = serious.serious(case, row.priority, person, leaders, calls, level >= Level.META, site)
        written += queue(session, letter, now) is not None
    return written


def _people(session: Session, case: Case, priority: int, day: dt.date) -> list[Person]:
    """Whoever is on duty; at priority 4 also the leader, the heads above and the chief executive.

    Of a shielded case its named handlers alone, and never anybody whom the case is about.
    """
    if case.access is Access.SHIELDED:
        return handlers_of(session, case)
    found = [row.person for row in on_duty(session, case.unit, day)]
    if priority >= GRAVEST:
        found += leaders_to_tell(session, case, day)
        found += also_told(session, case, case.unit, {Role.HEAD}, day)
        found += [person for people in holders(session, Role.CHIEF, day).values() for person in people]
    concerned = concerned_in(session, [case.id]).get(case.id, set())
    return list({person.id: person for person in found if person.id not in concerned}.values())
