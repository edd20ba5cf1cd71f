"""The morning round of the learning notes: reminders, silence, new and closed units, notes that wait for approval."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.core.clock import is_working_day, local_date
from quality.core.db import transaction
from quality.learning import queries
from quality.learning.queries import ledger
from quality.learning.services import alerts, asking, writing


def remind(now: dt.datetime) -> int:
    """See that every note gets its answers; returns how much was done. Silent on days off, and twice is as once."""
    if not is_working_day(local_date(now)):
        return 0
    done = 0
    for step in (_tidy, _remind_units, _remind_approvers, _remind_alerts):
        with transaction() as session:
            done += step(session, now)
    return done


def _tidy(session: Session, now: dt.datetime) -> int:
    done = asking.drop_closed(session, now) + asking.take_in_new_units(session, now)
    return done + asking.ask_next(session, ledger.units_in_line(session), now)


def _remind_units(session: Session, now: dt.datetime) -> int:
    rows = ledger.to_remind(session, local_date(now))
    return sum(asking.remind(session, uptake, note, now=now) for uptake, note in rows)


def _remind_alerts(session: Session, now: dt.datetime) -> int:
    return alerts.remind(session, now=now)


def _remind_approvers(session: Session, now: dt.datetime) -> int:
    waiting = queries.waiting_for_approval(session, local_date(now))
    return sum(writing.remind_approvers(session, note, now=now) for note in waiting)
