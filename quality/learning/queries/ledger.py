"""Reads of the uptake ledger: a row for each unit a note concerns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.core.clock import local_date
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.learning import policy
from quality.learning.models import Note, NoteUnit, Uptake
from quality.learning.states import ANSWERED, ASKING, TAKEN_UP, NoteState, UptakeState
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit

CLOSED_UNIT = N_("Enheten er lagt ned.")


@dataclass(frozen=True)
class Ledger:
    """The units of a note: `mine` those that the reader answers for, `own` those that the reader is of as well.

    Rows are columns and not entities: a note for everybody has hundreds.
    """

    rows: Sequence[sa.Row[Any]]
    mine: frozenset[int]
    own: frozenset[int]

    @property
    def of_reader(self) -> list[sa.Row[Any]]:
        """The rows of the reader's own units."""
        return [row for row in self.rows if row.unit_id in self.own]


@dataclass(frozen=True)
class Tally:
    """How far a note has come: units it concerns, those that have answered, and those that took it up."""

    units: int
    answered: int
    taken_up: int


def fetch_uptake(session: Session, actor: Actor, public_id: str) -> tuple[Uptake, Note]:
    """An uptake the person may answer, with its note."""
    query = sa.select(Uptake, Note).join(Note, Note.id == Uptake.note_id).where(Uptake.public_id == public_id)
    found = session.execute(query).first()
    if found is None:
        raise NotVisibleError(public_id)
    uptake, note = found
    if not policy.may_answer(actor, uptake) or note.state not in policy.PUBLIC:
        raise NotAllowedError(N_("Bare lederen svarer for enheten."))
    return uptake, note


def ledger(session: Session, actor: Actor, note: Note) -> Ledger:
    """Every unit the note concerns, in the organisation's own order."""
    rows = session.execute(LEDGER, {"note_id": note.id}).all()
    mine = policy.answers_for(actor, (row.unit_id for row in rows))
    return Ledger(rows, mine, mine | {actor.unit_id})


_uptake, _unit = Uptake.__table__.c, Unit.__table__.c
LEDGER = (
    sa.select(
        _uptake.id.label("uptake_id"),
        _uptake.unit_id,
        _unit.name.label("unit_name"),
        sa.type_coerce(_uptake.state, sa.String).label("state"),
        _uptake.words,
        _uptake.asked_at.is_not(None).label("asked"),
        _uptake.answered_at,
    )
    .join_from(Uptake.__table__, Unit.__table__, _unit.id == _uptake.unit_id)
    .where(_uptake.note_id == sa.bindparam("note_id"))
    .order_by(_unit.position, _unit.id)
)


def uptakes_in(session: Session, rows: Sequence[sa.Row[Any]]) -> list[Uptake]:
    """The uptakes behind these rows, in the same order."""
    ids = [row.uptake_id for row in rows]
    found = session.scalars(sa.select(Uptake).where(Uptake.id.in_(ids))) if ids else ()
    return sorted(found, key=lambda uptake: ids.index(uptake.id))


def unseen_by(session: Session, actor: Actor, note: Note) -> list[Uptake]:
    """The rows of the note that nobody has seen, in units that the person answers for."""
    query = sa.select(Uptake).where(Uptake.note_id == note.id, Uptake.state == UptakeState.UNSEEN)
    if not actor.everywhere(Act.UPTAKE_ANSWER):
        query = query.where(Uptake.unit_id.in_(actor.reach(Act.UPTAKE_ANSWER)))
    return list(session.scalars(query))


def waiting(session: Session, actor: Actor) -> list[tuple[Uptake, Note, Unit]]:
    """Notes that ask a unit the person answers for, and those it is trying; oldest first."""
    units = actor.reach(Act.UPTAKE_ANSWER)
    if not units:
        return []
    query = (
        sa.select(Uptake, Note, Unit)
        .join(Note, Note.id == Uptake.note_id)
        .join(Unit, Unit.id == Uptake.unit_id)
        .where(
            Uptake.unit_id.in_(units),
            Uptake.asked_at.is_not(None),
            Uptake.state.not_in(ANSWERED),
            Note.state == NoteState.PUBLISHED,
        )
        .order_by(Uptake.state == UptakeState.TRYING, Uptake.asked_at, Uptake.id)
    )
    return [(uptake, note, unit) for uptake, note, unit in session.execute(query)]


