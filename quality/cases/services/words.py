"""Learning the words of each main category from the municipality's own sorted cases."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.compose import suggest
from quality.cases.models.category import Category, CategoryWord
from quality.cases.queries.telling import sorted_cases

LONGEST = 40


def words_of(session: Session) -> dict[tuple[str, str], float]:
    """How much each word says of a main category: category's code and stem to weight."""
    return suggest.learn(sorted_cases(session))


def keep_words(session: Session, found: Mapping[tuple[str, str], float]) -> int:
    """Replace what was learned before."""
    ids = {code: key for key, code in session.execute(sa.select(Category.id, Category.code))}
    session.execute(sa.delete(CategoryWord))
    session.add_all(
        CategoryWord(stem=stem, category_id=ids[code], weight=weight)
        for (code, stem), weight in found.items()
        if len(stem) <= LONGEST
    )
    session.flush()
    return len(found)
