"""Who may see a note and an uptake, and do what with them: once as SQL and once as Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Act, Actor
from quality.cases.models.case import CaseConcern
from quality.cases.policy import ACTORS_KEPT
from quality.learning.models import Note, NoteVersion, Uptake
from quality.learning.states import NoteState

PUBLIC = frozenset({NoteState.PUBLISHED, NoteState.OUTDATED})


@lru_cache(maxsize=ACTORS_KEPT)
def visible(actor: Actor) -> ColumnElement[bool]:
    """Notes the person may read, as SQL: published ones; unpublished ones by author and those who may approve.

    What nobody has approved yet of a case about somebody is not for that person, nor for who stands in there.
    """
    ways = [_to_approve(actor.held_for(None))]
    ways += [sa.and_(_to_approve(actor.held_for(number)), _not_about(number)) for number in actor.absent]
    approves = sa.and_(sa.or_(*ways), _not_about(actor.id))
    return sa.or_(Note.state.in_(PUBLIC), Note.author_id == actor.id, approves)


def _to_approve(held: Actor) -> ColumnElement[bool]:
    if held.everywhere(Act.NOTE_APPROVE):
        return sa.true()
    units = held.reach(Act.NOTE_APPROVE)
    return sa.and_(Note.state == NoteState.SUBMITTED, Note.source_unit_id.in_(units)) if units else sa.false()


def _not_about(person_id: int) -> ColumnElement[bool]:
    """Whether the note is of no case, or of one that is not about this person."""
    about = sa.select(CaseConcern.case_id).where(CaseConcern.person_id == person_id)
    return sa.or_(Note.case_id.is_(None), Note.case_id.not_in(about))


def _standing(actor: Actor, note: Note) -> Actor:
    """The actor as far as roles count for this note before it is published."""
    concerned = frozenset(row.person_id for row in note.about)
    return replace(actor, held=()) if actor.id in concerned else actor.held_but_for(concerned)


def sees(actor: Actor, note: Note) -> bool:
    """The twin of visible()."""
    if note.state in PUBLIC or note.author_id == actor.id:
        return True
    stands = _standing(actor, note)
    if stands.everywhere(Act.NOTE_APPROVE):
        return True
    return note.state is NoteState.SUBMITTED and note.source_unit_id in stands.reach(Act.NOTE_APPROVE)


def may(actor: Actor, act: Act, note: Note) -> bool:
    """Whether the person may do this with the note. Nobody approves words of their own (security.md 2.3b)."""
    if not sees(actor, note):
        return False
    if act is Act.NOTE_APPROVE:
        if actor.id in (note.author_id, note.editor_id):
            return False
        return actor.everywhere(act) or note.source_unit_id in actor.reach(act)
    if act is Act.NOTE_WRITE:
        return note.author_id == actor.id or actor.everywhere(act)
    return actor.may(act)


def may_approve_version(actor: Actor, note: Note, made: NoteVersion) -> bool:
    """Whether the person may approve this correction: whoever may approve notes of the unit, but not its writer."""
    if actor.id == made.author_id or not sees(actor, note):
        return False
    return actor.everywhere(Act.NOTE_APPROVE) or note.source_unit_id in actor.reach(Act.NOTE_APPROVE)


def answers_for(actor: Actor, unit_ids: Iterable[int]) -> frozenset[int]:
    """Of these units, those that the person answers for: may_answer() for many at once."""
    asked = frozenset(unit_ids)
    return asked if actor.everywhere(Act.UPTAKE_ANSWER) else asked & actor.reach(Act.UPTAKE_ANSWER)


def may_answer(actor: Actor, uptake: Uptake) -> bool:
    """Whether the person answers for the unit of this uptake."""
    return actor.may_in(Act.UPTAKE_ANSWER, uptake.unit_id)
