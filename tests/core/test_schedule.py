"""Jobs ring in their slots: once each, caught up once, in Norwegian time whatever the season."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from quality import schedule
from quality.core.claims import Job, JobRun, When, claim, latest_slot
from quality.core.clock import OSLO, at_local
from quality.core.db import db
from tests.conftest import Clock

MORNING = When(hour=7)
TUESDAY = When(weekday=1, hour=8)


def job(when: When, run: object = None) -> Job:
    return Job("test.job", when, run or (lambda now: 1))  # type: ignore[arg-type]


def test_a_fault_is_written_down_and_the_next_slot_runs(app: Flask, session: Session, time: Clock) -> None:
    def fails(now: dt.datetime) -> int:
        raise ValueError("no")

    schedule.ring(job(When(seconds=60), fails))
    time.move(minutes=1)
    schedule.ring(job(When(seconds=60)))
    rows = session.execute(sa.select(JobRun.fault, JobRun.handled).order_by(JobRun.id)).all()
    assert [tuple(row) for row in rows] == [("ValueError: no", 0), ("", 1)]


def test_a_new_installation_catches_up_nothing_and_then_every_slot_once(app: Flask, time: Clock) -> None:
    rung: list[dt.datetime] = []
    daily = job(MORNING, lambda now: rung.append(now) or 1)
    for _ in range(3 * 24 * 2):
        schedule.ring(daily)
        time.move(minutes=30)
    assert [at.astimezone(OSLO).hour for at in rung] == [7, 7, 7]


def test_slots_missed_while_down_are_caught_up_once(app: Flask, time: Clock) -> None:
    rung: list[dt.datetime] = []
    weekly = job(TUESDAY, lambda now: rung.append(now) or 1)
    schedule.ring(weekly)
    time.move(days=24)
    for _ in range(5):
        schedule.ring(weekly)
        time.move(minutes=1)
    assert len(rung) == 1


def test_a_year_of_mornings_is_one_for_each_day(app: Flask) -> None:
    """Both changes of summer time and New Year lie in it."""
    now, slots = at_local(dt.date(2026, 6, 1), 6), []
    while now < at_local(dt.date(2027, 6, 1), 6):
        slots.append(latest_slot(MORNING, now))
        now += dt.timedelta(minutes=30)
    assert len(set(slots)) == 366
    assert slots == sorted(slots)


@pytest.mark.parametrize("day", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)])
def test_seven_is_seven_on_the_days_the_clock_changes(day: dt.date) -> None:
    seven = at_local(day, 7)
    assert latest_slot(MORNING, seven) == day.isoformat()
    assert latest_slot(MORNING, seven - dt.timedelta(minutes=1)) == (day - dt.timedelta(1)).isoformat()


def test_a_clock_moved_back_rings_no_slot_twice(app: Flask, time: Clock) -> None:
    hourly = job(When(seconds=3600))
    assert claim(hourly, time.now)
    time.move(minutes=-30)
    first = claim(hourly, time.now)
    time.move(minutes=30)
    assert claim(hourly, time.now) is None
    time.move(minutes=-30)
    assert claim(hourly, time.now) is None
    assert first


def test_many_workers_take_a_slot_once(app: Flask, time: Clock) -> None:
    claim(job(MORNING), time.now)
    time.move(days=1)
    won: list[str | None] = []

    def race() -> None:
        with app.app_context():
            won.append(claim(job(MORNING), time.now))
            db.session.remove()

    racers = [threading.Thread(target=race) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(slot or "" for slot in won) == ["", "", "", "2026-11-24"]


def test_every_job_rings_at_start_and_in_its_time(config: Config) -> None:
    waiting = {found.id for found in schedule.scheduler(config).get_jobs()}
    names = {found.name for found in schedule.jobs(config)}
    assert waiting == names | {f"{name}.catch-up" for name in names}


def test_every_job_runs_on_an_empty_database_and_again(app: Flask, config: Config, time: Clock) -> None:
    for _ in range(2):
        for found in schedule.jobs(config):
            assert found.run(time.now) >= 0
        time.move(days=1)
