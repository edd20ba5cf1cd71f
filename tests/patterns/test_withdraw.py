"""Whoever suggested a case for raising takes it back, and nobody is told more of it than before."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.core.db import transaction
from quality.core.history import verify
from quality.core.notices import Notice
from quality.patterns.models import Pattern
from quality.patterns.services import decide
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    return cases_there(cast)


def suggest(cast: Cast, client: Client, case: Case, who: Person) -> tuple[Client, Pattern]:
    browser = client.sign_in(who)
    browser.post(f"/patterns/nominate/{case.public_id}", {"reason": "Skjer i alle soner", "once": "d"})
    return browser, cast.session.scalars(sa.select(Pattern).order_by(Pattern.id.desc())).first()  # type: ignore[return-value]


def test_it_is_gone_from_the_desk_and_nobody_waits_for_it(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    browser, pattern = suggest(cast, client, cases[0], cast.leader)
    page, path = f"/cases/{cases[0].public_id}", f"/patterns/nominate/{cases[0].public_id}"
    assert f"{path}/withdraw" in browser.get(page).get_data(as_text=True)
    browser.post(f"{path}/withdraw")
    cast.session.expire_all()
    assert pattern.state is PatternState.DISMISSED
    assert cast.session.scalar(sa.select(Notice).where(Notice.kind == "pattern_nominated")) is None
    after = browser.get(page).get_data(as_text=True)
    assert "Forslaget fra 23. nov. 2026 om å løfte saken ble trukket tilbake." in after
    assert "Foreslå igjen at saken løftes" in after
    coordinator = client.sign_in(cast.coordinator)
    assert "Skjer i alle soner" not in coordinator.get("/patterns").get_data(as_text=True)
    put_away = coordinator.get("/patterns?show=dismissed").get_data(as_text=True)
    assert "Trukket tilbake av den som foreslo det" in put_away
    file = coordinator.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "Trukket tilbake" in file
    assert "trakk forslaget tilbake" in file
    assert list(verify(cast.session)) == []


def test_only_whoever_made_it_takes_it_back_and_only_while_it_waits(
    cast: Cast, cases: list[Case], client: Client, time: Clock
) -> None:
    _, pattern = suggest(cast, client, cases[0], cast.leader)
    path = f"/patterns/nominate/{cases[0].public_id}/withdraw"
    for other in (cast.head, cast.coordinator):
        browser = client.sign_in(other)
        assert path not in browser.get(f"/cases/{cases[0].public_id}").get_data(as_text=True)
        browser.post(path)
    client.sign_in(cast.colleague).post(path, {}, 403)
    with transaction() as session:
        coordinator, until = cast.actor(cast.coordinator), cast.day.replace(month=12)
        decide.watch(session, coordinator, session.get_one(Pattern, pattern.id), until, now=time.now)
    browser = client.sign_in(cast.leader)
    page = browser.get(f"/cases/{cases[0].public_id}").get_data(as_text=True)
    assert "Kvalitetskoordinatoren ser på det." in page
    assert path not in page
    assert "kan ikke trekkes tilbake nå" in browser.follow(browser.post(path)).get_data(as_text=True)
    cast.session.expire_all()
    assert pattern.state is PatternState.WATCHED


def test_a_safety_representative_may_suggest_from_the_case(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    safety = next(case for case in cases if case.access is Access.SAFETY and case.unit_id == cast.north.id)
    with transaction() as session:
        session.get_one(Case, safety.id).safety = True
    page = client.sign_in(cast.safety_rep).get(f"/cases/{safety.public_id}").get_data(as_text=True)
    assert f"/patterns/nominate/{safety.public_id}" in page


def test_a_reporter_in_confidence_is_not_named_as_who_suggested_it(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    with transaction() as session:
        session.get_one(Case, cases[0].id).confidential_to_id = cast.coordinator.id
    suggest(cast, client, cases[0], cast.employee)
    page = client.sign_in(cast.leader).get(f"/cases/{cases[0].public_id}").get_data(as_text=True)
    assert "Foreslått løftet 23. nov. 2026. Kvalitetskoordinatoren" in page
    assert cast.employee.name not in page


def test_a_suggestion_is_called_in_the_readers_language_and_says_whose_words_it_has(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    suggest(cast, client, cases[0], cast.leader)
    browser = client.sign_in(cast.coordinator)
    said = f"{cast.leader.name}, {cast.north.name}, foreslo det 23. nov. 2026:"
    assert said in browser.get("/patterns").get_data(as_text=True)
    browser.post("/language", {"language": "nn"})
    page = browser.get("/patterns").get_data(as_text=True)
    assert f"inn- og utskriving sjukehus i {cast.north.name}" in page


def test_a_suggestion_does_not_tell_where_the_case_was_that_is_gone(
    cast: Cast, cases: list[Case], client: Client
) -> None:
    _, pattern = suggest(cast, client, cases[0], cast.leader)
    with transaction() as session:
        session.get_one(Case, cases[0].id).access = Access.SHIELDED
    page = client.sign_in(cast.coordinator).get(f"/patterns/{pattern.public_id}").get_data(as_text=True)
    assert "<h1>Forslag fra en enhet</h1>" in page
    assert "utskriving" not in page
