"""Patterns that people see: made by hand, and nominated."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.cases.defaults import UNSORTED
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.policy import Ties
from quality.cases.queries import Seen
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.patterns.models import Pattern, PatternCase
from quality.patterns.services import decide, gather, make
from quality.patterns.states import Origin, PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    return cases_there(cast)


def test_a_coordinator_makes_one_from_case_numbers_and_only_once(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    browser = client.sign_in(cast.coordinator)
    numbers = f"{cases[0].label}, {cases[9].label}"
    sent = {"title": "Overføring fra sykehus", "numbers": numbers, "once": "a"}
    page = browser.follow(browser.post("/patterns/new", sent)).get_data(as_text=True)
    browser.post("/patterns/new", sent)
    assert "Overføring fra sykehus" in page
    assert "2 saker i 2 enheter." in page
    [pattern] = cast.session.scalars(sa.select(Pattern))
    assert (pattern.origin, pattern.state) == (Origin.COORDINATOR, PatternState.CANDIDATE)
    members = cast.session.scalars(sa.select(PatternCase.case_id)).all()
    assert set(members) == {cases[0].id, cases[9].id}


@pytest.mark.parametrize("numbers", ["", "ingen tall", "2026-9999 2026-9998", "9999999-1"])
def test_numbers_that_lead_to_no_cases_are_named(
    cast: Cast, cases: list[Case], client: Client, numbers: str
) -> None:
    sent = {"title": "Noe", "numbers": numbers, "once": "b"}
    page = client.sign_in(cast.coordinator).post("/patterns/new", sent, 400).get_data(as_text=True)
    assert "Dette må rettes først" in page
    assert cast.session.scalar(sa.select(Pattern)) is None


def test_a_shielded_case_is_as_if_it_were_not_there(cast: Cast, cases: list[Case], client: Client) -> None:
    with transaction() as session:
        session.get_one(Case, cases[0].id).access = Access.SHIELDED
    sent = {"title": "Noe", "numbers": f"{cases[0].label} {cases[1].label}", "once": "c"}
    page = client.sign_in(cast.coordinator).post("/patterns/new", sent, 400).get_data(as_text=True)
    assert f"Vi finner ikke disse sakene: {cases[0].label}" in page


def test_a_leader_makes_none(cast: Cast, client: Client) -> None:
    client.sign_in(cast.leader).get("/patterns/new", 403)


def test_a_leader_nominates_a_case_and_the_coordinators_hear_of_it(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    browser = client.sign_in(cast.leader)
    path = f"/patterns/nominate/{cases[0].public_id}"
    browser.get(path)
    browser.post(path, {"reason": "", "once": "d"}, 400)
    browser.post(path, {"reason": "Skjer i alle soner", "once": "d"})
    browser.post(path, {"reason": "Skjer i alle soner", "once": "e"})
    [pattern] = cast.session.scalars(sa.select(Pattern))
    assert (pattern.origin, pattern.state) == (Origin.NOMINATED, PatternState.CANDIDATE)
    told = cast.session.scalars(sa.select(Notice.person_id).where(Notice.kind == "pattern_nominated")).all()
    assert sorted(told) == sorted([cast.coordinator.id, cast.second_coordinator.id])
    browser.get(f"/patterns/{pattern.public_id}", 404)
    page = client.sign_in(cast.coordinator).get("/patterns").get_data(as_text=True)
    assert "Foreslått av enhetene" in page
    assert "Skjer i alle soner" in page


def test_who_suggested_a_case_hears_that_it_was_not_taken_up_and_may_suggest_it_again(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    path = f"/patterns/nominate/{cases[0].public_id}"
    browser = client.sign_in(cast.leader)
    sent = browser.post(path, {"reason": "Skjer i alle soner", "once": "d"})
    assert sent.location.endswith(f"/cases/{cases[0].public_id}")
    again = browser.follow(browser.get(path, 303)).get_data(as_text=True)
    assert "Saken er alt foreslått" in again
    assert f"Foreslått løftet 23. nov. 2026 av {cast.leader.name}." in again
    assert "at saken løftes" not in again
    [pattern] = cast.session.scalars(sa.select(Pattern))
    dismissal = {"version": pattern.version, "reason": "Bare én sone har meldt det"}
    client.sign_in(cast.coordinator).post(f"/patterns/{pattern.public_id}/dismiss", dismissal)
    told = cast.session.scalars(sa.select(Notice).where(Notice.text.contains("ikke tatt videre"))).one()
    assert (told.person_id, told.link) == (cast.leader.id, f"/cases/{cases[0].public_id}")
    browser = client.sign_in(cast.leader)
    page = browser.get(f"/cases/{cases[0].public_id}").get_data(as_text=True)
    assert "Forslaget fra 23. nov. 2026 om å løfte saken ble ikke tatt videre." in page
    assert "Bare én sone har meldt det" in page
    assert "Foreslå igjen at saken løftes" in page
    browser.post(path, {"reason": "Nå også i sør", "once": "e"})
    assert cast.session.scalar(sa.select(sa.func.count(Pattern.id))) == 2


def test_who_suggested_several_cases_is_told_of_the_one_they_did_it_from(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    more = {"reason": "Skjer i alle soner", "once": "d", "numbers": f"{cases[0].label} og {cases[1].label}"}
    client.sign_in(cast.leader).post(f"/patterns/nominate/{cases[2].public_id}", more)
    [pattern] = cast.session.scalars(sa.select(Pattern))
    asked = client.sign_in(cast.coordinator)
    assert f"{cast.north.name} foreslår at 3 saker løftes" in asked.get("/notices").get_data(as_text=True)
    form = asked.get(f"/patterns/{pattern.public_id}/dismiss").get_data(as_text=True)
    assert "den som foreslo det, kan lese den" in form
    with transaction() as session:
        decide.dismiss(session, cast.actor(cast.coordinator), pattern, "Kjent", now=time.now)
    told = cast.session.scalars(sa.select(Notice).where(Notice.text.contains("ikke tatt videre"))).one()
    assert (told.values["number"], told.link) == (cases[2].label, f"/cases/{cases[2].public_id}")


def test_a_suggestion_that_is_merged_into_a_finding_waits_with_it(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        seen = Seen(cases[0], Level.IDENTITY, Ties())
        suggested = make.nominate(session, cast.actor(cast.leader), seen, "Gjelder flere", now=time.now)
        into = finding(session, cast, cases[4:], time.now)
        gather.merge(session, cast.actor(cast.coordinator), suggested, into, now=time.now)
    browser, page = client.sign_in(cast.leader), f"/cases/{cases[0].public_id}"
    assert "Kvalitetskoordinatoren ser på det." in browser.get(page).get_data(as_text=True)
    with transaction() as session:
        decide.dismiss(session, cast.actor(cast.coordinator), into, "Kjent fra før", now=time.now)
    assert "ble ikke tatt videre" in browser.get(page).get_data(as_text=True)


def test_what_people_made_is_not_said_to_come_back_by_itself(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    with transaction() as session:
        made = make.make_pattern(session, cast.actor(cast.coordinator), "Nøkler", cases, now=time.now)
        counted = finding(session, cast, cases, time.now)
    browser = client.sign_in(cast.coordinator)
    said = "Det kommer tilbake hvis"
    assert said not in browser.get(f"/patterns/{made.public_id}/dismiss").get_data(as_text=True)
    assert said in browser.get(f"/patterns/{counted.public_id}/dismiss").get_data(as_text=True)


def test_an_unsorted_case_is_nominated_by_its_unit(cast: Cast, cases: list[Case], client: Client) -> None:
    with transaction() as session:
        unsorted = session.scalars(sa.select(Category).where(Category.code == UNSORTED)).one()
        session.get_one(Case, cases[0].id).category_id = unsorted.id
    path = f"/patterns/nominate/{cases[0].public_id}"
    client.sign_in(cast.leader).post(path, {"reason": "Gjelder flere", "once": "en"})
    pattern = cast.session.scalars(sa.select(Pattern)).one()
    assert pattern.title == f"Forslag fra {cast.north.name}"


def test_nobody_nominates_what_they_may_not_read(cast: Cast, cases: list[Case], client: Client) -> None:
    client.sign_in(cast.teacher).get(f"/patterns/nominate/{cases[0].public_id}", 404)
    client.sign_in(cast.colleague).get(f"/patterns/nominate/{cases[0].public_id}", 403)
