"""Changing the tree of categories. A category is added, renamed, merged or retired, and never deleted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.defaults import UNSORTED
from quality.cases.models.case import Case
from quality.cases.models.category import Category, CategoryLabel, CategoryService
from quality.cases.models.count import CaseCount, CategoryCount
from quality.cases.services import counting
from quality.cases.services.settings import permit
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.organisation.kinds import Service


@dataclass(frozen=True)
class CategoryWords:
    """A category's names: bokmål, and the others by language (empty for none)."""

    name: str
    labels: Mapping[str, str]


def add_category(
    session: Session,
    actor: Actor,
    parent: Category,
    words: CategoryWords,
    services: set[Service],
    *,
    now: dt.datetime,
) -> Category:
    """Add a category last under another, with the next free code; a main category is shown to `services`.

    Raises RefusedError for a parent that takes none, and for a name that stands under it already.
    """
    permit(actor)
    if not words.name:
        raise RefusedError(N_("Skriv hva kategorien heter."), field="name")
    if not takes_more(parent):
        raise RefusedError(N_("Velg en gren eller en hovedkategori som er i bruk."), field="under")
    siblings = session.scalars(sa.select(Category).where(Category.parent_id == parent.id)).all()
    if words.name in {row.name for row in siblings if not row.retired_on}:
        raise RefusedError(N_("Det finnes alt en kategori med dette navnet her."), field="name")
    category = Category(
        code=_next_code(parent, [row.code for row in siblings]),
        name=words.name,
        level=parent.level + 1,
        parent_id=parent.id,
        position=_make_room(session, parent),
    )
    session.add(category)
    session.flush()
    session.add_all(
        CategoryLabel(category_id=category.id, language=language, name=name)
        for language, name in words.labels.items()
        if name
    )
    _note(session, actor, category, "add", now, {"under": parent.code, "to": words.name, **words.labels})
    if category.level == 2:
        use_in(session, actor, category, services, now=now)
    return category


def takes_more(category: Category) -> bool:
    """Whether another category may be added under this one."""
    return category.code != UNSORTED and category.level < 3 and not category.retired_on


def _next_code(parent: Category, taken: list[str]) -> str:
    start = parent.code if parent.level == 1 else f"{parent.code}."
    numbers = [int(code.removeprefix(start)) for code in taken if code.removeprefix(start).isdecimal()]
    return f"{start}{max(numbers, default=0) + 1}"


def _make_room(session: Session, parent: Category) -> int:
    """The place after everything below the parent; what stands there and after moves one down."""
    below = Category.code.startswith(parent.code if parent.level == 1 else f"{parent.code}.", autoescape=True)
    last = session.scalar(sa.select(sa.func.max(Category.position)).where(below))
    place = (parent.position if last is None else max(last, parent.position)) + 1
    session.execute(
        sa.update(Category).where(Category.position >= place).values(position=Category.position + 1)
    )
    return place


def rename_category(
    session: Session, actor: Actor, category: Category, words: CategoryWords, *, now: dt.datetime
) -> None:
    """Give a category other names."""
    permit(actor)
    if not words.name:
        raise RefusedError(N_("Skriv hva kategorien heter."), field="name")
    before, category.name = category.name, words.name
    for language, name in words.labels.items():
        row = session.get(CategoryLabel, (category.id, language))
        if row is None and name:
            session.add(CategoryLabel(category_id=category.id, language=language, name=name))
        elif row is not None and name:
            row.name = name
        elif row is not None:
            session.delete(row)
    session.flush()
    values: dict[str, Any] = {"from": before, "to": words.name, **words.labels}
    _note(session, actor, category, "rename", now, values)


def use_in(
    session: Session, actor: Actor, category: Category, services: set[Service], *, now: dt.datetime
) -> None:
    """Say which kinds of service are shown this main category."""
    permit(actor)
    mine = CategoryService.category_id == category.id
    before = set(session.scalars(sa.select(CategoryService.service).where(mine)))
    if before == services:
        return
    session.execute(sa.delete(CategoryService).where(mine))
    session.add_all(CategoryService(category_id=category.id, service=service) for service in sorted(services))
    session.flush()
    _note(session, actor, category, "services", now, {"from": sorted(before), "to": sorted(services)})


def retire_category(
    session: Session, actor: Actor, category: Category, retired: bool, *, now: dt.datetime
) -> None:
    """Stop offering a category, or offer it again. Old cases keep it."""
    permit(actor)
    if category.merged_into_id:
        raise RefusedError(N_("Kategorien er slått sammen med en annen."))
    category.retired_on = local_date(now) if retired else None
    session.flush()
    _note(session, actor, category, "retire" if retired else "return", now, {})


def merge_category(
    session: Session, actor: Actor, category: Category, into: Category, *, now: dt.datetime
) -> int:
    """Move every case of a category into another, and retire it; returns how many moved.

    Only within a branch: the branch decides who may read a case.
    """
    permit(actor)
    _check_merge(session, category, into)
    moved = session.execute(
        sa.update(Case)
        .where(Case.category_id == category.id)
        .values(category_id=into.id, version=Case.version + 1)
    ).rowcount  # type: ignore[attr-defined]
    _move_counts(session, category, into)
    category.merged_into_id, category.retired_on = into.id, local_date(now)
    session.execute(
        sa.update(Category).where(Category.merged_into_id == category.id).values(merged_into_id=into.id)
    )
    session.flush()
    _note(session, actor, category, "merge", now, {"into": into.code, "cases": moved})
    return int(moved)


def _check_merge(session: Session, category: Category, into: Category) -> None:
    if category.id == into.id or into.merged_into_id or into.retired_on or category.merged_into_id:
        raise RefusedError(N_("Velg en annen kategori som er i bruk."), field="into")
    if category.branch != into.branch or category.level == 1:
        raise RefusedError(N_("Velg en kategori i samme hovedgren."), field="into")
    below = sa.select(Category.name).where(
        Category.parent_id == category.id, Category.retired_on.is_(None), Category.id != into.id
    )
    if name := session.scalar(below.limit(1)):
        raise RefusedError(
            N_("Slå sammen eller ta ut underkategorien «%(name)s» først."), field="into", name=name
        )


def _move_counts(session: Session, category: Category, into: Category) -> None:
    change: Counter[counting.Cell] = Counter()
    for row in session.scalars(sa.select(CaseCount).where(CaseCount.category_id == category.id)):
        cell = counting.Cell(*(getattr(row, name) for name in counting.Cell._fields))
        change[cell] -= row.count
        change[cell._replace(category_id=into.id)] += row.count
    counting.apply(session, change, Counter())
    for model in (CaseCount, CategoryCount):
        session.execute(sa.delete(model).where(model.category_id == category.id))


def _note(
    session: Session, actor: Actor, category: Category, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    record(session, Happening("category", category.id, act, now, actor.id, values=values))
