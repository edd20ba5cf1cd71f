"""How many cases a pattern has, and how many of them a reader may see or have the exact number of."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.patterns.models import PatternCase
from quality.patterns.queries.vanished import LIVE


@dataclass(frozen=True)
class Members:
    """How many of a pattern's cases there are, and how many the reader may see or have exact numbers of, by unit."""

    number: dict[int, int]
    readable: dict[int, int]
    countable: dict[int, int]

    @property
    def exact(self) -> bool:
        """Whether the reader has a right to every number."""
        return self.number == self.countable


def members_of(session: Session, actor: Actor, pattern_id: int) -> Members:
    """The members that count, for one reader."""

    def summed(clause: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((clause, 1), else_=0))

    query = (
        sa.select(
            Case.unit_id,
            sa.func.count(),
            summed(case_policy.visible(actor, Level.META)),
            summed(case_policy.countable(actor, Case)),
        )
        .join(PatternCase, PatternCase.case_id == Case.id)
        .where(PatternCase.pattern_id == pattern_id, LIVE, sa.not_(case_policy.kept_away(actor)))
        .group_by(Case.unit_id)
    )
    rows = session.execute(query).all()
    return Members(
        {unit: int(number) for unit, number, _, _ in rows},
        {unit: int(seen) for unit, _, seen, _ in rows},
        {unit: int(exact) for unit, _, _, exact in rows},
    )
