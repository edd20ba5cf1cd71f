"""Housekeeping jobs that no room owns."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from quality.core.claims import JobRun
from quality.core.clock import local_date
from quality.core.db import transaction
from quality.core.history import close_day

KEPT_DAYS = 90


def close_history(now: dt.datetime) -> int:
    """Seal yesterday's history with a head; returns how many entries it covers."""
    with transaction() as session:
        head = close_day(session, local_date(now) - dt.timedelta(1))
        return head.entries if head else 0


def forget_old_runs(now: dt.datetime) -> int:
    """Drop job runs older than three months, and those of the frequent jobs after a day."""
    frequent = sa.and_(JobRun.slot.startswith("t"), JobRun.started_at < now - dt.timedelta(1))
    old = JobRun.started_at < now - dt.timedelta(KEPT_DAYS)
    with transaction() as session:
        return int(session.execute(sa.delete(JobRun).where(sa.or_(frequent, old))).rowcount)  # type: ignore[attr-defined]
