"""A finding as the scan writes it, with real cases, without the year of history behind it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.core.db import transaction
from quality.patterns.detect.values import (
    Change,
    Findings,
    Kind,
    Level,
    PatternFile,
    Scope,
    Season,
    Settings,
    Signal,
    Status,
    UnitFigure,
    WeekFigure,
)
from quality.patterns.models import Pattern
from quality.patterns.services.found import Look, record_findings
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.patterns.town import PLANTED, report
from tests.stage import staged

EVERY_ACCESS = (Access.SERVICE, Access.SAFETY, Access.PERSONAL, Access.PRIVACY)


def some_cases(session: Session, cast: Cast, now: dt.datetime, each: int = 2) -> list[Case]:
    """So many of every kind of sensitivity in the north, and one of each in the south and at the home."""
    cases = []
    for unit, number in ((cast.north, each), (cast.south, 1), (cast.home, 1)):
        for access in EVERY_ACCESS * number:
            case = report(session, cast.actor(cast.employee), unit, PLANTED, cast.day - dt.timedelta(9), now)
            case.access = access
            case.title = f"Hemmelig tittel {case.label}"
            cases.append(case)
    session.flush()
    return cases


def cases_there(cast: Cast) -> list[Case]:
    """The same cases, two of each kind in the north, for a test that begins with them."""
    _written(cast)
    with transaction() as session:
        return list(session.scalars(sa.select(Case).order_by(Case.id)))


@staged
def _written(cast: Cast) -> None:
    with transaction() as session:
        some_cases(session, cast, cast.now)


def finding(
    session: Session,
    cast: Cast,
    cases: list[Case],
    now: dt.datetime,
    state: PatternState = PatternState.CANDIDATE,
    level: Level = Level.UNITS,
    series: str = "",
) -> Pattern:
    """A rise in three units, written as the nightly scan writes it."""
    monday = cast.day - dt.timedelta(days=cast.day.weekday())
    start, end = monday - dt.timedelta(weeks=6), monday - dt.timedelta(days=1)
    units = sorted({case.unit_id for case in cases})
    seen = {unit: sum(case.unit_id == unit for case in cases) for unit in units}
    scope = Scope(tuple(map(str, units)), start, end, PLANTED)
    signal = Signal(
        Kind.RISE,
        level,
        "",
        tuple(UnitFigure(str(unit), number, 0.7) for unit, number in seen.items()),
        scope,
        len(cases),
        3.4,
        0.125,
    )
    weeks = tuple(WeekFigure(monday - dt.timedelta(weeks=n), n % 3, 0.6) for n in range(52, 0, -1))
    earlier = (Season(start - dt.timedelta(weeks=52), end - dt.timedelta(weeks=52), 6, 3.0),)
    file = PatternFile(
        series or f"series-{len(cases)}-{cases[0].id}",
        Change.UPDATED if series else Change.NEW,
        signal,
        tuple(str(case.id) for case in cases),
        weeks,
        earlier,
        (UnitFigure(str(cast.school.id), 1, 0.9),),
        "scan-1",
        "{}",
        "0" * 64,
    )
    settings = {"least_weeks": Settings().least_weeks, "least_cases": Settings().least_cases}
    night = Findings(cast.day, Status.OK, 60, 300, files=(file,))
    record_findings(session, Look(night, 4, "scan-1", settings, "0" * 64), now=now)
    pattern = session.query(Pattern).filter_by(series=file.series_id).one()
    if state is not PatternState.CANDIDATE:
        pattern.state = state
    session.flush()
    return pattern
