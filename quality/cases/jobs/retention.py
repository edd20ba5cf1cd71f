"""The nightly forgetting: what the municipality's schedule says is to be taken out of old cases, and its protocol."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from quality.cases.compose.retention import Schedule, years_before
from quality.cases.models.retention import RetentionRun, Step
from quality.cases.queries.retention import due_cases, in_use, schedule
from quality.cases.queries.search import forget_in_indexes
from quality.cases.services import innsyn, retention
from quality.core import files, mail
from quality.core.clock import local_date
from quality.core.db import Session, transaction

AT_A_TIME = 50


def retain(now: dt.datetime) -> int:
    """Do what is due, a few cases a transaction; returns how many. A run that is stopped goes on with the rest.

    A night on which nothing is due leaves no protocol. Nothing is due before somebody has saved the schedule: what the
    archive plan says goes first, and what is gone does not come back.
    """
    run_id: int | None = None
    number = Counter[Step]()
    for step in Step:
        done = AT_A_TIME
        while done == AT_A_TIME:
            run_id, done = _take_some(step, run_id, now)
            number[step] += done
    if number[Step.TEXT]:
        with transaction() as session:
            forget_in_indexes(session)
    return number.total() + _forget_others(run_id, now)


def _take_some(step: Step, run_id: int | None, now: dt.datetime) -> tuple[int | None, int]:
    """Do one step with some cases; returns the protocol they stand in, and how many they were."""
    day = local_date(now)
    gone: list[str] = []
    with transaction() as session:
        terms = schedule(session, day)  # anew each time: what is held meanwhile is left alone
        cases = due_cases(session, terms, step, now, AT_A_TIME) if in_use(session, day) else []
        if cases and run_id is None:
            run_id = retention.begin(session, terms, now=now).id
        for case in cases:
            if step is Step.NAMES:
                retention.forget_names(session, case, now=now)
            else:
                gone += retention.forget_text(session, case, now=now)
            retention.note(session, run_id or 0, step, case)
    # Only now that no row leads to them; what a stop leaves is swept the night after.
    for key in gone:
        files.drop(key)
    return run_id, len(cases)


def _forget_others(run_id: int | None, now: dt.datetime) -> int:
    """Lines of the access log and words of mails that are too old, and the end of the protocol."""
    day = local_date(now)
    with transaction() as session:
        terms = schedule(session, day)
        others = _others(session, terms, now) if in_use(session, day) else {}
        if run_id is None and not any(others.values()):
            return 0
        run = session.get_one(RetentionRun, run_id) if run_id else retention.begin(session, terms, now=now)
        retention.close(session, run, others, now=now)
        return sum(others.values())


def _others(session: Session, terms: Schedule, now: dt.datetime) -> dict[str, int]:
    return {
        "reads": retention.forget_reads(session, years_before(now, terms.log_years)),
        "answers": innsyn.forget_old(session, years_before(now, terms.mail_years), now=now),
        "mails": mail.empty_old(session, None, years_before(now, terms.mail_years)),
    }
