"""What waits for a leader: new cases first, then what is due next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person, RoleHeld
from quality.accounts.queries import holds_on
from quality.accounts.roles import Actor, Role
from quality.cases import policy
from quality.cases.kinds import Level, MessageKind, TaskState
from quality.cases.models.case import Case, CaseConcern, CaseHandler, CaseMessage
from quality.cases.models.category import Category
from quality.cases.models.clock import Escalation
from quality.cases.models.flow import CaseSnooze, CaseTask, CaseTransfer
from quality.cases.queries import category_above
from quality.cases.states import TAKEN, CaseState
from quality.core.db import one_of
from quality.organisation.models import Unit

NEW_SHOWN = 20
ESCALATED_SHOWN = 60
OPEN_SHOWN = 40
TO_HEAD = "to_head"
IN_WORK = TAKEN | {CaseState.TRANSFERRED}
WAITING = IN_WORK | {CaseState.REPORTED}

_DAY: Any = sa.bindparam("day", type_=sa.Date)


@dataclass(frozen=True)
class Waiting:
    """How much waits: new to receive, past a deadline, in work; sent here by others, put off, and new and grave."""

    new: int
    late: int
    open: int
    offered: int = 0
    asleep: int = 0
    grave: int = 0

    @property
    def wanting(self) -> int:
        """How many cases want something of the person now."""
        return self.new + self.late + self.offered


@dataclass(frozen=True)
class Inbox:
    """A leader's inbox; `escalated` are others' cases long past their deadline."""

    waiting: Waiting
    new: list[Any]
    due: list[Any]
    escalated: list[Any]
    offered: list[Any]
    asleep: list[Any]

    def shown(self) -> list[Any]:
        """Every row there is."""
        return [*self.new, *self.due, *self.escalated, *self.offered, *self.asleep]

    def at(self, public_id: str) -> Standing | None:
        """The new case asked for, or the first, with those around it."""
        if not self.new:
            return None
        ids = [row.public_id for row in self.new]
        place = ids.index(public_id) if public_id in ids else 0
        after = ids[place + 1] if place + 1 < len(ids) else ""
        return Standing(self.new[place], ids[place - 1] if place else "", after)


@dataclass(frozen=True)
class Standing:
    """The case that the leader decides on now, and the ids of the ones before and after it."""

    row: Any
    before: str
    after: str


def inbox(session: Session, actor: Actor, day: dt.date) -> Inbox:
    """The inbox of this day: a query for each part of it that holds anything."""
    waiting, on = count_waiting(session, actor, day), {"day": day}
    new = list(session.execute(_listing(actor, True), on)) if waiting.new else []
    due = list(session.execute(_listing(actor, False), on)) if waiting.open else []
    offered = list(session.execute(_offered(actor), on)) if waiting.offered else []
    asleep = list(session.execute(_asleep(actor), on)) if waiting.asleep else []
    return Inbox(waiting, new, due, _escalated(session, actor, day), offered, asleep)


def count_waiting(session: Session, actor: Actor, day: dt.date) -> Waiting:
    """The counts alone, for the menu and the first page."""
    if not actor.units_as(Role.LEADER, Role.HEAD):
        return Waiting(0, 0, 0)
    return Waiting(*session.execute(_counting(actor), {"day": day}).one())


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _counting(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    late = Case.next_due_on < _DAY
    new = sa.and_(Case.state == CaseState.REPORTED, sa.not_(_put_off()))
    asleep = sa.and_(Case.state == CaseState.REPORTED, _put_off())
    work, taken = one_of(Case.state, IN_WORK), one_of(Case.state, TAKEN)
    return sa.select(
        sa.func.count(sa.case((new, 1))),
        sa.func.count(sa.case((sa.and_(taken, late), 1))),
        sa.func.count(sa.case((work, 1))),
        _count_offered(actor),
        sa.func.count(sa.case((asleep, 1))),
        sa.func.count(sa.case((sa.and_(new, Case.priority >= policy.GRAVE), 1))),
    ).where(_near(actor), _mine(actor), one_of(Case.state, WAITING))


def _count_offered(actor: Actor) -> sa.ScalarSelect[int]:
    """How many offers the person is to answer, of cases that the person sees."""
    query = sa.select(sa.func.count(CaseTransfer.id)).join(Case, Case.id == CaseTransfer.case_id)
    seen = sa.and_(_offered_to(actor), policy.visible(actor, Level.META))
    return query.where(seen).correlate(None).scalar_subquery()


def _put_off() -> ColumnElement[bool]:
    """Whether a new case waits for a later day, as SQL over `case`."""
    return Case.id.in_(sa.select(CaseSnooze.case_id).where(CaseSnooze.until_on > _DAY))


def _offered_to(actor: Actor) -> ColumnElement[bool]:
    """Offers that the person is to answer: to led units, and for a head to units below without a leader."""
    led, branch = actor.units_as(Role.LEADER), actor.units_as(Role.HEAD)
    alone = CaseTransfer.to_unit_id.in_(_unled(branch - led, branch))
    return sa.and_(CaseTransfer.settled_at.is_(None), sa.or_(CaseTransfer.to_unit_id.in_(led), alone))


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _mine(actor: Actor) -> ColumnElement[bool]:
    """Cases the person is to handle: of led units, and for a head those that have no leader or are about one."""
    ways: list[ColumnElement[bool]] = []
    if led := actor.units_as(Role.LEADER):
        ways.append(Case.unit_id.in_(led))
    if below := (branch := actor.units_as(Role.HEAD)) - led:
        alone = sa.or_(Case.unit_id.in_(_unled(below, branch)), _is_about_somebody())
        ways.append(sa.and_(Case.unit_id.in_(below), alone))
    return sa.and_(sa.or_(policy.named(actor), *ways), policy.handleable(actor))


def _near(actor: Actor) -> ColumnElement[bool]:
    """Said besides _mine() of what is open: found by indexes, where that alone looks through all that is open."""
    units = actor.units_as(Role.LEADER) | actor.units_as(Role.HEAD)
    of_units = sa.select(Case.id).where(Case.unit_id.in_(units), one_of(Case.state, WAITING))
    return Case.id.in_(
        of_units.union(sa.select(CaseHandler.case_id).where(CaseHandler.person_id == actor.id))
    )


def _unled(below: frozenset[int], branch: frozenset[int]) -> sa.Select[int]:
    """Those of the units below a head that nobody leads on the day: neither they nor what they are part of."""
    place = aliased(Unit)
    leads = sa.select(RoleHeld.id).join(Person, Person.id == RoleHeld.person_id)
    leads = leads.join(place, place.id == RoleHeld.unit_id).where(
        RoleHeld.role == Role.LEADER,
        RoleHeld.unit_id.in_(branch),
        holds_on(_DAY),
        Person.active,
        Unit.path.startswith(place.path),
    )
    return sa.select(Unit.id).where(Unit.id.in_(below), ~leads.correlate(Unit).exists())


def _is_about_somebody() -> ColumnElement[bool]:
    return sa.select(CaseConcern.case_id).where(CaseConcern.case_id == Case.id).exists()


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _select(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    last = (
        sa.select(CaseMessage.kind)
        .where(CaseMessage.case_id == Case.id, CaseMessage.kind != MessageKind.NOTE)
        .order_by(CaseMessage.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    named = policy.named_to(actor)
    plain = policy.readable_plain(actor)
    return (
        sa.select(
            Case.id,
            Case.access,
            Case.public_id,
            Case.year,
            Case.number,
            Case.kind,
            Case.severity,
            Case.state,
            sa.case((plain, Case.title), else_="").label("title"),
            sa.case((plain, sa.func.substr(Case.description, 1, 240)), else_="").label("text"),
            sa.case((named, Person.first_name), else_="").label("reporter"),
            Category.name.label("category"),
            category_above().label("above"),
            Unit.name.label("unit"),
            Case.registered_at,
            Case.answered_at,
            Case.next_due_on,
            last.label("last_message"),
            sa.case((plain, Case.place), else_="").label("place"),
            _given_to().label("given_to"),
            _sent_to().label("sent_to"),
        )
        .join(Category, Category.id == Case.category_id)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(Person, Person.id == Case.reporter_id)
    )


def _given_to() -> sa.ScalarSelect[str]:
    """Who has the part of the case that is due first, as SQL over `case`."""
    owner = aliased(Person)
    query = sa.select(owner.first_name).join(CaseTask, CaseTask.owner_id == owner.id)
    query = query.where(CaseTask.case_id == Case.id, CaseTask.state == TaskState.OPEN)
    return query.order_by(CaseTask.due_on, CaseTask.id).limit(1).scalar_subquery()


def _sent_to() -> sa.ScalarSelect[str]:
    """The unit that the case is offered to, as SQL over `case`."""
    unit = aliased(Unit)
    query = sa.select(unit.name).join(CaseTransfer, CaseTransfer.to_unit_id == unit.id)
    query = query.where(CaseTransfer.case_id == Case.id, CaseTransfer.settled_at.is_(None))
    return query.limit(1).scalar_subquery()


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _offered(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """What other units have sent, the first to answer first."""
    query = _select(actor).join(CaseTransfer, CaseTransfer.case_id == Case.id)
    query = query.add_columns(CaseTransfer.reason, CaseTransfer.back_on)
    query = query.where(_offered_to(actor), policy.visible(actor, Level.META))
    return query.order_by(CaseTransfer.back_on, CaseTransfer.id).limit(NEW_SHOWN)


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _asleep(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """What is put off, the first to come back first."""
    query = _select(actor).join(CaseSnooze, CaseSnooze.case_id == Case.id)
    query = query.add_columns(CaseSnooze.until_on, CaseSnooze.more, CaseSnooze.elsewhere)
    query = query.where(_mine(actor), Case.state == CaseState.REPORTED, CaseSnooze.until_on > _DAY)
    return query.order_by(CaseSnooze.until_on, Case.id).limit(NEW_SHOWN)


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _listing(actor: Actor, new: bool) -> sa.Select[*tuple[Any, ...]]:
    which: ColumnElement[bool] = Case.state.in_(IN_WORK)
    if new:
        which = sa.and_(Case.state == CaseState.REPORTED, sa.not_(_put_off()))
    order = (Case.next_due_on.is_(None), Case.next_due_on, Case.priority.desc(), Case.id)
    query = _select(actor).where(_near(actor), _mine(actor), which)
    return query.order_by(*order).limit(NEW_SHOWN if new else OPEN_SHOWN)


def all_of(session: Session, actor: Actor, which: str, day: dt.date, at_most: int) -> list[str]:
    """Public ids of a whole list of the inbox, in its order, beyond what the page shows."""
    query = _listing(actor, which == "new").with_only_columns(Case.public_id, maintain_column_froms=True)
    return list(session.scalars(query.limit(at_most), {"day": day}))


def _escalated(session: Session, actor: Actor, day: dt.date) -> list[Any]:
    """Others' cases of which the level of heads has been told that the deadline is out."""
    if not heads_others(actor):
        return []
    query = (
        _select(actor).where(*_risen(actor)).order_by(Case.next_due_on, Case.id).limit(ESCALATED_SHOWN + 1)
    )
    return list(session.execute(query, {"day": day}))


