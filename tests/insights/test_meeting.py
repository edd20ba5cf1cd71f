"""For Thursday's meeting: a page, a picture and a table to take along, and one point a screen."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.kinds import Access, CaseKind, Harm, Strength
from quality.cases.models.case import Case
from quality.cases.services.counting import Tally
from quality.cases.services.recount import rebuild
from quality.cases.services.register import Report, register_case
from quality.core import kept
from quality.core.db import db, transaction
from quality.core.figures import Figure, Size, Slide, from_json
from quality.core.history import entries_of
from quality.insights.kinds import AnnotationKind
from quality.insights.models.meeting import MeetingPoint
from quality.insights.services.annotations import Said, annotate
from quality.insights.services.meeting import MOST, add_point
from quality.organisation.models import Unit
from quality.patterns.models import Pattern
from quality.patterns.services import act, decide, make
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


def report(cast: Cast, unit: Unit, at: dt.datetime, category: str = "T2.1") -> Case:
    told = Report(CaseKind.DEVIATION, "Fall", unit.id, Harm.NO, category=category, occurred_at=at)
    return register_case(cast.session, cast.actor(cast.coordinator), told, now=at)


def fill(cast: Cast, counts: dict[str, int]) -> None:
    """So many falls in October in each unit, and in every month before as many as can be shown."""
    units = {name: getattr(cast, name) for name in counts}
    with transaction():
        for name, count in counts.items():
            for _ in range(count):
                report(cast, units[name], dt.datetime(2026, 10, 5, 10, tzinfo=dt.UTC))
        for month in (7, 8, 9):
            for unit in units.values():
                for _ in range(6):
                    report(cast, unit, dt.datetime(2026, month, 5, 10, tzinfo=dt.UTC))


def cells(page: str) -> dict[str, str]:
    """The table of a brief."""
    found = re.findall(r"<th scope=\"row\">([^<]+)</th><td[^>]*><div>([^<]+)</div>", page)
    return {unescape(name): unescape(value) for name, value in found}


ADDRESS = "/trends/brief?category=T2&from=2026-07&to=2026-11"


def test_small_numbers_and_their_neighbours_stay_in_the_unit(client: Client, cast: Cast) -> None:
    fill(cast, {"north": 3, "south": 7, "home": 9, "school": 0})
    client.sign_in(cast.coordinator)
    whole = cells(client.get(ADDRESS).get_data(as_text=True))
    assert whole == {"okt. 2026": "19", "sep. 2026": "24", "aug. 2026": "24", "juli 2026": "24"}
    shown = {}
    for name in ("health", "north", "south", "home"):
        page = client.get(f"{ADDRESS}&unit={getattr(cast, name).public_id}").get_data(as_text=True)
        shown[name] = cells(page)["okt. 2026"]
        assert "nov." not in cells(page)
    assert shown == {"health": "19", "north": "vises ikke", "south": "vises ikke", "home": "9"}


def test_the_months_of_a_tertial_beside_its_report_give_away_no_few_cases_about_users(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        for month in (5, 6, 7, 8):
            for unit in (cast.north, cast.school):
                for turn in range(9 if month == 8 else 6):
                    at = dt.datetime(2026, month, 5, 10, tzinfo=dt.UTC)
                    case = report(cast, unit, at)
                    if month == 8 and turn > 5 and unit is cast.north:
                        case.access = Access.PERSONAL
        rebuild(session)
    client.sign_in(cast.coordinator)
    address = "/trends/brief?category=T2&from=2026-05&to=2026-08&unit={}"
    shown = {
        name: cells(client.get(address.format(getattr(cast, name).public_id)).get_data(as_text=True))
        for name in ("health", "north")
    }
    # The report tells of 27 in the area; of three of them the sheets say nothing.
    assert [*shown["health"].values()] == ["vises ikke", "6", "6", "6"]
    assert shown["north"] == shown["health"], "the only unit with cases is the area less nothing"


def test_a_unit_may_have_its_own_numbers_as_all_who_work_there_see_them(client: Client, cast: Cast) -> None:
    fill(cast, {"north": 3})
    with transaction() as session:
        private = report(cast, cast.north, dt.datetime(2026, 10, 6, 10, tzinfo=dt.UTC))
        tally = Tally(session, private)
        private.access = Access.PRIVACY
        session.flush()
        tally.settle()
    client.sign_in(cast.leader)
    page = client.get(ADDRESS).get_data(as_text=True)
    assert cells(page)["okt. 2026"] == "vises ikke"
    assert "Skal det bare brukes i Hjemmetjenesten nord?" in page
    own = client.get(f"{ADDRESS}&own=1").get_data(as_text=True)
    assert cells(own)["okt. 2026"] == "3"
    assert "Bare for dem som arbeider i Hjemmetjenesten nord." in own
    assert "/trends/meeting/add" not in own
    client.sign_in(cast.head)
    assert cells(client.get(f"{ADDRESS}&own=1").get_data(as_text=True))["okt. 2026"] == "vises ikke"
    client.sign_in(cast.south_leader)
    north = f"{ADDRESS}&own=1&unit={cast.north.public_id}"
    assert "Hjemmetjenesten nord" not in client.get(north).get_data(as_text=True)


def test_mostly_small_numbers_are_words_alone(client: Client, cast: Cast) -> None:
    with transaction():
        report(cast, cast.north, NOW - dt.timedelta(60))
    page = client.sign_in(cast.leader).get(ADDRESS).get_data(as_text=True)
    assert "De fleste tallene er under fem" in page
    assert cells(page) == {}
    client.get(ADDRESS.replace("/brief", "/brief/wide.svg"), status=404)
    empty = client.sign_in(cast.school_leader).get(ADDRESS).get_data(as_text=True)
    assert "for få saker til å tolke" in empty.lower()
    assert "ingen saker" not in empty


def test_the_picture_and_the_copied_table_have_what_the_page_has(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cast, {"north": 3, "south": 7})
    drawn: list[Figure] = []

    def draw(figure: Figure, size: Size) -> bytes:
        drawn.append(figure)
        return b"picture"

    monkeypatch.setattr(kept.artist, "draw", draw)
    client.sign_in(cast.coordinator)
    north = f"&unit={cast.north.public_id}"
    page = client.get(ADDRESS + north).get_data(as_text=True)
    answer = client.get(ADDRESS.replace("/brief", "/brief.png") + north)
    assert (answer.mimetype, answer.data) == ("image/png", b"picture")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    client.get(
        ADDRESS.replace("/brief", "/brief.png") + north,
        status=304,
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    slide = drawn[0]
    assert isinstance(slide, Slide)
    assert from_json(slide.figure)[0].table().rows[-1] == ("okt. 2026", (None,))
    assert "Kilde: Løft, Bjørkli kommune, 23. nov. 2026." in slide.source
    copied = unescape(re.search(r'data-copy="([^"]+)"', page)[1])  # type: ignore[index]
    assert "okt. 2026\tvises ikke" in copied
    assert copied.split("\n")[0] == "Fall i Hjemmetjenesten nord"
    client.get(ADDRESS.replace("/brief", "/brief/narrow.svg") + north)
    assert drawn[1] == from_json(slide.figure)[0]


def test_a_name_is_hidden_in_a_mark_and_a_unit_keeps_its_own(client: Client, cast: Cast) -> None:
    fill(cast, {"school": 6})
    with transaction() as session:
        cast.teacher.last_name = "Moen"
        session.merge(cast.teacher)
        said = Said(AnnotationKind.OTHER, "Berit begynte", dt.date(2026, 9, 2), cast.school.id)
        annotate(session, cast.actor(cast.coordinator), said, now=NOW)
    page = client.sign_in(cast.school_leader).get(ADDRESS).get_data(as_text=True)
    assert "Fall i Moen skole" in page
    assert "[navn] begynte" in page


def raised(cast: Cast) -> Pattern:
    coordinator = cast.actor(cast.coordinator)
    with transaction() as session:
        found = [report(cast, unit, NOW) for unit in (cast.north, cast.south, cast.home) for _ in range(2)]
        pattern = make.make_pattern(session, coordinator, "Fall hos Mona om natten", found, now=NOW)
        decide.raise_pattern(session, coordinator, pattern, now=NOW)
        decide.set_owner(session, coordinator, pattern, cast.head, "Harald vil ha halvparten", now=NOW)
        plan = act.Plan("Kari bytter lys", cast.head, cast.health.id, cast.day, Strength.MEDIUM)
        act.add_measure(session, coordinator, pattern, plan, now=NOW)
    return pattern


def test_a_pattern_is_shown_without_names(client: Client, cast: Cast) -> None:
    pattern = raised(cast)
    for who in ("coordinator", "leader", "chief", "auditor"):
        page = client.sign_in(cast.everybody()[who]).get(f"/trends/brief?pattern={pattern.public_id}")
        sheet = page.get_data(as_text=True).split('<article class="l-sheet')[1].split("</article>")[0]
        told = "Dette går igjen." if who == "leader" else "6 saker i 3 enheter."
        assert told in sheet, who
        assert "[navn] bytter lys" in sheet
        assert not re.search("Harald|Kari|Mona", sheet), who


def test_a_pattern_is_nobodys_who_may_not_see_it(client: Client, cast: Cast) -> None:
    pattern = raised(cast)
    for who in ("employee", "safety_rep", "archivist", "admin"):
        client.sign_in(cast.everybody()[who])
        for path in ("brief", "brief.png", "brief/wide.svg"):
            client.get(f"/trends/{path}?pattern={pattern.public_id}", status=404)
        client.post("/trends/meeting/add", {"address": f"pattern={pattern.public_id}"}, status=404)


def test_a_finding_that_is_not_raised_is_for_no_meeting(client: Client, cast: Cast) -> None:
    coordinator = cast.actor(cast.coordinator)
    with transaction() as session:
        found = [report(cast, cast.north, NOW) for _ in range(2)]
        pattern = make.make_pattern(session, coordinator, "Fall", found, now=NOW)
    client.sign_in(cast.coordinator).get(f"/trends/brief?pattern={pattern.public_id}", status=400)


def test_a_meeting_is_put_together_turned_and_shown(client: Client, session: Session, cast: Cast) -> None:
    fill(cast, {"north": 6, "south": 7})
    pattern = raised(cast)
    with transaction():
        said = Said(AnnotationKind.ROUTINE, "Ny rutine for Kari", dt.date(2026, 9, 2), cast.municipality.id)
        annotate(session, cast.actor(cast.coordinator), said, now=NOW)
    client.sign_in(cast.coordinator)
    assert "Ingenting er lagt til" in client.get("/trends/meeting").get_data(as_text=True)
    client.get("/trends/meeting/show", status=303)
    add = "/trends/meeting/add"
    here = "/trends?category=T2&from=2026-07"
    answer = client.post(add, {"address": "category=T2&from=2026-07&own=1", "next": here})
    assert answer.headers["Location"] == here
    client.post(add, {"address": "category=T2&from=2026-07"})
    client.post(add, {"address": f"pattern={pattern.public_id}", "next": "//evil.invalid"})
    rows = session.scalars(sa.select(MeetingPoint).order_by(MeetingPoint.position)).all()
    assert [row.title for row in rows] == ["Fall i Bjørkli kommune", "Fall hos [navn] om natten"]
    assert rows[0].address == "category=T2&from=2026-07"
    first = client.get("/trends/meeting/show").get_data(as_text=True)
    assert "1 av 2" in first
    assert "[navn]" in first
    assert not re.search("Kari|Kirsten", first)
    assert 'rel="next" href="/trends/meeting/show?page=2"' in first
    last = client.get("/trends/meeting/show?page=99").get_data(as_text=True)
    assert "2 av 2" in last
    assert 'rel="next"' not in last
    client.post(f"/trends/meeting/{rows[1].public_id}/up")
    client.post(f"/trends/meeting/{rows[1].public_id}/up")
    assert "Fall hos" in client.get("/trends/meeting/show").get_data(as_text=True)
    client.post(f"/trends/meeting/{rows[0].public_id}/remove")
    assert "1 av 1" in client.get("/trends/meeting/show").get_data(as_text=True)
    acts = [entry.act for entry, _ in entries_of(session, "meeting", cast.coordinator.id)]
    assert acts == ["add", "add", "move", "remove"]


def test_a_meeting_is_its_owners_alone(client: Client, session: Session, cast: Cast) -> None:
    with transaction():
        add_point(session, cast.actor(cast.leader), "category=T2", "Fall", now=NOW)
    row = session.scalars(sa.select(MeetingPoint)).one()
    client.sign_in(cast.coordinator)
    for how in ("up", "remove"):
        client.post(f"/trends/meeting/{row.public_id}/{how}", status=404)
    assert "Fall" not in client.get("/trends/meeting").get_data(as_text=True)


def test_a_point_that_is_gone_says_so_and_the_rest_stands(
    client: Client, session: Session, cast: Cast
) -> None:
    with transaction():
        coordinator = cast.actor(cast.coordinator)
        add_point(session, coordinator, "pattern=borte", "Et mønster", now=NOW)
        add_point(session, coordinator, "category=X9&unit=borte&from=banan", "En visning", now=NOW)
    client.sign_in(cast.coordinator)
    assert "Dette kan ikke vises lenger" in client.get("/trends/meeting/show").get_data(as_text=True)
    client.get("/trends/meeting/show?page=2")
    client.get("/trends/meeting")


def test_enough_is_enough(client: Client, session: Session, cast: Cast) -> None:
    with transaction():
        for number in range(MOST):
            add_point(session, cast.actor(cast.leader), f"category={number}", "Fall", now=NOW)
    client.sign_in(cast.leader)
    client.post("/trends/meeting/add", {"address": "category=T2"}, status=400)
    client.post("/trends/meeting/add", {"address": f"place={'x' * 200}&" * 9}, status=400)


def test_the_first_week_and_an_odd_address_have_a_page(client: Client, cast: Cast) -> None:
    client.sign_in(cast.leader)
    for address in (
        "",
        "?from=2026-11&to=2026-11",
        "?from=banan",
        "?own=1",
        "?unit=borte&category=X9",
        "?pattern=",
    ):
        client.get(f"/trends/brief{address}")
        client.get(f"/trends/brief.png{address}" if address == "?own=1" else "/trends/meeting")
    first = client.get("/trends/brief?from=2026-11&to=2026-11").get_data(as_text=True)
    assert "Ingen hel måned er gått ennå" in first


MOST_ASKED = (
    ("/trends/brief?category=T2", 20),
    ("/trends/meeting", 5),
    ("/trends/meeting/show", 20),
    ("/trends/views", 6),
    ("/trends/marks", 6),
)


def test_the_pages_ask_the_database_little(client: Client, cast: Cast) -> None:
    fill(cast, {"north": 6, "south": 7})
    with transaction() as session:
        for number in range(5):
            address = f"category=T2&months=12&severity={number}"
            add_point(session, cast.actor(cast.coordinator), address, "Fall", now=NOW)
    client.sign_in(cast.coordinator)
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for path, most in MOST_ASKED:
        asked.clear()
        client.get(path)
        statements = [text for text in asked if not text.startswith(("BEGIN", "PRAGMA"))]
        assert len(statements) <= most, (path, len(statements))
