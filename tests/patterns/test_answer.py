"""Causes from the units, the log of decisions, and what is no answer."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.cases.kinds import Factor, Strength
from quality.core.db import transaction
from quality.core.notices import Notice
from quality.core.text import NotAllowedError, RefusedError
from quality.patterns.compose import phrases
from quality.patterns.kinds import BLAME, MinuteKind
from quality.patterns.models import Pattern, PatternCause, PatternMinute
from quality.patterns.services import act, answer, decide
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding

TOLD = "Lista fra apoteket kommer etter at kvelden er pakket"


@pytest.fixture
def pattern(cast: Cast, time: Clock) -> Pattern:
    """Raised, and owned by the head of health."""
    cases = cases_there(cast)
    with transaction() as session:
        found = finding(session, cast, cases, time.now)
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, found, now=time.now)
        return decide.set_owner(
            session, coordinator, found, cast.head, "Halvere", now=time.now, due_on=cast.day
        )


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Menneskelig svikt", True),
        ("Dette er nok menneskelig feil hos de ansatte", True),
        ("Slurv", True),
        ("Menneskelege feil.", True),
        ("Human error", True),
        ("Menneskelig svikt når to vakter deler én liste", False),
        ("Listene kommer for sent fra apoteket", False),
    ],
)
def test_blame_alone_is_told_from_a_cause(text: str, only: bool) -> None:
    assert phrases.says_only(text, BLAME) is only


def test_human_error_is_no_cause(cast: Cast, pattern: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.head)
    path = f"/patterns/{pattern.public_id}/causes/new"
    asked = {"unit": "", "factor": "competence", "text": "Menneskelig svikt", "once": "a"}
    assert "Skriv hva som gjør det lett å gjøre feil" in browser.post(path, asked, 400).get_data(as_text=True)
    browser.post(path, asked | {"factor": "communication", "text": TOLD})
    browser.post(path, asked | {"factor": "communication", "text": TOLD})
    assert len(cast.session.scalars(sa.select(PatternCause)).all()) == 1
    assert TOLD in browser.get(f"/patterns/{pattern.public_id}").get_data(as_text=True)


@pytest.mark.parametrize(
    "text", ["Mer opplæring", "Manglende opplæring av nye", "Lack of training", "For lite kurs"]
)
def test_more_training_is_no_cause_either(cast: Cast, pattern: Pattern, client: Client, text: str) -> None:
    browser = client.sign_in(cast.head)
    path = f"/patterns/{pattern.public_id}/causes/new"
    asked = {"unit": "", "factor": "competence", "text": text, "once": "a"}
    page = browser.post(path, asked, 400).get_data(as_text=True)
    assert "Manglende opplæring alene forklarer ikke" in page
    enough = "Vikarene får ikke opplæring i dosetten før første kveldsvakt alene"
    browser.post(path, asked | {"text": enough})
    assert cast.session.scalars(sa.select(PatternCause.text)).all() == [enough]


def test_a_leader_tells_for_the_own_unit_alone(cast: Cast, pattern: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.south_leader)
    path = f"/patterns/{pattern.public_id}/causes/new"
    page = browser.get(path).get_data(as_text=True)
    assert "Hjemmetjenesten sør" in page
    assert "Hjemmetjenesten nord" not in page
    asked = {"unit": cast.south.public_id, "factor": "staffing", "text": TOLD, "once": "b"}
    browser.post(path, asked)
    browser.post(path, asked | {"unit": cast.north.public_id, "once": "c"}, 400)
    told, actor = answer.Told(Factor.STAFFING, TOLD, cast.north), cast.actor(cast.south_leader)
    with transaction() as session, pytest.raises(NotAllowedError):
        answer.add_cause(session, actor, pattern, told, now=pattern.found_at)
    client.sign_in(cast.school_leader).post(path, asked | {"once": "d"}, 400)


def test_training_may_not_be_called_strong(cast: Cast, pattern: Pattern, time: Clock) -> None:
    actor = cast.actor(cast.head)
    plan = act.Plan("Mer opplæring", cast.head, cast.north.id, cast.day, Strength.STRONG)
    with pytest.raises(RefusedError, match="svake tiltak"), transaction() as session:
        act.add_measure(session, actor, pattern, plan, now=time.now)


def test_nobody_checks_effect_of_weak_measures_or_without_a_cause(
    cast: Cast, pattern: Pattern, time: Clock
) -> None:
    actor = cast.actor(cast.head)

    def checked() -> Pattern:
        with transaction() as session:
            return act.check_effect(session, actor, pattern, now=time.now)

    with transaction() as session:
        plan = act.Plan("Mer opplæring", cast.head, cast.north.id, cast.day, Strength.WEAK)
        weak = act.add_measure(session, actor, pattern, plan, now=time.now)
        act.move_measure(session, actor, pattern, weak, "finish", "", now=time.now)
    with pytest.raises(RefusedError, match="minst én årsak"):
        checked()
    with transaction() as session:
        told = answer.Told(Factor.COMPETENCE, "Nye vikarer kjenner ikke dosetten", cast.north)
        answer.add_cause(session, actor, pattern, told, now=time.now)
    with pytest.raises(RefusedError, match="den enkelte"):
        checked()
    with transaction() as session:
        told = answer.Told(Factor.COMMUNICATION, TOLD, cast.south)
        answer.add_cause(session, actor, pattern, told, now=time.now)
    with pytest.raises(RefusedError, match="svake"):
        checked()
    with transaction() as session:
        plan = act.Plan("Listene kommer klokka ti", cast.head, cast.north.id, cast.day, Strength.STRONG)
        strong = act.add_measure(session, actor, pattern, plan, now=time.now)
        act.move_measure(session, actor, pattern, strong, "finish", "", now=time.now)
    assert checked().state is PatternState.EFFECT


def test_a_decision_that_is_asked_for_stands_until_it_is_made(
    cast: Cast, pattern: Pattern, client: Client
) -> None:
    browser = client.sign_in(cast.head)
    path = f"/patterns/{pattern.public_id}/minutes/new"
    day = cast.day.isoformat()
    asked = {"kind": "asked", "held_on": day, "forum": "", "text": "Vi trenger 200 000 kr", "once": "m1"}
    browser.post(path, asked)
    browser.post(path, asked)
    waits = "Ett mønster der det bes om en beslutning"
    chief = client.sign_in(cast.chief)
    assert "Vi trenger 200 000 kr" in chief.get("/patterns/sheet").get_data(as_text=True)
    assert waits in chief.get("/").get_data(as_text=True)
    browser = client.sign_in(cast.head)
    assert waits not in browser.get("/").get_data(as_text=True)
    browser.post(path, {"kind": "meeting", "held_on": day, "forum": "", "text": "Sagt", "once": "m2"}, 400)
    browser.post(
        path, {"kind": "meeting", "held_on": day, "forum": "Ledermøtet", "text": "Sagt", "once": "m2"}
    )
    assert "Vi trenger" in browser.get("/patterns/sheet").get_data(as_text=True)
    assert waits in client.sign_in(cast.chief).get("/").get_data(as_text=True)
    browser = client.sign_in(cast.head)
    browser.post(
        path, {"kind": "decision", "held_on": day, "forum": "Ledermøtet", "text": "Ja", "once": "m3"}
    )
    assert "Vi trenger" not in browser.get("/patterns/sheet").get_data(as_text=True)
    assert waits not in client.sign_in(cast.chief).get("/").get_data(as_text=True)
    kinds = cast.session.scalars(sa.select(PatternMinute.kind).order_by(PatternMinute.id)).all()
    assert kinds == [MinuteKind.ASKED, MinuteKind.MEETING, MinuteKind.DECISION]


@pytest.mark.parametrize("days", [1, -400])
def test_a_meeting_was_held_within_the_last_year(
    cast: Cast, pattern: Pattern, client: Client, days: int
) -> None:
    day = (cast.day + dt.timedelta(days=days)).isoformat()
    asked = {"kind": "decision", "held_on": day, "forum": "X", "text": "Y", "once": "m"}
    client.sign_in(cast.head).post(f"/patterns/{pattern.public_id}/minutes/new", asked, 400)


def test_only_owner_and_coordinator_write_down_decisions(
    cast: Cast, pattern: Pattern, client: Client
) -> None:
    path = f"/patterns/{pattern.public_id}/minutes/new"
    for person in (cast.leader, cast.school_head, cast.chief, cast.employee):
        client.sign_in(person).post(path, {}, 403)


def test_undoing_takes_back_what_would_lead_to_nothing(cast: Cast, pattern: Pattern, time: Clock) -> None:
    def told() -> int:
        query = sa.select(sa.func.count()).where(Notice.kind == "pattern_raised")
        return cast.session.scalar(query) or 0

    before = told()
    assert before == 4
    with transaction() as session:
        session.execute(
            sa.update(Notice).where(Notice.person_id == cast.leader.id).values(mailed_at=time.now)
        )
        coordinator = cast.actor(cast.coordinator)
        decide.lower(session, coordinator, pattern, now=time.now)
    assert told() == 0, "also of whoever was mailed: the link leads to nothing now"
    with transaction() as session:
        decide.raise_pattern(session, coordinator, pattern, now=time.move(days=1))
    assert told() == before
