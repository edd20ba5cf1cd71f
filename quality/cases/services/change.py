"""What every change of a case has in common: the move, the counts, the clock, the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from quality.accounts.models import Person
from quality.accounts.queries import leaders_of
from quality.accounts.roles import Actor
from quality.cases.kinds import MessageKind
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.closing import CaseClosing, ClosingState
from quality.cases.models.flow import CaseSnooze
from quality.cases.queries.people import leaders_to_tell
from quality.cases.services import counting
from quality.cases.services.register import ALREADY_SENT, next_due
from quality.cases.states import CASE_MOVES, TAKEN, TOO_LATE, CaseState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.states import find_move, open_moves
from quality.core.text import N_, ConflictError, RefusedError


@contextmanager
def change(
    session: Session, actor: Actor | None, case: Case, act: str, now: dt.datetime, *, counted: bool = False
) -> Iterator[dict[str, Any]]:
    """Around one change: yields the values for the history; `counted` when a cell of the counts may move."""
    if actor and case.text_gone_at:
        raise RefusedError(
            N_("Teksten i saken er slettet etter sletteplanen, så ingen kan gjøre mer med den.")
        )
    tally = counting.Tally(session, case) if counted else None
    before = case.state
    values: dict[str, Any] = {}
    yield values
    case.changed_at = now
    case.next_due_on = next_due(case)
    if case.state is not before:
        values["state"] = [before, case.state]
    try:
        session.flush()
    except StaleDataError as error:
        raise ConflictError(N_("Noen andre lagret saken samtidig. Se hva som er endret.")) from error
    if tally:
        tally.settle()
    deputy_for = actor.standing_in_for(case.unit_id) if actor else None
    actor_id = actor.id if actor else None
    if before is CaseState.REPORTED and case.state is not before:
        asked = [person.id for person in leaders_of(session, case.unit, local_date(now))]
        notices.mark_done(session, f"case_new:{case.public_id}", asked, now)
        session.execute(sa.delete(CaseSnooze).where(CaseSnooze.case_id == case.id))
    if case.state is not before and case.state not in TAKEN:
        _end_waiting_closing(session, case)
    record(session, Happening("case", case.id, act, now, actor_id, deputy_for, values))


def _end_waiting_closing(session: Session, case: Case) -> None:
    """What was to be closed has left the hands of who asked: it is asked anew, from what was written."""
    waits = sa.and_(CaseClosing.case_id == case.id, CaseClosing.state == ClosingState.WAITING)
    session.execute(sa.update(CaseClosing).where(waits).values(state=ClosingState.RETURNED))


def go(case: Case, verb: str) -> None:
    """Take one step of the table; ConflictError says what somebody else did first."""
    try:
        case.state = find_move(CASE_MOVES, verb, case.state).target
    except RefusedError as error:
        raise ConflictError(TOO_LATE[case.state]) from error


def go_if_open(case: Case, verb: str) -> None:
    """Take the step where it leads somewhere from here."""
    if any(row.verb == verb for row in open_moves(CASE_MOVES, case.state)):
        go(case, verb)


def take(case: Case, now: dt.datetime) -> None:
    """A case that somebody works with has been received, whether the button was pressed or not."""
    if case.state is CaseState.REPORTED:
        go(case, "receive")
        case.received_at = now


def known_message(session: Session, case: Case, actor: Actor | None, once: str | None) -> CaseMessage | None:
    """The message that this form has already made; another's form makes none."""
    if not once:
        return None
    found = session.scalar(sa.select(CaseMessage).where(CaseMessage.idempotency_key == once))
    if found and (found.case_id, found.author_id) != (case.id, actor.id if actor else None):
        raise ConflictError(ALREADY_SENT)
    return found


def add_message(
    session: Session,
    case: Case,
    kind: MessageKind,
    text: str,
    author_id: int | None,
    now: dt.datetime,
    once: str | None = None,
) -> CaseMessage:
    """Write something in the case."""
    if not text:
        raise RefusedError(N_("Skriv noe først."), field="text")
    message = CaseMessage(
        case_id=case.id,
        kind=kind,
        author_id=author_id,
        text=text,
        created_at=now,
        idempotency_key=once or None,
    )
    session.add(message)
    session.flush()
    return message


def leaders(session: Session, case: Case, now: dt.datetime) -> list[Person]:
    """Who leads the unit that owns the case today, as far as they may know of it."""
    return leaders_to_tell(session, case, local_date(now))
