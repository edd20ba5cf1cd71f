"""Everybody gets an edition once, whatever happens in the middle."""

from __future__ import annotations

import datetime as dt
import random
import threading
from collections import Counter

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.cases.models.case import Case
from quality.core import delivery
from quality.core.clock import OSLO, at_local
from quality.core.db import db, transaction
from quality.core.delivery import deliver
from quality.core.mail import MailState, OutgoingMail
from quality.core.notices import News, Notice, tell
from quality.digests import jobs
from quality.digests.kinds import EditionKind
from quality.digests.models import Delivery, DeliveryState, Edition, Subscription
from quality.digests.queries import gather as gathering
from quality.digests.services import write
from quality.learning.models import Note
from quality.learning.states import NoteState
from quality.patterns.models import Pattern
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.conftest import NOW, Clock
from tests.digests.conftest import SITE, TUESDAY, Compose, add_note, change, mail_to, outcome, receivers
from tests.servers.smtp import DROP, Sink

SENDER = "avvik@kommune.example"


@pytest.fixture
def crowd(ready: Cast, note: Note, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sixty more in home care north, taken ten at a time; everybody who is to get the note."""
    monkeypatch.setattr(jobs, "BATCH", 10)
    with transaction() as session:
        session.add_all(
            Person(
                first_name=f"Nr{number}",
                last_name="Prøve",
                email=f"n{number}@bjorkli.invalid",
                unit_id=ready.north.id,
                created_at=NOW,
            )
            for number in range(60)
        )
        session.flush()
        in_north = sa.select(Person.id).where(Person.unit_id == ready.north.id, Person.active)
        return sorted(session.scalars(in_north))


def counts(session: Session, ids: list[int]) -> set[int]:
    """How many mails each of them has."""
    found = Counter(receivers(session))
    return {found[number] for number in ids}


def everybody_has_an_outcome(session: Session) -> bool:
    active = session.scalar(sa.select(sa.func.count(Person.id)).where(Person.active))
    return session.scalar(sa.select(sa.func.count(Delivery.id))) == active


def test_everybody_gets_one_through_a_real_conversation(
    crowd: list[int], session: Session, compose: Compose, smtp_sink: Sink, time: Clock
) -> None:
    for _ in range(3):
        compose()
        deliver(smtp_sink.url, SENDER, time.now)
        time.move(minutes=5)
    assert {len(smtp_sink.to(person.email or "")) for person in people_of(session, crowd)} == {1}
    assert everybody_has_an_outcome(session)
    identities = [received.message["Message-ID"] for received in smtp_sink.inbox]
    assert len(set(identities)) == len(identities)


def people_of(session: Session, ids: list[int]) -> list[Person]:
    return list(session.scalars(sa.select(Person).where(Person.id.in_(ids))))


def test_what_the_server_says_stands_in_the_log(
    crowd: list[int], session: Session, compose: Compose, smtp_sink: Sink, time: Clock
) -> None:
    compose()
    smtp_sink.answer("550 no such person", at="rcpt")
    smtp_sink.answer("450 later", at="data")
    smtp_sink.answer(DROP, at="data")
    for _ in range(4):
        deliver(smtp_sink.url, SENDER, time.now)
        time.move(minutes=5)
    states = Counter(session.scalars(sa.select(OutgoingMail.state)).all())
    assert states[MailState.FAILED] == 1
    assert states[MailState.UNCERTAIN] == 1
    assert states[MailState.QUEUED] == 0
    addresses = session.scalars(sa.select(OutgoingMail.to_address)).all()
    assert {len(smtp_sink.to(address)) for address in addresses} == {0, 1}


@pytest.mark.parametrize("moment", ["_claim", "gather", "queue_many", "_settle", "mark_mailed"])
@pytest.mark.parametrize("call", [1, 4])
def test_killed_while_composing_the_rest_goes_and_nothing_twice(
    crowd: list[int],
    session: Session,
    compose: Compose,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    call: int,
) -> None:
    real, calls = getattr(write, moment), []

    def dies(*args: object, **kwargs: object) -> object:
        calls.append(moment)
        found = real(*args, **kwargs)
        if len(calls) == call:
            raise KeyboardInterrupt
        return found

    with monkeypatch.context() as patch:
        patch.setattr(write, moment, dies)
        with pytest.raises(KeyboardInterrupt):
            compose()
    assert not everybody_has_an_outcome(session)
    compose()
    assert counts(session, crowd) == {1}
    assert everybody_has_an_outcome(session)
    assert compose() == 0


def test_two_workers_share_the_work(crowd: list[int], app: Flask, session: Session, time: Clock) -> None:
    written: list[int] = []

    def work() -> None:
        with app.app_context():
            written.append(jobs.compose(SITE, time.now))
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert counts(session, crowd) == {1}
    assert len(written) == 3
    assert sum(written) == len(receivers(session))
    assert everybody_has_an_outcome(session)
    assert all(session.scalars(sa.select(Edition.composed_at).where(Edition.period == "2026-W48")))


def test_two_workers_with_different_plans_give_each_person_one(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has asked who waits; then an edition is turned off, and another composes before the first goes on."""

    def meanwhile(_batches: list[list[int]]) -> None:
        monkeypatch.undo()
        change(ready, EditionKind.LEADERS, time.now, on=False)
        compose()

    monkeypatch.setattr(random, "shuffle", meanwhile)
    compose()
    got = Counter(receivers(session))
    assert got[ready.leader.id] == 1
    assert set(got.values()) == {1}
    every = sa.select(Delivery.person_id, Edition.period).join(Edition, Edition.id == Delivery.edition_id)
    assert set(Counter(session.execute(every).all()).values()) == {1}


def test_one_poisoned_person_stops_nobody(
    crowd: list[int], session: Session, compose: Compose, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = gathering._for_one

    def poisoned(actor, shelf, known):  # type: ignore[no-untyped-def]
        if actor.id == crowd[3]:
            raise ValueError("poison")
        return real(actor, shelf, known)

    monkeypatch.setattr(gathering, "_for_one", poisoned)
    compose()
    assert outcome(session, crowd[3]) is DeliveryState.FAULT
    assert counts(session, [number for number in crowd if number != crowd[3]]) == {1}


def test_whoever_left_is_told_nothing_and_the_log_says_why(
    ready: Cast, note: Note, session: Session, compose: Compose, time: Clock
) -> None:
    with transaction():
        people_row = session.get_one(Person, ready.colleague.id)
        people_row.active, people_row.left_at = False, time.now - dt.timedelta(days=2)
    compose()
    assert outcome(session, ready.colleague.id) is DeliveryState.LEFT
    assert outcome(session, ready.former.id) is None, "gone long ago"
    assert not set(receivers(session)) & {ready.colleague.id, ready.former.id}


def hand_over(sink: Sink, now: dt.datetime) -> int:
    jobs.call_back(now, delivery.LIMIT)
    return deliver(sink.url, SENDER, now)


def state_of(session: Session, person_id: int) -> MailState:
    session.expire_all()
    return mail_to(session, person_id).state


def leave(session: Session, cast: Cast) -> int:
    session.get_one(Person, cast.employee.id).active = False
    return cast.employee.id


def stop(session: Session, cast: Cast) -> int:
    session.get_one(Subscription, cast.employee.id).weekly = False
    return cast.employee.id


def lose_a_role(session: Session, cast: Cast) -> int:
    session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == cast.leader.id))
    return cast.leader.id


