"""Putting pictures into a note before it is approved, and taking them out."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import files
from quality.core.images import Picture
from quality.core.text import N_, RefusedError
from quality.learning.models import Note, NotePicture
from quality.learning.queries.pictures import MOST, pictures_of
from quality.learning.services.steps import tell_history
from quality.learning.states import NoteState

FOLDER = "notes"
KEPT = dt.timedelta(days=1)


def add_picture(
    session: Session, actor: Actor, note: Note, picture: Picture, alt: str, *, now: dt.datetime
) -> NotePicture:
    """Put a picture in. Whoever approves the note sees it first, so that a published note takes none."""
    if note.state not in {NoteState.DRAFT, NoteState.SUBMITTED}:
        raise RefusedError(N_("Notatet er publisert. Bilder kommer inn før noen godkjenner det."))
    if not alt:
        raise RefusedError(N_("Skriv hva bildet viser, til dem som ikke ser det."), field="alt")
    if len(pictures_of(session, note)) >= MOST:
        raise RefusedError(N_("Et notat har høyst tre bilder."), field="picture")
    made = NotePicture(
        note_id=note.id,
        alt=alt,
        key=files.keep(picture.content, FOLDER),
        width=picture.width,
        height=picture.height,
        added_by_id=actor.id,
        at=now,
    )
    session.add(made)
    # A picture is part of what is approved: its version is another from here on, and so is its last writer.
    note.changed_at, note.editor_id = now, actor.id
    session.flush()
    tell_history(session, actor, note, "add_picture", now, {"alt": alt})
    return made


def drop_picture(
    session: Session, actor: Actor, note: Note, picture: NotePicture, *, now: dt.datetime
) -> None:
    """Take a picture out; its file goes with the night's sweep."""
    alt = picture.alt
    session.delete(picture)
    note.changed_at = now
    session.flush()
    tell_history(session, actor, note, "drop_picture", now, {"alt": alt})


def sweep(session: Session, now: dt.datetime) -> int:
    """Remove files of pictures that no note has."""
    known = set(session.scalars(sa.select(NotePicture.key)))
    strays = [key for key in files.stored((now - KEPT).timestamp(), FOLDER) if key not in known]
    for key in strays:
        files.drop(key, FOLDER)
    return len(strays)
