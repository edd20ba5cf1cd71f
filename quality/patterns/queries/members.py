"""How many cases a pattern has, and how many of them a reader may see or have the exact number of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.core.clock import at_local
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.queries.vanished import LIVE

DAY = dt.timedelta(days=1)


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
    return members_by_pattern(session, actor, [pattern_id])[pattern_id]


def hidden_of_count(session: Session, actor: Actor, pattern: Pattern) -> int:
    """How many of the cases that the scan counted this reader may not see; those that came later are beside it."""
    counted: list[sa.ColumnElement[bool]] = [PatternCase.merged_from_id.is_(None)]
    if pattern.window_from and pattern.window_to:
        counted.append(Case.occurred_at >= at_local(pattern.window_from))
        counted.append(Case.occurred_at < at_local(pattern.window_to + DAY))
    found = members_by_pattern(session, actor, [pattern.id], *counted)[pattern.id]
    return sum(found.number.values()) - sum(found.readable.values())


def members_by_pattern(
    session: Session, actor: Actor, pattern_ids: Sequence[int], *more: sa.ColumnElement[bool]
) -> dict[int, Members]:
    """The same of several patterns in one question, with an entry for each of them."""

    def summed(clause: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.sum(sa.case((clause, 1), else_=0))

    query = (
        sa.select(
            PatternCase.pattern_id,
            Case.unit_id,
            sa.func.count(),
            summed(case_policy.visible(actor, Level.META)),
            summed(case_policy.countable(actor, Case)),
        )
        .join(PatternCase, PatternCase.case_id == Case.id)
        .where(PatternCase.pattern_id.in_(pattern_ids), LIVE, sa.not_(case_policy.kept_away(actor)), *more)
        .group_by(PatternCase.pattern_id, Case.unit_id)
    )
    found = {number: Members({}, {}, {}) for number in pattern_ids}
    for pattern_id, unit, number, seen, exact in session.execute(query) if pattern_ids else ():
        members = found[pattern_id]
        members.number[unit], members.readable[unit] = int(number), int(seen)
        members.countable[unit] = int(exact)
    return found
