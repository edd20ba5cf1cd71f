"""Writing a learning note and sending it to a second pair of eyes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, RefusedError
from quality.learning import mails, queries
from quality.learning.models import Note, NoteUnit
from quality.learning.services.steps import advance, tell_history
from quality.learning.states import NoteState
from quality.organisation.models import Unit

NEEDED_TO_SUBMIT = (("problem", N_("Skriv hva problemet var.")), ("action", N_("Skriv hva dere gjorde.")))


@dataclass(frozen=True)
class Content:
    """What a note says."""

    title: str
    problem: str
    action: str
    effect: str = ""
    needs: str = ""
    adapting: str = ""
    positive: bool = False
    category_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True)
class Source:
    """What a note began with, and the unit that learned it."""

    unit_id: int | None = None
    pattern_id: int | None = None
    case_id: int | None = None


def write_note(
    session: Session,
    actor: Actor,
    content: Content,
    units: Iterable[int],
    source: Source,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> Note:
    """Make a draft. Sent twice with the same `once`, it makes one."""
    if once and (known := session.scalar(sa.select(Note).where(Note.idempotency_key == once))):
        if known.author_id != actor.id:
            raise ConflictError(N_("Skjemaet er brukt før. Last siden på nytt og send en gang til."))
        return known
    note = Note(
        author_id=actor.id,
        source_unit_id=source.unit_id or actor.unit_id,
        pattern_id=source.pattern_id,
        case_id=source.case_id,
        created_at=now,
        changed_at=now,
        idempotency_key=once,
    )
    fill(note, content)
    note.contact_id = content.contact_id or actor.id
    session.add(note)
    session.flush()
    _choose(session, note, units)
    record(
        session, Happening("note", note.id, "write", now, actor.id, values={"title": note.title}), first=True
    )
    return note


def edit_note(
    session: Session, actor: Actor, note: Note, content: Content, units: Iterable[int], *, now: dt.datetime
) -> None:
    """Change a note that nobody has approved yet."""
    if note.state not in {NoteState.DRAFT, NoteState.SUBMITTED}:
        raise RefusedError(
            N_("Notatet er publisert. Rett det, så får de som har lest det, vite hva som er endret.")
        )
    before = {field.name: getattr(note, field.name) for field in fields(Content)}
    fill(note, content)
    note.changed_at, note.editor_id = now, actor.id
    session.flush()
    _choose(session, note, units)
    changed = {name: [old, getattr(note, name)] for name, old in before.items() if old != getattr(note, name)}
    tell_history(session, actor, note, "edit", now, changed)


def submit_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Ask a second person to approve it."""
    check_whole(note)
    if not queries.chosen_units(session, note):
        raise RefusedError(N_("Velg minst én enhet som notatet gjelder."), field="units")
    advance(session, actor, note, "submit", now)
    note.reminded_on = None
    notices.tell(session, mails.submitted(note, queries.approvers(session, note, now)), now)


def remind_approvers(session: Session, note: Note, *, now: dt.datetime) -> bool:
    """Ask once more for a second pair of eyes."""
    note.reminded_on = local_date(now)
    session.flush()
    return bool(notices.tell(session, mails.still_waits(note, queries.approvers(session, note, now)), now))


def check_whole(text: Note | Content) -> None:
    """Refuse, at its field, what a note for others cannot lack."""
    for name, sentence in NEEDED_TO_SUBMIT:
        if not getattr(text, name):
            raise RefusedError(sentence, field=name)


def return_note(session: Session, actor: Actor, note: Note, words: str, *, now: dt.datetime) -> None:
    """Send it back to its author with a reason."""
    if not words:
        raise RefusedError(N_("Skriv hva som må endres."), field="words")
    advance(session, actor, note, "return", now, words=words)
    notices.tell(session, mails.returned(note, words), now)


def fill(note: Note, content: Content) -> None:
    """Let the note say this; RefusedError without a title."""
    if not content.title:
        raise RefusedError(N_("Gi notatet en tittel."), field="title")
    for field in fields(Content):
        setattr(note, field.name, getattr(content, field.name))


def _choose(session: Session, note: Note, units: Iterable[int]) -> None:
    wanted = set(units)
    known = set(session.scalars(sa.select(Unit.id).where(Unit.id.in_(wanted)))) if wanted else set()
    session.execute(sa.delete(NoteUnit).where(NoteUnit.note_id == note.id))
    session.add_all(NoteUnit(note_id=note.id, unit_id=unit_id) for unit_id in sorted(known))
    session.flush()
