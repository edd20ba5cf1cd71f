"""Thanking for a note, and asking its contact person."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.claims import insert_once
from quality.core.text import N_, ConflictError, RefusedError
from quality.learning import mails
from quality.learning.models import Note, NoteQuestion, NoteThanks


def thank(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Thank for the note, once a person; the thanks reach whoever wrote it and whoever answers for it."""
    if actor.id in (note.author_id, note.contact_id):
        raise RefusedError(N_("Du kan ikke takke deg selv."))
    if insert_once(session, NoteThanks, {"note_id": note.id, "person_id": actor.id, "at": now}):
        notices.tell(session, mails.thanked(note, actor), now)


def ask(
    session: Session, actor: Actor, note: Note, text: str, *, now: dt.datetime, once: str | None = None
) -> NoteQuestion:
    """Ask the contact person. Sent twice with the same `once`, it is one question."""
    query = sa.select(NoteQuestion).where(NoteQuestion.idempotency_key == once)
    if once and (known := session.scalar(query)):
        return known
    if not text:
        raise RefusedError(N_("Skriv hva du vil spørre om."), field="text")
    asked = NoteQuestion(note_id=note.id, asker_id=actor.id, text=text, at=now, idempotency_key=once)
    session.add(asked)
    session.flush()
    notices.tell(session, mails.question(note, asked), now)
    return asked


def answer(
    session: Session, actor: Actor, note: Note, asked: NoteQuestion, text: str, *, now: dt.datetime
) -> None:
    """Answer a question; whoever asked is told. The first answer stands."""
    if not text:
        raise RefusedError(N_("Skriv et svar."), field="text")
    if asked.answered_at:
        raise ConflictError(N_("Spørsmålet er allerede besvart av en annen."))
    asked.answer, asked.answered_by_id, asked.answered_at = text, actor.id, now
    session.flush()
    notices.tell(session, mails.question_answered(note, asked), now)
