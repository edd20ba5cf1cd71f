"""Every background job in one list, and the only file that knows APScheduler."""

from __future__ import annotations

import datetime as dt
import logging
import time
from functools import partial

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config import Config
from quality.accounts.jobs import forget, invite
from quality.cases.jobs import (
    alerts,
    breaches,
    bulk_close,
    files,
    flow,
    imports,
    reminders,
    retention,
    safety,
    vocabulary,
    words,
)
from quality.core import clock, delivery, kept
from quality.core.claims import Job, When, claim, settle
from quality.core.jobs import close_history, forget_old_runs
from quality.digests import jobs as digests
from quality.learning import jobs as learning
from quality.patterns import jobs as patterns
from quality.reports.jobs import numbers, papers

log = logging.getLogger(__name__)


def jobs(config: Config) -> list[Job]:
    """The jobs of this installation."""
    rooms = (_of_house, _of_cases, _of_patterns, _of_learning, _of_reports, _of_digests)
    return [job for room in rooms for job in room(config)]


def _of_house(config: Config) -> list[Job]:
    """What keeps the house itself: mail, sign-ins, history, charts, runs."""
    return [
        Job("mail.deliver", When(seconds=15), _deliver(config)),
        Job("history.close", When(hour=0, minute=20), close_history),
        Job("accounts.forget", When(hour=4, minute=10), forget),
        Job(
            "accounts.invite",
            When(seconds=10),
            partial(invite, config.public_url),
        ),
        Job("jobs.forget", When(hour=4), forget_old_runs),
        Job("charts.forget", When(hour=4, minute=20), kept.forget_old),
    ]


def _of_cases(config: Config) -> list[Job]:
    """What cases need: clocks, files, imports and words."""
    return [
        Job(
            "cases.alert",
            When(seconds=15),
            partial(alerts.alert, config.public_url),
        ),
        Job("imports.run", When(seconds=10), imports.run),
        Job("cases.close", When(seconds=10), bulk_close.run),
        Job("search.words", When(hour=4, minute=40), vocabulary.gather),
        Job("cases.bring_back", When(hour=5), flow.bring_back),
        Job("cases.wake", When(seconds=600), flow.wake),
        Job("cases.remind", When(hour=6, minute=30), reminders.remind),
        Job("cases.breaches", When(seconds=900), breaches.remind),
        Job(
            "cases.retain",
            When(hour=4, minute=15),
            retention.retain,
        ),
        Job(
            "cases.safety",
            When(hour=6, minute=35),
            safety.remind,
        ),
        Job(
            "files.forget",
            When(hour=3, minute=40),
            files.forget_unsent,
        ),
        Job(
            "cases.learn",
            When(hour=3, minute=50),
            words.learn,
        ),
    ]


def _of_patterns(_: Config) -> list[Job]:
    """What finds, follows and proves patterns."""
    return [
        Job("patterns.scan", When(hour=4, minute=30), patterns.scan),
        Job(
            "patterns.follow",
            When(hour=4, minute=50),
            patterns.follow,
        ),
        Job("patterns.remind", When(hour=5), patterns.remind),
        Job(
            "patterns.check",
            When(hour=5, minute=10),
            patterns.check,
        ),
    ]


def _of_learning(_: Config) -> list[Job]:
    """What follows learning notes from unit to unit."""
    return [
        Job(
            "learning.follow",
            When(hour=4, minute=55),
            learning.follow,
        ),
        Job("learning.remind", When(hour=6, minute=40), learning.remind),
    ]


def _of_reports(_: Config) -> list[Job]:
    """What makes reports and their papers."""
    return [
        Job("reports.make", When(seconds=10), numbers.make),
        Job(
            "reports.check",
            When(hour=5, minute=40),
            numbers.check,
        ),
        Job("reports.print", When(seconds=15), papers.make),
        Job(
            "reports.plan",
            When(hour=5, minute=20),
            numbers.plan,
        ),
    ]


def _of_digests(config: Config) -> list[Job]:
    """What writes the editions and the daily mail."""
    return [
        Job(
            "digests.compose",
            When(seconds=300),
            partial(digests.compose, config.public_url),
        ),
        Job(
            "digests.daily",
            When(seconds=300),
            partial(digests.daily, config.public_url),
        ),
        Job(
            "digests.forget",
            When(hour=4, minute=25),
            digests.forget,
        ),
    ]


def _deliver(config: Config) -> partial[int]:
    return partial(_deliver_now, config.smtp_url, config.mail_from)


def _deliver_now(smtp_url: str, mail_from: str, now: dt.datetime) -> int:
    """Look once more at what is about to go, and hand it over, until nothing is left or it stops going."""
    sent, end = 0, time.monotonic() + delivery.RUN_SECONDS
    while smtp_url and time.monotonic() < end:
        digests.call_back(now, delivery.LIMIT)
        went = delivery.deliver(smtp_url, mail_from, now)
        sent += went
        if went < delivery.LIMIT // 2:
            break
    return sent


def find(config: Config, name: str) -> Job | None:
    """The job with this name."""
    return next((job for job in jobs(config) if job.name == name), None)


def ring(job: Job) -> None:
    """Run the job if its newest slot is free; a fault is written down and never stops the worker."""
    slot = claim(job, clock.now())
    if slot is None:
        return
    try:
        handled = job.run(clock.now())
    except Exception as error:
        log.exception("job %s failed", job.name)
        settle(job, slot, clock.now(), 0, f"{type(error).__name__}: {error}")
    else:
        settle(job, slot, clock.now(), handled)


def trigger(when: When) -> IntervalTrigger | CronTrigger:
    """What APScheduler waits for."""
    if when.seconds:
        return IntervalTrigger(seconds=when.seconds)
    day = "*" if when.weekday is None else str(when.weekday)
    return CronTrigger(hour=when.hour, minute=when.minute, day_of_week=day, timezone=clock.OSLO)


def scheduler(config: Config, in_context: partial[None] | None = None) -> BlockingScheduler:
    """The scheduler with every job; what was missed while down is rung once at the start."""
    found = BlockingScheduler(timezone=clock.OSLO)
    call = in_context or ring
    for job in jobs(config):
        found.add_job(
            call,
            trigger(job.when),
            args=[job],
            id=job.name,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        found.add_job(call, args=[job], id=f"{job.name}.catch-up", misfire_grace_time=None)
    return found
