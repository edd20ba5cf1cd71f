"""When a job is due, and the claim that lets one worker alone take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core.clock import at_local, local_date
from quality.core.db import Key, Model, transaction


class JobRun(Model):
    """One slot of a job, taken by whoever wrote the row first."""

    __tablename__ = "job_run"
    __table_args__ = (sa.UniqueConstraint("job", "slot"),)

    id: Mapped[Key]
    job: Mapped[str] = mapped_column(sa.String(40))
    slot: Mapped[str] = mapped_column(sa.String(32))
    started_at: Mapped[dt.datetime]
    next_at: Mapped[dt.datetime | None]  # when the slot after this one begins
    ended_at: Mapped[dt.datetime | None]
    handled: Mapped[int | None]
    fault: Mapped[str] = mapped_column(sa.String(500), default="")


@dataclass(frozen=True)
class When:
    """How often: every `seconds`, or at an hour of every day, or of one `weekday` (Monday is 0), in Norway.

    Hours 1 to 3 are not used: they are missing or doubled where summer time begins and ends.
    """

    seconds: int = 0
    hour: int = 0
    minute: int = 0
    weekday: int | None = None


@dataclass(frozen=True)
class Job:
    """A background job. `run` takes the time, claims its own work and is safe to call twice."""

    name: str
    when: When
    run: Callable[[dt.datetime], int]


def latest_slot(when: When, now: dt.datetime) -> str:
    """The key of the newest slot at or before `now`; a job missed while down has just this one to catch up."""
    if when.seconds:
        return f"t{int(now.timestamp()) // when.seconds}"
    day = local_date(now)
    if at_local(day, when.hour, when.minute) > now:
        day -= dt.timedelta(1)
    while when.weekday is not None and day.weekday() != when.weekday:
        day -= dt.timedelta(1)
    return day.isoformat()


def next_at(when: When, now: dt.datetime) -> dt.datetime:
    """When the slot after the newest one at `now` begins, in UTC."""
    if when.seconds:
        return now + dt.timedelta(seconds=when.seconds)
    day = dt.date.fromisoformat(latest_slot(when, now)) + dt.timedelta(1 if when.weekday is None else 7)
    return at_local(day, when.hour, when.minute).astimezone(dt.UTC)


def insert_once(session: Session, table: type[Model], values: dict[str, object]) -> bool:
    """Insert a row unless one with its unique key is there; tells whether it was inserted."""
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    key = sa.inspect(table).primary_key[0]
    statement = insert(table).values(**values).on_conflict_do_nothing().returning(key)
    return session.execute(statement).first() is not None


def claim(job: Job, now: dt.datetime) -> str | None:
    """Take the job's newest slot; the slot's key, or None when it is taken.

    The first time a job is seen its past slot is only noted, so that a new installation does not catch up a week
    that was before it.
    """
    slot = latest_slot(job.when, now)
    with transaction() as session:
        known = session.scalar(sa.select(JobRun.id).where(JobRun.job == job.name).limit(1)) is not None
        values: dict[str, object] = {
            "job": job.name,
            "slot": slot,
            "started_at": now,
            "next_at": next_at(job.when, now),
            "fault": "",
        }
        if not known and not job.when.seconds:
            insert_once(session, JobRun, values | {"ended_at": now, "handled": 0})
            return None
        return slot if insert_once(session, JobRun, values) else None


def settle(job: Job, slot: str, now: dt.datetime, handled: int, fault: str = "") -> None:
    """Write how a claimed slot ended."""
    with transaction() as session:
        session.execute(
            sa.update(JobRun)
            .where(JobRun.job == job.name, JobRun.slot == slot)
            .values(ended_at=now, handled=handled, fault=fault[:500])
        )
