"""Cases that reports are made of, and a report made of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.cases.kinds import Access, CaseKind, Harm, Source, Verdict
from quality.cases.models.case import Case
from quality.cases.services.counting import Tally
from quality.cases.services.register import Report as Told
from quality.cases.services.register import register_case
from quality.cases.states import CaseState
from quality.core.db import transaction
from quality.organisation.models import Unit
from quality.reports import jobs
from quality.reports.compose.periods import of
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


def tell(session: Session, cast: Cast, at: dt.datetime, unit_id: int, **what: object) -> Case:
    """One case that occurred at `at`."""
    values = {"kind": CaseKind.DEVIATION, "description": "Noe skjedde", "harm": Harm.NO, "category": "T2.1"}
    told = Told(unit_id=unit_id, occurred_at=at, **values | what)  # type: ignore[arg-type]
    return register_case(session, cast.actor(cast.employee), told, now=at)


def change(session: Session, case: Case, **values: object) -> None:
    """Let a case be otherwise, and the counts with it."""
    tally = Tally(session, case)
    for name, value in values.items():
        setattr(case, name, value)
    session.flush()
    tally.settle()


@pytest.fixture
def year(cast: Cast) -> None:
    """Fourteen months with cases of every sort: closed, answered, shielded, rejected, found in supervision."""
    units = (cast.north, cast.north, cast.south, cast.home, cast.school)
    for unit, fte in ((cast.north, 40), (cast.south, 25), (cast.home, 60), (cast.school, 30)):
        with transaction() as session:
            session.merge(unit).fte = fte
    with transaction() as session:
        for turn in range(170):
            at = NOW - dt.timedelta(days=turn * 2.5 + 20)
            case = tell(
                session,
                cast,
                at,
                units[turn % 5].id,
                category=CATEGORIES[turn % 5 if turn % 4 else 1],
                kind=CaseKind.IDEA if turn % 8 == 0 else CaseKind.DEVIATION,
                severity=turn % 5,
            )
            if turn % 3:
                done = at + dt.timedelta(turn % 11 + 1)
                verdict = Verdict.SOLVED if turn % 2 else Verdict.PARTLY
                change(
                    session, case, state=CaseState.CLOSED, answered_at=done, closed_at=done, verdict=verdict
                )
            if turn % 17 == 0:
                change(session, case, source=Source.SUPERVISION)
            if turn % 19 == 0:
                change(session, case, access=Access.SHIELDED)
            if turn % 23 == 0:
                change(session, case, state=CaseState.REJECTED)


@pytest.fixture
def made(cast: Cast) -> Callable[..., Report]:
    """Orders a report and lets the worker make it."""

    def make(kind: ReportKind = ReportKind.TERTIAL) -> Report:
        with transaction() as session:
            unit = session.get(Unit, cast.north.id) if RECIPES[kind].of_unit else root(session)
            assert unit
            report = order(session, SYSTEM, kind, unit, of(SINCE[kind], RECIPES[kind].months), now=NOW)
        assert jobs.make(NOW) == 1
        with transaction() as session:
            return session.get_one(Report, report.id, populate_existing=True)

    return make
