"""Correcting a note that others have read: proposed by one, approved by another, told to every reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.text import N_, ConflictError, RefusedError
from quality.learning import mails, queries
from quality.learning.models import Note, NoteVersion
from quality.learning.queries import versions
from quality.learning.services.picturing import PictureChange, propose_change, settle_change
from quality.learning.services.steps import tell_history
from quality.learning.services.writing import Content, check_whole, fill
from quality.learning.states import NoteState, VersionState

UNCHANGED = PictureChange()


def propose_correction(
    session: Session,
    actor: Actor,
    note: Note,
    content: Content,
    why: str,
    pictures: PictureChange = UNCHANGED,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> NoteVersion:
    """Write what a published note shall say instead, and why; one waits at a time."""
    if once and (known := session.scalar(sa.select(NoteVersion).where(NoteVersion.idempotency_key == once))):
        return known
    if note.state is not NoteState.PUBLISHED:
        raise RefusedError(N_("Bare et publisert notat kan rettes."))
    if not why:
        raise RefusedError(N_("Skriv hva som var galt, til dem som har lest notatet."), field="why")
    check_whole(content)
    if versions.proposed(session, note):
        raise ConflictError(N_("En rettelse venter allerede på godkjenning."))
    made = NoteVersion(
        note_id=note.id,
        number=versions.last_number(session, note) + 1,
        state=VersionState.PROPOSED,
        content=asdict(content),
        why=why,
        author_id=actor.id,
        at=now,
        idempotency_key=once,
    )
    session.add(made)
    session.flush()
    propose_change(session, actor, note, made, pictures, now=now)
    tell_history(session, actor, note, "correct", now, {"number": made.number})
    approvers = queries.approvers(session, note, now, also=actor.id)
    notices.tell(session, mails.correction_waits(note, made.number, approvers), now)
    return made


def approve_correction(
    session: Session, actor: Actor, note: Note, made: NoteVersion, *, now: dt.datetime
) -> None:
    """Let the note say the corrected words, keep the old ones, and tell everybody who has read it."""
    _check_waits(made)
    if actor.id == made.author_id:
        raise RefusedError(N_("En annen enn den som skrev rettelsen, må godkjenne den."))
    corrected, made.content = made.content, content_of(note)
    made.state, made.approver_id = VersionState.EARLIER, actor.id
    fill(note, Content(**corrected))
    note.changed_at, note.editor_id = now, made.author_id
    changed = settle_change(session, made, approved=True)
    tell_history(session, actor, note, "approve_correction", now, {"number": made.number, **changed})
    notices.tell(session, mails.corrected(note, made.number, made.why, queries.readers(session, note)), now)


def drop_correction(
    session: Session, actor: Actor, note: Note, made: NoteVersion, *, now: dt.datetime
) -> None:
    """Leave the note as it is."""
    _check_waits(made)
    made.state, made.approver_id = VersionState.DROPPED, actor.id
    settle_change(session, made, approved=False)
    tell_history(session, actor, note, "drop_correction", now, {"number": made.number})


def content_of(note: Note) -> dict[str, Any]:
    """What the note says now."""
    return {field.name: getattr(note, field.name) for field in fields(Content)}


def _check_waits(made: NoteVersion) -> None:
    if made.state is not VersionState.PROPOSED:
        raise ConflictError(N_("Rettelsen er allerede avgjort av en annen."))
