"""How the background jobs are doing, from what they wrote of themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.claims import JobRun

SILENT = dt.timedelta(minutes=15)  # several jobs ring every few seconds, so the worker is down
LATE = dt.timedelta(hours=1)
STUCK = dt.timedelta(hours=2)


class Health(StrEnum):
    """What can be said of a job."""

    WELL = "well"
    RUNNING = "running"
    NEVER = "never"
    LATE = "late"
    CUT_SHORT = "cut_short"
    FAILED = "failed"


UNWELL = {Health.LATE, Health.CUT_SHORT, Health.FAILED}


@dataclass(frozen=True)
class JobState:
    """The newest run of a job: when it began, how it went, and what kind of fault it met."""

    name: str
    health: Health
    started_at: dt.datetime | None = None
    fault: str = ""


def worker_silent(session: Session, now: dt.datetime) -> bool:
    """Whether no job has begun for so long that the worker must be down, or has never begun."""
    newest = session.scalar(sa.select(JobRun.started_at).order_by(JobRun.id.desc()).limit(1))
    return newest is None or now - newest > SILENT


def job_states(session: Session, names: Mapping[str, str], now: dt.datetime) -> list[JobState]:
    """The state of each named job: what is not well first, then in the order of the names."""
    newest = sa.select(sa.func.max(JobRun.id)).where(JobRun.job.in_(names)).group_by(JobRun.job)
    found = {run.job: run for run in session.scalars(sa.select(JobRun).where(JobRun.id.in_(newest)))}
    states = [_state(name, found.get(name), now) for name in names]
    return sorted(states, key=lambda state: state.health not in UNWELL)


def _state(name: str, run: JobRun | None, now: dt.datetime) -> JobState:
    if run is None:
        return JobState(name, Health.NEVER)
    # Only the kind: what follows it may quote what somebody wrote.
    kind = run.fault.partition(":")[0]
    return JobState(name, _health(run, now), run.started_at, kind)


def _health(run: JobRun, now: dt.datetime) -> Health:
    if run.fault:
        return Health.FAILED
    if run.ended_at is None:
        return Health.CUT_SHORT if now - run.started_at > STUCK else Health.RUNNING
    return Health.LATE if run.next_at and now - run.next_at > LATE else Health.WELL
