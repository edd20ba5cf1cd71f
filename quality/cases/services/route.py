"""Where a new case goes when not simply to the leader: it is about the leader, confidential, or for a few alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import leaders_of
from quality.cases.kinds import Access
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.queries.intake import confidant, intake
from quality.cases.queries.people import handlers_of, leaders_to_tell
from quality.core.clock import local_date
from quality.core.text import N_, RefusedError
from quality.organisation.models import Unit

NO_CONFIDANT = N_("Kommunen har ingen som kan ta imot fortrolige meldinger nå. Send med navn, eller vent.")
NO_INTAKE = N_("Kommunen har ikke valgt hvem som tar imot skjermede saker.")


def leaders_it_is_about(
    session: Session, unit: Unit, reporter_id: int | None, now: dt.datetime
) -> list[Person]:
    """The unit's leaders, for a report about them; a leader who reports is not among those it is about."""
    found = leaders_of(session, unit, local_date(now))
    return [person for person in found if person.id != reporter_id]


def confide(session: Session, case: Case, about: Iterable[Person], now: dt.datetime) -> None:
    """Let one coordinator alone see who reports; never one whom it is about."""
    found = confidant(session, local_date(now), {person.id for person in about})
    if found is None:
        raise RefusedError(NO_CONFIDANT, field="sender")
    case.confidential_to_id = found.id


def route(session: Session, case: Case, about: Iterable[Person], now: dt.datetime) -> list[Person]:
    """Write whom the case is about, and name the intake group where it is shielded or no leader is left.

    Returns who is to be told of it.
    """
    concerned = {person.id for person in about}
    session.add_all(CaseConcern(case_id=case.id, person_id=number) for number in sorted(concerned))
    session.flush()
    if case.access is not Access.SHIELDED and (leaders := leaders_to_tell(session, case, local_date(now))):
        return leaders
    name_intake(session, case, concerned, now)
    named = handlers_of(session, case)
    if case.access is Access.SHIELDED and not named:
        raise RefusedError(NO_INTAKE, field="shield")
    return named


def name_intake(session: Session, case: Case, concerned: set[int], now: dt.datetime) -> None:
    """Name the municipality's intake group, or its alternates where one of the first is concerned."""
    for person in intake(session, concerned):
        if session.get(CaseHandler, (case.id, person.id)) is None:
            session.add(CaseHandler(case_id=case.id, person_id=person.id, named_by_id=None, named_at=now))
    session.flush()
