"""Reads of the thanks for a note, the questions to its contact person, and how far it has reached."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.core.text import NotVisibleError
from quality.learning.models import Note, NoteQuestion, NoteRead, NoteThanks
from quality.learning.queries.ledger import tally


@dataclass(frozen=True)
class Reach:
    """How far a note has come: people who have read it and thanked for it, and units that took it up."""

    read: int
    thanks: int
    taken_up: int
    thanked: bool


def reach(session: Session, actor: Actor, note: Note) -> Reach:
    """The note's reach, and whether this reader has thanked for it."""
    read = sa.select(sa.func.count()).select_from(NoteRead).where(NoteRead.note_id == note.id)
    thanks = sa.select(sa.func.count()).select_from(NoteThanks).where(NoteThanks.note_id == note.id)
    own = thanks.where(NoteThanks.person_id == actor.id)
    row = session.execute(
        sa.select(read.scalar_subquery(), thanks.scalar_subquery(), own.scalar_subquery())
    ).one()
    return Reach(row[0], row[1], tally(session, note).taken_up, bool(row[2]))


def answers_questions(actor: Actor, note: Note) -> bool:
    """Whether the person answers for the note: its contact, its author, or whoever may write notes everywhere."""
    return actor.id in (note.contact_id, note.author_id) or actor.everywhere(Act.NOTE_WRITE)


def questions(session: Session, actor: Actor, note: Note) -> list[NoteQuestion]:
    """The questions this reader has to do with: the own ones, and all for those who answer; oldest first."""
    query = sa.select(NoteQuestion).options(joinedload(NoteQuestion.asker))
    query = query.where(NoteQuestion.note_id == note.id)
    if not answers_questions(actor, note):
        query = query.where(NoteQuestion.asker_id == actor.id)
    return list(session.scalars(query.order_by(NoteQuestion.id)))


def fetch_question(session: Session, note: Note, public_id: str) -> NoteQuestion:
    """A question about this note; NotVisibleError when it is about another."""
    query = sa.select(NoteQuestion)
    found = session.scalar(query.where(NoteQuestion.public_id == public_id, NoteQuestion.note_id == note.id))
    if found is None:
        raise NotVisibleError(public_id)
    return found
