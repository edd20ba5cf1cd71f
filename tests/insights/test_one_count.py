"""A sheet for others has the same numbers whoever makes it, so that two makers' sheets tell nothing together."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from quality.cases.kinds import Access
from quality.cases.models.case import Case, CaseConcern
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services.recount import rebuild
from quality.cases.states import CaseState, MeasureState
from quality.core import kept
from quality.core.db import transaction
from quality.core.figures import Figure, Size, Slide
from quality.insights.views import brief
from quality.patterns.services import decide, make
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.insights.test_meeting import cells
from tests.insights.test_trends import report
from tests.patterns.factories import finding, some_cases

OCTOBER = dt.datetime(2026, 10, 6, 10, tzinfo=dt.UTC)
MAKERS = ("coordinator", "leader", "head", "safety_rep", "main_safety_rep", "auditor", "deputy", "employee")
# Nine that everybody with numbers of the unit has, and what not everybody has: three kinds, and one about the leader.
KINDS = (*[Access.SAFETY] * 9, Access.PERSONAL, Access.PERSONAL, Access.PRIVACY, Access.SHIELDED)


@pytest.fixture
def october(cast: Cast) -> list[Case]:
    """Home care north in October, all answered, with a measure in each."""
    with transaction() as session:
        found = []
        for access in (*KINDS, Access.SAFETY):
            case = report(session, cast, cast.north, days=(NOW - OCTOBER).days)
            case.access, case.state = access, CaseState.CLOSED
            case.answered_at = case.closed_at = case.registered_at + dt.timedelta(3)
            measure = Measure(
                title="Tiltak",
                state=MeasureState.WORKED,
                done_at=OCTOBER,
                created_at=OCTOBER,
                unit_id=case.unit_id,
            )
            session.add(measure)
            session.flush()
            session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
            found.append(case)
        session.add(CaseConcern(case_id=found[-1].id, person_id=cast.leader.id))
        session.flush()
        rebuild(session)
    return found


def sheet(client: Client, cast: Cast, who: str, more: str = "") -> str:
    client.sign_in(cast.everybody()[who])
    address = f"/trends/brief?from=2026-10&to=2026-10&unit={cast.north.public_id}{more}"
    return client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("more", ["", "&category=T2", "&kind=deviation", "&own=1"])
@pytest.mark.usefixtures("october")
def test_a_trend_is_the_same_whoever_makes_it(client: Client, cast: Cast, more: str) -> None:
    for who in MAKERS:
        page = sheet(client, cast, who, more)
        assert cells(page)["okt. 2026"] == "9", who
        assert "saker om en ansatt er ikke regnet med" in page
    own = client.sign_in(cast.coordinator).get(f"/trends?from=2026-10&to=2026-10&unit={cast.north.public_id}")
    assert ">13<" in own.get_data(as_text=True), "her own page has all that she may see"


@pytest.mark.parametrize("more", ["&part=times&block=answer", "&part=outcomes&block=measures"])
@pytest.mark.usefixtures("october")
def test_times_and_measures_are_the_same_whoever_makes_them(client: Client, cast: Cast, more: str) -> None:
    found = {who: sheet(client, cast, who, more) for who in MAKERS}
    told = {who: re.findall(r"<td[^>]*><div>([^<]+)</div>", page) for who, page in found.items()}
    assert set(told["coordinator"]) & {"9", "3 dager"}
    assert all(each == told["coordinator"] for each in told.values()), told
    assert all("saker om en ansatt er ikke regnet med" in page for page in found.values())


def test_times_are_of_the_same_cases_whoever_makes_them(
    client: Client, cast: Cast, october: list[Case]
) -> None:
    """Those that are left out took longer: they move the middle of nobody's sheet."""
    with transaction() as session:
        for place, each in enumerate(october):
            case = session.get_one(Case, each.id)
            days = 1 if place < 5 else 30 if place > 8 else 2
            case.answered_at = case.registered_at + dt.timedelta(days)
    for who in ("coordinator", "leader", "safety_rep"):
        page = sheet(client, cast, who, "&part=times&block=answer")
        assert re.findall(r"<td[^>]*><div>([^<]+)</div>", page)[0] == "1 dager", who


@pytest.mark.usefixtures("october")
def test_the_picture_and_the_meeting_have_the_same(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Figure] = []

    def draw(figure: Figure, size: Size) -> bytes:
        drawn.append(figure)
        return b"picture"

    monkeypatch.setattr(kept.artist, "draw", draw)
    address = f"category=T2&from=2026-10&to=2026-10&unit={cast.north.public_id}"
    for who in ("coordinator", "leader"):
        client.sign_in(cast.everybody()[who]).get(f"/trends/brief.png?{address}")
        client.post("/trends/meeting/add", {"address": address})
        shown = client.get("/trends/meeting/show").get_data(as_text=True)
        assert "9" in re.findall(r'alt="([^"]+)"', unescape(shown))[0], shown
        assert "saker om en ansatt er ikke regnet med" in shown
    first, *others = [each for each in drawn if isinstance(each, Slide)]
    assert all(each == first for each in others)
    assert "er ikke regnet med" in first.sentence


@pytest.mark.usefixtures("october")
def test_a_sheet_that_is_drawn_is_not_counted_again_for_its_picture(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.artist, "draw", lambda figure, size: b"picture")
    page = sheet(client, cast, "coordinator")
    address = unescape(re.findall(r'<img src="([^"]+)"', page)[0])
    assert client.get(address).data == b"picture"
    monkeypatch.delattr(brief, "point_of")
    assert client.get(address).data == b"picture"
    monkeypatch.undo()
    others = client.sign_in(cast.south_leader).get(address, status=404)
    assert others.data != b"picture", "what was permitted to one is nobody else's"


def test_a_gathered_pattern_has_the_same_number_whoever_shows_it(
    client: Client, cast: Cast, october: list[Case]
) -> None:
    coordinator = cast.actor(cast.coordinator)
    with transaction() as session:
        cases = [session.get_one(Case, case.id) for case in (*october[:9], october[-1])]
        pattern = make.make_pattern(session, coordinator, "Fall om natten", cases, now=NOW)
        decide.raise_pattern(session, coordinator, pattern, now=NOW)
    for who in ("coordinator", "leader"):
        client.sign_in(cast.everybody()[who])
        page = client.get(f"/trends/brief?pattern={pattern.public_id}").get_data(as_text=True)
        assert "10 saker" not in page, who
        assert "9 saker i én enhet" in page, who
        assert "saker om en ansatt er ikke regnet med" in page


def test_a_counted_pattern_has_the_same_number_and_units_whoever_shows_it(client: Client, cast: Cast) -> None:
    with transaction() as session:
        cases = some_cases(session, cast, NOW)
        for case in cases[-4:]:
            case.access = Access.PERSONAL
        session.add(CaseConcern(case_id=cases[0].id, person_id=cast.leader.id))
        pattern = finding(session, cast, cases, NOW, PatternState.RAISED)
    for who in ("coordinator", "chief", "auditor", "leader"):
        client.sign_in(cast.everybody()[who])
        page = client.get(f"/trends/brief?pattern={pattern.public_id}").get_data(as_text=True)
        assert "5 avvik på 6 uker. Så" in page, who
        assert "i 2 enheter" in page, "the third has cases about users alone"
        assert "i 2 enheter" in client.get("/patterns/sheet").get_data(as_text=True), who
    own = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "16 avvik på 6 uker. Vi ventet 3,4." in own, "her own page has all that she may see"
