"""Asking units about notes: two at a time, reminded twice, and never for ever."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from quality.core.db import transaction
from quality.core.notices import Notice
from quality.learning import jobs
from quality.learning.models import Note, Uptake
from quality.learning.queries import ledger
from quality.learning.services.answering import Answer, answer_uptake
from quality.learning.services.publishing import publish_note
from quality.learning.services.writing import Source, submit_note, write_note
from quality.learning.states import UptakeState
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Unit
from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.learning.conftest import CONTENT


def publish(cast: Cast, *units: Unit, now: dt.datetime = NOW) -> Note:
    author, approver = cast.actor(cast.coordinator), cast.actor(cast.second_coordinator)
    with transaction() as session:
        note = write_note(session, author, CONTENT, [unit.id for unit in units], Source(), now=now)
        submit_note(session, author, note, now=now)
        publish_note(session, approver, note, now=now)
    return note


def row(cast: Cast, note: Note, unit: Unit) -> Uptake:
    cast.session.expire_all()
    query = sa.select(Uptake).where(Uptake.note_id == note.id, Uptake.unit_id == unit.id)
    return cast.session.scalars(query).one()


def told(cast: Cast, kind: str) -> list[int]:
    return list(cast.session.scalars(sa.select(Notice.person_id).where(Notice.kind == kind)))


def adopt(cast: Cast, note: Note, now: dt.datetime = NOW) -> None:
    with transaction() as session:
        answer = Answer(UptakeState.ADOPTED)
        answer_uptake(session, cast.actor(cast.leader), row(cast, note, cast.north), note, answer, now=now)


def test_a_third_note_waits_its_turn(cast: Cast) -> None:
    notes = [publish(cast, cast.north) for _ in range(3)]
    assert [row(cast, note, cast.north).asked_at is not None for note in notes] == [True, True, False]
    assert told(cast, "note_published") == [cast.leader.id] * 2
    assert len(ledger.waiting(cast.session, cast.actor(cast.leader))) == 2


def test_answering_one_asks_the_next(cast: Cast) -> None:
    notes = [publish(cast, cast.north) for _ in range(3)]
    adopt(cast, notes[0])
    assert row(cast, notes[2], cast.north).asked_at == NOW
    assert told(cast, "note_published") == [cast.leader.id] * 3


def test_a_silent_unit_is_reminded_twice_and_then_counted_as_silent(cast: Cast, time: Clock) -> None:
    note = publish(cast, cast.north)
    steps: dict[tuple[int, UptakeState], dt.date] = {}
    for _ in range(60):
        day = time.move(days=1)
        jobs.remind(day)
        step = (len(told(cast, "note_reminder")), row(cast, note, cast.north).state)
        steps.setdefault(step, day.date())
    assert steps == {
        (0, UptakeState.UNSEEN): dt.date(2026, 11, 24),
        (1, UptakeState.UNSEEN): dt.date(2026, 12, 7),
        (2, UptakeState.UNSEEN): dt.date(2026, 12, 21),
        (2, UptakeState.NO_ANSWER): dt.date(2027, 1, 6),
    }


def test_two_rounds_on_the_same_morning_remind_once(cast: Cast, time: Clock) -> None:
    publish(cast, cast.north)
    late = time.move(days=16)
    assert [jobs.remind(late), jobs.remind(late)] == [1, 0]


def test_nobody_is_reminded_on_a_day_off(cast: Cast, time: Clock) -> None:
    publish(cast, cast.north)
    assert jobs.remind(time.move(days=19)) == 0  # a Saturday


def test_a_note_is_finished_when_everybody_has_answered(cast: Cast, time: Clock) -> None:
    note = publish(cast, cast.north, cast.school)
    adopt(cast, note)
    assert note.finished_at is None
    for _ in range(60):
        jobs.remind(time.move(days=1))
    cast.session.refresh(note)
    assert note.finished_at is not None
    assert cast.coordinator.id in told(cast, "note_finished")
    assert ledger.tally(cast.session, note) == ledger.Tally(units=2, answered=2, taken_up=1)


def test_a_silent_unit_may_still_answer(cast: Cast, time: Clock) -> None:
    note = publish(cast, cast.north)
    for _ in range(60):
        jobs.remind(time.move(days=1))
    adopt(cast, note, time.now)
    assert row(cast, note, cast.north).state is UptakeState.ADOPTED


def test_a_new_unit_of_the_same_kind_gets_its_row(cast: Cast, time: Clock) -> None:
    note = publish(cast, cast.north)
    with transaction() as session:
        opened = [
            Unit(
                code=code,
                name=f"Enhet {code}",
                level=UnitLevel.UNIT,
                service=service,
                parent_id=cast.health.id,
                opened_on=NOW.date() + dt.timedelta(2),
            )
            for code, service in (("77", Service.HOME_CARE), ("78", Service.NURSING_HOME))
        ]
        session.add_all(opened)
        session.flush()
        for unit in opened:
            unit.path = f"{cast.health.path}{unit.id}/"
    jobs.remind(time.move(days=1))
    assert ledger.tally(cast.session, note).units == 1
    jobs.remind(time.move(days=2))
    jobs.remind(time.now)
    units = cast.session.scalars(sa.select(Uptake.unit_id).where(Uptake.note_id == note.id))
    assert set(units) == {cast.north.id, opened[0].id}


def test_a_closed_unit_keeps_no_note_waiting(cast: Cast, time: Clock) -> None:
    note = publish(cast, cast.north)
    with transaction():
        cast.north.closed_on = NOW.date()
    jobs.remind(time.move(days=1))
    assert row(cast, note, cast.north).state is UptakeState.NOT_RELEVANT
    cast.session.refresh(note)
    assert note.finished_at is not None


def test_an_unapproved_note_is_brought_up_again_after_two_working_days_and_once(
    cast: Cast, submitted: Note, time: Clock
) -> None:
    counts = []
    for _ in range(3):
        jobs.remind(time.move(days=1))
        counts.append(len(told(cast, "note_approve")))
    assert counts == [1, 2, 2]
