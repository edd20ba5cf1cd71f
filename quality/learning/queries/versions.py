"""Reads of what a note has said before, and of a correction that waits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.core.text import NotVisibleError
from quality.learning.models import Note, NoteVersion
from quality.learning.states import VersionState


def proposed(session: Session, note: Note) -> NoteVersion | None:
    """The correction that waits for a second person."""
    query = sa.select(NoteVersion).options(joinedload(NoteVersion.author))
    return session.scalar(
        query.where(NoteVersion.note_id == note.id, NoteVersion.state == VersionState.PROPOSED)
    )


def fetch_version(session: Session, note: Note, public_id: str) -> NoteVersion:
    """One text of this note; NotVisibleError when it is another's."""
    found = session.scalar(
        sa.select(NoteVersion).where(NoteVersion.public_id == public_id, NoteVersion.note_id == note.id)
    )
    if found is None:
        raise NotVisibleError(public_id)
    return found


def earlier(session: Session, note: Note) -> list[NoteVersion]:
    """What the note has said before, the newest first, each with why it was changed."""
    query = sa.select(NoteVersion).options(joinedload(NoteVersion.author))
    query = query.where(NoteVersion.note_id == note.id, NoteVersion.state == VersionState.EARLIER)
    return list(session.scalars(query.order_by(NoteVersion.number.desc())))


def last_number(session: Session, note: Note) -> int:
    """The number of the newest text that was written besides the first."""
    query = sa.select(sa.func.max(NoteVersion.number)).where(NoteVersion.note_id == note.id)
    return session.scalar(query) or 0
