"""Reads of what is counted: the types of a unit, today's figures, and the board of a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases import policy
from quality.cases.compose.board import Day, Sight, days_of
from quality.cases.kinds import CaseKind, Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.models.tally import Tally, TallyType, TallyTypeLabel, TallyTypeService
from quality.cases.states import MEASURE_OPEN, UNCOUNTED
from quality.core.clock import at_local, local_date
from quality.core.text import NotVisibleError
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Unit

LATEST_SHOWN = 30
FOLLOWED_SHOWN = 12


class TypeLine(NamedTuple):
    """A type as it is offered: its id, what it is called here, and the category it grows into."""

    public_id: str
    name: str
    category: str


def types_of(session: Session, unit_id: int, language: str) -> list[TypeLine]:
    """What the unit's kind of service counts, in the municipality's own order."""
    query = (
        sa.select(TallyType.public_id, _name(language), Category.code)
        .join(TallyTypeService, TallyTypeService.type_id == TallyType.id)
        .join(Unit, Unit.service == TallyTypeService.service)
        .join(Category, Category.id == TallyType.category_id)
        .where(Unit.id == unit_id, TallyType.retired_on.is_(None))
        .order_by(TallyType.position, TallyType.id)
    )
    return [TypeLine(*row) for row in session.execute(query)]


def _name(language: str) -> sa.ColumnElement[str]:
    label = (
        sa.select(TallyTypeLabel.name)
        .where(TallyTypeLabel.type_id == TallyType.id, TallyTypeLabel.language == language)
        .scalar_subquery()
    )
    return sa.func.coalesce(label, TallyType.name)


def counts(session: Session, actor: Actor, unit_id: int, since: dt.date, until: dt.date) -> dict[Any, int]:
    """Counted by day and type; nothing of a unit whose figures the person may not see."""
    if not policy.sees_tallies(actor, unit_id):
        return {}
    query = (
        sa.select(Tally.day, TallyType.public_id, sa.func.count(Tally.id))
        .join(TallyType, TallyType.id == Tally.type_id)
        .where(Tally.unit_id == unit_id, Tally.day.between(since, until), Tally.undone_at.is_(None))
        .group_by(Tally.day, TallyType.public_id)
    )
    return {(row[0], row[1]): row[2] for row in session.execute(query)}


@dataclass(frozen=True)
class FollowUp:
    """A measure that is due. The title is there only for those who may read the case."""

    title: str
    case: str
    case_id: str
    due_on: dt.date


@dataclass(frozen=True)
class Board:
    """A unit's month: its types with their names, each day, and the measures that are due."""

    types: list[TypeLine]
    days: list[Day]
    follow_ups: list[FollowUp]

    def of(self, day: dt.date) -> Day | None:
        """A day of the month."""
        return next((each for each in self.days if each.day == day), None)

    def month(self, type_id: str) -> list[int]:
        """What was counted of a type, day by day."""
        return [each.counts.get(type_id, 0) for each in self.days]


def board(
    session: Session, actor: Actor, unit: Unit, month: dt.date, now: dt.datetime, language: str
) -> Board:
    """The board of this month; NotVisibleError for those who may not see the unit's figures."""
    if not policy.sees_tallies(actor, unit.id):
        raise NotVisibleError(unit.public_id)
    today = local_date(now)
    after = (month + dt.timedelta(31)).replace(day=1)
    found = counts(session, actor, unit.id, month, after - dt.timedelta(1))
    sight = Sight(found, _harms(session, actor, unit.id, month, after))
    types = _counted_types(session, unit.id, language, {key for _, key in found})
    return Board(types, days_of(month, today, sight), _follow_ups(session, actor, unit.id, today))


def _counted_types(session: Session, unit_id: int, language: str, counted: set[str]) -> list[TypeLine]:
    """What the unit counts, and what it counted this month before it was retired."""
    offered = types_of(session, unit_id, language)
    if missing := counted - {line.public_id for line in offered}:
        query = (
            sa.select(TallyType.public_id, _name(language), Category.code)
            .join(Category, Category.id == TallyType.category_id)
            .where(TallyType.public_id.in_(missing))
            .order_by(TallyType.position, TallyType.id)
        )
        return [*offered, *(TypeLine(*row) for row in session.execute(query))]
    return offered


def _harms(
    session: Session, actor: Actor, unit_id: int, month: dt.date, after: dt.date
) -> dict[dt.date, list[int]]:
    """The harm of each deviation that is counted for this reader, by the day it occurred."""
    query = sa.select(Case.occurred_at, Case.severity).where(
        Case.unit_id == unit_id,
        Case.kind == CaseKind.DEVIATION,
        Case.state.not_in(UNCOUNTED),
        Case.occurred_at >= at_local(month),
        Case.occurred_at < at_local(after),
        policy.countable(actor, Case),
        sa.not_(policy.kept_away(actor)),
    )
    found: dict[dt.date, list[int]] = {}
    for at, severity in session.execute(query):
        found.setdefault(local_date(at), []).append(severity)
    return found


