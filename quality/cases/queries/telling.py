"""What helps while a report is written: likely names, the words of each category, what is offered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases.compose.masking import name_words
from quality.cases.compose.people import people_in
from quality.cases.compose.suggest import suggest
from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, CaseKind, Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category, CategoryWord
from quality.cases.models.count import SearchText
from quality.cases.queries.mine import main_categories
from quality.core.stems import stems
from quality.organisation.models import Municipality, Unit

NEWEST = 20_000
MANY_STEMS = 200


def people_told(session: Session, *texts: str, by_staff: bool = True) -> list[str]:
    """What points at a person in the texts, by the commonest first names and the staff list.

    The list is left out where a stranger writes, who could find out who works here.
    """
    words = name_words(*texts)
    staff: set[str] = set()
    places: set[str] = set()
    if words and by_staff:
        query = sa.select(Person.first_name, Person.last_name)
        query = query.where(sa.or_(Person.first_name.in_(words), Person.last_name.in_(words)))
        staff = {name for row in session.execute(query) for name in row}
    if words:
        named = sa.union_all(sa.select(Unit.name), sa.select(Municipality.name))
        places = {word for name in session.scalars(named) for word in name_words(name)}
    return list(dict.fromkeys(each for text in texts for each in people_in(text, staff, places)))


def suggested(session: Session, text: str, unit_id: int) -> list[tuple[str, str]]:
    """Code and name of the main categories the text may be about, of those the unit uses."""
    offered = dict(main_categories(session, unit_id))
    if not offered or not text.strip():
        return []
    known = stems(text).split()[:MANY_STEMS]
    query = (
        sa.select(CategoryWord.stem, Category.code, CategoryWord.weight)
        .join(Category, Category.id == CategoryWord.category_id)
        .where(CategoryWord.stem.in_(known), Category.code.in_(offered))
    )
    learned: dict[str, dict[str, float]] = defaultdict(dict)
    for stem, code, weight in session.execute(query):
        learned[stem][code] = weight
    return [(code, offered[code]) for code in suggest(text, learned, offered)]


def sorted_cases(session: Session) -> Iterator[tuple[str, str]]:
    """Main category and stems of the newest deviations that are sorted; shielded ones teach nothing."""
    query = (
        sa.select(Category.code, SearchText.stems)
        .join(Case, Case.category_id == Category.id)
        .join(SearchText, sa.and_(SearchText.case_id == Case.id, SearchText.level == int(Level.TEXT)))
        .where(Case.kind == CaseKind.DEVIATION, Case.access != Access.SHIELDED, Category.code != UNSORTED)
        .order_by(Case.id.desc())
        .limit(NEWEST)
    )
    for code, words in session.execute(query):
        yield code.partition(".")[0], words
