"""What a reporter sees: own cases with what happened last, and what helps to fill in a report."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import Access, Level, MessageKind
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.category import Category, CategoryService
from quality.cases.models.count import TraitCount
from quality.cases.models.idea import IdeaCourse
from quality.core.notices import Notice
from quality.core.text import N_, RefusedError
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Unit

OPEN_PLACES = (Access.SERVICE, Access.SAFETY)
OFTEN = 5


def mine(session: Session, actor: Actor, page: int, size: int) -> tuple[list[Any], int]:
    """The person's own cases, new answers first, then the latest changed; and how many there are."""
    rows = list(session.execute(_listing(actor), {"size": size, "start": (page - 1) * size}))
    return rows, rows[0].total if rows else 0


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _listing(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    own = sa.and_(Case.reporter_id == actor.id, policy.visible(actor, Level.TEXT))
    news = (
        sa.select(Notice.id)
        .where(
            Notice.person_id == actor.id,
            Notice.read_at.is_(None),
            Notice.link == sa.literal("/cases/").concat(Case.public_id),
        )
        .exists()
    )
    each = aliased(CaseMessage)
    last = (
        sa.select(each.id)
        .where(each.case_id == Case.id, each.kind != MessageKind.NOTE)
        .order_by(each.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        sa.select(
            Case.public_id,
            Case.year,
            Case.number,
            Case.kind,
            Case.state,
            Case.title,
            Case.registered_at,
            Case.received_at,
            Case.closed_at,
            Case.changed_at,
            Case.next_due_on,
            Case.verdict,
            Unit.name.label("unit"),
            CaseMessage.kind.label("last_kind"),
            sa.func.substr(CaseMessage.text, 1, 200).label("last_text"),
            CaseMessage.created_at.label("last_at"),
            Person.first_name.label("last_who"),
            IdeaCourse.step.label("idea"),
            news.label("news"),
            sa.func.count().over().label("total"),
        )
        .join(Unit, Unit.id == Case.unit_id)
        .outerjoin(IdeaCourse, IdeaCourse.case_id == Case.id)
        .outerjoin(CaseMessage, CaseMessage.id == last)
        .outerjoin(Person, Person.id == CaseMessage.author_id)
        .where(own)
        .order_by(news.desc(), Case.changed_at.desc(), Case.id.desc())
        .limit(sa.bindparam("size", type_=sa.Integer))
        .offset(sa.bindparam("start", type_=sa.Integer))
    )


def _takes_reports(day: dt.date) -> ColumnElement[bool]:
    return sa.and_(
        Unit.level.in_([UnitLevel.UNIT, UnitLevel.DEPARTMENT]),
        sa.or_(Unit.closed_on.is_(None), Unit.closed_on > day),
    )


def report_units(session: Session, day: dt.date) -> list[Any]:
    """Id, public id and name of the units that take reports, in the organisation's own order."""
    query = sa.select(Unit.id, Unit.public_id, Unit.name).where(_takes_reports(day))
    return list(session.execute(query.order_by(Unit.position, Unit.id)))


def report_unit(session: Session, actor: Actor, public_id: str | None, day: dt.date) -> Unit:
    """The unit a report is for: the chosen one, or the reporter's own."""
    own = sa.select(Unit.public_id).where(Unit.id == actor.unit_id)
    return open_unit(session, public_id or session.scalar(own) or "", day)


def service_of(session: Session, public_id: str | None, own_unit_id: int) -> Service | None:
    """What kind of service the chosen unit is, or the reporter's own."""
    chosen = Unit.public_id == public_id if public_id else Unit.id == own_unit_id
    return session.scalar(sa.select(Unit.service).where(chosen))


def open_unit(session: Session, public_id: str, day: dt.date) -> Unit:
    """The unit that was chosen, when it takes reports."""
    unit = session.scalar(sa.select(Unit).where(Unit.public_id == public_id, _takes_reports(day)))
    if unit is not None:
        return unit
    name = session.scalar(sa.select(Unit.name).where(Unit.public_id == public_id))
    if name is None:
        raise RefusedError(N_("Velg enheten der det skjedde."), field="unit")
    gone = N_("%(unit)s tar ikke lenger imot meldinger. Velg en annen enhet.")
    raise RefusedError(gone, field="unit", unit=name)


def unit_id_of(session: Session, public_id: str) -> int | None:
    """The unit with this public id."""
    return session.scalar(sa.select(Unit.id).where(Unit.public_id == public_id))


AGAIN = dt.timedelta(minutes=10)


def told_lately(session: Session, actor: Actor, unit_id: int, text: str, now: dt.datetime) -> Case | None:
    """The case this person made of the same words a moment ago: whoever goes back and sends again means one."""
    query = sa.select(Case).where(
        Case.reporter_id == actor.id,
        Case.unit_id == unit_id,
        Case.registered_at > now - AGAIN,
        Case.description == text,
    )
    return session.scalar(query.limit(1))


def places_in(session: Session, actor: Actor, unit_id: int) -> list[str]:
    """Where the person's own reports in the unit were from, then where things have happened before.

    A place is a reporter's own word: others are offered it when named twice, and outside the unit only when named
    often.
    """
    least = 2 if unit_id == actor.unit_id else OFTEN
    total = sa.func.sum(TraitCount.count)
    query = (
        sa.select(TraitCount.value)
        .where(TraitCount.unit_id == unit_id, TraitCount.trait == "place", TraitCount.access.in_(OPEN_PLACES))
        .group_by(TraitCount.value)
        .having(total >= least)
        .order_by(total.desc(), TraitCount.value)
    )
    own = own_places(session, actor, unit_id)
    return list(dict.fromkeys([*own, *session.scalars(query.limit(12))]))


def own_places(session: Session, actor: Actor, unit_id: int) -> list[str]:
    """Where the person's own last reports in the unit were from, the latest first."""
    query = sa.select(Case.place).where(
        Case.reporter_id == actor.id, Case.unit_id == unit_id, Case.place != ""
    )
    return list(dict.fromkeys(session.scalars(query.order_by(Case.id.desc()).limit(3))))


def main_categories(session: Session, unit_id: int) -> list[tuple[str, str]]:
    """Code and name of the main categories that the unit's kind of service uses."""
    query = (
        sa.select(Category.code, Category.name)
        .join(CategoryService, CategoryService.category_id == Category.id)
        .join(Unit, Unit.service == CategoryService.service)
        .where(Unit.id == unit_id, Category.retired_on.is_(None))
        .order_by(Category.position)
    )
    return [(code, name) for code, name in session.execute(query)]
