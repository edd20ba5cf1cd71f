"""The pages beside the trend page: each number is as many cases as the list behind it, for each reader."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa
from scipy.stats import nbinom

from quality.cases.kinds import Factor, Part
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseParty
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services.counting import Tally
from quality.cases.services.recount import rebuild
from quality.cases.states import CaseState, MeasureState
from quality.core.db import db, transaction
from quality.core.figures import Figure, Size
from quality.insights.figures.funnel import compare, over_dispersion
from quality.insights.figures.spans import span
from quality.insights.views.part import MADE_BY
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.insights.test_trends import fill, report
from tests.stage import staged

PAGES = sorted(MADE_BY)


@staged
def lived_in(cast: Cast) -> None:
    """Cases as in the other tests, some answered, closed, or with another unit in them."""
    fill(cast)
    with transaction() as session:
        for turn, case in enumerate(session.scalars(sa.select(Case).order_by(Case.id)).all()):
            tally = Tally(session, case)
            if turn % 2 and case.state is CaseState.REPORTED:
                case.answered_at = case.registered_at + dt.timedelta(days=turn % 9, hours=23)
            if turn % 4 == 1 and case.state is CaseState.REPORTED:
                case.state, case.closed_at = (
                    CaseState.CLOSED,
                    case.registered_at + dt.timedelta(days=turn % 30),
                )
            if turn % 5 == 1 and case.unit_id != cast.south.id:
                case.happened_unit_id = cast.south.id
            if turn % 10 == 1 and case.unit_id != cast.home.id:
                session.add(CaseParty(case_id=case.id, unit_id=cast.home.id, part=Part.CONCERNS))
            session.flush()
            tally.settle()


@pytest.mark.parametrize("who", ["leader", "head", "coordinator"])
def test_every_number_leads_to_so_many_cases(client: Client, cast: Cast, who: str) -> None:
    lived_in(cast)
    client.sign_in(cast.everybody()[who])
    for part in PAGES:
        page = client.get(f"/trends/{part}?months=36").get_data(as_text=True)
        numbers = re.findall(r'<a href="(/cases\?[^"]+)">(\d+)</a>', page)
        assert numbers or part in {"outcomes", "between"}, part
        for address, number in sorted(set(numbers), key=lambda each: -int(each[1]))[:4]:
            listed = client.get(unescape(address)).get_data(as_text=True)
            said = r"\bIngen " if number == "0" else rf"\b{number} sak"
            assert re.search(said, listed), (address, number)


def test_a_table_that_says_little_lies_folded_behind_its_name(client: Client, cast: Cast) -> None:
    with transaction() as session:
        report(session, cast, cast.south)
    page = client.sign_in(cast.coordinator).get("/trends/times").get_data(as_text=True)
    tables = page.count("<table")
    assert tables == 2
    assert page.count("<summary>Vis tallene</summary>") == tables
    assert "<picture>" not in page


ODD = ("", "?category=X9&unit=no", "?from=2026-05&to=2026-03", "?grain=week&months=12", "?category=T2.1")


def test_an_empty_municipality_has_a_page_for_each(client: Client, cast: Cast) -> None:
    client.sign_in(cast.coordinator)
    for part in PAGES:
        for address in ODD:
            assert "Tall" in client.get(f"/trends/{part}{address}").get_data(as_text=True)
        client.get(f"/trends/{part}/nothing/narrow.svg", status=404)
        client.get(f"/trends/{part}/nothing.csv", status=404)


def test_every_picture_and_table_of_a_page_is_there(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Size] = []

    def note(figure: Figure, size: Size) -> bytes:
        drawn.append(size)
        return b"<svg/>"

    monkeypatch.setattr("quality.core.kept.artist.draw", note)
    lived_in(cast)
    client.sign_in(cast.coordinator)
    for part in PAGES:
        page = client.get(f"/trends/{part}").get_data(as_text=True)
        pictures = re.findall(r'(?:src|srcset)="(/trends/[^"]+svg[^"]*)"', page)
        files = re.findall(r'href="(/trends/[^"]+\.csv[^"]*)"', page)
        assert files or part == "outcomes", part
        for address in pictures:
            assert client.get(unescape(address)).data == b"<svg/>"
        for address in files:
            assert b";" in client.get(unescape(address)).data
    assert {Size.NARROW, Size.WIDE} == set(drawn)


def test_a_page_shows_no_numbers_of_others_and_asks_the_database_little(client: Client, cast: Cast) -> None:
    lived_in(cast)
    client.sign_in(cast.leader)
    asked: list[str] = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    for part in PAGES:
        asked.clear()
        page = client.get(f"/trends/{part}").get_data(as_text=True)
        statements = [text for text in asked if not text.startswith(("BEGIN", "PRAGMA"))]
        assert len(statements) <= 13, (part, statements)
        assert "Moen skole" not in page
        assert "Lia sykehjem" not in page or part == "between"


def test_a_cause_is_counted_once_a_case_whoever_names_it(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for turn in range(12):
            causes = (Factor.EQUIPMENT, *((Factor.ROUTINE,) if turn else (Factor.STAFFING,)))
            report(session, cast, cast.north, days=turn, factors=causes)
        report(session, cast, cast.north)
    page = client.sign_in(cast.leader).get("/trends/causes").get_data(as_text=True)
    assert "12 av 13 avvik har en årsak" in page
    assert "Minst halvparten av årsakene er utstyr og IKT." in page
    assert re.search(r"cause=routine[^>]*>11<", page)


def test_what_is_not_done_takes_longer_than_all_that_is() -> None:
    done = {0: 2, 3: 3, 10: 1}
    assert (span(done, 6).low, span(done, 6).middle, span(done, 6).high) == (0, 3, 3)
    assert (span(done, 8).middle, span(done, 8).high) == (3, 10)
    assert (span(done, 13).low, span(done, 13).middle, span(done, 13).high) == (3, None, None)
    assert span({1: 4}, 4).middle is None, "too few to tell"


def test_times_are_the_exact_middle_of_whole_days(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for days in (0, 1, 1, 4, 9, 30, 31):
            case = report(session, cast, cast.north, days=40)
            case.answered_at = case.registered_at + dt.timedelta(days=days, hours=23, minutes=59)
    page = client.sign_in(cast.leader).get("/trends/times").get_data(as_text=True)
    row = page[page.index("okt. 2026</th>") :][:600]
    assert re.findall(r"<div>(\d+) dager</div>", row)[:3] == ["4", "1", "30"]


def test_what_another_system_never_told_is_in_no_time_to_an_answer(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for turn in range(20):
            case = report(session, cast, cast.north, days=40)
            if turn < 7:
                case.answered_at = case.registered_at + dt.timedelta(days=2)
            elif turn < 18:
                case.external_system, case.external_id = "Gammelt", str(turn)
                case.state, case.closed_at = CaseState.CLOSED, case.registered_at + dt.timedelta(days=5)
        session.flush()
        rebuild(session)
    page = client.sign_in(cast.leader).get("/trends/times").get_data(as_text=True)
    assert page.count("11 saker fra et annet system uten kjent svar er ikke med.") == 1
    row, closing = (text[:1200] for text in page.split("okt. 2026</th>")[1:3])
    assert re.findall(r"<div>(\d+) dager</div>", row)[:3] == ["2", "2", "2"], "half of nine, not of twenty"
    numbers = re.findall(r'<a href="(/cases\?[^"]+)">(\d+)</a>', row)[:2]
    assert [number for _, number in numbers] == ["7", "9"]
    for address, number in numbers:
        assert f"{number} saker" in client.get(unescape(address)).get_data(as_text=True)
    assert re.findall(r'<a href="/cases\?[^"]+">(\d+)</a>', closing)[:2] == ["11", "20"]


def test_units_are_compared_by_what_they_have_in_common() -> None:
    sizes = [20.0, 25.0, 30.0, 40.0, 60.0]
    alike = compare([20, 26, 29, 41, 60], sizes)
    assert alike
    assert (alike.outside, alike.swing) == ((), 1.0)
    found = compare([20, 26, 29, 90, 60], sizes)
    assert found
    assert found.outside == ((3, True),)
    assert compare([20, 26], sizes[:2]) is None
    assert compare([1, 2, 0], sizes[:3]) is None


def test_limits_widen_when_all_differ() -> None:
    """Spiegelhalter's dispersion: the mean of the squared scores, the outermost tenth drawn in."""
    counts, expected = [4, 30, 9, 25, 6, 28, 8, 22, 10, 90], [16.0] * 10
    scores = sorted((count - 16) / 4 for count in counts)
    scores = [scores[1], *scores[1:9], scores[8]]
    swing = sum(score**2 for score in scores) / 10
    assert over_dispersion(counts, expected) == pytest.approx(swing)
    found = compare(counts, [16.0] * 10)
    assert found
    mean = sum(counts) / 10
    size = mean / (found.swing - 1)
    low, high = nbinom.ppf((0.00135, 0.99865), size, 1 / found.swing)
    assert all((not low <= count <= high) == (at in dict(found.outside)) for at, count in enumerate(counts))


