"""Search across cases, notes, patterns and measures: only what the reader may read is ever matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.compose.filters import Filter
from quality.cases.compose.spelling import allowed, nearest
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.models.word import SearchWord
from quality.cases.queries.listing import NUMBER, WORDS_AT_MOST, cases, in_index, quoted
from quality.core.stems import stems

MEASURES_SHOWN = 5
# What the index of titles on SQLite is made of: shorter words are in none of it.
LETTERS = 3


@dataclass(frozen=True)
class Found:
    """A page of cases, how many in all, the stems that found them, and how the words were read."""

    rows: list[Any]
    total: int
    stems: list[str] = field(default_factory=list)
    read_as: str = ""


def forget_in_indexes(session: Session) -> None:
    """Write the indexes of SQLite anew without what was erased: until then they mark it so, and keep its letters."""
    if session.get_bind().dialect.name == "sqlite":
        for name in ("search_index", "measure_index"):
            session.execute(sa.text(f"INSERT INTO {name}({name}) VALUES ('optimize')"))


def by_number(session: Session, actor: Actor, text: str) -> str | None:
    """The public id of the case with this number, for those who may see it."""
    number = NUMBER.fullmatch(text)
    if number is None:
        return None
    query = sa.select(Case.public_id).where(
        Case.year == int(number[1]), Case.number == int(number[2]), policy.visible(actor, Level.META)
    )
    return session.scalar(query)


def search(session: Session, actor: Actor, wanted: Filter, page: int, size: int) -> Found:
    """Cases that hold every word; when there are none, cases that hold the words that are most like them."""
    asked = stems(wanted.q).split()[:WORDS_AT_MOST]
    rows, total = cases(session, actor, wanted, page, size)
    if rows or page > 1 or not asked:
        return Found(rows, total, asked)
    spelled = respell(session, asked)
    if spelled == asked:
        return Found([], 0, asked)
    read_as = " ".join(spelled)
    rows, total = cases(session, actor, replace(wanted, q=read_as), page, size)
    return Found(rows, total, spelled, read_as) if rows else Found([], 0, asked)


def respell(session: Session, asked: list[str]) -> list[str]:
    """Each word that no text holds, as the known word most like it."""
    held = set(session.scalars(sa.select(SearchWord.word).where(SearchWord.word.in_(asked))))
    return [word if word in held else _known_like(session, word) or word for word in asked]


def _known_like(session: Session, word: str) -> str | None:
    limit = allowed(word)
    if not limit:
        return None
    query = sa.select(SearchWord.word, SearchWord.texts).where(
        SearchWord.initial == word[0], SearchWord.size.between(len(word) - limit, len(word) + limit)
    )
    return nearest(word, [(row[0], row[1]) for row in session.execute(query)])


def contains(texts: Sequence[InstrumentedAttribute[str]], words: list[str]) -> ColumnElement[bool]:
    """Whether every stem stands somewhere in these columns, compounds included; for tables of hundreds, not more."""
    return sa.and_(
        sa.true(),
        *(
            sa.or_(*(text.ilike(f"%{form}%", escape="\\") for text in texts for form in _forms(word)))
            for word in words
        ),
    )


def _forms(word: str) -> set[str]:
    """SQLite knows capitals of a to z alone."""
    return {word} if word[:1].isascii() else {word, word.capitalize()}


def measures(session: Session, actor: Actor, words: list[str]) -> list[Any]:
    """Measures with every word in the title, of cases whose text the person reads as it was written."""
    if not words:
        return []
    if session.get_bind().dialect.name == "sqlite" and min(map(len, words)) >= LETTERS:
        return list(session.execute(_indexed(actor), {"asked": " ".join(map(quoted, words))}))
    # PostgreSQL has an index that answers ILIKE.
    query = _measures(actor).where(contains([Measure.title], words)).order_by(Measure.id.desc())
    return list(session.execute(query))


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _measures(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Measure.title, Measure.state, Measure.due_on, Case.public_id, Case.year, Case.number)
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(policy.readable_plain(actor))
        .limit(MEASURES_SHOWN)
    )


@lru_cache(maxsize=policy.ACTORS_KEPT)
def _indexed(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """Measures whose titles hold what is `asked`, by the index that SQLite has of them."""
    index, matches = in_index("measure_index", sa.bindparam("asked"))
    query = _measures(actor).join(index, index.c.rowid == Measure.id)
    return query.where(matches).order_by(index.c.rowid.desc())
