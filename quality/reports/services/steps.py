"""One step in the life of a report, and its line in the history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.history import Happening, record
from quality.core.states import find_move
from quality.reports.models import Report
from quality.reports.states import REPORT_MOVES


def advance(
    session: Session, actor: Actor, report: Report, verb: str, now: dt.datetime, **values: Any
) -> None:
    """Take the report to where `verb` leads and write it down; RefusedError when the table has no such move."""
    row = find_move(REPORT_MOVES, verb, report.state)
    before, report.state = report.state, row.target
    session.flush()
    tell_history(session, actor, report, verb, now, {"before": before, "after": report.state, **values})


def tell_history(
    session: Session, actor: Actor, report: Report, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    """Write what was done with the report; the system has no id in the history."""
    record(session, Happening("report", report.id, act, now, actor.id or None, values=values))
