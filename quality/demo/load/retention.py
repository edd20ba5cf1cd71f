"""What the schedule took out of the demo's oldest cases last night, and one case that is held back."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.compose.retention import Schedule
from quality.cases.models.retention import Step
from quality.cases.queries.retention import due_cases, schedule
from quality.cases.services import retention
from quality.core.clock import at_local, local_date
from quality.organisation.models import Municipality

CASES = 12


def load_retention(session: Session, now: dt.datetime) -> None:
    """A night's work on the oldest of them, with its protocol."""
    place = session.scalars(sa.select(Municipality)).one()
    place.settings = place.settings | {"retention": Schedule().stored()}
    night = at_local(local_date(now), 4, 15)
    terms = schedule(session)
    run = retention.begin(session, terms, now=night)
    for step, verb in ((Step.NAMES, retention.forget_names), (Step.TEXT, retention.forget_text)):
        for case in due_cases(session, terms, step, night, CASES):
            verb(session, case, now=night)
            retention.note(session, run.id, step, case)
    retention.close(session, run, {"reads": 0, "mails": 0}, now=night)
