"""The safety representative's cases, and what was said and asked for in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.compose.masking import mask
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.safety import SafetyWord
from quality.cases.queries.page import staff_names
from quality.cases.states import OPEN
from quality.core.text import NotVisibleError
from quality.organisation.models import Unit


def safety_cases(session: Session, actor: Actor, page: int, size: int) -> tuple[list[Any], int]:
    """Open health-and-safety cases of the own area, the gravest first; a title only where it is read as written."""
    where = _open_in_area(actor)
    query = (
        sa.select(
            Case.public_id,
            Case.year,
            Case.number,
            Case.severity,
            Case.state,
            sa.case((policy.readable_plain(actor), Case.title), else_="").label("title"),
            Category.name.label("category"),
            Unit.name.label("unit"),
            Case.occurred_at,
        )
        .join(Category, Category.id == Case.category_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(where)
        .order_by(Case.severity.desc(), Case.occurred_at.desc(), Case.id.desc())
    )
    total = session.scalar(count_of_safety(actor)) or 0
    return list(session.execute(query.limit(size).offset((page - 1) * size))), total


def count_of_safety(actor: Actor) -> sa.Select[int]:
    """How many they are."""
    return sa.select(sa.func.count(Case.id)).where(_open_in_area(actor))


def _open_in_area(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.and_(policy.safety_part(actor), Case.state.in_(OPEN))


def requests_in_area(session: Session, actor: Actor) -> list[SafetyWord]:
    """What representatives of the area have asked for: unanswered first, the oldest on top."""
    query = (
        sa.select(SafetyWord)
        .join(Case, Case.id == SafetyWord.case_id)
        .options(
            joinedload(SafetyWord.case).joinedload(Case.unit),
            joinedload(SafetyWord.author),
            joinedload(SafetyWord.answered_by),
        )
        .where(SafetyWord.due_on.is_not(None), SafetyWord.text != "", policy.safety_part(actor))
        .order_by(SafetyWord.answered_at.is_not(None), SafetyWord.due_on, SafetyWord.id)
    )
    return list(session.scalars(query.limit(50)))


def told(session: Session, asked: Sequence[SafetyWord]) -> dict[int, str]:
    """What each asks for, by id; of a case about a user as well, without names and numbers."""
    names = staff_names(session, *(word.text for word in asked if word.case.access is Access.PERSONAL))
    return {
        word.id: mask(word.text, names) if word.case.access is Access.PERSONAL else word.text
        for word in asked
    }


def words_in(session: Session, case: Case) -> list[SafetyWord]:
    """What was said in this case, the oldest first."""
    query = sa.select(SafetyWord).options(joinedload(SafetyWord.author), joinedload(SafetyWord.answered_by))
    return list(
        session.scalars(
            query.where(SafetyWord.case_id == case.id, SafetyWord.text != "").order_by(SafetyWord.id)
        )
    )


def word_in(session: Session, case: Case, public_id: str) -> SafetyWord:
    """One of them, held for its answer."""
    query = sa.select(SafetyWord).where(SafetyWord.case_id == case.id, SafetyWord.public_id == public_id)
    found = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotVisibleError(public_id)
    return found


def late_requests(session: Session, day: dt.date, again_before: dt.date) -> list[SafetyWord]:
    """Requests without an answer whose day has passed, and that nobody was reminded of lately."""
    reminded = sa.or_(SafetyWord.reminded_on.is_(None), SafetyWord.reminded_on <= again_before)
    query = (
        sa.select(SafetyWord)
        .options(joinedload(SafetyWord.case).joinedload(Case.unit))
        .where(SafetyWord.answered_at.is_(None), SafetyWord.due_on < day, reminded)
    )
    return list(session.scalars(query.order_by(SafetyWord.id)))


def may_read_words(actor: Actor, case: Case, ties: policy.Ties) -> bool:
    """Whether the person takes part in this: a representative of the area, or who handles the case."""
    if policy.level(actor, case, ties) < Level.TEXT:
        return False
    return policy.is_representative(actor, case, ties) or policy.may_answer_representative(actor, case, ties)
