"""Publishing a note, and what becomes of it afterwards: outdated, replaced or withdrawn."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core import notices
from quality.core.text import N_, RefusedError
from quality.learning import mails, queries
from quality.learning.models import Note
from quality.learning.queries.origins import reporters_behind
from quality.learning.services.asking import open_rows
from quality.learning.services.steps import advance
from quality.learning.states import NoteState
from quality.organisation.models import Unit


def publish_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Approve and publish: a row opens for every unit it concerns, and those with room for it are asked."""
    if actor.id in (note.author_id, note.editor_id):
        raise RefusedError(N_("En annen enn forfatteren må godkjenne."))
    note.approver_id = actor.id
    note.published_at = now
    advance(session, actor, note, "publish", now)
    units = list(session.scalars(sa.select(Unit).where(Unit.id.in_(queries.chosen_units(session, note)))))
    open_rows(session, note, units, now)
    notices.tell(session, mails.became_learning(note, reporters_behind(session, note)), now)


def outdate_note(
    session: Session, actor: Actor, note: Note, replaced_by: Note | None = None, *, now: dt.datetime
) -> None:
    """Mark a published note as no longer to be followed, and tell what replaced it; its ledger stands."""
    if replaced_by is not None and (
        replaced_by.id == note.id or replaced_by.state is not NoteState.PUBLISHED
    ):
        raise RefusedError(N_("Velg et annet notat som er publisert."), field="replaced_by")
    note.replaced_by_id = replaced_by.id if replaced_by else None
    advance(session, actor, note, "outdate", now, replaced_by=note.replaced_by_id)
    if replaced_by:
        notices.tell(session, mails.replaced(note, replaced_by, queries.readers(session, note)), now)


def withdraw_note(session: Session, actor: Actor, note: Note, words: str, *, now: dt.datetime) -> None:
    """Take a note away from all readers but its author and coordinators; those who had read it are told."""
    was_public = note.state in {NoteState.PUBLISHED, NoteState.OUTDATED}
    if was_public and not words:
        raise RefusedError(N_("Skriv hvorfor notatet trekkes tilbake."), field="words")
    advance(session, actor, note, "withdraw", now, words=words)
    if was_public:
        notices.tell(session, mails.withdrawn(note, queries.readers(session, note)), now)
