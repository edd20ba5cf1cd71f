"""Cases that tell the same story in several units, as the nights have put them together: to read, and no more."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.organisation.models import Unit
from quality.patterns.models import CaseWords, PatternCase, StoryLikeness
from quality.patterns.queries.vanished import LIVE

LEAST_CASES, LEAST_UNITS, MOST = 3, 2, 6
# Two and two on average: under it half of what is put together tells different things.
LEAST_LIKENESS = 0.4
SHOWN = 100


@dataclass(frozen=True)
class Alike:
    """Cases that tell the same: one of them to find them by, what most are filed under, and how many they are.

    `likeness` is how alike they are, two and two on average.
    """

    public_id: str
    category_id: int
    cases: int
    units: int
    likeness: float


def told_in_several(session: Session, actor: Actor, since: dt.date) -> list[Alike]:
    """The stories of several units since a day that no pattern holds yet: the most alike, and in many units, first."""
    in_pattern = sa.select(PatternCase.case_id).where(PatternCase.case_id == Case.id).exists()
    query = (
        sa.select(CaseWords.story, Case.public_id, Case.category_id, Case.unit_id, StoryLikeness.alike)
        .join(Case, Case.id == CaseWords.case_id)
        .join(StoryLikeness, StoryLikeness.story == CaseWords.story)
        .where(CaseWords.day >= since, StoryLikeness.alike >= LEAST_LIKENESS, ~in_pattern)
        .where(LIVE, case_policy.visible(actor, Level.META))
        .order_by(Case.occurred_at.desc(), Case.id.desc())
    )
    stories: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        stories[row.story].append(row)
    found = [_alike(rows) for rows in stories.values() if len(rows) >= LEAST_CASES]
    found = [alike for alike in found if alike.units >= LEAST_UNITS]
    return sorted(found, key=lambda one: (-worth_reading(one.likeness, one.units), -one.cases))[:MOST]


def worth_reading(likeness: float, units: int) -> float:
    """The more alike and the wider the sooner; twice as many units are worth what is four tenths more alike."""
    return likeness * math.sqrt(units)


def _alike(rows: list[Any]) -> Alike:
    [(category, _)] = Counter(row.category_id for row in rows).most_common(1)
    return Alike(rows[0].public_id, category, len(rows), len({row.unit_id for row in rows}), rows[0].alike)


def cases_like(session: Session, actor: Actor, public_id: str) -> list[Any]:
    """The cases of the same story as this one, as the list of cases shows them; none for who may not see it."""
    story = (
        sa.select(CaseWords.story)
        .join(Case, Case.id == CaseWords.case_id)
        .where(Case.public_id == public_id, LIVE, case_policy.visible(actor, Level.META))
        .scalar_subquery()
    )
    title = sa.case((case_policy.readable_plain(actor), Case.title), else_="").label("title")
    query = (
        sa.select(
            Case.id,
            Case.public_id,
            Case.year,
            Case.number,
            Case.access,
            title,
            Category.name.label("category"),
            Unit.name.label("unit"),
        )
        .join(CaseWords, CaseWords.case_id == Case.id)
        .join(Category, Category.id == Case.category_id)
        .join(Unit, Unit.id == Case.unit_id)
        .where(CaseWords.story == story, LIVE, case_policy.visible(actor, Level.META))
        .order_by(Case.occurred_at.desc(), Case.id.desc())
        .limit(SHOWN)
    )
    return list(session.execute(query))
