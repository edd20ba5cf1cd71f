"""The list of patterns: the coordinator's desk, and what everybody else may read of what is raised."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases.models.measure import Measure
from quality.cases.states import MEASURE_OPEN
from quality.core.text import N_, Message
from quality.organisation.models import Municipality
from quality.patterns import compose, policy
from quality.patterns.compose import desk as sentences
from quality.patterns.detect.values import WORK, Settings, Status
from quality.patterns.detect.young import Gap, NotYet, a_year, not_yet
from quality.patterns.models import Pattern, PatternMeasure, PatternScan, PatternUnit, QuietUnit
from quality.patterns.queries.members import Members, members_by_pattern
from quality.patterns.queries.said import who_said
from quality.patterns.queries.told import Names, names, same_story, title, told
from quality.patterns.queries.vanished import NOTHING, Vanished, vanished
from quality.patterns.queries.woken import why_woken
from quality.patterns.states import RUNNING, Origin, PatternState

DIAL = "false_files_a_month"
SPARK_WEEKS = 26


def chosen_dial(municipality: Municipality | None) -> float:
    """How many false findings a month the coordinators put up with, for thirty units."""
    chosen = municipality.settings.get(DIAL) if municipality else None
    return float(chosen) if chosen else Settings().false_files_a_month


@dataclass(frozen=True)
class Entry:
    """A pattern as the list shows it."""

    pattern: Pattern
    title: str | Message
    reason: list[Message]
    strength: Message | None
    weekly: list[int]
    missing: list[Message]
    quiet_since: dt.date | None
    woken: Message | None = None
    said_by: Message | None = None


@dataclass(frozen=True)
class Desk:
    """All that one reader may see of patterns, sorted into what to do with it."""

    findings: list[Entry]
    nominated: list[Entry]
    watched: list[Entry]
    handed: list[Entry]
    information: list[Entry]
    raised: list[Entry]
    scan: PatternScan | None
    status: list[Message]
    not_yet: list[Message]
    dial: Message

    @property
    def young(self) -> bool:
        """Whether there is too little to go by for some of it, so that reading helps."""
        return bool(self.status or self.not_yet)


DIALS = ("0.1", "0.3", "1", "2")


def dial_choices(session: Session, day: dt.date) -> dict[str, Message]:
    """What each setting of the dial costs in false alarms here."""
    scan = last_scan(session, day)
    return {value: sentences.false_alarms(_here(float(value), scan)) for value in DIALS}


def desk(
    session: Session, actor: Actor, municipality: Municipality | None, day: dt.date, language: str
) -> Desk:
    """Findings by strength, then what is followed, then what is raised."""
    scan = last_scan(session, day) if actor.everywhere(Act.PATTERN_REVIEW) else None
    states = [PatternState.CANDIDATE, PatternState.WATCHED, PatternState.HANDED, *sorted(RUNNING)]
    found = entries(session, actor, states, scan, day, language)
    fresh = _with_what_was_said(session, [e for e in found if e.pattern.state is PatternState.CANDIDATE])
    rises = [e for e in fresh if e.pattern.kind in WORK]
    return Desk(
        findings=[e for e in rises if e.pattern.origin is not Origin.NOMINATED],
        nominated=[e for e in rises if e.pattern.origin is Origin.NOMINATED],
        watched=[e for e in found if e.pattern.state is PatternState.WATCHED],
        handed=[e for e in found if e.pattern.state is PatternState.HANDED],
        information=_information(session, fresh),
        raised=[e for e in found if e.pattern.state in RUNNING],
        scan=scan,
        status=_status(scan),
        not_yet=_not_yet(scan),
        dial=sentences.false_alarms(_here(chosen_dial(municipality), scan)),
    )


def _with_what_was_said(session: Session, fresh: list[Entry]) -> list[Entry]:
    known = why_woken(session, [entry.pattern.id for entry in fresh]) if fresh else {}
    said = who_said(session, [entry.pattern for entry in fresh])
    return [
        replace(entry, woken=known.get(entry.pattern.id), said_by=said.get(entry.pattern.id))
        for entry in fresh
    ]


def _information(session: Session, fresh: list[Entry]) -> list[Entry]:
    """What is told and not worked on; a unit that is asked why it has gone quiet is not told of twice."""
    found = [e for e in fresh if e.pattern.kind not in WORK and e.quiet_since is None]
    silent = (
        sa.select(PatternUnit.pattern_id)
        .join(QuietUnit, QuietUnit.unit_id == PatternUnit.unit_id)
        .where(PatternUnit.pattern_id.in_([e.pattern.id for e in found]), QuietUnit.ended_on.is_(None))
    )
    asked = set(session.scalars(silent)) if found else set()
    return [e for e in found if e.pattern.id not in asked or e.pattern.observed >= e.pattern.expected]


def count_of_findings(actor: Actor) -> sa.Select[int]:
    """How many findings and nominations wait for a decision, to be asked for together with other counts."""
    fresh = (Pattern.state == PatternState.CANDIDATE, Pattern.kind.in_(sorted(WORK)), policy.visible(actor))
    return sa.select(sa.func.count(Pattern.id)).where(*fresh)


def handed_to(session: Session, actor: Actor, day: dt.date, language: str) -> list[Entry]:
    """Findings that wait for the answer of a unit which the person leads."""
    if not actor.reach(Act.PATTERN_ANSWER):
        return []
    found = entries(session, actor, [PatternState.HANDED], None, day, language)
    members = members_by_pattern(session, actor, [entry.pattern.id for entry in found])
    return [_outward(entry, members[entry.pattern.id]) for entry in found]


def _outward(entry: Entry, members: Members) -> Entry:
    """The card without the numbers that the page keeps from the same reader."""
    if members.exact:
        return entry
    counted = entry.reason and entry.pattern.origin is Origin.ENGINE
    return replace(entry, reason=[Message(N_("Flere avvik enn ventet."))] if counted else [], weekly=[])


def count_of_handed(actor: Actor) -> sa.Select[int]:
    """How many of them there are."""
    waiting = (Pattern.state == PatternState.HANDED, policy.visible(actor))
    return sa.select(sa.func.count(Pattern.id)).where(*waiting)


def last_scan(session: Session, day: dt.date) -> PatternScan | None:
    """The newest scan up to a day; one of a later day is what a clock that was wrong has left."""
    query = sa.select(PatternScan).where(PatternScan.day <= day)
    return session.scalar(query.order_by(PatternScan.day.desc()).limit(1))


def _status(scan: PatternScan | None) -> list[Message]:
    if scan is None:
        return [Message(N_("Vi har ikke sett gjennom sakene ennå. Det skjer hver natt."))]
    if scan.status != Status.LITTLE_DATA:
        return []
    least: dict[str, Any] = scan.settings
    on = next((lacking.on for lacking in _lacking(scan) if lacking.gap is Gap.RISES), None)
    return sentences.little_data(scan.weeks, scan.cases, least["least_weeks"], least["least_cases"], on)


def _not_yet(scan: PatternScan | None) -> list[Message]:
    """What the counts cannot tell yet beside the findings themselves."""
    if scan is None:
        return []
    number = a_year(scan.weeks, scan.cases)
    lacking = [each for each in _lacking(scan) if each.gap is not Gap.RISES]
    return [sentences.not_yet(each.gap, each.on, number) for each in lacking]


def _lacking(scan: PatternScan) -> tuple[NotYet, ...]:
    return not_yet(scan.weeks, scan.cases, scan.day, Settings())


def _here(dial: float, scan: PatternScan | None) -> float:
    """False findings a month in a municipality with so many units."""
    settings = Settings(false_files_a_month=dial)
    return settings.false_files(scan.units if scan else settings.per_units)


def entries(
    session: Session,
    actor: Actor,
    states: list[PatternState],
    scan: PatternScan | None,
    day: dt.date,
    language: str,
    *more: sa.ColumnElement[bool],
) -> list[Entry]:
    """The patterns in these states that the reader may see, most unusual first."""
    query = (
        sa.select(Pattern)
        .options(joinedload(Pattern.owner), joinedload(Pattern.watch))
        .where(Pattern.state.in_(states), policy.visible(actor), *more)
        .order_by(Pattern.recurrence_years.desc(), Pattern.found_at.desc(), Pattern.id)
    )
    rows = list(session.scalars(query))
    known = names(session, language)
    late = _measures(session, [row.id for row in rows if row.state in RUNNING], day)
    lost = vanished(session, actor, [row.id for row in rows])
    return [_entry(row, known, late.get(row.id), scan, lost.get(row.id, NOTHING)) for row in rows]


@dataclass(frozen=True)
class _Measures:
    """How many there are, how many are late, and how many were decided on since it last came back."""

    number: int
    late: int
    fresh: int


def _measures(session: Session, pattern_ids: list[int], day: dt.date) -> dict[int, _Measures]:
    if not pattern_ids:
        return {}
    is_late = sa.and_(Measure.state.in_(sorted(MEASURE_OPEN)), Measure.due_on < day)
    is_fresh = sa.or_(Pattern.returned_at.is_(None), Measure.created_at > Pattern.returned_at)
    query = (
        sa.select(
            PatternMeasure.pattern_id,
            sa.func.count(),
            sa.func.sum(sa.case((is_late, 1), else_=0)),
            sa.func.sum(sa.case((is_fresh, 1), else_=0)),
        )
        .join(Measure, Measure.id == PatternMeasure.measure_id)
        .join(Pattern, Pattern.id == PatternMeasure.pattern_id)
        .where(PatternMeasure.pattern_id.in_(pattern_ids))
        .group_by(PatternMeasure.pattern_id)
    )
    rows = session.execute(query)
    return {number: _Measures(count, int(late), int(fresh)) for number, count, late, fresh in rows}


def _entry(
    row: Pattern, known: Names, measures: _Measures | None, scan: PatternScan | None, lost: Vanished
) -> Entry:
    about = told(row, known, lost)
    found = row.origin is Origin.ENGINE
    quiet = found and scan and row.window_to and row.window_to < _last_week(scan)
    reason = [compose.counted(about)]
    if about.kind in WORK:
        reason.append(compose.how_rare(about))
    if story := same_story(row, lost):
        reason.append(story)
    return Entry(
        row,
        title(row, known, lost),
        reason if found else [compose.gathered(about.observed, about.units)],
        compose.strength(about) if found else None,
        weekly_seen(row, lost)[-SPARK_WEEKS:],
        _missing(row, measures) if row.state in RUNNING else [],
        row.window_to if quiet else None,
    )


def weekly_seen(row: Pattern, lost: Vanished) -> list[int]:
    """What was seen week by week, without the members that the reader may not count."""
    gone = lost.by_week()
    return [
        max(0, int(seen) - gone[dt.date.fromisoformat(monday)])
        for monday, seen, _ in row.evidence.get("weekly", ())
    ]


def _last_week(scan: PatternScan) -> dt.date:
    return scan.day - dt.timedelta(days=scan.day.weekday() + 1)


def _missing(row: Pattern, measures: _Measures | None) -> list[Message]:
    said = []
    if row.owner_id is None:
        said.append(Message(N_("Mangler eier")))
    if measures is None:
        said.append(Message(N_("Mangler tiltak")))
    elif measures.late:
        said.append(Message(N_("Tiltak over frist")))
    elif not measures.fresh:
        said.append(Message(N_("Mangler nytt tiltak")))
    return said
