"""Sheets of what counts over a period: from a frozen report for everybody, as one sees it for those who read cases."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa

from quality.cases.kinds import Factor
from quality.cases.models.case import Case, CaseFactor
from quality.core import kept
from quality.core.db import transaction
from quality.organisation.models import Unit
from quality.reports.kinds import ReportKind
from quality.reports.models import Report
from quality.reports.services.writing import approve
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.insights.test_meeting import ADDRESS, cells, report
from tests.insights.test_trends import report as tell
from tests.reports.conftest import made as made
from tests.reports.conftest import year as year

Made = Callable[..., Report]


def links(page: str, words: str) -> list[str]:
    return [unescape(each) for each in re.findall(rf'href="([^"]+)">[^<]*{words}', page)]


@pytest.fixture
def approved(cast: Cast, year: None, made: Made) -> Report:
    """A tertial whose deviations have causes, approved."""
    with transaction() as session:
        for case in session.scalars(sa.select(Case).order_by(Case.id).limit(120)).all():
            session.add(CaseFactor(case_id=case.id, factor=Factor.ROUTINE, by_leader=True))
    found = made()
    with transaction() as session:
        approve(session, cast.actor(cast.chief), session.get_one(Report, found.id), now=NOW)
    return found


def test_causes_are_taken_to_a_meeting_from_the_newest_tertial(
    client: Client, cast: Cast, approved: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.artist, "draw", lambda figure, size: b"picture")
    for person in (cast.coordinator, cast.leader):
        page = client.sign_in(person).get("/trends/causes").get_data(as_text=True)
        (address,) = links(page, "Ark til møtet: Avvik etter årsak, 2. tertial 2026")
        sheet = client.get(address).get_data(as_text=True)
        assert "Rutine eller oppgave" in sheet
        assert "endres ikke siden" in sheet
        assert "Kopier tabellen" in sheet
        assert client.get(address.replace("/brief?", "/brief.png?")).data == b"picture"
        client.post("/trends/meeting/add", data={"address": address.partition("?")[2]})
        shown = client.get("/trends/meeting/show").get_data(as_text=True)
        assert "Avvik etter årsak, 2. tertial 2026" in shown
    client.sign_in(cast.outsider)
    assert "Ark til møtet: " not in client.get("/trends/causes").get_data(as_text=True)
    client.get(address, status=404)
    client.sign_in(cast.coordinator).get(f"/trends/brief?report={approved.public_id}&figure=x", status=404)


def test_the_sheet_of_a_report_has_what_everybody_may_see_whoever_takes_it(
    client: Client, cast: Cast, approved: Report
) -> None:
    address = f"/trends/brief?report={approved.public_id}&figure="
    found = {}
    for person in (cast.coordinator, cast.chief):
        client.sign_in(person)
        page = client.get(f"/reports/{approved.public_id}").get_data(as_text=True)
        figures = {unescape(each) for each in re.findall(r"/trends/brief\?[^\"]+figure=([\w-]+)", page)}
        assert {"causes-pareto", "volume-areas", "severity-bars"} <= figures
        found[person.id] = [client.get(address + each).get_data(as_text=True) for each in sorted(figures)]
    shared = client.sign_in(cast.coordinator).get(address + "severity-bars").get_data(as_text=True)
    hers = client.sign_in(cast.chief).get(address + "severity-bars").get_data(as_text=True)
    assert cells(shared) == cells(hers) != {}
    assert all(int(text) >= 5 for text in cells(hers).values() if text.isdigit())


def test_a_half_year_is_for_those_who_work_there_and_for_no_meeting(
    client: Client, cast: Cast, year: None, made: Made
) -> None:
    half = made(ReportKind.UNIT)
    address = f"report={half.public_id}&figure=volume-months"
    page = client.sign_in(cast.leader).get(f"/trends/brief?{address}").get_data(as_text=True)
    assert "Bare for dem som arbeider i Hjemmetjenesten nord." in page
    assert "/trends/meeting/add" not in page
    client.post("/trends/meeting/add", data={"address": address}, status=400)
    client.sign_in(cast.south_leader).get(f"/trends/brief?{address}", status=404)


@pytest.mark.parametrize(("part", "block"), [("where", "grid"), ("causes", "causes"), ("units", "past")])
def test_who_reads_the_cases_may_have_a_page_as_it_is_and_it_says_so(
    client: Client, cast: Cast, part: str, block: str
) -> None:
    with transaction() as session:
        for day in range(3):
            tell(session, cast, cast.north, days=day, factors=(Factor.ROUTINE,))
    client.sign_in(cast.leader)
    page = client.get(f"/trends/{part}").get_data(as_text=True)
    address = next(each for each in links(page, "Internt ark") if f"block={block}" in each)
    sheet = client.get(address).get_data(as_text=True)
    assert "Internt: Vis det bare til dem som kan lese sakene." in sheet
    assert ">3<" in sheet
    assert "/trends/meeting/add" not in sheet
    client.post("/trends/meeting/add", data={"address": address.partition("?")[2]}, status=400)
    client.sign_in(cast.auditor).get(address, status=403)
    assert "Internt ark" not in client.get(f"/trends/{part}").get_data(as_text=True)
    client.sign_in(cast.south_leader)
    assert ">3<" not in client.get(address).get_data(as_text=True)


def test_two_sheets_with_other_filters_give_away_nothing_together(client: Client, cast: Cast) -> None:
    """A category and all its parts but one; a severity and the rest; and two filters at once have no sheet."""
    at = dt.datetime(2026, 10, 6, 10, tzinfo=dt.UTC)
    with transaction():
        for category, number in (("T2.1", 40), ("T1.1", 19), ("T3.1", 7), ("T4.1", 2)):
            for _ in range(number):
                report(cast, cast.north, at, category)
    client.sign_in(cast.coordinator)

    def october(category: str) -> str:
        page = client.get(f"/trends/brief?from=2026-10&to=2026-10&category={category}").get_data(as_text=True)
        return cells(page).get("okt. 2026", "none")

    assert (october("T"), october("T2"), october("T1")) == ("68", "40", "19")
    assert (october("T4"), october("T3")) == ("none", "none")
    both = client.get(f"{ADDRESS}&severity=1").get_data(as_text=True)
    assert "Velg bare kategori, type eller følge" in both
    assert cells(both) == {}
    place = client.get("/trends/brief?place=Stua").get_data(as_text=True)
    assert "Velg bare kategori, type eller følge" in place


@pytest.mark.parametrize(("fte", "told"), [(None, "12"), (10, "12"), (9, "none")])
def test_working_environment_in_a_unit_with_few_people_is_told_in_sums_alone(
    client: Client, cast: Cast, fte: int | None, told: str
) -> None:
    at = dt.datetime(2026, 10, 6, 10, tzinfo=dt.UTC)
    with transaction() as session:
        session.get_one(Unit, cast.north.id).fte = None if fte is None else Decimal(fte)
    with transaction():
        for unit, number in ((cast.north, 12), (cast.south, 14), (cast.home, 30)):
            for _ in range(number):
                report(cast, unit, at, "H1.1")
    client.sign_in(cast.coordinator)
    address = "/trends/brief?from=2026-10&to=2026-10&category=H&unit="
    page = client.get(f"{address}{cast.north.public_id}").get_data(as_text=True)
    assert cells(page).get("okt. 2026", "none") == told
    assert cells(client.get(f"{address}{cast.health.public_id}").get_data(as_text=True))["okt. 2026"] == "56"
