"""What is to be taken out of a pattern's stored figures again: members that this reader may not even count."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.states import UNCOUNTED
from quality.core.clock import local_date
from quality.patterns.models import Pattern, PatternCase

LIVE = sa.and_(Case.access != Access.SHIELDED, Case.state.not_in(sorted(UNCOUNTED)))
OUTSIDE = sa.and_(
    LIVE, Case.access.not_in(sorted(case_policy.NOT_OUTWARD)), sa.not_(case_policy.about_somebody())
)


@dataclass(frozen=True)
class Vanished:
    """Members shielded, rejected or withdrawn since they were counted, and those that are about the reader."""

    days: Sequence[tuple[int, dt.date]] = ()
    emptied: frozenset[int] = field(default_factory=frozenset)

    def within(self, pattern: Pattern) -> int:
        """How many of them the pattern's window holds."""
        return sum(self.by_unit(pattern).values())

    def by_unit(self, pattern: Pattern) -> Counter[int]:
        """How many of them the pattern's window holds, by unit."""
        start, end = pattern.window_from or dt.date.min, pattern.window_to or dt.date.max
        return Counter(unit for unit, day in self.days if start <= day <= end)

    def by_week(self) -> Counter[dt.date]:
        """How many of them each week holds, by its Monday."""
        return Counter(day - dt.timedelta(days=day.weekday()) for _, day in self.days)


NOTHING = Vanished()


def vanished(session: Session, actor: Actor, pattern_ids: Sequence[int]) -> dict[int, Vanished]:
    """What each pattern has lost for this reader; nothing for most. One query, and one more where there is any."""
    return _lost(session, pattern_ids, sa.and_(LIVE, sa.not_(case_policy.concerned(actor))))


def vanished_weeks(session: Session, pattern_id: int) -> Counter[dt.date]:
    """How many members each week has lost for every reader, by its Monday."""
    return _lost(session, [pattern_id], LIVE).get(pattern_id, NOTHING).by_week()


def vanished_outside(session: Session, pattern_ids: Sequence[int]) -> dict[int, Vanished]:
    """What each pattern loses on a sheet for others: the same whoever makes it (docs/decisions, 14)."""
    return _lost(session, pattern_ids, OUTSIDE)


def _lost(session: Session, pattern_ids: Sequence[int], live: sa.ColumnElement[bool]) -> dict[int, Vanished]:
    query = (
        sa.select(PatternCase.pattern_id, Case.unit_id, Case.occurred_at)
        .join(Case, Case.id == PatternCase.case_id)
        .where(PatternCase.pattern_id.in_(pattern_ids), sa.not_(live))
    )
    days: dict[int, list[tuple[int, dt.date]]] = {}
    for pattern_id, unit_id, at in session.execute(query) if pattern_ids else ():
        days.setdefault(pattern_id, []).append((unit_id, local_date(at)))
    kept = _units_left(session, sorted(days), live) if days else set()
    return {
        pattern_id: Vanished(rows, frozenset(unit for unit, _ in rows if (pattern_id, unit) not in kept))
        for pattern_id, rows in days.items()
    }


def _units_left(
    session: Session, pattern_ids: list[int], live: sa.ColumnElement[bool]
) -> set[tuple[int, int]]:
    query = (
        sa.select(PatternCase.pattern_id, Case.unit_id)
        .join(Case, Case.id == PatternCase.case_id)
        .where(PatternCase.pattern_id.in_(pattern_ids), live)
        .distinct()
    )
    return {(pattern_id, unit_id) for pattern_id, unit_id in session.execute(query)}


def units_touched(session: Session, pattern_id: int) -> int:
    """In how many units there is a member that counts."""
    query = (
        sa.select(sa.func.count(sa.distinct(Case.unit_id)))
        .join(PatternCase, PatternCase.case_id == Case.id)
        .where(PatternCase.pattern_id == pattern_id, LIVE)
    )
    return session.scalar(query) or 0


def members_in_units(pattern_id: int) -> sa.Select[int, int]:
    """The members that count, each with its unit."""
    query = sa.select(Case.id, Case.unit_id).join(PatternCase, PatternCase.case_id == Case.id)
    return query.where(PatternCase.pattern_id == pattern_id, LIVE)
