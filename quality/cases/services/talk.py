"""The talk in a case: questions, replies, answers and internal notes. Each form makes one message."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import MessageKind
from quality.cases.models.case import Case
from quality.cases.models.clock import PauseKind
from quality.cases.services.change import add_message, change, go_if_open, known_message, leaders, take
from quality.cases.services.clocks import running_kind, start_clock, wait_for_reply
from quality.cases.services.following import tell_followers
from quality.cases.services.merge import answer_doubles
from quality.cases.states import OPEN, UNCOUNTED
from quality.core import notices
from quality.core.text import N_, RefusedError


def ask(
    session: Session, actor: Actor, case: Case, text: str, *, now: dt.datetime, once: str | None = None
) -> None:
    """Ask the reporter; a new case is received by it."""
    if known_message(session, case, actor, once):
        return
    _refuse_dropped(case)
    with change(session, actor, case, "ask", now) as values:
        take(case, now)
        message = add_message(session, case, MessageKind.QUESTION, text, actor.id, now, once)
        values["message"] = message.id
        if case.state in OPEN and case.reporter_id != actor.id:
            wait_for_reply(session, case, now)
    if case.reporter_id != actor.id:
        notices.tell(session, mails.asked(case, actor.name, message.id), now)


def answer(
    session: Session, actor: Actor, case: Case, text: str, *, now: dt.datetime, once: str | None = None
) -> None:
    """Answer the reporter; the first answer stops the answer clock."""
    if known_message(session, case, actor, once):
        return
    _refuse_dropped(case)
    with change(session, actor, case, "answer", now) as values:
        take(case, now)
        go_if_open(case, "handle")
        message = add_message(session, case, MessageKind.ANSWER, text, actor.id, now, once)
        if running_kind(session, case, now) is PauseKind.ASKED:
            start_clock(session, case, now)
        case.answered_at = case.answered_at or now
        values["message"] = message.id
    if case.reporter_id != actor.id:
        notices.tell(session, mails.answered(case, actor.name, message.id), now)
    tell_followers(session, case, message.id, now)
    answer_doubles(session, actor, case, MessageKind.ANSWER, text, now=now)


def reply(
    session: Session, actor: Actor | None, case: Case, text: str, *, now: dt.datetime, once: str | None = None
) -> None:
    """The reporter writes. An anonymous one leaves no trace of a person: neither author nor actor is kept."""
    writer = None if case.anonymous else actor
    if known_message(session, case, writer, once):
        return
    _refuse_dropped(case)
    with change(session, writer, case, "reply", now) as values:
        author_id = writer.id if writer else None
        message = add_message(session, case, MessageKind.REPLY, text, author_id, now, once)
        values["message"] = message.id
        if running_kind(session, case, now) is PauseKind.ASKED:
            start_clock(session, case, now)
    notices.tell(session, mails.replied(case, leaders(session, case, now), message.id), now)


def add_note(
    session: Session, actor: Actor, case: Case, text: str, *, now: dt.datetime, once: str | None = None
) -> None:
    """Write for those who handle the case; the reporter does not see it."""
    if known_message(session, case, actor, once):
        return
    with change(session, actor, case, "note", now) as values:
        values["message"] = add_message(session, case, MessageKind.NOTE, text, actor.id, now, once).id


def _refuse_dropped(case: Case) -> None:
    if case.state in UNCOUNTED:
        raise RefusedError(N_("Saken er ikke lenger i gang, så ingen vil lese det du skriver."), field="text")