def withdraw_the_note(session: Session, cast: Cast) -> int:
    session.execute(sa.update(Note).values(state=NoteState.WITHDRAWN))
    return cast.employee.id


def lower_the_pattern(session: Session, cast: Cast) -> int:
    session.execute(sa.update(Pattern).values(state=PatternState.CANDIDATE))
    return cast.leader.id


@pytest.mark.parametrize("change", [leave, stop, lose_a_role, withdraw_the_note, lower_the_pattern])
def test_rights_are_looked_at_again_before_it_is_handed_over(
    ready: Cast,
    note: Note,
    case: Case,
    pattern: Pattern,
    session: Session,
    compose: Compose,
    smtp_sink: Sink,
    time: Clock,
    change,  # type: ignore[no-untyped-def]
) -> None:
    compose()
    with transaction():
        touched = change(session, ready)
    hand_over(smtp_sink, time.now)
    assert state_of(session, touched) is MailState.CANCELLED
    if change is not withdraw_the_note:
        assert state_of(session, ready.colleague.id) is MailState.SENT


def test_what_waits_in_a_unit_is_called_back_from_who_leads_it_no_more(
    ready: Cast, case: Case, session: Session, compose: Compose, smtp_sink: Sink, time: Clock
) -> None:
    """Nothing but the numbers of the unit is in the mail that the role opened."""
    compose()
    found = session.scalars(sa.select(Delivery).where(Delivery.person_id == ready.leader.id)).one()
    assert "patterns" not in found.items or not found.items["patterns"]
    with transaction():
        lose_a_role(session, ready)
    hand_over(smtp_sink, time.now)
    assert state_of(session, ready.leader.id) is MailState.CANCELLED


