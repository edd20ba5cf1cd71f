"""Reads of whether a note's effect repeats: where it is in use, and what the counts have said of it there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.policy import counted_in
from quality.core.clock import local_date
from quality.learning import figures
from quality.learning.models import Note, NoteEffect, Uptake
from quality.learning.policy import PUBLIC
from quality.learning.states import TAKEN_UP
from quality.organisation.models import Unit
from quality.patterns.models import PatternMeasure

FOLLOWED_DAYS = 730


@dataclass(frozen=True)
class InUse:
    """A unit where what a note says is done, since when, and the category it was to help with."""

    note_id: int
    unit_id: int
    category_id: int
    since: dt.date
    at_source: bool


def in_use(session: Session, day: dt.date) -> list[InUse]:
    """Everywhere the notes of the last two years are in use and can be measured: those without a category cannot."""
    begun = dict(_begun(session))
    found = [*_adopters(session, day), *_sources(session, day)]
    return [
        InUse(
            row.note_id,
            row.unit_id,
            row.category_id,
            begun.get((row.note_id, row.unit_id), row.since),
            row.at_source,
        )
        for row in found
    ]


def _begun(session: Session) -> list[tuple[tuple[int, int], dt.date]]:
    """The first day of use that was seen, so that an answer given anew does not move it."""
    query = sa.select(NoteEffect.note_id, NoteEffect.unit_id, NoteEffect.since)
    return [((note, unit), since) for note, unit, since in session.execute(query)]


def _adopters(session: Session, day: dt.date) -> list[InUse]:
    query = (
        sa.select(Note.id, Uptake.unit_id, Note.category_id, Uptake.answered_at, Measure.done_at)
        .join(Uptake, Uptake.note_id == Note.id)
        .join(Measure, Measure.id == Uptake.measure_id, isouter=True)
        .where(*_followed(day), Uptake.state.in_(TAKEN_UP), Uptake.answered_at.is_not(None))
        .order_by(Note.id, Uptake.unit_id)
    )
    return [
        InUse(note, unit, category, local_date(min(answered, done or answered)), False)
        for note, unit, category, answered, done in session.execute(query)
    ]


def _sources(session: Session, day: dt.date) -> list[InUse]:
    """The units where notes come from, since the first of the measures behind them was done there."""
    ways = (
        (CaseMeasure.measure_id, CaseMeasure.case_id == Note.case_id),
        (PatternMeasure.measure_id, PatternMeasure.pattern_id == Note.pattern_id),
    )
    begun: dict[tuple[int, int, int], dt.datetime] = {}
    for measure_id, tie in ways:
        query = (
            sa.select(Note.id, Note.source_unit_id, Note.category_id, sa.func.min(Measure.done_at))
            .join(measure_id.class_, tie)
            .join(Measure, Measure.id == measure_id)
            .where(*_followed(day), Measure.done_at.is_not(None), Measure.unit_id == Note.source_unit_id)
            .group_by(Note.id, Note.source_unit_id, Note.category_id)
        )
        for note, unit, category, at in session.execute(query):
            key = (note, unit, category)
            begun[key] = min(at, begun.get(key, at))
    return [InUse(*key, local_date(at), True) for key, at in sorted(begun.items())]


def _followed(day: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    since = day - dt.timedelta(FOLLOWED_DAYS)
    return (
        Note.state.in_(sorted(PUBLIC)),
        Note.category_id.is_not(None),
        Note.published_at >= dt.datetime.combine(since, dt.time(), dt.UTC),
    )


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
