"""Two reports beside each other give away no more than one: what one hides, a later one does not show."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quality.accounts.roles import SYSTEM
from quality.core.db import transaction
from quality.reports.compose.columns import ANSWERED, CLOSED, LATE, OPEN, REPORTED
from quality.reports.compose.hiding import Told, hide, told_in
from quality.reports.compose.periods import Period
from quality.reports.compose.values import Column, Part, Row, Snapshot, Table, read
from quality.reports.jobs import numbers
from quality.reports.kinds import Chapter, ReportKind
from quality.reports.models import Report
from quality.reports.queries import listing
from quality.reports.services.making import new_edition
from quality.reports.states import ReportState
from tests.conftest import NOW as TODAY

SPRING = Period(dt.date(2026, 1, 1), dt.date(2026, 4, 30))
SUMMER = Period(dt.date(2026, 5, 1), dt.date(2026, 8, 31))
NOW = Column("Meldt", filters={})
THEN = Column("1. tertial", filters={"from": "2026-01-01", "to": "2026-04-30"})
STANDING = Column("Åpne", filters={"state": "open"})


def report(column: Column, total: bool, **numbers: int) -> Snapshot:
    rows = [Row(unit, (number,), filters={"unit": unit}) for unit, number in numbers.items()]
    if total:
        rows.append(Row("I alt", (sum(numbers.values()),), filters={"unit": "all"}, total=True))
    table = Table("areas", "Områder", "Område", (column,), tuple(rows))
    return Snapshot(dt.date(2026, 9, 1), (Part(Chapter.VOLUME, tables=(table,)),))


def hidden(snapshot: Snapshot) -> set[object]:
    table = snapshot.table("areas")
    assert table is not None
    return {row.name for row in table.rows if row.hides(0)}


def test_what_an_earlier_report_hides_stays_hidden() -> None:
    first = hide(report(NOW, True, A=3, B=7, C=9), SPRING, Told())
    assert hidden(first) == {"A", "B"}
    second = report(THEN, False, B=7, C=9)
    assert hidden(hide(second, SUMMER, Told())) == set()
    assert hidden(hide(second, SUMMER, told_in([(SPRING, first)]))) == {"B"}


def test_what_an_earlier_report_shows_is_counted_on() -> None:
    first = hide(report(NOW, False, B=7), SPRING, Told())
    second = report(THEN, True, A=3, B=7, C=9)
    assert hidden(hide(second, SUMMER, Told())) == {"A", "B"}
    assert hidden(hide(second, SUMMER, told_in([(SPRING, first)]))) == {"A", "C"}


def test_a_number_shown_before_is_hidden_when_it_has_become_small() -> None:
    first = hide(report(NOW, False, B=7), SPRING, Told())
    assert hidden(hide(report(THEN, False, B=4), SUMMER, told_in([(SPRING, first)]))) == {"B"}


def test_another_period_and_how_things_stand_are_other_numbers() -> None:
    first = told_in([(SPRING, hide(report(NOW, False, B=4), SPRING, Told()))])
    assert hidden(hide(report(NOW, False, B=7), SUMMER, first)) == set()
    stood = told_in([(SPRING, hide(report(STANDING, False, B=4), SPRING, Told()))])
    assert hidden(hide(report(STANDING, False, B=7), SPRING, stood)) == set()


def test_open_cases_are_hidden_where_few_are_closed() -> None:
    numbers = {"A": (12, 2, 10), "B": (20, 9, 11), "C": (30, 14, 16), "I alt": (62, 25, 37)}
    rows = tuple(
        Row(unit, row, filters={"unit": unit}, total=unit == "I alt") for unit, row in numbers.items()
    )
    table = Table("areas", "Områder", "Område", (REPORTED, CLOSED, OPEN), rows)
    found = hide(Snapshot(SUMMER.until, (Part(Chapter.VOLUME, tables=(table,)),)), SUMMER, Told()).table(
        "areas"
    )
    assert found
    assert [row.hides(1) for row in found.rows] == [True] * 4
    assert [row.hides(2) for row in found.rows] == [True, True, False, False]


@pytest.mark.parametrize(("whole", "part"), [(REPORTED, ANSWERED), (OPEN, LATE)])
def test_what_leaves_few_of_another_number_is_hidden(whole: Column, part: Column) -> None:
    numbers = {"A": (12, 9), "B": (20, 9), "C": (30, 14), "D": (8, 8), "I alt": (70, 40)}
    rows = tuple(
        Row(unit, row, filters={"unit": unit}, total=unit == "I alt") for unit, row in numbers.items()
    )
    table = Table("areas", "Områder", "Område", (whole, part), rows)
    found = hide(Snapshot(SUMMER.until, (Part(Chapter.VOLUME, tables=(table,)),)), SUMMER, Told()).table(
        "areas"
    )
    assert found
    assert [row.hides(0) for row in found.rows] == [False] * 5
    assert [row.hides(1) for row in found.rows] == [True, False, False, True, False]


def test_a_year_tells_no_number_that_one_of_its_tertials_hides() -> None:
    year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    first = hide(report(NOW, True, A=3, B=7, C=9), SPRING, Told())
    row = Row("B", (24,), filters={"unit": "B"}, told=(7, 8, 9))
    table = Table("areas", "Områder", "Område", (NOW,), (row,))
    whole = Snapshot(year.until, (Part(Chapter.VOLUME, tables=(table,)),))
    assert hidden(hide(whole, year, Told())) == set()
    assert hidden(hide(whole, year, told_in([(SPRING, first)]))) == {"B"}


@pytest.mark.usefixtures("year")
def test_reports_of_other_kinds_are_looked_at_too(session: Session, made: Callable[..., Report]) -> None:
    tertial, unit, control = (
        made(kind) for kind in (ReportKind.TERTIAL, ReportKind.UNIT, ReportKind.CONTROL)
    )
    of_all = [report.id for report in listing.earlier(session, control, dt.date(2024, 1, 1))]
    assert of_all == [tertial.id]
    assert listing.earlier(session, unit, dt.date(2024, 1, 1)) == []


@pytest.mark.usefixtures("year")
def test_counting_anew_reads_no_other_report(
    made: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = made()
    with transaction() as writing:
        writing.get_one(Report, report.id).state = ReportState.APPROVED
    monkeypatch.delattr(listing, "earlier")
    assert numbers.check(TODAY) == 0


@pytest.mark.usefixtures("year")
def test_a_new_edition_is_made_with_what_the_old_one_told(
    session: Session, made: Callable[..., Report]
) -> None:
    first = made()
    assert len(told_in([(SUMMER, read(first.content))]).shown) > 10
    with transaction() as writing:
        first = writing.get_one(Report, first.id)
        first.content = all_hidden(first.content)
        edition = new_edition(writing, SYSTEM, first, now=TODAY)
    assert numbers.make(TODAY) == 1
    second = told_in([(SUMMER, read(session.get_one(Report, edition.id, populate_existing=True).content))])
    assert len(second.hidden) > 10
    assert second.shown == set()


def all_hidden(content: dict[str, Any]) -> dict[str, Any]:
    """The same report, telling no number."""
    content = copy.deepcopy(content)
    for row in (row for part in content["parts"] for table in part["tables"] for row in table["rows"]):
        row["hidden"] = [True] * len(row["cells"])
    return content