def test_figures_of_the_whole_are_called_back_from_whoever_may_no_longer_see_them(
    ready: Cast, session: Session, compose: Compose, smtp_sink: Sink, time: Clock
) -> None:
    compose()
    time.now = at_local(dt.date(2026, 12, 1), 8)
    compose()
    assert "Koordinatorens måned" in mail_to(session, ready.coordinator.id).subject
    with transaction():
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == ready.coordinator.id))
    hand_over(smtp_sink, time.now)
    assert state_of(session, ready.coordinator.id) is MailState.CANCELLED


def test_nothing_changed_and_everything_goes(
    ready: Cast,
    note: Note,
    case: Case,
    pattern: Pattern,
    session: Session,
    compose: Compose,
    smtp_sink: Sink,
    time: Clock,
) -> None:
    written = compose()
    assert hand_over(smtp_sink, time.now) == written > 5


def test_recalled_notices_are_unmailed_again(
    ready: Cast, note: Note, session: Session, compose: Compose, smtp_sink: Sink, time: Clock
) -> None:
    with transaction():
        tell(session, [News(ready.employee.id, "x", "Noe nytt", "/x", "k")], NOW)
    compose()
    assert session.scalars(sa.select(Notice.mailed_at)).one()
    with transaction():
        withdraw_the_note(session, ready)
    hand_over(smtp_sink, time.now)
    session.expire_all()
    assert session.scalars(sa.select(Notice.mailed_at)).one() is None


def test_a_year_of_weeks_gives_each_person_one_a_week(
    cast: Cast, session: Session, compose: Compose, time: Clock
) -> None:
    """A note a week from November to November: summer time ends and begins, New Year, Easter, and a week down."""
    compose()
    time.now = at_local(TUESDAY, 6)
    down = {"2027-W20"}
    for _ in range(53):
        with transaction():
            added = add_note(session, cast, cast.north.id)
            added.published_at = time.now
        period = "{}-W{:02d}".format(*time.now.date().isocalendar()[:2])
        for hour in range(0, 7 * 24, 8):
            now = time.now + dt.timedelta(hours=hour)
            if period not in down:
                jobs.compose(SITE, now)
        time.now = at_local(time.now.date() + dt.timedelta(days=7), 6)
    query = (
        sa.select(Edition.period, Delivery.at)
        .join(Edition, Edition.id == Delivery.edition_id)
        .where(Delivery.person_id == cast.employee.id, Delivery.state == DeliveryState.QUEUED)
        .order_by(Delivery.id)
    )
    got = session.execute(query).all()
    assert len(got) == len({period for period, _ in got}) == 52
    assert "2026-W53" in {period for period, _ in got}
    assert "2027-W20" not in {period for period, _ in got}
    hours = {at.astimezone(OSLO).hour for _, at in got}
    assert min(hours) >= 8
    assert max(hours) < 16


def test_which_own_reports_old_digests_told_of_is_forgotten(
    ready: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        edition = writing.scalars(sa.select(Edition)).first()
        assert edition
        items = {"answered": [7], "notes": [3]}
        for person, days in ((ready.employee, 0), (ready.colleague, 2)):
            at = NOW + dt.timedelta(days)
            row = {"edition_id": edition.id, "person_id": person.id, "state": DeliveryState.QUEUED}
            writing.execute(sa.delete(Delivery).where(Delivery.person_id == person.id))
            writing.add(Delivery(items=items, at=at, **row))
    assert jobs.forget(NOW + dt.timedelta(251)) == 1
    assert jobs.forget(NOW + dt.timedelta(251)) == 0
    told = sa.select(Delivery.items).where(Delivery.person_id.in_([ready.employee.id, ready.colleague.id]))
    assert session.scalars(told.order_by(Delivery.at)).all() == [{"notes": [3]}, items]
