"""A raised pattern: owner, measures, effect, and the end."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.accounts.models import Person
from quality.cases.kinds import Factor
from quality.cases.models.measure import Measure
from quality.cases.states import MeasureState
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.organisation.models import Unit
from quality.patterns.models import MeasureVerdict, Pattern
from quality.patterns.queries.file import measures
from quality.patterns.services import answer, decide
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding


@pytest.fixture
def owned(cast: Cast, time: Clock) -> Pattern:
    """Raised, and owned by the head of health."""
    cases = cases_there(cast)
    with transaction() as session:
        pattern = finding(session, cast, cases, time.now)
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, pattern, now=time.now)
        return decide.set_owner(
            session, coordinator, pattern, cast.head, "Halvere til sommeren", now=time.now
        )


def a_measure(cast: Cast, **changed: str) -> dict[str, str]:
    return {
        "title": "Fast mottaker per vakt",
        "owner": cast.south_leader.public_id,
        "unit": cast.health.public_id,
        "due_on": (cast.day + dt.timedelta(days=30)).isoformat(),
        "strength": "strong",
        "once": "en-gang",
    } | changed


def add(cast: Cast, owned: Pattern, client: Client, person: Person) -> Measure:
    client.sign_in(person).post(f"/patterns/{owned.public_id}/measures/new", a_measure(cast))
    cast.session.expire_all()
    [measure] = measures(cast.session, owned.id)
    return measure


def told(cast: Cast, kind: str) -> list[int]:
    return list(cast.session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def test_the_owner_is_told_and_the_aim_is_kept(cast: Cast, owned: Pattern) -> None:
    assert told(cast, "pattern_owner") == [cast.head.id]
    assert (owned.state, owned.owner_id, owned.aim) == (
        PatternState.OWNED,
        cast.head.id,
        "Halvere til sommeren",
    )


def test_an_owner_needs_an_aim_and_the_right_to_own(cast: Cast, owned: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{owned.public_id}/owner"
    asked = {"version": owned.version, "owner": cast.chief.public_id, "due_on": cast.day.isoformat()}
    browser.post(path, asked, 400)
    browser.post(path, asked | {"owner": cast.employee.public_id, "aim": "Halvere"}, 400)
    browser.post(path, asked | {"aim": "Halvere", "due_on": "2026-01-01"}, 400)
    browser.post(path, asked | {"aim": "Halvere"})
    cast.session.expire_all()
    assert owned.owner_id == cast.chief.id


def test_the_owner_adds_a_measure_once(cast: Cast, owned: Pattern, client: Client) -> None:
    measure = add(cast, owned, client, cast.head)
    add(cast, owned, client, cast.head)
    assert owned.state is PatternState.MEASURES
    assert measure.owner_id == cast.south_leader.id
    assert measure.effect_due_on == cast.day + dt.timedelta(days=90)
    assert told(cast, "pattern_measure") == [cast.south_leader.id]
    page = client.sign_in(cast.chief).get(f"/patterns/{owned.public_id}").get_data(as_text=True)
    table = page[page.index("<h3>Tiltak</h3>") : page.index("</table>")]
    assert cast.session.get_one(Unit, measure.unit_id).name in table


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 201},
        {"owner": "ukjent"},
        {"unit": "ukjent"},
        {"due_on": "31.02.2027"},
        {"due_on": "2020-01-01"},
        {"strength": "gigantisk"},
    ],
)
def test_a_measure_with_a_fault_is_not_saved(
    cast: Cast, owned: Pattern, client: Client, wrong: dict[str, str]
) -> None:
    path = f"/patterns/{owned.public_id}/measures/new"
    page = client.sign_in(cast.head).post(path, a_measure(cast, **wrong), 400).get_data(as_text=True)
    assert "Dette må rettes først" in page
    assert measures(cast.session, owned.id) == []


def test_another_leader_may_not_add_measures(cast: Cast, owned: Pattern, client: Client) -> None:
    path = f"/patterns/{owned.public_id}/measures/new"
    client.sign_in(cast.leader).get(path, 403)
    client.sign_in(cast.leader).post(path, a_measure(cast), 403)


def move(
    cast: Cast, owned: Pattern, client: Client, person: Person, measure: Measure, status: int = 303
) -> None:
    path = f"/patterns/{owned.public_id}/measures/{measure.public_id}/finish"
    client.sign_in(person).post(path, status=status)
    cast.session.expire_all()


def test_who_is_to_do_it_says_when_it_is_done(cast: Cast, owned: Pattern, client: Client) -> None:
    measure = add(cast, owned, client, cast.head)
    move(cast, owned, client, cast.home_leader, measure, 403)
    move(cast, owned, client, cast.south_leader, measure)
    assert measure.state is MeasureState.DONE


def test_the_effect_is_looked_for_when_all_is_done(cast: Cast, owned: Pattern, client: Client) -> None:
    measure = add(cast, owned, client, cast.head)
    browser = client.sign_in(cast.head)
    early = browser.follow(browser.post(f"/patterns/{owned.public_id}/check", {"version": owned.version}))
    assert "Noen tiltak er ikke utført ennå." in early.get_data(as_text=True)
    assert owned.state is PatternState.MEASURES
    move(cast, owned, client, cast.south_leader, measure)
    with transaction() as session:
        cause = answer.Told(Factor.COMMUNICATION, "Ingen vet hvem som tar imot beskjeden", None)
        answer.add_cause(session, cast.actor(cast.head), owned, cause, now=owned.changed_at)
    client.sign_in(cast.head).post(f"/patterns/{owned.public_id}/check", {"version": owned.version})
    cast.session.expire_all()
    assert owned.state is PatternState.EFFECT


def finish(owned: Pattern, **changed: str) -> dict[str, object]:
    return {"version": owned.version, "how": "effect", "reason": "Fra 18 til 4 i kvartalet"} | changed


def test_it_ends_with_a_shown_effect_and_the_reporters_are_told(
    cast: Cast, owned: Pattern, client: Client, time: Clock
) -> None:
    measure = add(cast, owned, client, cast.head)
    path = f"/patterns/{owned.public_id}/finish"
    client.sign_in(cast.coordinator).post(path, finish(owned), 400)
    move(cast, owned, client, cast.south_leader, measure)
    judged = {"version": owned.version, "verb": "worked", "text": "4 i kvartalet"}
    client.sign_in(cast.head).post(
        f"/patterns/{owned.public_id}/measures/{measure.public_id}/outcome", judged
    )
    cast.session.expire_all()
    assert (measure.state, measure.effect_note) == (MeasureState.WORKED, "4 i kvartalet")
    page = client.sign_in(cast.coordinator).post(path, finish(owned), 400).get_data(as_text=True)
    assert "Tiltaket ble gjort i dag" in page
    assert "Fra 18 til 4 i kvartalet" in page, "what was typed is kept"
    answer_on = cast.day + dt.timedelta(days=60)
    with transaction() as session:
        early = {"verdict": "too_early", "said_on": cast.day, "checked_on": cast.day, "answer_on": answer_on}
        counts = {"weeks_before": 26, "before": 9, "weeks_after": 0, "after": 0, "due": 0.0}
        session.add(
            MeasureVerdict(measure_id=measure.id, method_version="x", inputs_hash="", **early, **counts)
        )
    time.move(days=3)
    page = client.sign_in(cast.coordinator).post(path, finish(owned), 400).get_data(as_text=True)
    assert "Det er for tidlig å se i tallene om det virket" in page
    time.move(days=60)
    client.sign_in(cast.coordinator).post(path, finish(owned))
    cast.session.expire_all()
    assert owned.state is PatternState.FINISHED
    leaders = [cast.leader.id, cast.south_leader.id, cast.home_leader.id]
    assert told(cast, "pattern_finished") == [cast.employee.id, *sorted(leaders)]
    assert "Fra 18 til 4" in client.sign_in(cast.leader).get("/patterns?show=finished").get_data(as_text=True)


def test_it_ends_with_a_reasoned_decision_and_can_be_opened_again(
    cast: Cast, owned: Pattern, client: Client
) -> None:
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{owned.public_id}/finish"
    browser.post(path, finish(owned, how="decision", reason=""), 400)
    browser.post(path, finish(owned, how="decision", reason="Løses av ny journal"))
    cast.session.expire_all()
    assert owned.state is PatternState.FINISHED
    browser.post(f"/patterns/{owned.public_id}/return", {"version": owned.version})
    cast.session.expire_all()
    assert (owned.state, owned.finished_at) == (PatternState.OWNED, None)


def test_who_and_where_are_chosen_from_groups_the_likeliest_first(
    cast: Cast, owned: Pattern, client: Client
) -> None:
    browser = client.sign_in(cast.coordinator)
    owner = browser.get(f"/patterns/{owned.public_id}/owner").get_data(as_text=True)
    places = [owner.index(f"{person.name},") for person in (cast.head, cast.leader, cast.school_leader)]
    assert places == sorted(places)
    page = browser.get(f"/patterns/{owned.public_id}/measures/new").get_data(as_text=True)
    people = [page.index(f"{person.name},") for person in (cast.leader, cast.head, cast.school_leader)]
    assert people == sorted(people)
    where = page[page.index('name="unit"') :]
    units = [where.index(f">{unit.name}<") for unit in (cast.municipality, cast.north, cast.school)]
    assert units == sorted(units)
    assert '<optgroup label="Leder enheter i mønsteret">' in page
