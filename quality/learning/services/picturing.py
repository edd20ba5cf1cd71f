"""Putting pictures into a note before it is approved or with a correction of it, and taking them out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import files
from quality.core.images import Picture
from quality.core.text import N_, RefusedError
from quality.learning.models import Note, NotePicture, NoteVersion
from quality.learning.queries.pictures import MOST, pictures_changed, pictures_of
from quality.learning.services.steps import tell_history
from quality.learning.states import NoteState

FOLDER = "notes"
KEPT = dt.timedelta(days=1)
UNPUBLISHED = {NoteState.DRAFT, NoteState.SUBMITTED}


def add_picture(
    session: Session, actor: Actor, note: Note, picture: Picture, alt: str, *, now: dt.datetime
) -> NotePicture:
    """Put a picture in. Whoever approves the note sees it first, so that a published note takes none."""
    if note.state not in UNPUBLISHED:
        raise RefusedError(N_("Notatet er publisert. Bilder kommer inn før noen godkjenner det."))
    made = _kept(session, actor, note, picture, alt, len(pictures_of(session, note)), now)
    # A picture is part of what is approved: its version is another from here on, and so is its last writer.
    note.changed_at, note.editor_id = now, actor.id
    session.flush()
    tell_history(session, actor, note, "add_picture", now, {"alt": alt})
    return made


def _kept(
    session: Session, actor: Actor, note: Note, picture: Picture, alt: str, others: int, now: dt.datetime
) -> NotePicture:
    if not alt:
        raise RefusedError(N_("Skriv hva bildet viser, til dem som ikke ser det."), field="alt")
    if others >= MOST:
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
    return made


@dataclass(frozen=True)
class PictureChange:
    """What a correction does to the pictures of a note: one put in, and some, by public id, taken out."""

    new: Picture | None = None
    alt: str = ""
    out: tuple[str, ...] = ()


def propose_change(
    session: Session, actor: Actor, note: Note, made: NoteVersion, change: PictureChange, *, now: dt.datetime
) -> None:
    """Let a correction change pictures: until it is approved the note shows what it showed."""
    shown = pictures_of(session, note)
    out = [row for row in shown if row.public_id in change.out]
    for row in out:
        row.dropped_in_id = made.id
    if change.new:
        kept = _kept(session, actor, note, change.new, change.alt, len(shown) - len(out), now)
        kept.added_in_id = made.id
    session.flush()


def settle_change(session: Session, made: NoteVersion, approved: bool) -> dict[str, list[str]]:
    """Do what a correction says of the pictures, or leave them as they are; in words, what was put in and taken out."""
    new, out = pictures_changed(session, made)
    for row in out if approved else new:
        session.delete(row)
    for row in new if approved else out:
        row.added_in_id = row.dropped_in_id = None
    session.flush()
    told = {"new_pictures": [row.alt for row in new], "old_pictures": [row.alt for row in out]}
    return {name: alts for name, alts in told.items() if alts}


def drop_picture(
    session: Session, actor: Actor, note: Note, picture: NotePicture, *, now: dt.datetime
) -> None:
    """Take a picture out; its file goes with the night's sweep. Who does it does not approve the note."""
    if picture.added_in_id:
        raise RefusedError(N_("Bildet er foreslått i en rettelse. Forkast rettelsen i stedet."))
    alt = picture.alt
    session.delete(picture)
    note.changed_at = now
    if note.state in UNPUBLISHED:
        note.editor_id = actor.id
    session.flush()
    tell_history(session, actor, note, "drop_picture", now, {"alt": alt})


def sweep(session: Session, now: dt.datetime) -> int:
    """Remove files of pictures that no note has."""
    known = set(session.scalars(sa.select(NotePicture.key)))
    strays = [key for key in files.stored((now - KEPT).timestamp(), FOLDER) if key not in known]
    for key in strays:
        files.drop(key, FOLDER)
    return len(strays)