def count_of_escalated(actor: Actor) -> sa.Select[int]:
    """How many they are in all, for who heads units that others lead."""
    return sa.select(sa.func.count(Case.id)).where(*_risen(actor))


def heads_others(actor: Actor) -> frozenset[int]:
    """The units that the person heads and does not lead."""
    return actor.units_as(Role.HEAD) - actor.units_as(Role.LEADER)


def _risen(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    told = sa.select(Escalation.case_id).where(
        Escalation.case_id == Case.id, Escalation.due_on == Case.next_due_on, Escalation.stage == TO_HEAD
    )
    return (
        Case.unit_id.in_(heads_others(actor)),
        Case.state.in_([CaseState.REPORTED, *TAKEN]),
        told.exists(),
        policy.visible(actor, Level.TEXT),
        sa.not_(_mine(actor)),
    )


def units_with_due(session: Session, day: dt.date) -> list[int]:
    """The units where something open is due today or past."""
    return list(session.scalars(sa.select(Case.unit_id).where(*_due(day)).distinct().order_by(Case.unit_id)))


def due_cases(session: Session, unit_id: int, day: dt.date) -> list[Case]:
    """A unit's open cases whose next deadline is today or past; for the reminders, which act for nobody."""
    query = sa.select(Case).options(joinedload(Case.unit)).where(Case.unit_id == unit_id, *_due(day))
    return list(session.scalars(query.order_by(Case.id)))


def _due(day: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    # A paused clock has its dates moved already.
    return Case.state.in_([CaseState.REPORTED, *TAKEN]), Case.next_due_on <= day
