"""The nightly look for what keeps happening."""

from __future__ import annotations

import datetime as dt
import json

from sqlalchemy.orm import Session

from quality.core.clock import is_working_day, local_date
from quality.core.db import db, transaction
from quality.organisation.queries import municipality
from quality.patterns.detect.effect import Verdict, judge
from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.history import lay_out, settings_text
from quality.patterns.detect.quiet import quiet_units
from quality.patterns.detect.values import METHOD, Settings
from quality.patterns.detect.weeks import monday
from quality.patterns.queries import counts
from quality.patterns.queries.desk import chosen_dial
from quality.patterns.queries.measured import newest_verdicts, questions
from quality.patterns.services import returning
from quality.patterns.services.followed import record_quiet, record_verdicts
from quality.patterns.services.found import Look, open_files, record_findings, scan_of
from quality.patterns.states import PatternState


def scan(now: dt.datetime) -> int:
    """Look at the whole weeks before today; gives how many findings are new. A second run the same night adds none.

    Everything is written in one transaction: a scan that is stopped half-way leaves nothing.
    """
    look = look_at(db.session(), local_date(now))
    with transaction() as session:
        return record_findings(session, look, now=now) if look else 0


def look_at(session: Session, day: dt.date) -> Look | None:
    """What the detector says of the counts as they stand; None when today's scan has seen just these counts."""
    settings = Settings(false_files_a_month=chosen_dial(municipality(session)))
    categories = counts.category_tree(session)
    units = counts.unit_tree(session)
    history = lay_out(units, categories.leaves, counts.weekly_counts(session, categories), day)
    stamp = history.digest(settings)
    last = scan_of(session, day)
    if last and last.day == day and last.inputs_hash == stamp:
        return None
    since = monday(day) - dt.timedelta(weeks=max(settings.windows) + 1)
    index = counts.CaseIndex(session, categories, since)
    findings = find_patterns(history, day, index.members, open_files(session, day, settings), settings)
    return Look(findings, len(units), METHOD, json.loads(settings_text(settings)), stamp)


def follow(now: dt.datetime) -> int:
    """See whether measures worked and which units have gone quiet; gives how many answers are new."""
    reading, day = db.session(), local_date(now)
    categories = counts.category_tree(reading)
    units = counts.unit_tree(reading)
    history = lay_out(units, categories.leaves, counts.weekly_counts(reading, categories), day)
    asked = questions(reading, categories, units, day)
    said = {number: Verdict(row.verdict) for number, row in newest_verdicts(reading, asked).items()}
    effects = {number: judge(history, asked[number], day, said.get(number)) for number in asked}
    quiet = quiet_units(history, day)
    stamp = history.digest(Settings())
    with transaction() as session:
        return record_verdicts(session, effects, stamp, day=day) + record_quiet(session, quiet, day=day)


def remind(now: dt.datetime) -> int:
    """Open what came back after it was finished, wake what is followed, and remind of what waits, one at a time."""
    with transaction() as session:
        waiting, waking = returning.finished_ids(session), returning.watched_ids(session)
    opened = 0
    for number in waiting:
        with transaction() as session:
            pattern = returning.held(session, number, PatternState.FINISHED)
            opened += bool(pattern and returning.take_up_returned(session, pattern, now=now))
    for number in waking:
        with transaction() as session:
            pattern = returning.held(session, number, PatternState.WATCHED)
            opened += bool(pattern and returning.wake(session, pattern, now=now))
    if not is_working_day(local_date(now)):
        return opened
    with transaction() as session:
        return opened + returning.remind(session, now=now)