def test_what_nobody_has_checked_is_in_no_column_and_what_is_half_is_marked(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        case = report(session, cast, cast.north)
        states = [MeasureState.WORKED] * 5 + [MeasureState.DONE] * 7
        for state in states:
            measure = Measure(title="Tiltak", state=state, done_at=NOW, created_at=NOW, unit_id=cast.north.id)
            session.add(measure)
            session.flush()
            session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
    page = client.sign_in(cast.coordinator).get("/trends/outcomes").get_data(as_text=True)
    assert "5 av 5 kontrollerte tiltak virket" in page
    assert "7 tiltak er utført og ikke kontrollert ennå." in page
    assert "Til sammen: virket 5, virket delvis 0, virket ikke 0." in page, "what the picture shows"
    assert "4. kv. 2026 (ikke hele kvartalet)" in page
    assert "nov. 2026 (ikke ferdig)" in client.get("/trends/times").get_data(as_text=True)


def test_places_are_of_all_cases_that_name_one(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for turn in range(14):
            for _ in range(2 if turn < 3 else 1):
                report(session, cast, cast.north, days=turn, place=f"Rom {turn:02}")
    page = client.sign_in(cast.coordinator).get("/trends/causes").get_data(as_text=True)
    assert "17 saker nevner et sted. Oftest nevnt er Rom 00, i 2." in page
    assert "2 andre steder er nevnt" in page
    assert "Rom 11" in page
    assert "Rom 12" not in page


def test_a_pair_of_units_is_asked_about(client: Client, cast: Cast) -> None:
    with transaction() as session:
        for day in range(6):
            report(session, cast, cast.north, days=day).happened_unit_id = cast.south.id
    page = client.sign_in(cast.coordinator).get("/trends/between").get_data(as_text=True)
    assert "Hva er det som glipper mellom Hjemmetjenesten nord og Hjemmetjenesten sør? 6 saker." in page
    assert "6 saker gjelder to enheter" in page
    assert "Rutenett. Rader: 1. Kolonner: 1." in page, "a unit without any has no line"


def test_a_unit_that_others_of_its_kind_are_unlike_is_asked_about(client: Client, cast: Cast) -> None:
    with transaction() as session:
        units = [session.get_one(Unit, cast.north.id), session.get_one(Unit, cast.south.id)]
        for name in ("vest", "øst", "midt"):
            unit = Unit(code=name, name=f"Hjemmetjenesten {name}", level=cast.north.level)
            unit.service, unit.parent_id, unit.position = cast.north.service, cast.health.id, 9
            session.add(unit)
            session.flush()
            unit.path = f"{cast.health.path}{unit.id}/"
            units.append(unit)
        for unit, number in zip(units, (6, 5, 26, 5, 6), strict=True):
            unit.fte = Decimal(30)
            for turn in range(number):
                report(session, cast, unit, days=turn * 5)
    page = client.sign_in(cast.coordinator).get("/trends/units").get_data(as_text=True)
    assert "Hvorfor har Hjemmetjenesten vest flere saker enn størrelsen tilsier?" in page
    assert page.index("Hjemmetjenesten nord</a>") < page.index("Hjemmetjenesten vest</a>"), "its own order"


def test_causes_places_and_other_units_are_told_to_those_who_read_the_text_alone(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        case = report(session, cast, cast.north, factors=(Factor.ROUTINE,), place="Stua")
        case.happened_unit_id = cast.south.id
    filters = ("cause=routine", "place=Stua", f"other={cast.south.public_id}")
    for who, reads in (("leader", True), ("coordinator", True), ("colleague", False), ("auditor", False)):
        client.sign_in(cast.everybody()[who])
        assert "1 sak" in client.get("/cases?counted=1").get_data(as_text=True)
        for each in filters:
            page = client.get(f"/cases?{each}&counted=1").get_data(as_text=True)
            assert ("Ingen treff" not in page) is reads, (who, each)
            assert ("Ingen treff" not in client.get(f"/cases?{each}").get_data(as_text=True)) is reads
        for address in ("causes", "causes?cause=routine", "causes?place=Stua", "between"):
            page = client.get(f"/trends/{address}").get_data(as_text=True)
            assert ("counted=1" in page) is reads, (who, address)
        total = client.get("/trends?cause=routine").get_data(as_text=True)
        assert ("Til sammen 1 sak" in total) is reads
