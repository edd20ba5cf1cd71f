"""The library: published notes as its readers look for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.category import Category
from quality.cases.queries.search import contains
from quality.learning import policy
from quality.learning.models import Note, NoteEffect, Uptake
from quality.learning.states import ANSWERED, TAKEN_UP, NoteState
from quality.organisation.kinds import Service
from quality.organisation.models import Unit

LIBRARY_PAGE = 20


class Card(NamedTuple):
    """What the library shows of a note; columns and not entities."""

    id: int
    public_id: str
    title: str
    action: str
    effect: str
    positive: bool
    published_at: dt.datetime


@dataclass(frozen=True)
class Shelf:
    """A note in the library. Of its units: how many have answered, use it, and use it and are of the reader's kind."""

    note: Card
    units: int
    answered: int
    adopted: int
    alike: int


class Effect(StrEnum):
    """What a reader looks for: in use somewhere, in use in units like the own, or working by the counts."""

    USED = "used"
    ALIKE = "alike"
    WORKS = "works"


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the library for; `words` are stems, and all of them are in the note."""

    words: tuple[str, ...] = ()
    service: Service | None = None
    category: str = ""
    effect: Effect | None = None


def library(
    session: Session, actor: Actor, wanted: Wanted = Wanted(), page: int = 1
) -> tuple[list[Shelf], int]:
    """A page of the published notes, and how many there are: the newest first, or by how many use them."""
    chosen = sa.and_(Note.state == NoteState.PUBLISHED, policy.visible(actor), *_wanted(wanted))
    query = sa.select(Note.id, sa.func.count().over()).where(chosen)
    order: list[Any] = [Note.published_at.desc(), Note.id.desc()]
    if wanted.effect in (Effect.USED, Effect.ALIKE):
        users = _users(actor, wanted.effect)
        query, order = query.join(users, users.c.note_id == Note.id), [users.c.units.desc(), *order]
    page_of = query.order_by(*order).limit(LIBRARY_PAGE).offset(LIBRARY_PAGE * (page - 1))
    rows = session.execute(page_of).all()
    if not rows and page > 1:
        return [], session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    shelves = _shelves(session, actor, [number for number, _ in rows])
    return [shelves[number] for number, _ in rows], rows[0][1] if rows else 0


def _wanted(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.words:
        yield contains([Note.title, Note.problem, Note.action, Note.effect], list(wanted.words))
    if wanted.service:
        concerned = sa.select(Uptake.note_id).join(Unit, Unit.id == Uptake.unit_id)
        yield Note.id.in_(concerned.where(Unit.service == wanted.service))
    if wanted.category:
        branch = sa.or_(Category.code == wanted.category, Category.code.startswith(f"{wanted.category}."))
        yield Note.category_id.in_(sa.select(Category.id).where(branch))
    if wanted.effect is Effect.WORKS:
        yield Note.id.in_(sa.select(NoteEffect.note_id).where(NoteEffect.verdict == "effect"))


def _alike(actor: Actor) -> sa.ColumnElement[bool]:
    """Units of the same kind of service as the reader's, and not that one."""
    own = sa.select(Unit.service).where(Unit.id == actor.unit_id).correlate(None).scalar_subquery()
    return sa.and_(Unit.service == own, Unit.id != actor.unit_id)


def _users(actor: Actor, effect: Effect) -> sa.Subquery:
    """How many units, of all or of those like the reader's, use each note that any of them uses."""
    query = sa.select(Uptake.note_id, sa.func.count(Uptake.id).label("units"))
    query = query.join(Unit, Unit.id == Uptake.unit_id).where(Uptake.state.in_(TAKEN_UP))
    if effect is Effect.ALIKE:
        query = query.where(_alike(actor))
    return query.group_by(Uptake.note_id).subquery()


def _shelves(session: Session, actor: Actor, note_ids: list[int]) -> dict[int, Shelf]:
    """The cards of these notes. Of each note's units: all, those that have answered, that use it, and are alike."""
    taken_up = Uptake.state.in_(TAKEN_UP)

    def count(which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((which, Uptake.id)))

    query = (
        sa.select(
            *(getattr(Note, name) for name in Card._fields),
            sa.func.count(Uptake.id),
            count(Uptake.state.in_(ANSWERED)),
            count(taken_up),
            count(sa.and_(taken_up, _alike(actor))),
        )
        .join(Uptake, Uptake.note_id == Note.id, isouter=True)
        .join(Unit, Unit.id == Uptake.unit_id, isouter=True)
        .where(Note.id.in_(note_ids))
        .group_by(Note.id)
    )
    many = len(Card._fields)
    return {row.id: Shelf(Card(*row[:many]), *row[many:]) for row in session.execute(query)}


def spread(session: Session) -> tuple[int, int, int]:
    """How many notes are out, to how many units in all, and how many of these answers have come."""
    answered = sa.func.count(sa.case((Uptake.state.in_(ANSWERED), 1)))
    query = sa.select(sa.func.count(Note.id.distinct()), sa.func.count(Uptake.id), answered)
    query = query.join(Uptake, Uptake.note_id == Note.id, isouter=True)
    notes, units, answers = session.execute(query.where(Note.state == NoteState.PUBLISHED)).one()
    return notes, units, answers
