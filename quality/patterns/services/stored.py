"""A finding as its row keeps it: written from what the detector saw, and read again as the detector takes it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.patterns.detect.fewer import still_rare
from quality.patterns.detect.values import (
    Change,
    Kind,
    Level,
    OpenFile,
    PatternFile,
    Scope,
    Settings,
    WeekFigure,
)
from quality.patterns.figures import MOST_WEEKS
from quality.patterns.models import Pattern, PatternApart, PatternCase
from quality.patterns.queries.vanished import vanished_weeks
from quality.patterns.states import RAISED, RUNNING, Origin, PatternState

WAKES_AT = 2.0
YEAR = dt.timedelta(weeks=52)
SETTLED = frozenset({PatternState.DISMISSED, PatternState.FINISHED})


def open_files(session: Session, day: dt.date, settings: Settings) -> list[OpenFile]:
    """What lies on the desk, as the detector takes it: settled and raised files always, the rest until quiet."""
    quiet = day - dt.timedelta(weeks=settings.quiet_weeks)
    rows = session.scalars(sa.select(Pattern).where(Pattern.origin == Origin.ENGINE).order_by(Pattern.id))
    kept = [row for row in rows if row.state in SETTLED | RAISED or _last_signal(row) >= quiet]
    members = members_of(session, [row.id for row in kept])
    return [_open_file(row, members.get(row.id, set())) for row in kept]


def drawn_on(session: Session, now: dt.datetime) -> set[str]:
    """The series of what is raised, and of what was finished within the year: its weeks are drawn on to tonight."""
    finished = sa.and_(Pattern.state == PatternState.FINISHED, Pattern.finished_at > now - YEAR)
    shown = sa.or_(Pattern.state.in_(sorted(RUNNING)), finished)
    return set(session.scalars(sa.select(Pattern.series).where(Pattern.origin == Origin.ENGINE, shown)))


def members_of(session: Session, pattern_ids: Sequence[int]) -> dict[int, set[int]]:
    """The case ids of each pattern."""
    found: dict[int, set[int]] = {}
    query = sa.select(PatternCase.pattern_id, PatternCase.case_id)
    for pattern_id, case_id in session.execute(query.where(PatternCase.pattern_id.in_(pattern_ids))):
        found.setdefault(pattern_id, set()).add(case_id)
    return found


def taken_out(session: Session, series: Sequence[str]) -> dict[str, set[str]]:
    """The cases that people took out of these findings, as the detector names them."""
    found: dict[str, set[str]] = {}
    query = sa.select(Pattern.series, PatternApart.case_id).join(
        PatternApart, PatternApart.pattern_id == Pattern.id
    )
    for number, case_id in session.execute(query.where(Pattern.series.in_(series))):
        found.setdefault(number, set()).add(str(case_id))
    return found


def _last_signal(row: Pattern) -> dt.date:
    return dt.date.fromisoformat(row.evidence["file"]["last_signal"])


def scope_of(row: Pattern) -> Scope:
    """Whose and which cases a stored finding is about."""
    kept = row.evidence["file"]
    return Scope(
        tuple(kept["units"]),
        dt.date.fromisoformat(kept["start"]),
        dt.date.fromisoformat(kept["end"]),
        kept["category"],
        kept["cause"],
        kept["place"],
        kept.get("theme"),
    )


def _open_file(row: Pattern, members: set[int]) -> OpenFile:
    kept = row.evidence["file"]
    return OpenFile(
        row.series,
        Kind(row.kind),
        Level(kept["level"]),
        kept["node"],
        scope_of(row),
        frozenset(map(str, members)),
        dt.date.fromisoformat(kept["last_signal"]),
        kept.get("excess_share", 0.0),
        kept.get("told_at", 0.0),
    )


def less(file: PatternFile, gone: Sequence[tuple[int, dt.date]]) -> PatternFile:
    """The same without cases that are not to be counted; a unit that had no others is no part of it."""
    if not gone:
        return file
    units = Counter(str(unit) for unit, _ in gone)
    weeks = Counter(day - dt.timedelta(days=day.weekday()) for _, day in gone)
    figures = [replace(f, observed=max(0, f.observed - units[f.unit])) for f in file.signal.units]
    signal = replace(
        file.signal,
        units=tuple(f for f in figures if f.observed or not units[f.unit]),
        observed=max(0, file.signal.observed - len(gone)),
    )
    before, after, due = file.signal.observed, signal.observed, signal.expected
    years = still_rare(signal.recurrence_years, before, after, due, signal.variance)
    signal = replace(signal, false_a_year=1 / max(years, 1e-6))
    weekly = tuple(replace(week, observed=max(0, week.observed - weeks[week.monday])) for week in file.weekly)
    return replace(file, signal=signal, weekly=weekly)


def is_again(row: Pattern, file: PatternFile, label: Sequence[str]) -> bool:
    """Whether a finding is about what a stored one was: the same count in much the same units, or most of the label."""
    if file.signal.kind is Kind.THEME:
        known = set(row.evidence.get("label", ()))
        return 2 * len(known & set(label)) > max(len(known), len(label), 1)
    scope, before = file.signal.scope, scope_of(row)
    same = (scope.category, scope.cause, scope.place) == (before.category, before.cause, before.place)
    units, known = set(scope.units), set(before.units)
    return same and 2 * len(units & known) >= min(len(units), len(known))


def wakes(file: PatternFile, row: Pattern) -> bool:
    """Whether something settled is worth a new look: twice as frequent as when it was settled, or in more units."""
    if file.change is Change.WIDENED:
        return True
    return per_week(file) >= WAKES_AT * float(row.evidence.get("settled_per_week", 0.0))


def per_week(file: PatternFile) -> float:
    """Cases a week over the window."""
    days = (file.signal.scope.end - file.signal.scope.start).days + 1
    return 7 * file.signal.observed / days


def evidence(file: PatternFile) -> dict[str, Any]:
    """What the detector saw, as plain values for the page."""
    return {
        "level": file.signal.level.value,
        "node": file.signal.node,
        "units": len(file.signal.units),
        "variance": round(file.signal.variance, 4),
        "weekly": [[week.monday.isoformat(), week.observed, week.expected] for week in file.weekly],
        "earlier": [
            [s.start.isoformat(), s.end.isoformat(), s.observed, round(s.expected, 1)] for s in file.earlier
        ],
        "unaffected": [[int(f.unit), f.observed, f.expected] for f in file.unaffected],
        "settings": file.settings,
        "file": file_values(file, None),
    }


def draw_on(session: Session, row: Pattern, weekly: Sequence[WeekFigure]) -> None:
    """Let the weeks after those it was found by be tonight's, in what is raised; nothing is written where they are.

    The weeks up to the finding stay as they were decided on. Members that have vanished since are counted, as the page
    takes them out of every week.
    """
    gone = vanished_weeks(session, row.id)
    before = row.evidence["weekly"]
    last = row.window_to.isoformat() if row.window_to else ""
    seen = [
        [week.monday.isoformat(), week.observed + gone[week.monday], week.expected]
        for week in weekly
        if week.monday.isoformat() > last
    ]
    drawn = [*(week for week in before if week[0] <= last), *seen][-MOST_WEEKS:]
    if drawn != before:
        row.evidence = row.evidence | {"weekly": drawn}


def file_values(file: PatternFile, before: dict[str, Any] | None) -> dict[str, Any]:
    """What the next night needs to know the file again; a file that was only updated keeps its level and place."""
    scope = file.signal.scope
    moved = file.change is not Change.UPDATED or file.signal.kind is Kind.THEME
    kept = None if moved else before
    return {
        "level": kept["level"] if kept else file.signal.level.value,
        "node": kept["node"] if kept else file.signal.node,
        "units": kept["units"] if kept else list(scope.units),
        "start": scope.start.isoformat(),
        "end": scope.end.isoformat(),
        "category": scope.category,
        "cause": scope.cause,
        "place": scope.place,
        "theme": scope.theme,
        "last_signal": scope.end.isoformat(),
        "excess_share": kept.get("excess_share", 0.0) if kept else file.signal.excess_share,
        "told_at": kept.get("told_at", 0.0) if kept else file.signal.false_a_year,
    }
