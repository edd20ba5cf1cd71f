"""The categories and deadlines of a new municipality."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases import defaults
from quality.cases.models.category import Category, CategoryLabel, CategoryService, Deadline
from quality.cases.models.tally import TallyType, TallyTypeLabel, TallyTypeService


def add_defaults(session: Session) -> None:
    """Write the default category tree and deadlines where there are none."""
    if session.scalar(sa.select(Category.id).limit(1)) is not None:
        return
    ids: dict[str, int] = {}
    for position, (code, name) in enumerate(defaults.CATEGORIES):
        parent = code.rpartition(".")[0] or (code[0] if len(code) > 1 else "")
        row = Category(code=code, name=name, level=_level(code), parent_id=ids.get(parent), position=position)
        session.add(row)
        session.flush()
        ids[code] = row.id
        session.add_all(
            CategoryLabel(category_id=row.id, language=language, name=label)
            for language, label in zip(("nn", "en"), defaults.CATEGORY_LABELS[code], strict=True)
        )
    for service, codes in defaults.SERVICE_CATEGORIES.items():
        session.add_all(CategoryService(category_id=ids[code], service=service) for code in codes.split())
    for step, days in defaults.DEADLINES.items():
        session.add_all(
            Deadline(step=step, priority=priority, days=count, calendar_days=step in defaults.CALENDAR_STEPS)
            for priority, count in enumerate(days)
        )
    session.flush()
    add_tallies(session)


def add_tallies(session: Session) -> None:
    """Write the default list of what is counted where there is none."""
    if session.scalar(sa.select(TallyType.id).limit(1)) is not None:
        return
    ids = {row[0]: row[1] for row in session.execute(sa.select(Category.code, Category.id))}
    for position, told in enumerate(defaults.TALLIES):
        if told.category not in ids:
            continue
        row = TallyType(name=told.names[0], category_id=ids[told.category], position=position)
        session.add(row)
        session.flush()
        session.add_all(
            TallyTypeLabel(type_id=row.id, language=language, name=name)
            for language, name in zip(("nn", "en"), told.names[1:], strict=True)
        )
        session.add_all(TallyTypeService(type_id=row.id, service=service) for service in told.services)
    session.flush()


def _level(code: str) -> int:
    return 3 if "." in code else min(len(code), 2)
