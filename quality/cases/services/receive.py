"""Deciding what becomes of a new case: received, rejected or withdrawn."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import MessageKind, Rejection
from quality.cases.mails import units
from quality.cases.models.case import Case
from quality.cases.services import transfer
from quality.cases.services.change import add_message, change, go, leaders
from quality.cases.states import TOO_LATE, CaseState
from quality.core import notices
from quality.core.text import ConflictError


def receive(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """Take the case on: the reporter is told who has it."""
    with change(session, actor, case, "receive", now):
        go(case, "receive")
        case.received_at = now
    if case.reporter_id != actor.id:
        notices.tell(session, mails.received(case, actor.name), now)


def reject(
    session: Session, actor: Actor, case: Case, reason: Rejection, words: str, *, now: dt.datetime
) -> None:
    """Take the case no further; the reporter gets the reason in words."""
    with change(session, actor, case, "reject", now, counted=True) as values:
        go(case, "reject")
        case.rejected_reason = reason
        message = add_message(session, case, MessageKind.ANSWER, words, actor.id, now)
        values |= {"reason": reason, "message": message.id}
    notices.tell(session, mails.rejected(case, actor.name), now)


def untaken(case: Case) -> bool:
    """Whether nobody has taken the case on yet: it is new, or was when it was offered to another unit."""
    return case.state in {CaseState.REPORTED, CaseState.TRANSFERRED} and case.received_at is None


def withdraw(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """The reporter takes back a case that nobody has taken on; an offer of it ends, and both units are told."""
    if case.state is CaseState.TRANSFERRED and not untaken(case):
        raise ConflictError(TOO_LATE[CaseState.RECEIVED])
    with change(session, actor, case, "withdraw", now, counted=True):
        go(case, "withdraw")
        offer = transfer.end_offer(session, case, now=now)
    notices.tell(session, mails.withdrawn(case, leaders(session, case, now)), now)
    if offer:
        asked = transfer.leaders_of_other(session, case, offer.to_unit, now)
        notices.tell(session, units.offer_withdrawn(case, asked, now), now)
