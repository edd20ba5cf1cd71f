"""The pages beside the trend page taken to a meeting: times and what came of it, without small numbers."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.states import CaseState, MeasureState
from quality.core import kept
from quality.core.db import transaction
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.insights.test_trends import report


def answered(cast: Cast, many: int, few: int) -> None:
    """Home care north has `many` answered cases each month for half a year, but `few` in the fourth month back."""
    with transaction() as session:
        for month in range(1, 7):
            for turn in range(few if month == 4 else many):
                case = report(session, cast, cast.north, days=month * 30.4 + turn / 9)
                case.answered_at = case.closed_at = case.registered_at + dt.timedelta(days=turn % 4 + 1)
                case.state = CaseState.CLOSED


def sheet(client: Client, block: str, part: str = "times") -> str:
    return client.get(f"/trends/brief?part={part}&block={block}&months=12").get_data(as_text=True)


@pytest.mark.parametrize("block", ["answer", "closing"])
def test_times_of_few_cases_are_kept_back(client: Client, cast: Cast, block: str) -> None:
    answered(cast, 8, 4)
    client.sign_in(cast.coordinator)
    page = sheet(client, block)
    rows = dict(re.findall(r"<th[^>]*>(\w+\.? \d{4})</th><td[^>]*><div>([^<]+)</div>", page))
    told = {name: text for name, text in rows.items() if text != "vises ikke"}
    assert len(told) >= 4
    assert set(told.values()) <= {"2 dager", "3 dager"}
    assert len(rows) > len(told)
    assert not re.search(r"<td[^>]*><div>\d+</div>", page), "no number of cases is there"
    assert "nov. 2026" not in told, "the month that runs"


def test_what_a_page_offers_to_take_along_is_there(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.artist, "draw", lambda figure, size: b"\x89PNG")
    answered(cast, 8, 8)
    client.sign_in(cast.coordinator)
    page = client.get(f"/trends/times?unit={cast.north.public_id}").get_data(as_text=True)
    address = unescape(re.findall(r'href="(/trends/brief\?[^"]+)"', page)[0])
    brief = client.get(address).get_data(as_text=True)
    assert "Til første svar i Hjemmetjenesten nord" in brief
    assert "Kopier tabellen" in brief
    assert client.get(address.replace("/brief?", "/brief.png?")).mimetype == "image/png"
    client.post("/trends/meeting/add", data={"address": address.partition("?")[2]})
    shown = client.get("/trends/meeting/show").get_data(as_text=True)
    assert "Til første svar i Hjemmetjenesten nord" in shown
    assert client.get(f"/trends/times?{address.partition('?')[2]}").status_code == 200


def test_small_numbers_of_measures_are_kept_back(client: Client, cast: Cast) -> None:
    with transaction() as session:
        case = report(session, cast, cast.north)
        for days, worked, partly, failed in ((10, 12, 9, 2), (100, 11, 8, 6), (190, 14, 7, 9)):
            at = NOW - dt.timedelta(days=days)
            states = (
                [MeasureState.WORKED] * worked
                + [MeasureState.PARTLY] * partly
                + [MeasureState.FAILED] * failed
            )
            for state in states:
                measure = Measure(
                    title="Tiltak", state=state, done_at=at, created_at=at, unit_id=cast.north.id
                )
                session.add(measure)
                session.flush()
                session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
    client.sign_in(cast.coordinator)
    page = sheet(client, "measures", "outcomes")
    cells = re.findall(r"<td[^>]*><div>([^<]+)</div>", page)
    assert "vises ikke" in cells
    assert {"12", "11"} & set(cells)
    assert not {"0", "1", "2", "3", "4"} & set(cells)
    assert "Noen tall vises ikke" in page


def test_what_has_no_sheet_is_not_found(client: Client, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    for part, block in (("causes", "causes"), ("times", "x"), ("x", "answer"), ("times", "")):
        client.get(f"/trends/brief?part={part}&block={block}", status=404)
        client.get(f"/trends/brief.png?part={part}&block={block}", status=404)


def test_a_sheet_tells_no_number_of_what_another_system_left_unanswered(client: Client, cast: Cast) -> None:
    answered(cast, 8, 8)
    with transaction() as session:
        for turn in range(9):
            case = report(session, cast, cast.north, days=40 + turn % 2 * 30)
            case.external_system, case.external_id = "Gammelt", str(turn)
            case.state, case.closed_at = CaseState.CLOSED, case.registered_at + dt.timedelta(days=5)
    client.sign_in(cast.coordinator)
    exact = "9 saker fra et annet system uten kjent svar"
    assert exact in client.get("/trends/times?months=12").get_data(as_text=True)
    page = sheet(client, "answer")
    assert "Saker fra et annet system uten kjent svar er ikke med." in page
    assert exact not in page
