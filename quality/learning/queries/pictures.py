"""The pictures of a note, through the door of the note."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.text import NotVisibleError
from quality.learning import policy
from quality.learning.models import Note, NotePicture, NoteVersion

MOST = 3


def pictures_of(session: Session, note: Note) -> list[NotePicture]:
    """Those that the note shows, in the order they came."""
    query = sa.select(NotePicture).where(NotePicture.note_id == note.id, NotePicture.added_in_id.is_(None))
    return list(session.scalars(query.order_by(NotePicture.id)))


def pictures_changed(session: Session, made: NoteVersion) -> tuple[list[NotePicture], list[NotePicture]]:
    """The pictures that a correction puts in, and those it takes out."""
    query = sa.select(NotePicture).where(
        sa.or_(NotePicture.added_in_id == made.id, NotePicture.dropped_in_id == made.id)
    )
    found = list(session.scalars(query.order_by(NotePicture.id)))
    return [row for row in found if row.added_in_id], [row for row in found if not row.added_in_id]


def picture_in(session: Session, actor: Actor, note: Note, public_id: str) -> NotePicture:
    """One picture of this note; NotVisibleError when it is another's, or waits for what the person does not decide."""
    query = sa.select(NotePicture).where(NotePicture.note_id == note.id, NotePicture.public_id == public_id)
    found = session.scalar(query)
    if found is None:
        raise NotVisibleError(public_id)
    made = session.get(NoteVersion, found.added_in_id) if found.added_in_id else None
    if made and made.author_id != actor.id and not policy.may_approve_version(actor, note, made):
        raise NotVisibleError(public_id)
    return found
