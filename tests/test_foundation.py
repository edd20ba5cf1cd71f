"""The foundation stands: history, outbox, claims and the closed door."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount
from quality.cases.services.register import Report, register_case
from quality.core.claims import Job, When, claim, latest_slot
from quality.core.db import transaction
from quality.core.history import Entry, Happening, record, record_new, verify
from quality.core.notices import Notice
from tests.cast import Cast
from tests.conftest import NOW, Clock


def report(unit_id: int, once: str | None = None) -> Report:
    return Report(CaseKind.DEVIATION, "Bruker fikk ikke medisin i går kveld.", unit_id, Harm.NO, once=once)


def test_a_report_gets_a_number_a_count_and_reaches_the_leader(cast: Cast) -> None:
    with transaction() as session:
        case = register_case(session, cast.actor(cast.employee), report(cast.north.id), now=NOW)
        assert case.label == "2026-0001"
        told = session.scalars(sa.select(Notice.person_id)).all()
        assert told == [cast.leader.id]
        counted = session.execute(sa.select(CaseCount.grain, CaseCount.count).order_by(CaseCount.grain)).all()
        assert [tuple(row) for row in counted] == [("month", 1), ("week", 1)]


def test_a_report_sent_twice_makes_one_case(cast: Cast) -> None:
    for _ in range(2):
        with transaction() as session:
            register_case(session, cast.actor(cast.employee), report(cast.north.id, once="same"), now=NOW)
    with transaction() as session:
        assert session.scalar(sa.select(sa.func.count(Case.id))) == 1


def test_a_changed_entry_is_named(app: Flask) -> None:
    with transaction() as session:
        for act in ("one", "two", "three"):
            record(session, Happening("case", 7, act, NOW, 1, values={"a": act}))
    with transaction() as session:
        assert list(verify(session)) == []
        session.execute(sa.update(Entry).where(Entry.seq == 2).values(act="other"))
    with transaction() as session:
        fault, *_ = list(verify(session))
        assert (fault.subject_id, fault.seq) == (7, 2)


def test_entries_of_new_things_written_together_are_chains_that_go_on(session: Session) -> None:
    acts = [(7, "report"), (8, "report"), (7, "ask"), (7, "close")]
    with transaction() as writing:
        record_new(writing, [Happening("case", number, act, NOW, 1) for number, act in acts])
        record(writing, Happening("case", 7, "reopen", NOW, 1))
    query = sa.select(Entry.subject_id, Entry.seq, Entry.act).order_by(Entry.subject_id, Entry.seq)
    assert session.execute(query).all() == [
        (7, 1, "report"),
        (7, 2, "ask"),
        (7, 3, "close"),
        (7, 4, "reopen"),
        (8, 1, "report"),
    ]
    assert list(verify(session)) == []


def test_a_slot_is_claimed_once(app: Flask, time: Clock) -> None:
    job = Job("x", When(hour=7), lambda now: 0)
    assert claim(job, time.now) is None
    time.move(days=1)
    assert claim(job, time.now) == "2026-11-24"
    assert claim(job, time.now) is None


def test_a_weekly_slot_is_the_latest_such_day() -> None:
    tuesday = When(weekday=1, hour=8)
    assert latest_slot(tuesday, dt.datetime(2026, 11, 24, 6, 59, tzinfo=dt.UTC)) == "2026-11-17"
    assert latest_slot(tuesday, dt.datetime(2026, 11, 24, 7, 0, tzinfo=dt.UTC)) == "2026-11-24"


def test_a_failing_transaction_leaves_nothing(session: Session, cast: Cast) -> None:
    try:
        with transaction() as inside:
            register_case(inside, cast.actor(cast.employee), report(cast.north.id), now=NOW)
            raise ValueError
    except ValueError:
        pass
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 0
