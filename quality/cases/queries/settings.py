"""Reads for the pages where categories and deadlines are changed."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.defaults import DEADLINES, UNSORTED
from quality.cases.kinds import Access
from quality.cases.kinds.grave import PRIORITY, Lookup
from quality.cases.models.case import Case
from quality.cases.models.category import Category, CategoryLabel, CategoryService, Deadline
from quality.cases.models.clock import PriorityCell
from quality.core.text import NotVisibleError
from quality.organisation.kinds import Service

# How a case that nobody does anything with rises: its leader's deputies, the head above, the municipality's list.
STAGES = ("to_deputy", "to_head", "to_list")

# A shielded case is counted for nobody here: who changes categories is not to learn of it (security.md 2.7).
UNSHIELDED = Case.access != Access.SHIELDED


@dataclass(frozen=True)
class CategoryRow:
    """A category in the tree with how many cases have it."""

    category: Category
    cases: int


def category_tree(session: Session) -> list[CategoryRow]:
    """The whole tree in its order, each with its own cases."""
    counted = sa.select(Case.category_id, sa.func.count(Case.id)).where(UNSHIELDED).group_by(Case.category_id)
    counts: dict[int, int] = {row[0]: row[1] for row in session.execute(counted)}
    rows = session.scalars(sa.select(Category).order_by(Category.position, Category.id))
    return [CategoryRow(row, counts.get(row.id, 0)) for row in rows]


def category_for_settings(session: Session, code: str) -> Category:
    """The category itself, merged or not; NotVisibleError when there is none."""
    category = session.scalar(sa.select(Category).where(Category.code == code))
    if category is None:
        raise NotVisibleError(code)
    return category


def cases_in(session: Session, category: Category) -> int:
    """How many cases have this category."""
    return (
        session.scalar(sa.select(sa.func.count(Case.id)).where(Case.category_id == category.id, UNSHIELDED))
        or 0
    )


def labels_of(session: Session, category: Category) -> dict[str, str]:
    """The names in other languages than bokmål."""
    query = sa.select(CategoryLabel.language, CategoryLabel.name).where(
        CategoryLabel.category_id == category.id
    )
    return {row[0]: row[1] for row in session.execute(query)}


def services_of(session: Session, category: Category) -> set[Service]:
    """The kinds of service that are shown this main category."""
    return set(
        session.scalars(sa.select(CategoryService.service).where(CategoryService.category_id == category.id))
    )


def merge_targets(session: Session, category: Category) -> list[Category]:
    """What a category may be merged into: others in use in the same branch, below its top."""
    query = sa.select(Category).where(
        Category.code.startswith(category.branch),
        Category.level > 1,
        Category.id != category.id,
        Category.retired_on.is_(None),
    )
    return list(session.scalars(query.order_by(Category.position)))


def parents(session: Session) -> list[Category]:
    """What a category may be added under: branches and main categories in use."""
    query = sa.select(Category).where(
        Category.level < 3, Category.retired_on.is_(None), Category.code != UNSORTED
    )
    return list(session.scalars(query.order_by(Category.position)))


def deadlines(session: Session) -> dict[tuple[str, int], Deadline]:
    """Every deadline by step and priority."""
    return {(row.step, row.priority): row for row in session.scalars(sa.select(Deadline))}


def days_of(session: Session, step: str) -> dict[int, Deadline]:
    """The deadline of one step by priority."""
    return {row.priority: row for row in session.scalars(sa.select(Deadline).where(Deadline.step == step))}


def priority_table(session: Session) -> Lookup:
    """Possible harm and recurrence to priority: the municipality's own cells, and ours where it has none."""
    own = {(row.potential, row.recurrence): row.priority for row in session.scalars(sa.select(PriorityCell))}
    return tuple(
        tuple(own.get((potential, recurrence), cell) for recurrence, cell in enumerate(row, start=1))
        for potential, row in enumerate(PRIORITY)
    )


def escalation_days(session: Session) -> dict[tuple[str, int], int]:
    """Working days past a deadline, by level and priority."""
    found = {(step, priority): days for step in STAGES for priority, days in enumerate(DEADLINES[step])}
    rows = session.scalars(sa.select(Deadline).where(Deadline.step.in_(STAGES)))
    return found | {(row.step, row.priority): row.days for row in rows}
