"""Noting how long a report took."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.cases.models.timing import ReportTime
from quality.core.clock import local_date

LONGEST = 3600


def note_time(session: Session, opened: str, *, now: dt.datetime) -> None:
    """Write the seconds since the form was opened; a form that lay open for an hour says nothing of the form."""
    if not (opened.isascii() and opened.isdigit() and len(opened) < 12):
        return
    seconds = int(now.timestamp()) - int(opened)
    if 0 < seconds <= LONGEST:
        session.add(ReportTime(day=local_date(now), seconds=seconds))
        session.flush()
