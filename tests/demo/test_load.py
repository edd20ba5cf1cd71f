"""The demo municipality goes in through the services and comes out whole."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import demo_people
from quality.cases.models.case import Case
from quality.cases.models.clock import Escalation
from quality.cases.models.count import CaseCount
from quality.cases.models.file import CaseFile
from quality.cases.models.measure import CaseMeasure
from quality.cases.queries.timing import pace
from quality.cases.states import UNCOUNTED, CaseState
from quality.core.db import db, transaction
from quality.core.history import verify
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import Notice
from quality.demo.history import cases
from quality.demo.load import load as loading
from quality.demo.load.load import load
from quality.demo.values import DemoCase
from quality.digests.models import Delivery, DeliveryState, Edition
from quality.learning.models import AlertReceipt, Uptake
from quality.learning.states import UptakeState
from quality.organisation.models import Unit
from quality.patterns.jobs import scan
from quality.patterns.models import Pattern
from quality.patterns.states import PatternState
from tests.conftest import Clock


def test_the_demo_fills_every_desk(app: Flask, time: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything on SQLite; what it holds is the same on both, so PostgreSQL gets the stories and some of the rest."""
    everything = db.engine.dialect.name == "sqlite"
    if not everything:
        monkeypatch.setattr(loading, "cases", some)
    with transaction() as session:
        count = load(session, "https://loft.example", time.now, lambda number: None)
    if everything:
        scan(time.now)
    with transaction() as session:
        assert 500 < count == number_of(session, Case.id)
        check_kept_counts(session)
        check_calm(session, time.now)
        check_alert(session)
        assert number_of(session, CaseFile.case_id) == 3
        assert list(verify(session)) == []
    if everything:
        check_desks(count, time.now)


def some(seed: int, day: dt.date) -> list[DemoCase]:
    """The planted stories and every eighth of the other cases."""
    return [case for number, case in enumerate(cases(seed, day)) if case.story or number % 8 == 0]


def check_desks(count: int, now: dt.datetime) -> None:
    """Every desk has something on it."""
    with transaction() as session:
        assert 4_300 <= count <= 4_800
        assert number_of(session, Unit.id) == 25 + 6 + 1
        assert 750 <= number_of(session, Person.id) <= 850
        assert {"Kvalitetskoordinator", "Kommunedirektør"} <= {
            person.title for person in demo_people(session)
        }
        states = set(session.scalars(sa.select(Case.state).distinct()))
        assert {CaseState.REPORTED, CaseState.HANDLING, CaseState.MEASURES, CaseState.CLOSED} <= states
        found = {row[0]: row[1] for row in session.execute(sa.select(Pattern.title, Pattern.state))}
        assert PatternState.CANDIDATE in found.values()
        assert PatternState.FINISHED in found.values()
        assert any("sykehus" in title for title, state in found.items() if state is PatternState.CANDIDATE)
        answers = set(session.scalars(sa.select(Uptake.state).distinct()))
        assert {UptakeState.UNSEEN, UptakeState.ADOPTED, UptakeState.ADAPTED} <= answers
        check_follow_up(session)
        check_editions(session, now)
        assert pace(session, now.date()), "the coordinator sees how long it takes to report"


def check_follow_up(session: Session) -> None:
    """Some measures count for several cases, and what is late has risen one level after the other."""
    several = sa.select(CaseMeasure.measure_id).group_by(CaseMeasure.measure_id).having(sa.func.count() > 1)
    assert len(session.scalars(several).all()) >= 3
    told = session.execute(sa.select(Escalation.stage, sa.func.count()).group_by(Escalation.stage)).all()
    levels = {row[0]: row[1] for row in told}
    assert levels["to_deputy"] >= levels["to_head"] >= levels["to_list"] >= 5


def number_of(session: Session, column: sa.orm.InstrumentedAttribute[int]) -> int:
    return session.scalar(sa.select(sa.func.count(column))) or 0


def check_kept_counts(session: Session) -> None:
    """The kept counts equal the cases."""
    counted = session.scalar(sa.select(sa.func.sum(CaseCount.count)).where(CaseCount.grain == "month"))
    there = session.scalar(sa.select(sa.func.count(Case.id)).where(Case.state.not_in(UNCOUNTED)))
    assert counted == there


def check_alert(session: Session) -> None:
    """All but one unit has given its receipt for the stop-alert."""
    without = sa.select(sa.func.count()).where(AlertReceipt.at.is_(None))
    assert session.scalar(without) == 1
    assert number_of(session, AlertReceipt.at) > 2


def check_editions(session: Session, now: dt.datetime) -> None:
    """Some editions have gone to nearly everybody, and the log tells why the others got nothing."""
    gone = session.execute(sa.select(Edition.kind, sa.func.count()).group_by(Edition.kind))
    assert dict(gone.all()) == {"weekly": 3, "leaders": 3, "monthly": 1, "coordinators": 1, "tertial": 1}
    left_over = sa.or_(Edition.composed_at.is_(None), Edition.due_at > now)
    assert session.scalar(sa.select(sa.func.count(Edition.id)).where(left_over)) == 0
    states = dict(session.execute(sa.select(Delivery.state, sa.func.count()).group_by(Delivery.state)).all())
    reasons = {"queued", "nothing_new", "paused", "stopped", "no_address"}
    assert states.keys() == reasons
    assert states[DeliveryState.QUEUED] > 500
    told = session.scalars(sa.select(OutgoingMail.state).distinct())
    assert set(told) == {MailState.SENT, MailState.FAILED, MailState.UNCERTAIN}


def check_calm(session: Session, now: dt.datetime) -> None:
    """Nobody is mailed about the past."""
    waiting = sa.select(sa.func.count(Notice.id)).where(Notice.mailed_at.is_(None), Notice.created_at < now)
    assert session.scalar(waiting) == 0
