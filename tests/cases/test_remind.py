"""Reminders: once a case and step, on working days, and upwards when nothing happens."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Deputy, Person
from quality.cases.jobs import reminders
from quality.cases.jobs.reminders import remind
from quality.cases.models.case import Case
from quality.cases.queries.inbox import due_cases
from quality.cases.services import receive
from quality.core.db import transaction
from quality.core.notices import Notice
from tests.cases.desk import make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock


def told(person: Person) -> list[str]:
    with transaction() as session:
        query = sa.select(Notice.kind).where(Notice.person_id == person.id, Notice.kind != "case_new")
        return list(session.scalars(query.order_by(Notice.id)))


def test_a_leader_is_reminded_once_a_step(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    assert remind(time.move(days=2)) == 0, "not due yet"
    assert remind(time.move(days=1)) == 1
    assert remind(time.now) == 0
    with transaction() as session:
        found = session.get_one(Case, case.id)
        receive.receive(session, cast.actor(cast.leader), found, now=time.now)
    assert remind(time.move(days=18)) == 1, "the answer is a step of its own"
    assert told(cast.leader) == ["case_due", "case_due"]


def test_nobody_is_reminded_on_a_day_off(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        make_case(session, cast)
    assert remind(time.move(days=5)) == 0, "a Saturday"


def test_what_stays_undone_goes_to_deputies_and_then_to_the_head(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        make_case(session, cast)
        session.execute(sa.update(Deputy).values(to_on=NOW.date() + dt.timedelta(60)))
    remind(time.move(days=3))
    assert told(cast.leader) == ["case_due"]
    remind(time.move(days=5))
    assert told(cast.deputy) == ["case_late"]
    assert told(cast.head) == []
    remind(time.move(days=9))
    assert told(cast.head) == ["case_late"]
    remind(time.move(days=7))
    assert told(cast.head) == ["case_late"]
    assert told(cast.leader) == ["case_due", "case_late"]


def test_the_story_says_which_level_was_told(client: Client, cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    remind(time.move(days=8))
    remind(time.move(days=13))
    shown = words(client.sign_in(cast.leader).get(f"/cases/{case.public_id}"))
    first, second = shown.index("Leder og stedfortreder"), shown.index("Kommunalsjef")
    assert first < second
    assert "Kommunens liste" not in shown, "that level is not told yet"


def test_a_case_that_is_late_when_it_is_first_seen_is_told_of_once(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        make_case(session, cast)
    remind(time.move(days=8))
    remind(time.move(days=1))
    assert told(cast.leader) == ["case_late"]


def test_an_imported_case_without_deadlines_wakes_nobody(cast: Cast, time: Clock) -> None:
    with transaction() as session:
        case = make_case(session, cast)
        case.receive_due_on = case.next_due_on = None
    assert remind(time.move(days=30)) == 0
    assert time.now > NOW


def test_what_stops_at_one_unit_leaves_what_others_were_told(
    cast: Cast, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        make_case(session, cast)
        make_case(session, cast, unit_id=cast.school.id)

    def stop_at_the_second(session: Session, unit_id: int, day: dt.date) -> list[Case]:
        if unit_id == max(cast.north.id, cast.school.id):
            raise ZeroDivisionError
        return due_cases(session, unit_id, day)

    monkeypatch.setattr(reminders, "due_cases", stop_at_the_second)
    with pytest.raises(ZeroDivisionError):
        remind(time.move(days=3))
    assert sorted(told(cast.leader) + told(cast.school_leader)) == ["case_due"]
