"""Which cases are of the same sort as a pattern's, and how many of them have come since."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases import policy as case_policy
from quality.cases.kinds import CaseKind
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.category import Category
from quality.core.clock import at_local, week_start
from quality.patterns.detect.values import Kind
from quality.patterns.models import Pattern, PatternUnit
from quality.patterns.queries.common import Common, common_to
from quality.patterns.queries.vanished import LIVE
from quality.patterns.states import RAISED, Origin

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)


@dataclass(frozen=True)
class Since:
    """What has come of the same sort in the same units in so many whole weeks after the cases of a pattern."""

    weeks: int
    cases: int


def since_then(session: Session, actor: Actor, pattern: Pattern, day: dt.date) -> Since | None:
    """The same of what is raised and was not counted week by week, for who reviews; None where nothing can be counted.

    More is counted than the cases that people put together, so who may have all of those may not have this.
    """
    by_count = pattern.origin is Origin.ENGINE and pattern.kind != Kind.THEME
    if by_count or pattern.state not in RAISED or not actor.everywhere(Act.PATTERN_REVIEW):
        return None
    end, last = week_start(day), pattern.window_to
    first = week_start(last) + WEEK if last else end
    scope = scope_of(session, pattern) if first < end else None
    if scope is None:
        return None
    came = (Case.occurred_at >= at_local(first), Case.occurred_at < at_local(end))
    kept = sa.not_(case_policy.kept_away(actor))
    number = session.scalar(sa.select(sa.func.count(Case.id)).where(*scope, *came, kept))
    return Since((end - first).days // 7, number or 0)


def scope_of(session: Session, pattern: Pattern) -> list[sa.ColumnElement[bool]] | None:
    """Which cases are of the same sort, in the units it is about; None where its cases share nothing."""
    common = common_to(session, pattern)
    if common is None:
        return None
    units = sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern.id)
    return [*sort_of(session, common), Case.unit_id.in_(units)]


def sort_of(session: Session, common: Common) -> list[sa.ColumnElement[bool]]:
    """Deviations of the same sort in any unit."""
    found: list[sa.ColumnElement[bool]] = [LIVE, Case.kind == CaseKind.DEVIATION]
    if common.cause:
        factors = sa.select(CaseFactor.case_id).where(CaseFactor.factor == common.cause)
        return [*found, Case.id.in_(factors)]
    if common.place:
        return [*found, Case.place == common.place]
    same = set[int]().union(*(same_categories(session, number) for number in common.category_ids))
    return [*found, Case.category_id.in_(same)]


def same_categories(session: Session, category_id: int) -> set[int]:
    """The category, what lies under it, what it was merged into and what was merged into any of these."""
    rows = list(session.execute(sa.select(Category.id, Category.parent_id, Category.merged_into_id)))
    into = {number: target for number, _, target in rows if target}
    found, grown = {category_id}, True
    while category_id in into and into[category_id] not in found:
        category_id = into[category_id]
        found.add(category_id)
    while grown:
        more = {number for number, parent, target in rows if parent in found or target in found} - found
        grown = bool(more)
        found |= more
    return found
