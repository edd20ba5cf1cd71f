"""What happened, in the curves of a report: for whom it may be told, without names, and frozen with the numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.core.db import transaction
from quality.insights.kinds import AnnotationKind
from quality.insights.models.annotation import Annotation
from quality.insights.services.annotations import Said, annotate, delete_annotation
from quality.organisation.models import Unit
from quality.reports.compose.values import read
from quality.reports.jobs import papers
from quality.reports.kinds import ReportKind
from quality.reports.models import Report
from quality.reports.queries.listing import root
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

Made = Callable[..., Report]


def write(
    cast: Cast, title: str, unit: Unit | None = None, code: str = "", day: dt.date | None = None
) -> None:
    """An annotation by the coordinator, on the municipality unless told otherwise."""
    with transaction() as session:
        top, category = root(session), sa.select(Category.id).where(Category.code == code)
        assert top
        said = Said(
            AnnotationKind.ROUTINE,
            title,
            day or dt.date(2026, 6, 10),
            unit.id if unit else top.id,
            category_id=session.scalar(category),
        )
        annotate(session, cast.actor(cast.coordinator), said, now=NOW)


def titles(report: Report, code: str) -> list[object]:
    drawing = read(report.content).drawing(code)
    assert drawing
    return [mark.title for mark in drawing.marks]


@pytest.mark.usefixtures("year")
def test_what_happened_stands_in_the_curve_it_is_about_and_stays_when_it_is_taken_away(
    client: Client, session: Session, cast: Cast, made: Made
) -> None:
    write(cast, "Ny vaktplan")
    write(cast, "For lenge siden", day=dt.date(2023, 1, 1))
    write(cast, "Alarm ved døra", code="H1", day=dt.date(2025, 6, 10))
    report = made()
    drawing = read(report.content).drawing("volume-months")
    assert drawing
    assert (drawing.labels[drawing.marks[1].at], drawing.marks[1].on) == ("2026-06-01", "2026-06-10")
    assert titles(report, "volume-months") == ["Alarm ved døra", "Ny vaktplan"]
    safety = made(ReportKind.SAFETY)
    assert titles(safety, "violence-months") == ["Alarm ved døra"]
    assert titles(safety, "working-time-months") == []
    with transaction() as writing:
        for row in writing.scalars(sa.select(Annotation)):
            delete_annotation(writing, cast.actor(cast.coordinator), row, now=NOW)
    page = client.sign_in(cast.coordinator).get(f"/reports/{report.public_id}").get_data(as_text=True)
    assert "10. juni 2026: Ny vaktplan" in page
    assert client.get(f"/reports/{report.public_id}/figures/volume-months/wide.svg").status_code == 200


@pytest.mark.usefixtures("year")
def test_a_single_units_marks_are_in_its_own_half_year_alone(cast: Cast, made: Made) -> None:
    write(cast, "To team ble til ett", cast.north, day=dt.date(2026, 3, 2))
    write(cast, "Meld fra-uker", day=dt.date(2026, 3, 9))
    write(cast, "Hos naboen", cast.south, day=dt.date(2026, 3, 16))
    assert titles(made(), "volume-months") == ["Meld fra-uker"]
    assert titles(made(ReportKind.UNIT), "volume-months") == ["To team ble til ett", "Meld fra-uker"]


@pytest.mark.usefixtures("year")
def test_no_name_of_somebody_who_works_here_is_told(session: Session, cast: Cast, made: Made) -> None:
    name = cast.colleague.first_name
    write(cast, f"Samtale med {name} om vakter")
    report = made()
    assert name not in str(titles(report, "volume-months"))
    assert papers.paper(session, report.id)
