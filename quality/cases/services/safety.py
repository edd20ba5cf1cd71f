"""The safety representative speaks in a case, asks for a measure, and gets an answer with a date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.models.case import Case
from quality.cases.models.safety import SafetyWord
from quality.cases.queries.people import who_sees
from quality.cases.services.change import change, leaders
from quality.cases.services.register import ALREADY_SENT
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.core.text import N_, ConflictError, RefusedError

# Working days in which a request is to be answered.
ANSWER_DAYS = 10


@dataclass(frozen=True)
class Answered:
    """What a leader answers: whether it will be done, and by when."""

    text: str
    will_be_done: bool
    done_by: dt.date | None


def say(
    session: Session,
    actor: Actor,
    case: Case,
    text: str,
    *,
    asks: bool,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Write a comment, or a request that the leader must answer by a day."""
    known = session.scalar(sa.select(SafetyWord).where(SafetyWord.idempotency_key == once)) if once else None
    if known is not None:
        if (known.case_id, known.author_id) != (case.id, actor.id):
            raise ConflictError(ALREADY_SENT)
        return
    if not text:
        raise RefusedError(N_("Skriv noe først."), field="text")
    due = add_working_days(local_date(now), ANSWER_DAYS) if asks else None
    with change(session, actor, case, "safety_ask" if asks else "safety_say", now):
        word = SafetyWord(
            case_id=case.id,
            author_id=actor.id,
            text=text,
            written_at=now,
            due_on=due,
            idempotency_key=once or None,
        )
        session.add(word)
        session.flush()
    notices.tell(session, mails.safety_said(case, leaders(session, case, now), word.id, asks), now)


def answer(
    session: Session,
    actor: Actor,
    case: Case,
    word: SafetyWord,
    said: Answered,
    *,
    now: dt.datetime,
) -> None:
    """Answer a request: what will be done and by when, or why not. Its author is told."""
    if word.due_on is None or word.answered_at is not None:
        raise ConflictError(N_("Spørsmålet er allerede besvart."))
    if said.will_be_done and said.done_by is None:
        raise RefusedError(N_("Velg når det er gjort, eller svar at det ikke blir gjort."), field="done_by")
    if said.done_by is not None and said.done_by < local_date(now):
        raise RefusedError(N_("Datoen kan ikke være før i dag."), field="done_by")
    with change(session, actor, case, "safety_answer", now):
        word.answer, word.done_by = said.text, said.done_by
        word.answered_at, word.answered_by_id = now, actor.id
    author = who_sees(session, case, [word.author], local_date(now))
    notices.tell(session, mails.safety_answered(case, author, word.id), now)
