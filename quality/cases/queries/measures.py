"""Lists of measures: mine, my units', late, and those that wait for somebody to see whether they worked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from quality.accounts.models import Person
from quality.accounts.roles import Act, Actor
from quality.cases import policy
from quality.cases.compose.likeness import alike
from quality.cases.kinds import Level, MeasureKind, Strength
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.count import SearchText
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries import category_above
from quality.cases.queries.similar import read_words
from quality.cases.states import MEASURE_OPEN, OPEN, MeasureState
from quality.organisation.models import Unit

SHOWN = 50
OFFERED = 100
REPEATED_DAYS = 365
TELLING = frozenset({MeasureKind.INFORM, MeasureKind.MEETING, MeasureKind.TRAINING})
LISTS = ("mine", "unit", "late", "effect")


@dataclass(frozen=True)
class Row:
    """A measure in a list, with the case one comes to it by; no title where its cases are read on their own pages."""

    public_id: str
    title: str
    state: MeasureState
    strength: Strength
    due_on: dt.date | None
    effect_due_on: dt.date | None
    owner: str
    owner_active: bool
    unit: str
    link: str
    cases: int = 1


def measures(session: Session, actor: Actor, wanted: str, day: dt.date, page: int) -> tuple[list[Row], int]:
    """One list, the nearest day first, and how many there are in all."""
    query = _select(actor, wanted, day)
    total = session.scalar(sa.select(sa.func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.execute(query.limit(SHOWN).offset(SHOWN * (page - 1)))
    return [_row(row) for row in rows], total


def count_measures(session: Session, actor: Actor, wanted: str, day: dt.date) -> int:
    """How many are in one list."""
    query = sa.select(sa.func.count()).select_from(_select(actor, wanted, day).order_by(None).subquery())
    return session.scalar(query) or 0


def _select(actor: Actor, wanted: str, day: dt.date) -> sa.Select[*tuple[Any, ...]]:
    """The measure with the first of its cases that the reader may read."""
    handled = sa.or_(Case.handler_id == actor.id, Case.unit_id.in_(actor.reach(Act.CASE_HANDLE)))
    open_ones, own = Measure.state.in_(MEASURE_OPEN), Measure.owner_id == actor.id
    which = {
        "mine": sa.and_(own, open_ones),
        "unit": sa.and_(handled, open_ones),
        "late": sa.and_(sa.or_(own, handled), open_ones, Measure.due_on < day),
        "effect": sa.and_(handled, Measure.effect_due_on.is_not(None), sa.not_(open_ones)),
    }[wanted]
    plain = sa.func.max(sa.case((policy.readable_plain(actor), 1), else_=0)) == 1
    order = Measure.effect_due_on if wanted == "effect" else Measure.due_on
    return (
        sa.select(
            Measure.public_id,
            sa.case((plain, Measure.title), else_="").label("title"),
            Measure.state,
            Measure.strength,
            Measure.due_on,
            Measure.effect_due_on,
            Person.first_name,
            Person.last_name,
            Person.active,
            Unit.name.label("unit"),
            sa.func.min(Case.public_id).label("case_id"),
            sa.func.count(Case.id).label("cases"),
        )
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .join(Unit, Unit.id == Measure.unit_id)
        .outerjoin(Person, Person.id == Measure.owner_id)
        .where(which, policy.visible(actor, Level.TEXT))
        .group_by(Measure.id, Person.id, Unit.id)
        .order_by(order.is_(None), order, Measure.id)
    )


def read_through(session: Session, actor: Actor, rows: Sequence[Row]) -> set[int]:
    """The sensitive cases of which these titles tell, for the access log."""
    query = sa.select(CaseMeasure.case_id).join(Measure, Measure.id == CaseMeasure.measure_id)
    query = query.join(Case, Case.id == CaseMeasure.case_id).where(
        Measure.public_id.in_([row.public_id for row in rows if row.title]),
        Case.access.in_(policy.SENSITIVE),
        policy.readable_plain(actor),
    )
    return set(session.scalars(query))


def _row(row: Any) -> Row:
    owner = f"{row.first_name} {row.last_name}" if row.first_name else ""
    return Row(
        row.public_id,
        row.title,
        row.state,
        row.strength,
        row.due_on,
        row.effect_due_on,
        owner,
        bool(row.active),
        row.unit,
        f"/cases/{row.case_id}",
        row.cases,
    )


def repeated(session: Session, actor: Actor, case: Case, kind: MeasureKind, now: dt.datetime) -> list[str]:
    """Earlier measures that told people the same, in the unit and about the same, in the last year; newest first.

    Those of cases that the person reads as they were written: a title tells what a case is about.
    """
    if kind not in TELLING:
        return []
    own, main = aliased(Category), case.category.code.partition(".")[0]
    query = (
        sa.select(Measure.title)
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .join(own, own.id == Case.category_id)
        .where(
            Measure.kind == kind,
            Case.unit_id == case.unit_id,
            sa.or_(own.code == main, own.code.startswith(f"{main}.")),
            Measure.created_at > now - dt.timedelta(REPEATED_DAYS),
            Measure.state != MeasureState.DROPPED,
            Case.access == case.access,
            policy.readable_plain(actor),
        )
        .group_by(Measure.id)
        .order_by(Measure.id.desc())
    )
    return list(session.scalars(query))


@dataclass(frozen=True)
class Other:
    """An open case that may be given the same measure, and what it is about."""

    case: Case
    category: str
    above: str | None


def alike_open(session: Session, actor: Actor, case: Case) -> list[Other]:
    """Other open cases of the unit that the person may give the same measure: the likest first, then the newest.

    Where there are very many, those of the same category and then the newest are looked at.
    """
    query = (
        sa.select(Case, Category.code, Category.name, category_above().label("above"), SearchText.stems)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(SearchText, sa.and_(SearchText.case_id == Case.id, SearchText.level == int(Level.TEXT)))
        .where(
            Case.unit_id == case.unit_id,
            Case.id != case.id,
            Case.state.in_(OPEN),
            policy.readable_plain(actor),
            policy.handleable(actor),
        )
        .order_by((Case.category_id == case.category_id).desc(), Case.registered_at.desc(), Case.id)
    )
    asked = read_words(session, f"{case.title} {case.description}")
    rows = session.execute(query.limit(OFFERED)).all()
    best = sorted(rows, key=lambda row: (_likeness(case, asked, row), row.Case.registered_at), reverse=True)
    return [Other(row.Case, row.name, row.above) for row in best]


def _likeness(case: Case, asked: list[str], row: Any) -> float:
    """How much two cases have in common: what they are about, where it was, and the words that say most."""
    about = 3 if row.Case.category_id == case.category_id else 0
    same_branch = row.code.partition(".")[0] == case.category.code.partition(".")[0]
    where = 1 if case.place and row.Case.place.lower() == case.place.lower() else 0
    return (about or int(same_branch)) + where + 3 * alike(asked, (row.stems or "").split(), akin=True)


def measures_due(session: Session, day: dt.date) -> list[tuple[Measure, Case]]:
    """Measures due today or past of which nobody is reminded since their day was set, each with one open case."""
    return _with_case(
        session,
        sa.select(Measure, sa.func.min(Case.id)).where(
            Measure.state.in_(MEASURE_OPEN), Measure.due_on <= day, Measure.reminded_on.is_(None)
        ),
    )


def effects_due(session: Session, day: dt.date) -> list[tuple[Measure, Case]]:
    """Measures whose effect is to be looked at by now, each with one case."""
    return _with_case(
        session,
        sa.select(Measure, sa.func.min(Case.id)).where(
            Measure.effect_due_on <= day, Measure.state.not_in(MEASURE_OPEN)
        ),
    )


def _with_case(session: Session, query: sa.Select[*tuple[Any, ...]]) -> list[tuple[Measure, Case]]:
    query = query.join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    query = query.join(Case, Case.id == CaseMeasure.case_id).group_by(Measure.id).order_by(Measure.id)
    rows = session.execute(query).all()
    ids = {case_id for _, case_id in rows}
    cases = {case.id: case for case in session.scalars(sa.select(Case).where(Case.id.in_(ids)))}
    return [(measure, cases[case_id]) for measure, case_id in rows]
