"""What a report reads: the units, the days, and the cases that are told of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.sql import ColumnElement

from quality.cases import policy
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.states import UNCOUNTED
from quality.core.clock import at_local, local_date
from quality.organisation.models import Unit
from quality.reports.compose.periods import Period
from quality.reports.kinds import RECIPES, ReportKind


@dataclass(frozen=True)
class Scope:
    """What is read: the units, the kinds of cases left out, and the days."""

    kind: ReportKind
    root: Unit
    unit_ids: frozenset[int]
    period: Period
    codes: dict[int, str]

    @property
    def start(self) -> dt.datetime:
        """The first instant of the period."""
        return at_local(self.period.since)

    @property
    def end(self) -> dt.datetime:
        """The first instant after the period."""
        return at_local(self.period.until + dt.timedelta(1))

    @property
    def left_out(self) -> list[Access]:
        """Colleagues in a unit get its numbers without its privacy cases (security.md 2.3)."""
        return [Access.SHIELDED, Access.PRIVACY] if RECIPES[self.kind].of_unit else [Access.SHIELDED]


def within(scope: Scope, column: sa.orm.InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """In the scope, as SQL; the whole municipality needs no list."""
    if scope.root.parent_id is None:
        return sa.true()
    return column.in_(scope.unit_ids)


def told(scope: Scope) -> list[ColumnElement[bool]]:
    """Cases that are counted, whenever they occurred."""
    return [
        Case.state.not_in(UNCOUNTED),
        Case.access.not_in(scope.left_out),
        sa.not_(policy.about_somebody()),
        within(scope, Case.unit_id),
    ]


def in_period(scope: Scope) -> list[ColumnElement[bool]]:
    """Cases that are counted and occurred in the period."""
    return [*told(scope), Case.occurred_at >= scope.start, Case.occurred_at < scope.end]


def day_of(at: dt.datetime | None) -> dt.date | None:
    """The day here of something that may not have happened."""
    return local_date(at) if at else None
