"""Reads of learning notes and the uptake ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.queries import holders, leaders_of
from quality.accounts.roles import Act, Actor, Role
from quality.cases.queries.page import staff_names
from quality.core.clock import add_working_days, local_date
from quality.core.notices import Notice
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.learning import compose, policy
from quality.learning.models import Note, NoteRead, NoteUnit, Uptake
from quality.learning.states import ASKING, NoteState, UptakeState
from quality.organisation.models import Unit


def fetch(session: Session, actor: Actor, public_id: str) -> Note:
    """The note; NotVisibleError for those who may not read it."""
    query = sa.select(Note).options(joinedload(Note.author), joinedload(Note.contact))
    note = session.scalar(query.where(Note.public_id == public_id, policy.visible(actor)))
    if note is None:
        raise NotVisibleError(public_id)
    return note


def fetch_for(session: Session, actor: Actor, public_id: str, act: Act) -> Note:
    """The note, for somebody who wants to do `act`; NotAllowedError for a reader who may not."""
    note = fetch(session, actor, public_id)
    if not policy.may(actor, act, note):
        raise NotAllowedError(N_("Du kan lese notatet, men ikke gjøre dette med det."))
    return note


def others(session: Session, actor: Actor, note: Note) -> list[Note]:
    """Published notes besides this one, by title: what may replace it."""
    query = sa.select(Note).where(
        Note.state == NoteState.PUBLISHED, Note.id != note.id, policy.visible(actor)
    )
    return list(session.scalars(query.order_by(Note.title, Note.id)))


def successor(session: Session, actor: Actor, note: Note) -> Note | None:
    """The note that replaced this one, for those who may read it."""
    if note.replaced_by_id is None:
        return None
    return session.scalar(sa.select(Note).where(Note.id == note.replaced_by_id, policy.visible(actor)))


def at_work(session: Session, actor: Actor) -> list[Note]:
    """Drafts of one's own and notes waiting for somebody's approval, as far as the person may see them."""
    states = [NoteState.DRAFT, NoteState.SUBMITTED]
    query = (
        sa.select(Note).options(joinedload(Note.author)).where(Note.state.in_(states), policy.visible(actor))
    )
    return list(session.scalars(query.order_by(Note.changed_at.desc())))


def count_of_asked(actor: Actor) -> sa.Select[int]:
    """How many notes ask the person's units, to be asked for together with other counts."""
    asked = sa.select(sa.func.count(Uptake.id)).join(Note, Note.id == Uptake.note_id)
    units = actor.reach(Act.UPTAKE_ANSWER)
    return asked.where(
        Uptake.unit_id.in_(units),
        Uptake.asked_at.is_not(None),
        Uptake.state.in_(ASKING),
        Note.state == NoteState.PUBLISHED,
    )


def count_of_unapproved(actor: Actor) -> sa.Select[int]:
    """How many notes of others wait for the person's approval."""
    theirs = (Note.state == NoteState.SUBMITTED, Note.author_id != actor.id, policy.visible(actor))
    return sa.select(sa.func.count(Note.id)).where(*theirs)


def chosen_units(session: Session, note: Note) -> set[int]:
    """The units the author has chosen."""
    return set(session.scalars(sa.select(NoteUnit.unit_id).where(NoteUnit.note_id == note.id)))


def marks(session: Session, texts: Iterable[str]) -> list[compose.Mark]:
    """What in these texts may identify somebody, by the staff list and the units' names."""
    text = "\n".join(texts)
    units = set(
        session.scalars(sa.select(Unit.name).where(Unit.parent_id.is_not(None), Unit.service.is_not(None)))
    )
    return compose.identifying(text, staff_names(session, text), units)


def approvers(session: Session, note: Note, now: dt.datetime, also: int | None = None) -> list[int]:
    """Who may be asked to approve: coordinators, and leaders of the unit that learned it, but no writer of it.

    Nor anybody whom the case behind it is about.
    """
    day = local_date(now)
    found = [person for held in holders(session, Role.COORDINATOR, day).values() for person in held]
    unit = session.get(Unit, note.source_unit_id) if note.source_unit_id else None
    found += leaders_of(session, unit, day) if unit and unit.service else []
    others = {note.author_id, note.editor_id, also, *(row.person_id for row in note.about)}
    return sorted({person.id for person in found} - {number for number in others if number})


APPROVED_WITHIN = 2


def waiting_for_approval(session: Session, day: dt.date) -> list[Note]:
    """Notes that have waited two working days for a second person and nobody was reminded of."""
    query = sa.select(Note).where(Note.state == NoteState.SUBMITTED, Note.reminded_on.is_(None))
    notes = session.scalars(query.order_by(Note.id))
    return [note for note in notes if add_working_days(local_date(note.changed_at), APPROVED_WITHIN) <= day]


def readers(session: Session, note: Note) -> list[int]:
    """Everybody who has opened the note or was asked about it: those to tell when it changes."""
    opened = set(session.scalars(sa.select(NoteRead.person_id).where(NoteRead.note_id == note.id)))
    asked = sa.select(Notice.person_id).where(Notice.key.startswith(f"note:{note.public_id}:"))
    return sorted((opened | set(session.scalars(asked))) - {note.author_id})


def unseen(session: Session, actor: Actor, note: Note) -> bool:
    """Whether the person opens it for the first time, or a unit answered for has not seen it yet."""
    if session.get(NoteRead, (note.id, actor.id)) is None:
        return True
    units = actor.reach(Act.UPTAKE_ANSWER)
    query = sa.select(Uptake.id).where(
        Uptake.note_id == note.id, Uptake.unit_id.in_(units), Uptake.state == UptakeState.UNSEEN
    )
    return session.scalar(query.limit(1)) is not None