def tally(session: Session, note: Note) -> Tally:
    """The note's three counts."""
    query = sa.select(
        sa.func.count(Uptake.id),
        sa.func.count(sa.case((Uptake.state.in_(ANSWERED), 1))),
        sa.func.count(sa.case((Uptake.state.in_(TAKEN_UP), 1))),
    )
    return Tally(*session.execute(query.where(Uptake.note_id == note.id)).one())


def unanswered(session: Session, unit_ids: Collection[int]) -> list[tuple[Uptake, Note]]:
    """Rows of these units that ask or wait their turn, the oldest first."""
    query = (
        sa.select(Uptake, Note)
        .join(Note, Note.id == Uptake.note_id)
        .where(Uptake.unit_id.in_(unit_ids), Uptake.state.in_(ASKING), Note.state == NoteState.PUBLISHED)
        .order_by(Uptake.opened_at, Uptake.id)
    )
    return [(uptake, note) for uptake, note in session.execute(query)]


def units_in_line(session: Session) -> list[int]:
    """Units with a note that waits its turn."""
    query = (
        sa.select(Uptake.unit_id)
        .join(Note, Note.id == Uptake.note_id)
        .where(Uptake.asked_at.is_(None), Uptake.state.in_(ASKING), Note.state == NoteState.PUBLISHED)
    )
    return list(session.scalars(query.distinct()))


def to_remind(session: Session, day: dt.date) -> list[tuple[Uptake, Note]]:
    """Rows whose reminder is due or past, of published notes."""
    query = (
        sa.select(Uptake, Note)
        .join(Note, Note.id == Uptake.note_id)
        .where(Uptake.remind_on <= day, Uptake.state.in_(ASKING), Note.state == NoteState.PUBLISHED)
        .order_by(Uptake.id)
    )
    return [(uptake, note) for uptake, note in session.execute(query)]


def of_closed_units(session: Session, day: dt.date) -> list[tuple[Uptake, Note]]:
    """Rows without an answer of units that are closed."""
    query = (
        sa.select(Uptake, Note)
        .join(Note, Note.id == Uptake.note_id)
        .join(Unit, Unit.id == Uptake.unit_id)
        .where(Unit.closed_on <= day, Uptake.state.not_in(ANSWERED), Note.state == NoteState.PUBLISHED)
    )
    return [(uptake, note) for uptake, note in session.execute(query)]


def newcomers(session: Session, day: dt.date) -> Iterator[tuple[Note, list[Unit]]]:
    """Published notes with the units that opened since, are of a kind the author chose, and have no row yet."""
    chosen = (
        sa.select(NoteUnit.note_id, Unit.service)
        .join(Unit, Unit.id == NoteUnit.unit_id)
        .where(Unit.service.is_not(None))
        .distinct()
        .subquery()
    )
    has_row = sa.select(Uptake.id).where(Uptake.note_id == Note.id, Uptake.unit_id == Unit.id).exists()
    query = (
        sa.select(Note, Unit)
        .join(chosen, chosen.c.note_id == Note.id)
        .join(Unit, Unit.service == chosen.c.service)
        .where(
            Note.state == NoteState.PUBLISHED,
            Unit.level.in_([UnitLevel.UNIT, UnitLevel.DEPARTMENT]),
            Unit.opened_on <= day,
            sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day),
            sa.not_(has_row),
        )
        .order_by(Note.id, Unit.position)
    )
    rows = [
        (note, unit)
        for note, unit in session.execute(query)
        if note.published_at and unit.opened_on and unit.opened_on > local_date(note.published_at)
    ]
    for note, found in groupby(rows, key=lambda row: row[0]):
        yield note, [unit for _, unit in found]


def answers_by_week(session: Session, note: Note) -> list[dt.datetime]:
    """When each unit answered, oldest first; silence is not an answer here."""
    query = sa.select(Uptake.answered_at).where(
        Uptake.note_id == note.id,
        Uptake.answered_at.is_not(None),
        Uptake.state.in_(ANSWERED - {UptakeState.NO_ANSWER}),
    )
    return sorted(at for at in session.scalars(query) if at)
