"""What waits for a leader: new cases first, then what is due next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person, RoleHeld
from quality.accounts.roles import Actor, Role
from quality.cases import policy
from quality.cases.kinds import Level, MessageKind
from quality.cases.models.case import Case, CaseConcern, CaseMessage
from quality.cases.models.category import Category
from quality.cases.queries import category_above
from quality.cases.states import TAKEN, CaseState
from quality.core.clock import local_date, now, working_days_before
from quality.organisation.models import Unit

NEW_SHOWN = 20
OPEN_SHOWN = 40
ESCALATED_AFTER = 10


@dataclass(frozen=True)
class Waiting:
    """How much waits: new to receive, and past a deadline."""

    new: int
    late: int
    open: int


@dataclass(frozen=True)
class Inbox:
    """A leader's inbox; `escalated` are others' cases long past their deadline."""

    waiting: Waiting
    new: list[Any]
    due: list[Any]
    escalated: list[Any]


def inbox(session: Session, actor: Actor, day: dt.date) -> Inbox:
    """The inbox of this day: at most four queries."""
    waiting = count_waiting(session, actor, day)
    new = list(session.execute(_listing(actor, True))) if waiting.new else []
    due = list(session.execute(_listing(actor, False))) if waiting.open else []
    return Inbox(waiting, new, due, _escalated(session, actor, day))


def count_waiting(session: Session, actor: Actor, day: dt.date) -> Waiting:
    """The counts alone, for the menu and the first page."""
    if not actor.units_as(Role.LEADER, Role.HEAD):
        return Waiting(0, 0, 0)
    return Waiting(*session.execute(_counting(actor), {"day": day}).one())


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _counting(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    new, late = Case.state == CaseState.REPORTED, Case.next_due_on < sa.bindparam("day", type_=sa.Date)
    taken = Case.state.in_(TAKEN)
    return sa.select(
        sa.func.count(sa.case((new, 1))),
        sa.func.count(sa.case((sa.and_(taken, late), 1))),
        sa.func.count(sa.case((taken, 1))),
    ).where(_mine(actor), Case.state.in_([CaseState.REPORTED, *TAKEN]))


def count_for_menu(session: Session, actor: Actor) -> int:
    """How many cases want something of the person now."""
    waiting = count_waiting(session, actor, local_date(now()))
    return waiting.new + waiting.late


@lru_cache(policy.CLAUSES)
def _mine(actor: Actor) -> ColumnElement[bool]:
    """Cases the person is to handle: of led units, and for a head those that have no leader or are about one."""
    ways: list[ColumnElement[bool]] = []
    if led := actor.units_as(Role.LEADER):
        ways.append(Case.unit_id.in_(led))
    if below := actor.units_as(Role.HEAD) - led:
        ways.append(sa.and_(Case.unit_id.in_(below), sa.or_(sa.not_(_has_leader()), _is_about_somebody())))
    return sa.and_(sa.or_(policy.named(actor), *ways), policy.handleable(actor))


def _has_leader() -> ColumnElement[bool]:
    query = sa.select(RoleHeld.id).join(Person, Person.id == RoleHeld.person_id)
    query = query.where(RoleHeld.role == Role.LEADER, RoleHeld.unit_id == Case.unit_id, Person.active)
    return query.exists()


def _is_about_somebody() -> ColumnElement[bool]:
    return sa.select(CaseConcern.case_id).where(CaseConcern.case_id == Case.id).exists()


@lru_cache(policy.CLAUSES)
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
        )
        .join(Category, Category.id == Case.category_id)
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(Person, Person.id == Case.reporter_id)
    )


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _listing(actor: Actor, new: bool) -> sa.Select[*tuple[Any, ...]]:
    which = Case.state == CaseState.REPORTED if new else Case.state.in_(TAKEN)
    order = (Case.next_due_on.is_(None), Case.next_due_on, Case.priority.desc(), Case.id)
    query = _select(actor).where(_mine(actor), which)
    return query.order_by(*order).limit(NEW_SHOWN if new else OPEN_SHOWN)


def _escalated(session: Session, actor: Actor, day: dt.date) -> list[Any]:
    below = actor.units_as(Role.HEAD) - actor.units_as(Role.LEADER)
    if not below:
        return []
    query = _select(actor).where(
        Case.unit_id.in_(below),
        Case.state.in_([CaseState.REPORTED, *TAKEN]),
        Case.next_due_on <= working_days_before(day, ESCALATED_AFTER),
        policy.visible(actor, Level.TEXT),
        sa.not_(_mine(actor)),
    )
    return list(session.execute(query.order_by(Case.next_due_on, Case.id).limit(NEW_SHOWN)))


def due_cases(session: Session, day: dt.date) -> list[Case]:
    """Open cases whose next deadline is today or past, by unit; for the reminders, which act for nobody."""
    query = sa.select(Case).options(joinedload(Case.unit))  # a paused clock has its dates moved already
    query = query.where(Case.state.in_([CaseState.REPORTED, *TAKEN]), Case.next_due_on <= day)
    return list(session.scalars(query.order_by(Case.unit_id, Case.id)))