def _follow_ups(session: Session, actor: Actor, unit_id: int, today: dt.date) -> list[FollowUp]:
    """Open measures of the unit's cases that are due today or before, the oldest first."""
    plain = policy.readable_plain(actor)
    query = (
        sa.select(
            sa.case((plain, Measure.title), else_="").label("title"),
            Case.year,
            Case.number,
            Case.public_id,
            Measure.due_on,
        )
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(
            Case.unit_id == unit_id,
            Measure.state.in_(MEASURE_OPEN),
            Measure.due_on <= today,
            policy.visible(actor, Level.META),
        )
        .order_by(Measure.due_on, Measure.id)
        .limit(FOLLOWED_SHOWN)
    )
    return [
        FollowUp(row.title, f"{row.year}-{row.number:04d}", row.public_id, row.due_on)
        for row in session.execute(query)
    ]


def board_units(session: Session, actor: Actor, day: dt.date) -> list[Any]:
    """Units whose board the person may see, in the organisation's own order."""
    query = sa.select(Unit.id, Unit.public_id, Unit.name).where(
        Unit.level.in_([UnitLevel.UNIT, UnitLevel.DEPARTMENT]),
        sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day),
    )
    units = policy.counted_in(actor)
    if units is not None:
        query = query.where(Unit.id.in_(units))
    return list(session.execute(query.order_by(Unit.position, Unit.id)))


def board_unit(session: Session, actor: Actor, public_id: str) -> Unit:
    """The unit of this id, or one's own; NotVisibleError for those who may not see its figures."""
    chosen = Unit.public_id == public_id if public_id else Unit.id == actor.unit_id
    unit = session.scalar(sa.select(Unit).where(chosen))
    if unit is None or not policy.sees_tallies(actor, unit.id):
        raise NotVisibleError(public_id)
    return unit


def just_counted(session: Session, public_id: str, now: dt.datetime, within: dt.timedelta) -> Tally | None:
    """What somebody counted a moment ago and may take back, by the id that only they were given."""
    query = sa.select(Tally).options(joinedload(Tally.type)).where(Tally.public_id == public_id)
    return session.scalar(query.where(Tally.undone_at.is_(None), Tally.counted_at >= now - within))


def latest(session: Session, actor: Actor, unit: Unit, since: dt.date, language: str) -> list[Any]:
    """What was counted lately, for the leader who corrects it."""
    if unit.id not in actor.reach(Act.CASE_HANDLE):
        return []
    query = (
        sa.select(Tally.public_id, _name(language).label("name"), Tally.day, Tally.shift, Tally.place)
        .join(TallyType, TallyType.id == Tally.type_id)
        .where(Tally.unit_id == unit.id, Tally.day >= since, Tally.undone_at.is_(None))
        .order_by(Tally.day.desc(), Tally.id.desc())
    )
    return list(session.execute(query.limit(LATEST_SHOWN)))


@dataclass(frozen=True)
class TypeRow:
    """A type in the settings with how much was counted of it."""

    type: TallyType
    services: list[Service]
    counted: int


def all_types(session: Session) -> list[TypeRow]:
    """Every type in its order, retired ones included."""
    used: dict[int, list[Service]] = {}
    for type_id, service in session.execute(
        sa.select(TallyTypeService.type_id, TallyTypeService.service).order_by(TallyTypeService.service)
    ):
        used.setdefault(type_id, []).append(service)
    totals = sa.select(Tally.type_id, sa.func.count(Tally.id)).where(Tally.undone_at.is_(None))
    counted: dict[int, int] = {row[0]: row[1] for row in session.execute(totals.group_by(Tally.type_id))}
    rows = session.scalars(sa.select(TallyType).order_by(TallyType.position, TallyType.id))
    return [TypeRow(row, used.get(row.id, []), counted.get(row.id, 0)) for row in rows]


def type_for_settings(session: Session, public_id: str) -> TallyType:
    """The type with its category; NotVisibleError when there is none."""
    query = sa.select(TallyType).options(joinedload(TallyType.category))
    row = session.scalar(query.where(TallyType.public_id == public_id))
    if row is None:
        raise NotVisibleError(public_id)
    return row


def words_of(session: Session, row: TallyType) -> tuple[dict[str, str], list[str]]:
    """The names in other languages, and the services that count it."""
    labels = sa.select(TallyTypeLabel.language, TallyTypeLabel.name).where(TallyTypeLabel.type_id == row.id)
    services = sa.select(TallyTypeService.service).where(TallyTypeService.type_id == row.id)
    named: dict[str, str] = {each[0]: each[1] for each in session.execute(labels)}
    return named, [service.value for service in session.scalars(services)]
