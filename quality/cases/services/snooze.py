"""Putting a new case off until a day, until more of the same come, or until it spreads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseSnooze
from quality.cases.services.change import change
from quality.cases.states import TOO_LATE, CaseState
from quality.core.clock import add_working_days, local_date
from quality.core.text import N_, ConflictError, RefusedError

LONGEST = dt.timedelta(30)
MOST = 20


@dataclass(frozen=True)
class Until:
    """What wakes a case: a day, so many more of the same in the unit, or one of the same in another unit."""

    day: dt.date | None = None
    more: int | None = None
    elsewhere: bool = False


def snooze(session: Session, actor: Actor, case: Case, until: Until, *, now: dt.datetime) -> CaseSnooze:
    """Take a new case out of the way. Its clocks run on, so it is back when its deadline is here at the latest."""
    if case.state is not CaseState.REPORTED:
        raise ConflictError(TOO_LATE[case.state])
    day = _latest(case, until, local_date(now))
    found = session.get(CaseSnooze, case.id) or CaseSnooze(case_id=case.id)
    with change(session, actor, case, "snooze", now) as values:
        found.until_on, found.more, found.elsewhere = day, until.more, until.elsewhere
        found.set_by_id, found.set_at = actor.id, now
        session.add(found)
        values |= {"until": day, "more": until.more, "elsewhere": until.elsewhere}
    return found


def _latest(case: Case, until: Until, today: dt.date) -> dt.date:
    """The day on which it is back whatever happens: the chosen one, the deadline, or a month from now."""
    if until.day and until.day <= today:
        raise RefusedError(N_("Velg en dag etter i dag."), field="day")
    if until.more is not None and not 1 <= until.more <= MOST:
        raise RefusedError(N_("Velg et antall mellom 1 og 20."), field="more")
    if not (until.day or until.more or until.elsewhere):
        raise RefusedError(N_("Velg hva som skal ta saken fram igjen."), field="day")
    if case.receive_due_on and case.receive_due_on <= today:
        raise RefusedError(N_("Fristen for å ta imot er her, så saken kan ikke utsettes."), field="day")
    last = min(case.receive_due_on or today + LONGEST, today + LONGEST)
    return min(until.day, last) if until.day else add_working_days(last, 0)


def wake(session: Session, actor: Actor | None, case: Case, *, now: dt.datetime, act: str = "wake") -> None:
    """Bring a case back among the new ones."""
    found = session.get(CaseSnooze, case.id)
    if found is None:
        raise ConflictError(N_("Saken er allerede tatt fram igjen."))
    with change(session, actor, case, act, now):
        session.delete(found)
