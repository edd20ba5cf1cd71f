"""What the municipality does about a raised pattern, and the list of all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.cases.models.measure import Measure
from quality.cases.states import MEASURE_OPEN
from quality.core.text import N_, Message
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from quality.patterns import policy
from quality.patterns.kinds import MinuteKind
from quality.patterns.models import Pattern, PatternCause, PatternMeasure, PatternMinute, PatternUnit
from quality.patterns.queries.desk import Entry, entries
from quality.patterns.queries.told import names, title
from quality.patterns.queries.vanished import NOTHING, vanished
from quality.patterns.states import RUNNING

EVERYWHERE = Message(N_("I hele kommunen"))


@dataclass(frozen=True)
class CauseRow:
    """A cause, where it was seen and who wrote it down."""

    cause: PatternCause
    unit: str
    who: str


def causes(session: Session, pattern_id: int) -> list[CauseRow]:
    """Why it happens, the units in their own order and what holds for all of them first."""
    query = (
        sa.select(PatternCause, Unit.name, Person.first_name, Person.last_name)
        .outerjoin(Unit, Unit.id == PatternCause.unit_id)
        .outerjoin(Person, Person.id == PatternCause.by_id)
        .where(PatternCause.pattern_id == pattern_id)
        .order_by(sa.func.coalesce(Unit.position, -1), PatternCause.id)
    )
    return [
        CauseRow(cause, unit or "", f"{first} {last}" if first else "")
        for cause, unit, first, last in session.execute(query)
    ]


def minutes(session: Session, pattern_id: int) -> list[PatternMinute]:
    """The log of meetings and decisions, the newest first."""
    query = sa.select(PatternMinute).where(PatternMinute.pattern_id == pattern_id)
    return list(session.scalars(query.order_by(PatternMinute.held_on.desc(), PatternMinute.id.desc())))


def asked_for(session: Session, pattern_ids: Sequence[int]) -> dict[int, PatternMinute]:
    """The newest decision that is asked for and not made since, by pattern."""
    query = (
        sa.select(PatternMinute)
        .where(PatternMinute.pattern_id.in_(pattern_ids), PatternMinute.kind != MinuteKind.MEETING)
        .order_by(PatternMinute.held_on, PatternMinute.id)
    )
    newest = {minute.pattern_id: minute for minute in session.scalars(query)} if pattern_ids else {}
    return {number: minute for number, minute in newest.items() if minute.kind is MinuteKind.ASKED}


def count_of_decisions(actor: Actor) -> sa.Select[int]:
    """In how many running patterns a decision is asked for and not made, to be asked for with other counts."""
    newest = (
        sa.select(PatternMinute.kind)
        .where(PatternMinute.pattern_id == Pattern.id, PatternMinute.kind != MinuteKind.MEETING)
        .order_by(PatternMinute.held_on.desc(), PatternMinute.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    running = (Pattern.state.in_(sorted(RUNNING)), policy.visible(actor))
    return sa.select(sa.func.count(Pattern.id)).where(*running, newest == MinuteKind.ASKED)


def open_question(log: Sequence[PatternMinute]) -> PatternMinute | None:
    """The same for one pattern, from its log with the newest first."""
    newest = next((minute for minute in log if minute.kind is not MinuteKind.MEETING), None)
    return newest if newest and newest.kind is MinuteKind.ASKED else None


def unit_ids(session: Session, pattern_id: int) -> set[int]:
    """The units that are part of it."""
    query = sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern_id)
    return set(session.scalars(query))


def telling_units(session: Session, actor: Actor, pattern: Pattern, everywhere: bool) -> list[Unit]:
    """The pattern's units for which the person may write down causes."""
    query = sa.select(Unit).join(PatternUnit, PatternUnit.unit_id == Unit.id)
    query = query.where(PatternUnit.pattern_id == pattern.id).order_by(Unit.position, Unit.id)
    return [
        unit for unit in session.scalars(query) if everywhere or actor.may_in(Act.PATTERN_ANSWER, unit.id)
    ]


def areas(session: Session) -> list[Unit]:
    """The areas of the municipality, in their own order."""
    query = sa.select(Unit).where(Unit.level == UnitLevel.AREA, Unit.closed_on.is_(None))
    return list(session.scalars(query.order_by(Unit.position, Unit.id)))


@dataclass(frozen=True)
class Owned:
    """A pattern that the reader owns."""

    pattern: Pattern
    title: str | Message
    missing: list[Message]
    late: bool


@dataclass(frozen=True)
class Task:
    """A measure against a pattern that the reader is to carry out."""

    measure: Measure
    public_id: str
    title: str | Message


@dataclass(frozen=True)
class Mine:
    """All that one person answers for."""

    owned: list[Owned]
    measures: list[Task]

    @property
    def late(self) -> int:
        """How many are past their day or lack something."""
        return sum(bool(entry.late or entry.missing) for entry in self.owned)


def owned_by(actor: Actor) -> sa.ColumnElement[bool]:
    """Patterns that the person owns, or stands in for the owner of."""
    people = {actor.id, *(held.deputy_for for held in actor.held if held.deputy_for)}
    return Pattern.owner_id.in_(sorted(people))


def count_of_owned(actor: Actor) -> sa.Select[int]:
    """How many running patterns the person answers for, to be asked for together with other counts."""
    running = (Pattern.state.in_(sorted(RUNNING)), policy.visible(actor), owned_by(actor))
    return sa.select(sa.func.count(Pattern.id)).where(*running)


def mine(session: Session, actor: Actor, day: dt.date, language: str) -> Mine:
    """What the person owns, the nearest day first, and what the person is to carry out in any pattern."""
    found = entries(session, actor, sorted(RUNNING), None, day, language, owned_by(actor))
    owned = [Owned(e.pattern, e.title, e.missing, is_late(e, day)) for e in found]
    return Mine(sorted(owned, key=_by_day), _tasks(session, actor, language))


def is_late(entry: Entry, day: dt.date) -> bool:
    """Whether its day has passed."""
    return bool(entry.pattern.due_on and entry.pattern.due_on < day)


def _by_day(entry: Owned) -> tuple[bool, dt.date]:
    return entry.pattern.due_on is None, entry.pattern.due_on or dt.date.max


def _tasks(session: Session, actor: Actor, language: str) -> list[Task]:
    query = (
        sa.select(Measure, Pattern)
        .join(PatternMeasure, PatternMeasure.measure_id == Measure.id)
        .join(Pattern, Pattern.id == PatternMeasure.pattern_id)
        .where(
            Measure.owner_id == actor.id,
            Measure.state.in_(sorted(MEASURE_OPEN)),
            Pattern.state.in_(sorted(RUNNING)),
            policy.visible(actor),
        )
        .order_by(Measure.due_on.is_(None), Measure.due_on, Measure.id)
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    known, lost = names(session, language), vanished(session, actor, [row.id for _, row in rows])
    return [
        Task(measure, row.public_id, title(row, known, lost.get(row.id, NOTHING))) for measure, row in rows
    ]
