"""Writing down what the counts say of measures, of units that have gone quiet, and of what comes each year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.patterns.detect import effect as measured
from quality.patterns.detect import quiet
from quality.patterns.detect.ahead import Ahead
from quality.patterns.detect.check import Check
from quality.patterns.detect.effect import Effect
from quality.patterns.detect.values import METHOD
from quality.patterns.models import MeasureVerdict, PatternCheck, QuietUnit, SeasonAhead
from quality.patterns.queries.counts import DIRECT
from quality.patterns.queries.measured import newest_verdicts, quiet_now

NOT_AGAIN = dt.timedelta(days=250)


def record_verdicts(session: Session, effects: Mapping[int, Effect], stamp: str, *, day: dt.date) -> int:
    """Bring what is said of each measure up to date; gives how many verdicts are new."""
    known = newest_verdicts(session, effects)
    new = 0
    for measure_id, effect in effects.items():
        row = known.get(measure_id)
        if row is None or row.verdict != effect.verdict:
            row = MeasureVerdict(measure_id=measure_id, verdict=effect.verdict.value, said_on=day)
            new += 1
        _fill(row, effect, stamp, day)
        session.add(row)
    session.flush()
    return new


def _fill(row: MeasureVerdict, effect: Effect, stamp: str, day: dt.date) -> None:
    row.checked_on, row.answer_on = day, effect.answer_on
    row.weeks_before, row.before = effect.weeks_before, effect.before
    row.weeks_after, row.after, row.due = effect.weeks_after, effect.after, effect.due
    row.ratio, row.low, row.high = effect.ratio, effect.low, effect.high
    row.days_between, row.days_since = effect.days_between, effect.days_since
    row.method_version, row.inputs_hash = measured.METHOD, stamp


def record_quiet(session: Session, found: Sequence[quiet.QuietUnit], *, day: dt.date) -> int:
    """Note the units that have gone quiet, and those that are heard again; gives how many are new."""
    known = {row.unit_id: row for row in quiet_now(session)}
    fresh = 0
    for unit in found:
        row = known.pop(int(unit.unit), None)
        if row is None:
            row = QuietUnit(unit_id=int(unit.unit), since=unit.start, found_on=day)
            session.add(row)
            fresh += 1
        row.until, row.observed, row.expected, row.checked_on = unit.end, unit.observed, unit.expected, day
        row.since = unit.start
    for row in known.values():
        row.ended_on = day
    session.flush()
    return fresh


def record_ahead(session: Session, found: Sequence[Ahead], *, day: dt.date) -> int:
    """Note what comes soon, once a year for each category and part of the organisation; gives how many are new."""
    codes = dict(session.execute(sa.select(Category.code, Category.id)).all())
    since = day - NOT_AGAIN
    query = sa.select(SeasonAhead.category_id, SeasonAhead.unit_id).where(SeasonAhead.starts_on > since)
    told = {tuple(row) for row in session.execute(query)}
    new = 0
    for ahead in found:
        key = codes.get(ahead.category.removesuffix(DIRECT)), int(ahead.node)
        if key[0] is None or key in told:
            continue
        row = SeasonAhead(category_id=key[0], unit_id=key[1], year=ahead.start.year, told_on=day)
        row.starts_on, row.ends_on, row.usual = ahead.start, ahead.end, ahead.usual
        row.last_year, row.year_before = ahead.last_year, ahead.year_before
        session.add(row)
        new += 1
    session.flush()
    return new


def record_check(session: Session, found: Check, dial: float, *, day: dt.date, now: dt.datetime) -> None:
    """Note a night's check of the detector; a second one the same day takes its place."""
    row = session.scalar(sa.select(PatternCheck).where(PatternCheck.day == day)) or PatternCheck(day=day)
    row.at, row.dial, row.method_version = now, dial, METHOD
    row.months, row.false_files = found.months, found.false_files
    session.add(row)
    session.flush()
