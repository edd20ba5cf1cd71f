"""Reads of whether a note's effect repeats: where it is in use, and what the counts have said of it there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.policy import counted_in
from quality.core.clock import at_local, local_date
from quality.learning import figures
from quality.learning.models import Note, NoteEffect, Uptake
from quality.learning.policy import PUBLIC
from quality.learning.states import TAKEN_UP
from quality.organisation.models import Unit
from quality.patterns.models import Pattern, PatternMeasure

FOLLOWED_DAYS = 730


@dataclass(frozen=True)
class About:
    """The cases that a note was to help with: of a category, or with a cause or at a place as its pattern found."""

    category_id: int | None
    cause: str | None = None
    place: str | None = None


@dataclass(frozen=True)
class InUse:
    """A unit where what a note says is done, and since when."""

    note_id: int
    unit_id: int
    about: About
    since: dt.date
    at_source: bool


def in_use(session: Session, day: dt.date) -> list[InUse]:
    """Everywhere the notes of the last two years are in use; those that are about nothing countable are left out."""
    measured = _measured(session, day)
    begun = {key: row.since for key, row in newest_effects(session).items()}
    found = {key: (at, False) for key, at in _adopters(session, measured)}
    found |= {key: (at, True) for key, at in _sources(session, measured)}
    # The first day of use that was seen stands: an answer given anew does not move it.
    return [
        InUse(note, unit, measured[note], begun.get((note, unit), local_date(at)), at_source)
        for (note, unit), (at, at_source) in sorted(found.items())
    ]


def _measured(session: Session, day: dt.date) -> dict[int, About]:
    """What each note is measured by: as exactly as its source says, within the note's own category."""
    since = day - dt.timedelta(FOLLOWED_DAYS)
    own, source = aliased(Category), aliased(Category)
    query = (
        sa.select(Note.id, own.id, own.code, source.id, source.code, Pattern.evidence)
        .join(Pattern, Pattern.id == Note.pattern_id, isouter=True)
        .join(Case, Case.id == Note.case_id, isouter=True)
        .join(own, own.id == Note.category_id, isouter=True)
        .join(source, source.id == sa.func.coalesce(Pattern.category_id, Case.category_id), isouter=True)
        .where(Note.state.in_(sorted(PUBLIC)), Note.published_at >= at_local(since))
    )
    found = {}
    for note, category, code, exact, exact_code, evidence in session.execute(query):
        scope = (evidence or {}).get("file") or {}
        if scope.get("cause") or scope.get("place"):
            found[note] = About(None, scope.get("cause"), scope.get("place"))
        elif exact and (category is None or f"{exact_code}.".startswith(f"{code}.")):
            found[note] = About(exact)
        elif category:
            found[note] = About(category)
    return found


Started = tuple[tuple[int, int], dt.datetime]


def _adopters(session: Session, notes: Collection[int]) -> list[Started]:
    query = (
        sa.select(Uptake.note_id, Uptake.unit_id, Uptake.answered_at, Measure.done_at)
        .join(Measure, Measure.id == Uptake.measure_id, isouter=True)
        .where(Uptake.note_id.in_(notes), Uptake.state.in_(TAKEN_UP))
    )
    return [
        ((note, unit), min(answered, done or answered))
        for note, unit, answered, done in session.execute(query)
        if answered
    ]


def _sources(session: Session, notes: Collection[int]) -> list[Started]:
    """The units where notes come from, since the first of the measures behind them was done there."""
    of_cases = sa.select(CaseMeasure.measure_id).where(CaseMeasure.case_id == Note.case_id)
    of_patterns = sa.select(PatternMeasure.measure_id).where(PatternMeasure.pattern_id == Note.pattern_id)
    query = (
        sa.select(Note.id, Measure.unit_id, sa.func.min(Measure.done_at))
        .join(Measure, Measure.unit_id == Note.source_unit_id)
        .where(Note.id.in_(notes), sa.or_(Measure.id.in_(of_cases), Measure.id.in_(of_patterns)))
        .group_by(Note.id, Measure.unit_id)
    )
    return [((note, unit), at) for note, unit, at in session.execute(query) if at]


def newest_effects(session: Session) -> dict[tuple[int, int], NoteEffect]:
    """What is said now, by note and unit."""
    return {(row.note_id, row.unit_id): row for row in session.scalars(sa.select(NoteEffect))}


@dataclass(frozen=True)
class Repeating:
    """What a reader may know of whether a note's effect repeats.

    The sum is for everybody who may read the note; the units one by one only for those who get exact counts of them
    (security.md 2.7), and `all_read` tells whether that is all of them.
    """

    total: figures.Repeats
    rows: Sequence[tuple[NoteEffect, Unit]]
    all_read: bool

    @property
    def adopters(self) -> list[NoteEffect]:
        """Those of the rows that took it up, with something to compare."""
        return [row for row, _ in self.rows if not row.at_source and row.weeks_before and row.weeks_after]


def repeating(session: Session, actor: Actor, note: Note) -> Repeating | None:
    """Whether the effect repeats in the units that took the note up; None while nobody has."""
    count = sa.select(sa.func.count(Uptake.id)).where(Uptake.note_id == note.id, Uptake.state.in_(TAKEN_UP))
    query = (
        sa.select(NoteEffect, Unit)
        .join(Unit, Unit.id == NoteEffect.unit_id)
        .where(NoteEffect.note_id == note.id)
        .order_by(NoteEffect.at_source.desc(), Unit.position, Unit.id)
    )
    found = [(row, unit) for row, unit in session.execute(query)]
    verdicts = [row.verdict for row, _ in found if not row.at_source]
    total = figures.repeats(session.scalar(count) or 0, verdicts)
    if total is None:
        return None
    reach = counted_in(actor)
    rows = [(row, unit) for row, unit in found if reach is None or unit.id in reach]
    return Repeating(total, rows, len(rows) == len(found))
