"""Where a note comes from, and which units it may be for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.policy import about_somebody
from quality.cases.policy import visible as case_visible
from quality.core.clock import at_local
from quality.core.small_numbers import FEWEST_STAFF, LEAST
from quality.core.text import NotVisibleError
from quality.learning.models import Note, Uptake
from quality.learning.states import NoteState, UptakeState
from quality.organisation.models import Unit
from quality.organisation.queries import open_units
from quality.patterns.models import Pattern, PatternCase, PatternUnit
from quality.patterns.queries.vanished import NOTHING, vanished
from quality.patterns.states import RAISED

OPEN_KINDS = (Access.IMPROVEMENT, Access.SERVICE, Access.SAFETY)


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
