"""Cases like what somebody is writing: open ones in the unit, and solved ones wherever they may be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.compose.likeness import alike, telling
from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.count import SearchText
from quality.cases.models.follower import CaseFollower
from quality.cases.models.word import SearchWord
from quality.cases.queries import category_above
from quality.cases.queries.listing import hits_of_any
from quality.cases.states import OPEN, CaseState
from quality.core.stems import stems
from quality.organisation.models import Unit

LOOKED_AT = 200
SHOWN = 3
WORDS_ASKED = 3
LATELY = dt.timedelta(days=21)


@dataclass(frozen=True)
class Like:
    """A case like it. Title and answer are empty for those who may not read its text."""

    public_id: str
    title: str
    category: str
    above: str | None
    place: str
    unit: str
    occurred_at: dt.datetime
    followed: bool = False
    mine: bool = False
    answer: str = ""
    id: int = 0
    access: Access = Access.SERVICE


@dataclass(frozen=True)
class Asked:
    """What is written so far: the words that say most, the rarest first, and what was chosen."""

    words: list[str]
    unit_id: int
    category: str = ""


def read_words(session: Session, text: str) -> list[str]:
    """The words of a text that say most about it."""
    found = stems(text).split()
    most = sa.select(sa.func.max(SearchWord.texts)).scalar_subquery()
    query = sa.select(SearchWord.word, SearchWord.texts, most).where(SearchWord.word.in_(found))
    rows = session.execute(query).all() if found else []
    known = {word: texts for word, texts, _ in rows}
    return telling(found, known, rows[0][2] if rows else 0)


def open_like(session: Session, actor: Actor, asked: Asked, now: dt.datetime, but: int = 0) -> list[Like]:
    """Open cases in the unit: alike in words where the text may be read, else of the very category lately."""
    plain = policy.readable_plain(actor)
    follows = sa.select(CaseFollower.case_id).where(
        CaseFollower.case_id == Case.id, CaseFollower.person_id == actor.id
    )
    query = (
        _likes(plain)
        .add_columns(
            sa.case((plain, SearchText.stems), else_="").label("stems"),
            follows.exists().label("followed"),
            (Case.reporter_id == actor.id).label("mine"),
        )
        .outerjoin(SearchText, sa.and_(SearchText.case_id == Case.id, SearchText.level == int(Level.TEXT)))
        .where(
            Case.unit_id == asked.unit_id,
            Case.state.in_(OPEN),
            Case.id != but,
            policy.visible(actor, Level.META),
        )
        .order_by(Case.id.desc())
        .limit(LOOKED_AT)
    )
    scored = [(_score(row, asked, now), row) for row in session.execute(query)]
    best = sorted((each for each in scored if each[0]), key=lambda each: -each[0])
    return [_like(row, followed=row.followed, mine=bool(row.mine)) for _, row in best[:SHOWN]]


def _score(row: Any, asked: Asked, now: dt.datetime) -> float:
    told = asked.category not in ("", UNSORTED)
    if row.stems:
        return alike(asked.words, row.stems.split(), told and row.code == asked.category)
    same = told and (row.code == asked.category or row.code.startswith(f"{asked.category}."))
    return 0.1 if same and row.occurred_at > now - LATELY else 0.0


def solved_like(session: Session, actor: Actor, asked: Asked, but: int = 0) -> list[Like]:
    """Closed cases, wherever, whose text the person reads as it was written, with how they were answered."""
    if len(asked.words) < 2:
        return []
    plain = policy.readable_plain(actor)
    hits = (
        hits_of_any(session, asked.words[:WORDS_ASKED])
        .cte("hits")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    query = (
        _likes(plain)
        .add_columns(SearchText.stems, Case.answer)
        .join(SearchText, sa.and_(SearchText.case_id == Case.id, SearchText.level == int(Level.TEXT)))
        .where(
            Case.id.in_(sa.select(hits.c.case_id)),
            Case.state == CaseState.CLOSED,
            Case.answer != "",
            Case.id != but,
            plain,
        )
        .order_by(Case.id.desc())
        .limit(LOOKED_AT)
    )
    told = asked.category not in ("", UNSORTED)
    scored = [
        (alike(asked.words, row.stems.split(), told and row.code == asked.category), row)
        for row in session.execute(query)
    ]
    best = sorted((each for each in scored if each[0]), key=lambda each: -each[0])
    stories: dict[str, Any] = {}  # the same story says nothing twice
    for _, row in best:
        stories.setdefault(row.title.lower(), row)
    return [_like(row, answer=row.answer) for row in list(stories.values())[:SHOWN]]


def _likes(plain: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Case.id,
            Case.access,
            Case.public_id,
            sa.case((plain, Case.title), else_="").label("title"),
            Category.name.label("category"),
            Category.code,
            category_above().label("above"),
            sa.case((plain, Case.place), else_="").label("place"),
            Unit.name.label("unit"),
            Case.occurred_at,
        )
        .join(Category, Category.id == Case.category_id)
        .join(Unit, Unit.id == Case.unit_id)
    )


def _like(row: Any, **more: Any) -> Like:
    shown = (row.public_id, row.title, row.category, row.above, row.place, row.unit, row.occurred_at)
    return Like(*shown, id=row.id, access=row.access, **more)


def follows(session: Session, actor: Actor, case_id: int) -> bool:
    """Whether the person follows the case."""
    return session.get(CaseFollower, (case_id, actor.id)) is not None
