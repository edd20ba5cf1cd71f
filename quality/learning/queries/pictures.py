"""The pictures of a note, through the door of the note."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.text import NotVisibleError
from quality.learning.models import Note, NotePicture

MOST = 3


def pictures_of(session: Session, note: Note) -> list[NotePicture]:
    """In the order they came."""
    query = sa.select(NotePicture).where(NotePicture.note_id == note.id)
    return list(session.scalars(query.order_by(NotePicture.id)))


def picture_in(session: Session, note: Note, public_id: str) -> NotePicture:
    """One picture of this note; NotVisibleError when it is another's."""
    query = sa.select(NotePicture).where(NotePicture.note_id == note.id, NotePicture.public_id == public_id)
    found = session.scalar(query)
    if found is None:
        raise NotVisibleError(public_id)
    return found
