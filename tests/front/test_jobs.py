"""Is it well: a worker that is down, a job that failed and a full disk are told, and nothing somebody wrote."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy.orm import Session

from config import Config
from quality import schedule
from quality.core.claims import Job, When, claim, next_at
from quality.core.clock import OSLO, at_local
from quality.core.db import db
from quality.core.runs import Health, job_states, worker_silent
from quality.front.kinds import JOB_LABELS
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

NIGHTLY = When(hour=4, minute=30)


def health(name: str, now: dt.datetime) -> Health:
    db.session.expire_all()
    return job_states(db.session(), {name: ""}, now)[0].health


def test_every_job_has_its_words(config: Config) -> None:
    assert list(JOB_LABELS) == [job.name for job in schedule.jobs(config)]


@pytest.mark.parametrize("day", [dt.date(2026, 10, 24), dt.date(2026, 12, 31), dt.date(2027, 3, 27)])
def test_the_next_night_is_at_the_same_hour_in_norway(day: dt.date) -> None:
    found = next_at(NIGHTLY, at_local(day, 12)).astimezone(OSLO)
    assert (found.date(), found.hour, found.minute) == (day + dt.timedelta(1), 4, 30)
    assert next_at(When(hour=8, weekday=1), at_local(dt.date(2026, 11, 24), 9)) == at_local(
        dt.date(2026, 12, 1), 8
    )


def test_a_job_is_well_late_failed_or_cut_short(app: Flask, time: Clock) -> None:
    assert health("patterns.scan", time.now) is Health.NEVER
    nightly = Job("patterns.scan", NIGHTLY, lambda now: 3)
    schedule.ring(nightly)
    assert health("patterns.scan", time.now) is Health.WELL
    time.move(days=2)
    assert health("patterns.scan", time.now) is Health.LATE
    claim(nightly, time.now)
    assert health("patterns.scan", time.now) is Health.RUNNING
    time.move(minutes=121)
    assert health("patterns.scan", time.now) is Health.CUT_SHORT
    assert not worker_silent(db.session(), time.now - dt.timedelta(minutes=110))
    assert worker_silent(db.session(), time.now)


def test_what_somebody_wrote_is_in_no_fault(app: Flask, session: Session, time: Clock) -> None:
    def fails(now: dt.datetime) -> int:
        session.execute(sa.text("INSERT INTO nowhere VALUES (:words)"), {"words": "Kari falt"})
        return 0

    schedule.ring(Job("cases.remind", When(seconds=60), fails))
    state = job_states(db.session(), {"cases.remind": ""}, time.now)[0]
    assert state.health is Health.FAILED
    assert state.fault.endswith("Error")
    assert "Kari" not in session.scalar(sa.text("SELECT fault FROM job_run"))


def test_the_administrator_is_told_on_the_first_page(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.admin)
    assert "E-post og frister står stille" in client.get("/").get_data(as_text=True)
    assert "Ingenting går nå" in client.get("/settings/jobs").get_data(as_text=True)
    schedule.ring(Job("mail.deliver", When(seconds=15), lambda now: 1))
    assert "E-post og frister står stille" not in client.get("/").get_data(as_text=True)
    assert "Ingenting går nå" not in client.get("/settings/jobs").get_data(as_text=True)
    client.sign_in(cast.leader)
    client.get("/settings/jobs", status=403)


def test_a_monitor_is_told_by_the_exit_code(app: Flask, time: Clock) -> None:
    runner: FlaskCliRunner = app.test_cli_runner()
    down = runner.invoke(args=["job", "status"])
    assert (down.exit_code, "worker is down" in down.output) == (1, True)
    schedule.ring(Job("mail.deliver", When(seconds=15), lambda now: 1))
    assert runner.invoke(args=["job", "status"]).exit_code == 0


def test_a_disk_that_runs_full_is_told_before_anything_is_lost(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    gigabyte = 1024**3
    for total, free, code in ((100, 4, 503), (2000, 60, 200), (20, 3, 200)):
        disk = SimpleNamespace(total=total * gigabyte, free=free * gigabyte)
        monkeypatch.setattr("quality.front.views.shutil.disk_usage", lambda _, found=disk: found)
        assert client.http.get("/healthz").status_code == code
