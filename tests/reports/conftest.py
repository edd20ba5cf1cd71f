"""Cases that reports are made of, and a report made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.cases.kinds import Access, CaseKind, Source, Verdict
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.services.recount import rebuild
from quality.cases.states import CaseState
from quality.core.db import transaction
from quality.organisation.models import Unit
from quality.reports.compose.periods import of
from quality.reports.jobs import numbers
from quality.reports.kinds import RECIPES, ReportKind
from quality.reports.models import Report
from quality.reports.queries.listing import root
from quality.reports.services.making import order
from tests.cast import Cast
from tests.conftest import NOW

CATEGORIES = ("T1.1", "T2.1", "H1.1", "H3.3", "T4.1")
SINCE = {
    ReportKind.TERTIAL: dt.date(2026, 5, 1),
    ReportKind.UNIT: dt.date(2026, 1, 1),
    ReportKind.SAFETY: dt.date(2025, 1, 1),
    ReportKind.CONTROL: dt.date(2025, 1, 1),
}


def tell(
    session: Session, turn: int, at: dt.datetime, unit_id: int, category_id: int, **what: object
) -> Case:
    """One case, written straight into its table."""
    values = {"kind": CaseKind.DEVIATION, "title": "Noe", "description": "Noe skjedde", "severity": turn % 5}
    case = Case(
        year=at.year,
        number=turn + 1,
        unit_id=unit_id,
        category_id=category_id,
        occurred_at=at,
        registered_at=at,
        changed_at=at,
        **values | what,
    )
    session.add(case)
    return case


@pytest.fixture
def year(cast: Cast) -> None:
    """Fourteen months with cases of every sort: closed, answered, shielded, rejected, found in supervision."""
    units = (cast.north, cast.north, cast.south, cast.home, cast.school)
    with transaction() as session:
        for unit, fte in ((cast.north, 40), (cast.south, 25), (cast.home, 60), (cast.school, 30)):
            session.get_one(Unit, unit.id).fte = Decimal(fte)
        ids = dict(session.execute(sa.select(Category.code, Category.id)).all())
        for turn in range(170):
            at = NOW - dt.timedelta(days=turn * 2.5 + 20)
            case = tell(
                session,
                turn,
                at,
                units[turn % 5].id,
                ids[CATEGORIES[turn % 5 if turn % 4 else 1]],
                kind=CaseKind.IDEA if turn % 8 == 0 else CaseKind.DEVIATION,
                answer_due_on=at.date() + dt.timedelta(7),
                close_due_on=at.date() + dt.timedelta(30),
                next_due_on=at.date() + dt.timedelta(30),
            )
            if turn % 3:
                case.answered_at = case.closed_at = at + dt.timedelta(turn % 11 + 1)
                case.state = CaseState.CLOSED
                case.verdict = Verdict.SOLVED if turn % 2 else Verdict.PARTLY
            if turn % 17 == 0:
                case.source = Source.SUPERVISION
            if turn % 19 == 0:
                case.access = Access.SHIELDED
            if turn % 23 == 0:
                case.state = CaseState.REJECTED
        session.flush()
        rebuild(session)


@pytest.fixture
def made(cast: Cast) -> Callable[..., Report]:
    """Orders a report and lets the worker make it."""

    def make(kind: ReportKind = ReportKind.TERTIAL) -> Report:
        with transaction() as session:
            unit = session.get(Unit, cast.north.id) if RECIPES[kind].of_unit else root(session)
            assert unit
            report = order(session, SYSTEM, kind, unit, of(SINCE[kind], RECIPES[kind].months), now=NOW)
        assert numbers.make(NOW) == 1
        with transaction() as session:
            return session.get_one(Report, report.id, populate_existing=True)

    return make
