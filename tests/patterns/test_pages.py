"""The desk and the page of a pattern: what they say, and what they cost."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.core.db import db, transaction
from quality.patterns import compose, figures, jobs
from quality.patterns.compose import Told
from quality.patterns.detect.values import Kind, Level
from quality.patterns.figures import UnitCell
from quality.patterns.models import Pattern, PatternScan
from quality.patterns.queries.told import in_full
from quality.patterns.services import decide, make
from quality.patterns.states import PatternState
from tests.cases.desk import queries
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding, some_cases

MOST = 20


@pytest.fixture
def pattern(cast: Cast, time: Clock) -> Pattern:
    cases = cases_there(cast)
    with transaction() as session:
        return finding(session, cast, cases, time.now)


@pytest.mark.parametrize("part", ["coordinator", "leader", "head"])
def test_no_page_asks_the_database_without_measure(
    cast: Cast, pattern: Pattern, client: Client, time: Clock, part: str
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, pattern, now=time.now)
        decide.set_owner(session, coordinator, pattern, cast.head, "Halvere", now=time.now)
    browser = client.sign_in(getattr(cast, part))
    for path in ("/patterns", f"/patterns/{pattern.public_id}", "/patterns?show=finished"):
        db.session.remove()
        with queries() as seen:
            browser.get(path)
        assert len(seen) <= MOST, "\n".join([path, *(" ".join(s.split())[-230:] for s in seen)])


def test_the_owner_finds_the_pattern_from_the_first_page(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, pattern, now=time.now)
        decide.set_owner(session, coordinator, pattern, cast.head, "Halvere", now=time.now)
    browser = client.sign_in(cast.head)
    home = browser.get("/").get_data(as_text=True)
    assert "Ett mønster du eier" in home
    assert 'href="/patterns/mine"' in home
    assert "du eier" not in client.sign_in(cast.chief).get("/").get_data(as_text=True)


def test_the_desk_says_one_sentence_first(cast: Cast, pattern: Pattern, client: Client) -> None:
    page = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "<h1>Ett funn å ta stilling til</h1>" in page
    assert "16 avvik på 6 uker. Vi ventet 3,4." in page
    assert "omtrent én gang på åtte år ved tilfeldigheter" in page
    assert "Svært uvanlig" in page
    assert "signifikant" not in page


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nn", "omtrent éin gong på åtte år"), ("en", "about once in eight years")],
)
def test_the_reason_is_said_in_the_readers_language(
    cast: Cast, pattern: Pattern, client: Client, language: str, sentence: str
) -> None:
    browser = client.sign_in(cast.coordinator)
    browser.post("/language", {"language": language})
    assert sentence in browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)


def test_how_many_tell_the_same_is_said_on_desk_and_page_to_who_has_all_the_numbers(
    cast: Cast, pattern: Pattern, client: Client, time: Clock
) -> None:
    with transaction() as session:
        row = session.get_one(Pattern, pattern.id)
        row.evidence = row.evidence | {"story": {"label": ["nøkkel", "skap"], "cases": 9}}
        decide.raise_pattern(session, cast.actor(cast.coordinator), row, now=time.now)
        row.state = PatternState.CANDIDATE
    said = "9 av 16 forteller det samme: «nøkkel, skap»."
    browser = client.sign_in(cast.coordinator)
    for path in ("/patterns", f"/patterns/{pattern.public_id}"):
        assert said in browser.get(path).get_data(as_text=True)
    with transaction() as session:
        session.get_one(Pattern, pattern.id).state = PatternState.RAISED
    page = client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "forteller det samme" not in page


def test_what_a_person_made_is_drawn_by_its_own_cases(cast: Cast, client: Client, time: Clock) -> None:
    with transaction() as session:
        cases = some_cases(session, cast, time.now)
        made = make.make_pattern(session, cast.actor(cast.coordinator), "Nøkler", cases, now=time.now)
        decide.raise_pattern(session, cast.actor(cast.coordinator), made, now=time.now)
    page = client.sign_in(cast.coordinator).get(f"/patterns/{made.public_id}").get_data(as_text=True)
    assert page.count("<rect") == 53, "a year with the last of them, and last week"
    assert "Ventet" not in page
    assert "Sakene i mønsteret fra" in page
    page = client.sign_in(cast.leader).get(f"/patterns/{made.public_id}").get_data(as_text=True)
    assert "<rect" not in page


def test_the_drawing_of_what_a_person_made_says_when_it_shows_less_than_all(
    cast: Cast, client: Client, time: Clock
) -> None:
    said = "De eldste er ikke med på tegningen."
    with transaction() as session:
        cases, coordinator = some_cases(session, cast, time.now), cast.actor(cast.coordinator)
        made = make.make_pattern(session, coordinator, "Nøkler", cases, now=time.now)
    browser, path = client.sign_in(cast.coordinator), f"/patterns/{made.public_id}"
    assert said not in browser.get(path).get_data(as_text=True)
    with transaction() as session:
        made.window_from = cast.day - dt.timedelta(weeks=80)
        session.add(made)
    assert said in browser.get(path).get_data(as_text=True)


def test_a_renamed_pattern_keeps_its_name(cast: Cast, pattern: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.coordinator)
    sent = {"version": pattern.version, "title": "Overføring på 100 % feil"}
    browser.post(f"/patterns/{pattern.public_id}/rename", sent)
    assert "<h1>Overføring på 100 % feil</h1>" in browser.get(f"/patterns/{pattern.public_id}").get_data(
        as_text=True
    )


def test_the_stored_title_is_bokmal(cast: Cast, pattern: Pattern) -> None:
    assert pattern.title == "Samhandling: inn- og utskriving sykehus i 3 enheter"


@pytest.mark.parametrize(
    ("leaf", "called"),
    [
        ("Ikke gitt", "Legemiddel: ikke gitt"),
        ("PLO-melding", "Legemiddel: PLO-melding"),
        ("E-resept", "Legemiddel: E-resept"),
    ],
)
def test_a_leaf_is_called_with_what_it_is_a_leaf_of(leaf: str, called: str) -> None:
    assert in_full("Legemiddel", leaf) == called


def test_how_much_a_unit_reports_is_told_and_nothing_to_decide(
    cast: Cast, pattern: Pattern, client: Client
) -> None:
    with transaction() as session:
        session.get_one(Pattern, pattern.id).kind = Kind.REPORTING.value
    address, browser = f"/patterns/{pattern.public_id}", client.sign_in(cast.coordinator)
    page = browser.get(address).get_data(as_text=True)
    assert "Det er ofte et godt tegn" in page
    assert "Avvis" in page
    for label in ("Løft til kommunenivå", "Følg", "Slå sammen", "Send til enhet", "Del opp", "Gi nytt navn"):
        assert f">{label}<" not in page, label
    assert "hvor mye enhetene ellers melder" not in page
    assert "dobbelt så mye" not in browser.get(f"{address}/dismiss").get_data(as_text=True)
    browser.post(f"{address}/raise", {"version": pattern.version}, 400)
    assert cast.session.get_one(Pattern, pattern.id).state is PatternState.CANDIDATE


@pytest.mark.parametrize("verb", ["watch", "dismiss", "hand", "merge"])
def test_what_cannot_be_done_now_is_said_before_anybody_has_written(
    cast: Cast, pattern: Pattern, client: Client, verb: str
) -> None:
    with transaction() as session:
        session.get_one(Pattern, pattern.id).state = PatternState.MEASURES
    answer = client.sign_in(cast.coordinator).get(
        f"/patterns/{pattern.public_id}/{verb}", follow_redirects=True
    )
    assert answer.request.path == f"/patterns/{pattern.public_id}"
    assert "Dette kan ikke gjøres nå." in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("years", "sentence"),
    [
        (200.0, "sjeldnere enn én gang på hundre år"),
        (8.2, "omtrent én gang på åtte år"),
        (40.0, "omtrent én gang på 40 år"),
        (1.0, "omtrent én gang i året"),
        (0.35, "omtrent én gang på fire måneder"),
        (0.05, "omtrent én gang i måneden"),
    ],
)
def test_how_rare_is_said_in_plain_words(years: float, sentence: str) -> None:
    assert sentence in compose.plain(compose.rarity(years))


def told(**changed: object) -> Told:
    values = {
        "what": "Fall",
        "where": "Moen skole",
        "kind": Kind.RISE,
        "level": Level.UNITS,
        "units": 3,
        "observed": 12,
        "expected": 4.0,
        "weeks": 6,
        "years": 2.0,
    }
    return Told(**(values | changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({}, "Fall i 3 enheter"),
        ({"level": Level.UNIT, "units": 1}, "Fall i Moen skole"),
        ({"level": Level.MUNICIPALITY}, "Fall i hele kommunen"),
        ({"kind": Kind.REPORTING}, "Moen skole melder mer enn vanlig"),
        ({"kind": Kind.REPORTING, "observed": 1}, "Moen skole melder mindre enn vanlig"),
        ({"kind": Kind.SEASONAL}, "Fall kommer igjen på denne tiden av året"),
    ],
)
def test_titles_say_what_and_where(changed: dict[str, object], title: str) -> None:
    assert compose.plain(compose.title(told(**changed))) == title


def cells(*figures_: tuple[int, bool]) -> list[UnitCell]:
    return [UnitCell(n, "", seen, 1.0, own) for n, (seen, own) in enumerate(figures_)]


def test_one_small_number_hides_all_that_is_not_the_readers_own() -> None:
    assert figures.shown_cells(cells((2, True), (7, False), (3, False))) == {0: 2, 1: None, 2: None}
    assert figures.shown_cells(cells((2, True), (7, False), (5, False))) == {0: 2, 1: 7, 2: 5}


@pytest.mark.parametrize(
    ("total", "hidden", "exact", "shown"),
    [(20, 12, False, 20), (10, 2, False, None), (10, 2, True, 10), (8, 0, False, 8), (10, 5, False, 10)],
)
def test_a_total_that_would_give_a_small_rest_away_is_not_shown(
    total: int, hidden: int, exact: bool, shown: int | None
) -> None:
    assert figures.shown_total(total, hidden, exact) == shown


def test_the_dial_says_its_price_and_the_next_scan_goes_by_it(
    cast: Cast, client: Client, time: Clock
) -> None:
    browser = client.sign_in(cast.coordinator)
    page = browser.get("/patterns/dial").get_data(as_text=True)
    assert "Regn med omtrent én falsk alarm på ti måneder" in page
    browser.post("/patterns/dial", {"version": 1}, 400)
    browser.post("/patterns/dial", {"version": 1, "a_month": "7"}, 400)
    browser.post("/patterns/dial", {"version": 1, "a_month": "2"})
    browser.post("/patterns/dial", {"version": 1, "a_month": "1"}, 409)
    jobs.scan(time.now)
    assert cast.session.scalars(sa.select(PatternScan)).one().settings["false_files_a_month"] == 2
    client.sign_in(cast.leader).get("/patterns/dial", 403)


def test_the_weeks_are_months_on_paper(cast: Cast, pattern: Pattern, client: Client) -> None:
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    paper = page[page.index('<div class="l-only-print">') : page.index("Vis tallene")]
    assert "<details" in paper[-200:]
    assert "l-only-screen" in paper[-200:]
    assert paper.count('<th scope="row">') == 13
    weeks = [figures.Week(dt.date(2026, 1, 26), 2, 0.5), figures.Week(dt.date(2026, 2, 2), 1, 0.25)]
    weeks.append(figures.Week(dt.date(2026, 2, 23), 3, 0.25))
    months = figures.weekly_chart(weeks, None, None).months
    assert [(month.first.month, month.observed, month.expected) for month in months] == [
        (2, 4, 0.5),
        (1, 2, 0.5),
    ]
