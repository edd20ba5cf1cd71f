"""Writing down what the counts say of measures, of units that have gone quiet, and of what comes each year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from quality.patterns.detect import quiet
from quality.patterns.detect.effect import METHOD, Effect
from quality.patterns.models import MeasureVerdict, QuietUnit
from quality.patterns.queries.measured import newest_verdicts, quiet_now


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
    row.method_version, row.inputs_hash = METHOD, stamp


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
