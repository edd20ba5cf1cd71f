"""Reads of cases, each filtered by what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from quality.accounts.roles import Act, Actor, Role
from quality.cases import policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category, CategoryLabel, CategoryService
from quality.cases.policy import Ties
from quality.core.notices import Notice
from quality.core.text import N_, NotAllowedError, NotVisibleError, RefusedError
from quality.organisation.models import Unit


@dataclass(frozen=True)
class Seen:
    """A case as one person may see it: fetched and permitted in one."""

    case: Case
    level: Level
    ties: Ties
    news: bool = False
    above: str | None = None
    happened: str | None = None


def fetch(
    session: Session, actor: Actor, public_id: str, at_least: Level = Level.META, lock: bool = False
) -> Seen:
    """The case with this id; NotVisibleError for those who may not see that much of it.

    With `lock` nobody else changes it until this transaction ends, and what is read is what stands now.
    """
    values = {"public_id": public_id, "link": f"/cases/{public_id}"}
    row = session.execute(_fetching(actor, at_least, lock), values).first()
    if row is None:
        raise NotVisibleError(public_id)
    absent = frozenset(person_id for person_id, about in zip(actor.absent, row[9:], strict=True) if about)
    ties = Ties(row[1], row[2], row[3], absent, bool(row[4]), bool(row[5]))
    return Seen(row[0], policy.level(actor, row[0], ties), ties, row[6], row[7], row[8])


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _fetching(actor: Actor, at_least: Level, lock: bool) -> sa.Select[*tuple[Any, ...]]:
    news = sa.select(Notice.id).where(
        Notice.person_id == actor.id, Notice.read_at.is_(None), Notice.link == sa.bindparam("link")
    )
    query = (
        sa.select(
            Case,
            policy.owns_measure(actor),
            policy.concerned(actor),
            policy.named(actor),
            policy.involved(actor, Role.LEADER).label("involved"),
            policy.involved(actor, Role.HEAD).label("involved_above"),
            news.exists(),
            category_above(),
            _happened_elsewhere(),
            *(policy.about(person_id) for person_id in actor.absent),
        )
        .options(
            joinedload(Case.unit),
            joinedload(Case.category),
            joinedload(Case.reporter),
            joinedload(Case.handler),
        )
        .where(Case.public_id == sa.bindparam("public_id"), policy.visible(actor, at_least))
    )
    if lock:
        query = query.with_for_update(of=Case).execution_options(populate_existing=True)
    return query


def sees(session: Session, actor: Actor, public_id: str) -> bool:
    """Whether the case still exists for this person."""
    query = sa.select(Case.id).where(Case.public_id == public_id, policy.visible(actor))
    return session.scalar(query) is not None


def _happened_elsewhere() -> sa.ScalarSelect[str]:
    """The unit where it happened when that is not the owner, as SQL over `case`."""
    place = aliased(Unit)
    query = sa.select(place.name).where(
        place.id == Case.happened_unit_id, Case.happened_unit_id != Case.unit_id
    )
    return query.scalar_subquery()


@cache
def category_above() -> sa.ScalarSelect[str]:
    """The main category of a case that is sorted under a leaf, as SQL over `case`; empty otherwise."""
    leaf, main = aliased(Category), aliased(Category)
    return (
        sa.select(main.name)
        .join(leaf, leaf.parent_id == main.id)
        .where(leaf.id == Case.category_id, leaf.level == 3)
        .scalar_subquery()
    )


def fetch_for(session: Session, actor: Actor, public_id: str, act: Act, lock: bool = False) -> Seen:
    """The case, for somebody who wants to do `act`; NotAllowedError for a reader who may not."""
    seen = fetch(session, actor, public_id, lock=lock)
    if not policy.may(actor, act, seen.case, seen.ties):
        if actor.reach(act) and seen.case.unit_id not in actor.reach(act):
            raise NotAllowedError(
                N_("Saken er hos %(unit)s. Du kan se den, men ikke gjøre dette med den."),
                unit=seen.case.unit.name,
            )
        raise NotAllowedError(N_("Du kan se saken, men ikke gjøre dette med den."))
    return seen


def category_by_code(session: Session, code: str) -> Category:
    """The category, following merges; RefusedError when it does not exist."""
    category = session.scalar(sa.select(Category).where(Category.code == code))
    if category is None:
        raise RefusedError(N_("Kategorien finnes ikke."), field="category")
    if category.merged_into_id:
        return session.get_one(Category, category.merged_into_id)
    return category


def categories(session: Session) -> list[Category]:
    """The whole tree in its own order, retired ones included."""
    return list(session.scalars(sa.select(Category).order_by(Category.position)))


def categories_for(session: Session, unit: Unit) -> list[Category]:
    """What the unit's kind of service uses: its main categories with their leaves, retired ones left out."""
    mains = sa.select(CategoryService.category_id).where(CategoryService.service == unit.service)
    query = sa.select(Category).where(
        sa.or_(Category.id.in_(mains), Category.parent_id.in_(mains)), Category.retired_on.is_(None)
    )
    return list(session.scalars(query.order_by(Category.position)))


class CategoryNames(dict[str, str]):
    """What a reader calls each category, by its bokmål name; one without another name keeps it."""

    def __missing__(self, name: str) -> str:
        return name


def category_names(session: Session, language: str) -> CategoryNames:
    """The municipality's own names in this language: one query, and none for bokmål."""
    if language == "nb":
        return CategoryNames()
    query = sa.select(Category.name, CategoryLabel.name).join(
        CategoryLabel, sa.and_(CategoryLabel.category_id == Category.id, CategoryLabel.language == language)
    )
    rows = session.execute(query.order_by(Category.position.desc()))
    return CategoryNames((row[0], row[1]) for row in rows)


_TREE = (
    sa.select(Category.code, Category.name, Category.level)
    .where(Category.merged_into_id.is_(None))
    .order_by(Category.position)
)


def category_tree(session: Session) -> list[tuple[str, str, int]]:
    """Code, name and level of every category in use, in the tree's own order."""
    return [(row.code, row.name, row.level) for row in session.execute(_TREE)]
