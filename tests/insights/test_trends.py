"""The trend page: what it says, to whom, and that every number is as many cases as the list behind it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from quality.accounts.roles import Role
from quality.cases.compose.filters import read_filter
from quality.cases.kinds import Access, CaseKind, Factor, Harm
from quality.cases.models.case import Case, CaseConcern
from quality.cases.queries import listing
from quality.cases.services.counting import Tally
from quality.cases.services.register import Report, register_case
from quality.cases.states import CaseState
from quality.core import kept
from quality.core.db import db, transaction
from quality.core.shelf import Shelf
from quality.insights.compose.asked import read
from quality.insights.queries import ground
from quality.insights.queries.counts import numbers
from quality.insights.views import reading, trends
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.stage import staged

CATEGORIES = ("T1.1", "T2.1", "H1.1", "P1", "U")


def report(
    session: Session, cast: Cast, unit: Unit, days: float = 0, category: str = "T2.1", **what: object
) -> Case:
    values = {"kind": CaseKind.DEVIATION, "description": "Noe skjedde", "harm": Harm.NO} | what
    at = NOW - dt.timedelta(days=days)
    told = Report(unit_id=unit.id, category=category, occurred_at=at, **values)  # type: ignore[arg-type]
    return register_case(session, cast.actor(cast.employee), told, now=at)


@staged
def fill(cast: Cast) -> None:
    """Cases of every sensitivity, category and unit, some rejected, shielded or about one of the readers."""
    units = (cast.north, cast.south, cast.home, cast.school, cast.health)
    with transaction() as session:
        for turn in range(75):
            case = report(
                session,
                cast,
                units[turn % 5],
                place="Stua" if turn % 4 == 1 else "",
                factors=(Factor.ROUTINE,) if turn % 3 else (),
                days=turn * 7.3,
                category=CATEGORIES[turn % 4 if turn % 11 else 4],
                kind=CaseKind.IDEA if turn % 6 == 0 else CaseKind.DEVIATION,
                harm=Harm.YES if turn % 3 == 0 else Harm.NO,
                severity=turn % 5,
                user_reference="journal" if turn % 7 == 0 else "",
            )
            change = {3: {"state": CaseState.REJECTED}, 5: {"access": Access.SHIELDED}}.get(turn % 13, {})
            tally = Tally(session, case)
            for name, value in change.items():
                setattr(case, name, value)
            session.flush()
            tally.settle()
            if turn % 9 == 0:
                session.add(CaseConcern(case_id=case.id, person_id=cast.coordinator.id))
                session.add(CaseConcern(case_id=case.id, person_id=cast.leader.id))


FILTERS: tuple[dict[str, str], ...] = (
    {},
    {"category": "T"},
    {"category": "T2"},
    {"category": "H1.1", "grain": "week"},
    {"category": "U"},
    {"kind": "idea"},
    {"severity": "3", "months": "12"},
    {"from": "2026-03", "to": "2026-07"},
    {"from": "2026-03", "to": "2026-07", "grain": "week"},
    {"service": "home_care"},
    {"cause": "routine"},
    {"place": "Stua", "grain": "week"},
)


def test_every_number_is_as_many_cases_as_its_list_has(session: Session, cast: Cast) -> None:
    fill(cast)
    assert sum(_agreements(session, cast)) > 100


def _agreements(session: Session, cast: Cast) -> Iterator[int]:
    for person in cast.everybody().values():
        actor = cast.actor(person)
        for args in FILTERS:
            asked = read(args, cast.day)
            where = ground(session, actor)
            for place in [None, *where.offered(asked.since)]:
                unit = place.public_id if place else ""
                wanted = read(args | {"unit": unit}, cast.day)
                number = sum(numbers(session, actor, wanted, where).series(wanted.steps.starts))
                days = {"from": wanted.steps.first_day.isoformat(), "to": wanted.steps.final_day.isoformat()}
                address = {name: value for name, value in args.items() if name not in {"months", "grain"}}
                behind = read_filter(address | days | {"unit": unit, "counted": "1"})
                assert number == listing.cases(session, actor, behind, 1, 500)[1], (
                    person.first_name,
                    args,
                    unit,
                )
                yield number


def test_several_units_are_counted_named_and_listed_together(client: Client, cast: Cast) -> None:
    fill(cast)
    asked = f"unit={cast.north.public_id}&unit={cast.home.public_id}&months=24"
    page = client.sign_in(cast.head).get(f"/trends?{asked}").get_data(as_text=True)
    assert "Hjemmetjenesten nord og Lia sykehjem" in page
    assert page.count("checked>Hjemmetjenesten nord") == page.count("checked>Lia sykehjem") == 1
    found = re.findall(r'<a href="(/cases\?[^"]+)">Se sakene<', page)[0]
    number = re.search(r"Til sammen (\d+) saker", page)
    assert number
    listed = client.get(unescape(found)).get_data(as_text=True)
    assert f"{number[1]} saker" in listed
    assert "checked>Hjemmetjenesten nord" in listed, "the list can be narrowed further from there"
    apart = [
        client.get(f"/trends?unit={unit.public_id}&months=24").get_data(as_text=True)
        for unit in (cast.north, cast.home)
    ]
    sums = [int(hit[1]) for each in apart if (hit := re.search(r"Til sammen (\d+) saker", each))]
    assert sum(sums) == int(number[1])
    table = client.get(f"/trends.csv?{asked}").get_data(as_text=True)
    assert "Lia sykehjem" in table
    assert "sør" not in table
    for part in ("where", "units"):
        shown = client.get(f"/trends/{part}?{asked}").get_data(as_text=True)
        assert "Lia sykehjem</a>" in shown
        assert "sør</a>" not in shown


def test_of_several_units_each_reader_gets_only_those_that_may_be_seen(client: Client, cast: Cast) -> None:
    with transaction() as session:
        report(session, cast, cast.north)
        for day in range(3):
            report(session, cast, cast.school, days=day)
    asked = f"unit={cast.north.public_id}&unit={cast.school.public_id}&unit=nothing"
    page = client.sign_in(cast.leader).get(f"/trends?{asked}").get_data(as_text=True)
    assert "Du ser ikke tall fra alle enhetene som er valgt" in page
    assert "Til sammen 1 sak." in page
    assert not re.search(rf'href="/cases[^"]*{cast.school.public_id}', page), (
        "nor in what the numbers lead to"
    )
    assert "Til sammen 4 saker" in client.sign_in(cast.coordinator).get(f"/trends?{asked}").get_data(
        as_text=True
    )


def test_a_unit_inside_another_that_is_chosen_counts_once(session: Session, cast: Cast) -> None:
    fill(cast)
    actor = cast.actor(cast.coordinator)
    where = ground(session, actor)
    args = MultiDict([("unit", cast.north.public_id), ("unit", cast.health.public_id)])
    alone = MultiDict([("unit", cast.health.public_id)])
    both, one = (read(each, cast.day) for each in (args, alone))
    assert numbers(session, actor, both, where).series(both.steps.starts) == numbers(
        session, actor, one, where
    ).series(one.steps.starts)


def test_the_links_of_the_page_lead_to_so_many_cases(client: Client, cast: Cast) -> None:
    fill(cast)
    page = client.sign_in(cast.leader).get("/trends?months=24").get_data(as_text=True)
    found = re.findall(r'<a href="(/cases\?[^"]+)">(\d+)<', page)
    assert len(found) > 24
    for address, number in found[:30]:
        listed = client.get(unescape(address)).get_data(as_text=True)
        said = r"\bIngen " if number == "0" else rf"\b{number} sak"
        assert re.search(said, listed), (address, number)


def test_numbers_of_others_are_not_shown(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for day in range(4):
            report(session, cast, cast.south, days=day)
        report(session, cast, cast.north)
    south = cast.south.public_id
    page = client.sign_in(cast.leader).get(f"/trends?unit={south}").get_data(as_text=True)
    assert "Du ser ikke tall fra den enheten" in page
    assert "Saker i Hjemmetjenesten nord" in page
    assert "Til sammen 1 sak." in page
    assert "4 saker" in client.sign_in(cast.south_leader).get("/trends").get_data(as_text=True)
    head = client.sign_in(cast.head).get("/trends").get_data(as_text=True)
    assert "Til sammen 5 saker" in head
    assert "Lia sykehjem" in head
    assert "Moen skole" not in head


def test_the_picture_and_the_table_follow_the_same_rights(client: Client, cast: Cast) -> None:
    with transaction() as session:
        report(session, cast, cast.south)
    assert "sør" not in client.sign_in(cast.leader).get("/trends.csv").get_data(as_text=True)
    table = client.sign_in(cast.coordinator).get("/trends.csv").get_data(as_text=True)
    assert "Hjemmetjenesten sør;Saker;;2026-11-01;2026-11-30;1" in table
    client.http = client.app.test_client()
    client.get("/trends/wide.svg", status=302)


def test_a_picture_is_asked_for_again_and_not_sent_twice(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.artist, "draw", lambda figure, size: b"<svg/>")
    with transaction() as session:
        report(session, cast, cast.north)
    first = client.sign_in(cast.leader).get("/trends/wide.svg")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/trends/wide.svg", status=304, headers=again).data == b""
    with transaction() as session:
        report(session, cast, cast.north)
    assert client.get("/trends/wide.svg", headers=again).headers["ETag"] != first.headers["ETag"]


def test_the_picture_of_a_page_comes_without_counting_again_to_its_own_reader(
    client: Client, cast: Cast, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept.artist, "draw", lambda figure, size: figure.alternative().text.encode())
    counted: list[object] = []
    real = reading.numbers
    monkeypatch.setattr(reading, "numbers", lambda *asked: counted.append(asked) or real(*asked))
    with transaction() as session:
        report(session, cast, cast.north)
    page = client.sign_in(cast.leader).get("/trends").get_data(as_text=True)
    address = unescape(re.search(r'srcset="([^"]+)"', page)[1])  # type: ignore[index]
    drawn = client.get(address)
    counted.clear()
    again = client.get(address)
    assert (again.data, again.headers["ETag"]) == (drawn.data, drawn.headers["ETag"])
    assert client.get(address, status=304, headers={"If-None-Match": drawn.headers["ETag"]}).data == b""
    assert counted == []
    client.sign_in(cast.south_leader).get(address)
    client.sign_in(cast.leader).get(address.replace("seen=", "seen=x"))
    time.move(days=1)
    client.sign_in(cast.leader).get(address)
    assert len(counted) == 3


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?from=2026-05&to=2026-03",
        "?from=2030-01",
        "?from=banan&to=%1F",
        "?grain=week&months=12",
        "?unit=nothing&category=X9&kind=x&severity=99999999999999999999",
    ],
)
def test_an_empty_municipality_and_an_odd_address_have_a_page(
    client: Client, cast: Cast, address: str
) -> None:
    page = client.sign_in(cast.coordinator).get(f"/trends{address}").get_data(as_text=True)
    assert "Ingen saker i perioden" in page
    client.get(f"/trends/narrow.svg{address}")
    client.get(f"/trends.csv{address}")


def test_a_reversed_period_is_turned_and_told(client: Client, cast: Cast) -> None:
    page = client.sign_in(cast.leader).get("/trends?from=2026-05&to=2026-03").get_data(as_text=True)
    assert "så vi byttet dem om" in page
    assert 'value="2026-03"' in page


def test_one_case_is_too_few_to_judge(client: Client, cast: Cast) -> None:
    with transaction() as session:
        report(session, cast, cast.north)
    page = client.sign_in(cast.employee).get("/trends").get_data(as_text=True)
    assert "for få saker til å tolke" in page
    assert "ingen saker" not in page
    assert "ikke ferdig" in page


def test_a_rise_is_told_with_the_month_it_began(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for month in range(1, 24):
            for turn in range(7 if month <= 11 else 3 + month % 2):
                report(session, cast, cast.north, days=month * 30.4 - turn * 0.5)
    page = client.sign_in(cast.leader).get("/trends").get_data(as_text=True)
    assert re.search(r"flere enn før siden \w+ 202[56]", page)
    assert "Ved tilfeldigheter venter vi høyst" in page


@pytest.mark.parametrize(
    "who", ["employee", "leader", "head", "coordinator", "safety_rep", "auditor", "chief"]
)
def test_the_page_asks_the_database_little(client: Client, cast: Cast, who: str, time: Clock) -> None:
    fill(cast)
    client.sign_in(cast.everybody()[who])
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    client.get("/trends?category=T2")
    statements = [text for text in asked if not text.startswith(("BEGIN", "PRAGMA"))]
    assert len(statements) <= 14, statements


def test_the_reader_loses_the_numbers_with_the_role(client: Client, cast: Cast) -> None:
    with transaction() as session:
        report(session, cast, cast.south)
    client.sign_in(cast.coordinator)
    assert "Til sammen 1 sak" in client.get("/trends").get_data(as_text=True)
    with transaction() as session:
        session.execute(sa.text("DELETE FROM role_held WHERE role = :role"), {"role": Role.COORDINATOR.value})
    assert "Ingen saker i perioden" in client.get("/trends").get_data(as_text=True)


def test_numbers_per_staff_year_are_the_counts_over_the_staff_of_the_units(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        session.get_one(Unit, cast.north.id).fte = Decimal("25")
        for day in range(6):
            report(session, cast, cast.north, days=day)
    page = client.sign_in(cast.leader).get("/trends?rate=1").get_data(as_text=True)
    assert "Per 100 årsverk" in page
    assert "<div>24</div>" in page, "six cases among 25 staff years"
    assert "Til sammen 6 saker" in page
    everywhere = client.sign_in(cast.coordinator).get("/trends?rate=1").get_data(as_text=True)
    assert "Vi vet ikke hvor mange årsverk" in everywhere


def test_the_year_before_stands_beside_this_year(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for month in range(1, 30):
            report(session, cast, cast.north, days=month * 30.4)
    page = client.sign_in(cast.leader).get("/trends?months=12").get_data(as_text=True)
    assert "Året før" in page
    assert "dager det gikk mellom" in page
    assert "Året før" not in client.get("/trends?months=36").get_data(as_text=True)


def test_rare_things_are_told_by_the_days_since(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for turn in range(9):
            report(session, cast, cast.north, days=40 + turn * 60)
    page = client.sign_in(cast.leader).get("/trends").get_data(as_text=True)
    assert "for få saker til å tolke" in page
    assert re.search(r"40 dager siden sist. Vanligvis går det (59|60|61) dager", page)
    assert "hvor mange dager det gikk mellom dem" in page


def test_a_first_week_is_not_told_by_the_days_between(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for hour in range(8):
            report(session, cast, cast.north, days=hour / 2)
    page = client.sign_in(cast.leader).get("/trends").get_data(as_text=True)
    assert "for få saker til å tolke" in page
    assert "siden sist" not in page
    assert "Til sammen 8 saker" in page


def test_an_unknown_filter_is_said_to_be_left_out(client: Client, cast: Cast) -> None:
    with transaction() as session:
        report(session, cast, cast.north)
    page = client.sign_in(cast.leader).get("/trends?cause=banan&service=x").get_data(as_text=True)
    assert "så vi så bort fra det" in page
    assert "Til sammen 1 sak" in page


def test_where_units_are_too_many_the_areas_are_shown(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cast)
    client.sign_in(cast.coordinator)
    assert "Enhet for enhet" in client.get("/trends").get_data(as_text=True)
    monkeypatch.setattr(trends, "MOST_UNITS", 1)
    page = client.get("/trends?months=12").get_data(as_text=True)
    part = page[page.index("Område for område") :]
    assert "Velg et område" in part
    assert "områder til" not in part
    assert cast.south.name not in part.partition("Slik regner vi")[0]
    area = re.search(r'l-multiple__name"><a href="([^"]+)">', part)
    assert area
    assert "Enhet for enhet" in client.get(unescape(area[1])).get_data(as_text=True)
    with transaction() as session:
        above = cast.municipality
        for turn, level in enumerate([UnitLevel.AREA, UnitLevel.UNIT] * 9):
            above = above if level is UnitLevel.UNIT else cast.municipality
            new = Unit(code=f"N{turn}", name=f"Ny {turn}", level=level, position=20, parent_id=above.id)
            session.add(new)
            session.flush()
            new.path = f"{above.path}{new.id}/"
            above = new
    monkeypatch.setattr(Shelf, "take", lambda *args: None)
    assert "10 områder til" in client.get("/trends?months=12").get_data(as_text=True)
