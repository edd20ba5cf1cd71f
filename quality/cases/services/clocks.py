"""Stopping a case's clock, starting it again, and giving it a later date: each with a reason that all may read."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.compose.progress import next_step
from quality.cases.models.case import Case
from quality.cases.models.clock import Pause, PauseKind
from quality.cases.queries.settings import days_of
from quality.cases.services.change import change, take
from quality.cases.states import OPEN
from quality.core import notices
from quality.core.clock import add_working_days, local_date, working_days_between
from quality.core.text import N_, ConflictError, RefusedError
from quality.core.working_days import given, regiven

LONGEST = dt.timedelta(366)
DUE = ("receive_due_on", "answer_due_on", "close_due_on")


def pause(
    session: Session, actor: Actor, case: Case, until_on: dt.date, why: str, *, now: dt.datetime
) -> dt.date:
    """Let the clock stand still until a day; gives the working day on which it starts again."""
    _refuse_shut(case)
    day = _later_day(until_on, now, "until_on")
    if not why:
        raise RefusedError(N_("Skriv hvorfor klokka skal stå."), field="why")
    with change(session, actor, case, "pause", now) as values:
        take(case, now)
        stop_clock(session, case, PauseKind.REASON, day, now)
        values |= {"until": day, "why": why}
    _tell_reporter(session, actor, case, now)
    return day


def resume(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Start the clock again before its day; what was not used of the pause is taken back."""
    if not is_paused(case, local_date(now)):
        raise ConflictError(N_("Klokka går allerede."))
    with change(session, actor, case, "resume", now):
        start_clock(session, case, now)


def extend(
    session: Session, actor: Actor, case: Case, until_on: dt.date, why: str, *, now: dt.datetime
) -> dt.date:
    """Give the step that runs a later date; gives the working day it became."""
    _refuse_shut(case)
    day = _later_day(until_on, now, "until_on")
    step = next_step(case.state, case.answered_at is not None)
    name = f"{step}_due_on"
    before: dt.date | None = getattr(case, name)
    if before and day <= before:
        raise RefusedError(N_("Velg en senere dag enn den fristen har nå."), field="until_on")
    if not why:
        raise RefusedError(N_("Skriv hvorfor fristen må flyttes."), field="why")
    with change(session, actor, case, "extend", now) as values:
        setattr(case, name, day)
        if case.close_due_on and case.close_due_on < day:
            case.close_due_on = day
        values |= {"step": step, "before": before, "until": day, "why": why}
    _tell_reporter(session, actor, case, now)
    return day


def is_paused(case: Case, day: dt.date) -> bool:
    """Whether the clock stands still on this day; it starts by itself when its day comes."""
    return case.paused_until is not None and case.paused_until > day


def wait_for_reply(session: Session, case: Case, now: dt.datetime) -> None:
    """The reporter was asked: the clock stands still until the reply, or for as long as the municipality says."""
    row = days_of(session, "reply").get(case.priority)
    if row and row.days and case.import_id is None:
        stop_clock(session, case, PauseKind.ASKED, add_working_days(local_date(now), row.days), now)


def stop_clock(session: Session, case: Case, kind: PauseKind, until_on: dt.date, now: dt.datetime) -> None:
    """Inside a change: stand still until a day. A pause that runs already ends first."""
    start_clock(session, case, now)
    day = local_date(now)
    row = Pause(case_id=case.id, kind=kind, started_on=day, until_on=until_on, days=0)
    session.add(row)
    _give(case, row, working_days_between(day, until_on))
    case.paused_until = until_on
    session.flush()


def start_clock(session: Session, case: Case, now: dt.datetime) -> None:
    """Inside a change: the clock goes again, from today."""
    day = local_date(now)
    if is_paused(case, day):
        query = sa.select(Pause).where(Pause.case_id == case.id).order_by(Pause.id.desc()).limit(1)
        for row in session.scalars(query):
            _give(case, row, given(row.started_on, row.until_on, day))
            row.until_on = max(day, row.started_on)
    case.paused_until = None
    session.flush()


def running_kind(session: Session, case: Case, now: dt.datetime) -> PauseKind | None:
    """Why the clock stands still now; None when it goes."""
    if not is_paused(case, local_date(now)):
        return None
    query = sa.select(Pause.kind).where(Pause.case_id == case.id).order_by(Pause.id.desc())
    return session.scalar(query.limit(1))


def _give(case: Case, row: Pause, days: int) -> None:
    for name in DUE:
        if due := getattr(case, name):
            setattr(case, name, regiven(due, row.started_on, row.days, days))
    row.days = days


def _refuse_shut(case: Case) -> None:
    if case.state not in OPEN:
        raise ConflictError(N_("Saken er ikke åpen, så den har ingen frist som går."))


def _later_day(day: dt.date, now: dt.datetime, field: str) -> dt.date:
    today = local_date(now)
    if day <= today:
        raise RefusedError(N_("Velg en dag etter i dag."), field=field)
    if day - today > LONGEST:
        raise RefusedError(N_("Velg en dag innen ett år."), field=field)
    return add_working_days(day, 0)


def _tell_reporter(session: Session, actor: Actor, case: Case, now: dt.datetime) -> None:
    if case.reporter_id != actor.id:
        notices.tell(session, mails.moved(case, actor.name, now), now)
