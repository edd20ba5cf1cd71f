"""Raising, and everybody who is told."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from quality.cases.models.case import Case
from quality.core.db import transaction
from quality.core.history import entries_of, verify
from quality.core.notices import Notice
from quality.patterns.models import Pattern
from quality.patterns.services import decide
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import cases_there, finding


@pytest.fixture
def pattern(cast: Cast, time: Clock) -> Pattern:
    cases = cases_there(cast)
    with transaction() as session:
        return finding(session, cast, cases, time.now)


def told(cast: Cast, kind: str) -> dict[int, list[Notice]]:
    found: dict[int, list[Notice]] = {}
    for notice in cast.session.scalars(sa.select(Notice).where(Notice.kind == kind)):
        found.setdefault(notice.person_id, []).append(notice)
    return found


def raise_it(cast: Cast, pattern: Pattern, client: Client) -> Client:
    browser = client.sign_in(cast.coordinator)
    page = browser.get(f"/patterns/{pattern.public_id}/raise").get_data(as_text=True)
    assert "Mona Prøve" in page
    browser.post(f"/patterns/{pattern.public_id}/raise", {"version": pattern.version})
    cast.session.expire_all()
    return browser


def test_the_leaders_of_every_unit_are_told(cast: Cast, pattern: Pattern, client: Client) -> None:
    raise_it(cast, pattern, client)
    assert pattern.state is PatternState.RAISED
    leaders = {cast.leader.id, cast.south_leader.id, cast.home_leader.id}
    found = told(cast, "pattern_raised")
    assert leaders <= set(found)
    assert cast.school_leader.id not in found


def test_the_reporter_is_told_once_of_the_own_case_alone(
    cast: Cast, pattern: Pattern, client: Client
) -> None:
    raise_it(cast, pattern, client)
    [notice] = told(cast, "pattern_raised")[cast.employee.id]
    case = cast.session.scalar(sa.select(Case).where(Case.public_id == notice.link.split("/")[-1]))
    assert case is not None
    assert case.reporter_id == cast.employee.id
    assert notice.values == {"number": case.label, "units": 3}
    assert "Hemmelig" not in notice.text


def test_imported_cases_wake_nobody(cast: Cast, pattern: Pattern, client: Client) -> None:
    with transaction() as session:
        session.execute(
            sa.text(
                "INSERT INTO import_file (id, public_id, kind, file_name, file_hash, mapping, leave_out_bad,"
                " state, rows, done, report, created_at) VALUES (1, 'x', 'cases', 'x', 'x', '{}', false,"
                " 'done', 0, 0, '{}', '2026-01-01 00:00:00')"
            )
        )
        session.execute(sa.update(Case).values(import_id=1))
    raise_it(cast, pattern, client)
    assert cast.employee.id not in told(cast, "pattern_raised")


def test_raising_changes_no_case(cast: Cast, pattern: Pattern, client: Client) -> None:
    before = [(c.id, c.version, c.state, c.unit_id) for c in cast.session.scalars(sa.select(Case))]
    raise_it(cast, pattern, client)
    assert [(c.id, c.version, c.state, c.unit_id) for c in cast.session.scalars(sa.select(Case))] == before


def test_it_can_be_undone_and_done_again(cast: Cast, pattern: Pattern, client: Client, time: Clock) -> None:
    browser = raise_it(cast, pattern, client)
    browser.post(f"/patterns/{pattern.public_id}/lower", {"version": pattern.version})
    cast.session.expire_all()
    assert (pattern.state, pattern.raised_at) == (PatternState.CANDIDATE, None)
    client.sign_in(cast.leader).get(f"/patterns/{pattern.public_id}", 404)
    time.move(minutes=1)
    raise_it(cast, pattern, client)
    acts = [entry.act for entry, _ in entries_of(cast.session, "pattern", pattern.id)]
    assert acts == ["find", "raise", "lower", "raise"]
    assert list(verify(cast.session)) == []


def test_the_second_of_two_coordinators_is_told(cast: Cast, pattern: Pattern, client: Client) -> None:
    old = pattern.version
    raise_it(cast, pattern, client)
    other = client.sign_in(cast.second_coordinator)
    page = other.post(f"/patterns/{pattern.public_id}/raise", {"version": old}, 409).get_data(as_text=True)
    assert "Noen andre har lagret" in page


@pytest.mark.parametrize("verb", ["raise", "watch", "dismiss", "owner", "finish", "rename"])
def test_a_leader_may_decide_nothing(cast: Cast, pattern: Pattern, client: Client, verb: str) -> None:
    raise_it(cast, pattern, client)
    client.sign_in(cast.leader).post(f"/patterns/{pattern.public_id}/{verb}", {"version": 1}, 403)


def test_a_dismissal_needs_a_reason(cast: Cast, pattern: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.coordinator)
    path = f"/patterns/{pattern.public_id}/dismiss"
    assert "Skriv hvorfor" in browser.post(path, {"version": pattern.version}, 400).get_data(as_text=True)
    browser.post(path, {"version": pattern.version, "reason": "Kjent, tiltak er i gang"})
    cast.session.expire_all()
    assert pattern.state is PatternState.DISMISSED
    assert "Kjent, tiltak er i gang" in browser.get("/patterns?show=dismissed").get_data(as_text=True)


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_watch_ends_within_a_year(cast: Cast, pattern: Pattern, client: Client, days: int) -> None:
    until = cast.day + dt.timedelta(days=days)
    path = f"/patterns/{pattern.public_id}/watch"
    client.sign_in(cast.coordinator).post(path, {"version": pattern.version, "until": until.isoformat()}, 400)


def test_what_is_watched_can_be_taken_up_again(cast: Cast, pattern: Pattern, client: Client) -> None:
    browser = client.sign_in(cast.coordinator)
    until = (cast.day + dt.timedelta(days=30)).isoformat()
    browser.post(f"/patterns/{pattern.public_id}/watch", {"version": pattern.version, "until": until})
    cast.session.expire_all()
    assert pattern.state is PatternState.WATCHED
    assert "Følges" in browser.get("/patterns").get_data(as_text=True)
    browser.post(f"/patterns/{pattern.public_id}/reconsider", {"version": pattern.version})
    cast.session.expire_all()
    assert pattern.state is PatternState.CANDIDATE


def test_a_move_that_does_not_exist_from_here_is_refused(
    cast: Cast, pattern: Pattern, client: Client
) -> None:
    browser, path = client.sign_in(cast.coordinator), f"/patterns/{pattern.public_id}/lower"
    told = browser.follow(browser.post(path, {"version": pattern.version})).get_data(as_text=True)
    assert "Dette kan ikke gjøres nå." in told
    cast.session.expire_all()
    assert pattern.state is PatternState.CANDIDATE


def test_a_stand_in_is_told_by_the_history(cast: Cast, pattern: Pattern, time: Clock) -> None:
    with transaction() as session:
        coordinator = cast.actor(cast.coordinator)
        decide.raise_pattern(session, coordinator, pattern, now=time.now)
        decide.set_owner(session, coordinator, pattern, cast.leader, "Halvere", now=time.now)
        deputy = cast.actor(cast.deputy)
        decide.note(session, deputy, pattern, "act", time.now, {})
    [*_, (entry, _)] = entries_of(cast.session, "pattern", pattern.id)
    assert (entry.actor_id, entry.deputy_for_id) == (cast.deputy.id, cast.leader.id)
