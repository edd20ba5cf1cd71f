"""A pattern as a sheet for others tells of it: the same whoever makes it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.case import Case
from quality.core.text import Message
from quality.patterns.compose import Told
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.queries.told import names, title, told
from quality.patterns.queries.vanished import NOTHING, OUTSIDE, vanished_outside
from quality.patterns.states import Origin


@dataclass(frozen=True)
class Outside:
    """What it is called, what it is about, and how many of its cases may be told of."""

    title: str | Message
    told: Told
    number: int


def outside(session: Session, pattern: Pattern, language: str) -> Outside:
    """The pattern without cases about an identified user, privacy or somebody who works here, and shielded ones."""
    known = names(session, language)
    lost = vanished_outside(session, [pattern.id]).get(pattern.id, NOTHING)
    about = told(pattern, known, lost)
    counted = pattern.origin is Origin.ENGINE
    number = about.observed if counted else _members(session, pattern.id)
    return Outside(title(pattern, known, lost), about, number)


def _members(session: Session, pattern_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(Case).join(PatternCase, PatternCase.case_id == Case.id)
    return session.scalar(query.where(PatternCase.pattern_id == pattern_id, OUTSIDE)) or 0
