"""Reads of learning notes and the uptake ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.queries import holders, leaders_of
from quality.accounts.roles import Act, Actor, Role
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.policy import about_somebody
from quality.cases.policy import visible as case_visible
from quality.cases.queries.page import staff_names
from quality.cases.queries.search import contains
from quality.core.clock import add_working_days, at_local, local_date
from quality.core.notices import Notice
from quality.core.small_numbers import LEAST
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.learning import compose, policy
from quality.learning.models import Note, NoteEffect, NoteRead, NoteUnit, Uptake
from quality.learning.states import ANSWERED, ASKING, TAKEN_UP, NoteState, UptakeState
from quality.organisation.kinds import Service
from quality.organisation.models import Unit
from quality.organisation.queries import open_units
from quality.patterns.models import Pattern, PatternCase, PatternUnit
from quality.patterns.queries.vanished import NOTHING, vanished
from quality.patterns.states import RAISED

LIBRARY_PAGE = 20
FEWEST_STAFF = 10
OPEN_KINDS = (Access.IMPROVEMENT, Access.SERVICE, Access.SAFETY)


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


def proposed_units(
    session: Session, category: Category | None, source: Unit | None, day: dt.date
) -> set[int]:
    """Units a note may be for: the same kind of service, or the same kind of problem in any service.

    Which units have a problem is told of others' cases, so it follows docs/decisions/0014: twelve whole months, at
    least five cases, none about somebody who works here, and no unit with few people.
    """
    units = open_units(session, day)
    found = {unit.id for unit in units if source and source.service and unit.service == source.service}
    if category is not None:
        code = category.code.partition(".")[0]
        alike = sa.select(Category.id).where(
            sa.or_(Category.code == code, Category.code.startswith(f"{code}."))
        )
        until = day.replace(day=1)
        since, before = (at_local(each) for each in (until.replace(year=until.year - 1), until))
        # That a unit has cases of a more shielded kind is itself something to keep (security.md 2.3, level C).
        query = sa.select(Case.unit_id).where(
            Case.category_id.in_(alike),
            Case.occurred_at >= since,
            Case.occurred_at < before,
            Case.access.in_(OPEN_KINDS),
            sa.not_(about_somebody()),
            Case.unit_id.in_([unit.id for unit in units if unit.fte is None or unit.fte >= FEWEST_STAFF]),
        )
        query = query.group_by(Case.unit_id).having(sa.func.count(Case.id) >= LEAST)
        found |= set(session.scalars(query))
    return found & {unit.id for unit in units}


def units_of_pattern(session: Session, actor: Actor, pattern: Pattern) -> set[int]:
    """The units that the page of a raised pattern names to this reader."""
    lost = vanished(session, actor, [pattern.id]).get(pattern.id, NOTHING)
    found = session.scalars(sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern.id))
    return set(found) - lost.emptied


@dataclass(frozen=True)
class Origin:
    """Where a note began: values to start from, and the source as far as its reader may see it."""

    pattern: Pattern | None = None
    case: Case | None = None


def origin(session: Session, actor: Actor, pattern: str = "", case: str = "") -> Origin:
    """The raised pattern or the case a new note is written from; NotVisibleError where the person may not see it."""
    if pattern:
        query = sa.select(Pattern).options(joinedload(Pattern.category)).where(Pattern.public_id == pattern)
        found = session.scalar(query.where(Pattern.state.in_(RAISED)))
        if found is None or not actor.may(Act.PATTERN_READ):
            raise NotVisibleError(pattern)
        return Origin(pattern=found)
    if case:
        row = session.scalar(
            sa.select(Case)
            .options(joinedload(Case.category), joinedload(Case.unit))
            .where(Case.public_id == case, case_visible(actor))
        )
        if row is None:
            raise NotVisibleError(case)
        return Origin(case=row)
    return Origin()


def sources(session: Session, actor: Actor, note: Note) -> Origin:
    """The pattern and case a note came from, left out for readers who may not see them."""
    pattern = session.get(Pattern, note.pattern_id) if note.pattern_id else None
    if pattern and not (actor.may(Act.PATTERN_READ) and pattern.state in RAISED):
        pattern = None
    case = (
        session.scalar(sa.select(Case).where(Case.id == note.case_id, case_visible(actor)))
        if note.case_id
        else None
    )
    return Origin(pattern, case)


def reporters_behind(session: Session, note: Note) -> list[int]:
    """The people whose named reports a note came from."""
    members = sa.select(PatternCase.case_id).where(PatternCase.pattern_id == note.pattern_id)
    query = sa.select(Case.reporter_id).where(
        sa.or_(Case.id == note.case_id, Case.id.in_(members)), Case.reporter_id.is_not(None)
    )
    return sorted({person for person in session.scalars(query) if person})


def marks(session: Session, texts: Iterable[str]) -> list[compose.Mark]:
    """What in these texts may identify somebody, by the staff list and the units' names."""
    text = "\n".join(texts)
    units = set(
        session.scalars(sa.select(Unit.name).where(Unit.parent_id.is_not(None), Unit.service.is_not(None)))
    )
    return compose.identifying(text, staff_names(session, text), units)


def approvers(session: Session, note: Note, now: dt.datetime, also: int | None = None) -> list[int]:
    """Who may be asked to approve: coordinators, and leaders of the unit that learned it, but no writer of it."""
    day = local_date(now)
    found = [person for held in holders(session, Role.COORDINATOR, day).values() for person in held]
    unit = session.get(Unit, note.source_unit_id) if note.source_unit_id else None
    found += leaders_of(session, unit, day) if unit and unit.service else []
    writers = {note.author_id, note.editor_id, also}
    return sorted({person.id for person in found} - {number for number in writers if number})


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


@dataclass(frozen=True)
class Passed:
    """A published note that came of a case, and in how many of its units it is in use."""

    title: str
    public_id: str
    adopted: int


def notes_of_case(session: Session, case_id: int) -> list[Passed]:
    """The published notes written of a case, or of a raised pattern that it is part of: everybody may read them."""
    part = (
        sa.select(PatternCase.pattern_id)
        .join(Pattern, Pattern.id == PatternCase.pattern_id)
        .where(PatternCase.case_id == case_id, Pattern.state.in_(sorted(RAISED)))
    )
    used = sa.case((Uptake.state.in_([UptakeState.ADOPTED, UptakeState.ADAPTED]), 1), else_=0)
    query = (
        sa.select(Note.title, Note.public_id, sa.func.coalesce(sa.func.sum(used), 0))
        .join(Uptake, Uptake.note_id == Note.id, isouter=True)
        .where(Note.state == NoteState.PUBLISHED, sa.or_(Note.case_id == case_id, Note.pattern_id.in_(part)))
        .group_by(Note.id)
        .order_by(Note.id)
    )
    return [Passed(title, public_id, int(adopted)) for title, public_id, adopted in session.execute(query)]
