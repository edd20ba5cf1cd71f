"""Which measures the counts can be asked about, and what they were to prevent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.case import Case
from quality.cases.models.measure import CaseMeasure, Measure
from quality.core.clock import at_local, local_date
from quality.patterns.detect import values
from quality.patterns.detect.effect import Question
from quality.patterns.detect.values import WORK
from quality.patterns.models import (
    MeasureVerdict,
    Pattern,
    PatternMeasure,
    PatternUnit,
    QuietUnit,
    SeasonAhead,
)
from quality.patterns.queries.beside import pooled_checks
from quality.patterns.queries.common import Common, common_to
from quality.patterns.queries.counts import Categories
from quality.patterns.states import Origin

FOLLOWED_DAYS = 730
STORY_DAYS = 364


@dataclass(frozen=True)
class _Done:
    """A measure that is in place."""

    id: int
    unit_id: int | None
    done_at: dt.datetime


def questions(
    session: Session, categories: Categories, units: Sequence[values.Unit], day: dt.date
) -> dict[int, Question]:
    """Measures that were done in the last two years, by id, with the cases that they were to prevent."""
    done = sa.and_(
        Measure.done_at.is_not(None),
        Measure.done_at >= at_local(day - dt.timedelta(days=FOLLOWED_DAYS)),
    )
    return _of_cases(session, categories, units, done) | _of_patterns(session, categories, units, done)


def _of_cases(
    session: Session, categories: Categories, units: Sequence[values.Unit], done: sa.ColumnElement[bool]
) -> dict[int, Question]:
    query = (
        sa.select(Measure.id, Measure.unit_id, Measure.done_at, Case.category_id)
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(done)
        .order_by(Measure.id, Case.id.desc())
    )
    return {
        number: Question(under(units, [str(unit)]), local_date(at), categories.by_id[category].key)
        for number, unit, at, category in session.execute(query)
        if at is not None
    }


def _of_patterns(
    session: Session, categories: Categories, units: Sequence[values.Unit], done: sa.ColumnElement[bool]
) -> dict[int, Question]:
    found = {}
    for measure, pattern in _done_against_patterns(session, done):
        common = common_to(session, pattern)
        if common is None:
            continue
        # What the scan found says itself what it counts; a category there may be a whole main category.
        kept = pattern.evidence.get("file")
        keys = [kept["category"]] if kept else _keys(categories, common)
        found[measure.id] = Question(
            _where(session, units, measure, pattern),
            local_date(measure.done_at),
            keys[0] if keys else None,
            common.cause or None,
            common.place or None,
            also=tuple(keys[1:]),
            wide=common.wide,
        )
    return found


def story_questions(
    session: Session, units: Sequence[values.Unit], day: dt.date, since: dt.date
) -> dict[int, Question]:
    """The same for measures against cases that share nothing but what they tell; `story` is the pattern's id.

    Texts are not remembered long, so that only a year's measures are asked about; nothing is known before `since`.
    """
    done = Measure.done_at >= at_local(day - dt.timedelta(days=STORY_DAYS))
    return {
        measure.id: Question(
            _where(session, units, measure, pattern),
            local_date(measure.done_at),
            story=str(pattern.id),
            since=since,
        )
        for measure, pattern in _done_against_patterns(session, done)
        if common_to(session, pattern) is None
    }


def _done_against_patterns(session: Session, done: sa.ColumnElement[bool]) -> list[tuple[_Done, Pattern]]:
    query = (
        sa.select(Measure.id, Measure.unit_id, Measure.done_at, Pattern)
        .join(PatternMeasure, PatternMeasure.measure_id == Measure.id)
        .join(Pattern, Pattern.id == PatternMeasure.pattern_id)
        .where(done)
        .order_by(Measure.id)
    )
    return [(_Done(number, unit, at), pattern) for number, unit, at, pattern in session.execute(query) if at]


def _keys(categories: Categories, common: Common) -> list[str]:
    known = [categories.by_id[number] for number in common.category_ids]
    return sorted({each.main if common.whole else each.key for each in known})


def _where(
    session: Session, units: Sequence[values.Unit], measure: _Done, pattern: Pattern
) -> tuple[str, ...]:
    """The pattern's units that the measure is for; all of them where it is for something above or beside them."""
    kept = pattern.evidence.get("file")
    mine = kept["units"] if kept else [str(number) for number in _unit_ids(session, pattern)]
    own = set(under(units, [str(measure.unit_id)])) & set(mine)
    return tuple(sorted(own or mine))


def _unit_ids(session: Session, pattern: Pattern) -> Sequence[int]:
    query = sa.select(PatternUnit.unit_id).where(PatternUnit.pattern_id == pattern.id)
    return session.scalars(query.order_by(PatternUnit.unit_id)).all()


def under(units: Sequence[values.Unit], keys: Iterable[str]) -> tuple[str, ...]:
    """The keys of these units and of all below them."""
    above = set(keys)
    return tuple(unit.key for unit in units if unit.key in above or above.intersection(unit.above))


def newest_verdicts(session: Session, measure_ids: Iterable[int] | None = None) -> dict[int, MeasureVerdict]:
    """What is said now of each measure, by the measure's id; of all that are followed when none are named."""
    newest = sa.select(sa.func.max(MeasureVerdict.id)).group_by(MeasureVerdict.measure_id)
    if measure_ids is not None:
        newest = newest.where(MeasureVerdict.measure_id.in_(list(measure_ids)))
    rows = session.scalars(sa.select(MeasureVerdict).where(MeasureVerdict.id.in_(newest)))
    return {row.measure_id: row for row in rows}


def quiet_now(session: Session) -> list[QuietUnit]:
    """The units that are quiet now, by unit."""
    query = sa.select(QuietUnit).where(QuietUnit.ended_on.is_(None)).order_by(QuietUnit.unit_id)
    return list(session.scalars(query))


def seasons_ahead(session: Session, day: dt.date) -> list[SeasonAhead]:
    """What comes at about this time each year and has not ended yet, the nearest first."""
    query = sa.select(SeasonAhead).where(SeasonAhead.ends_on >= day)
    return list(session.scalars(query.order_by(SeasonAhead.starts_on, SeasonAhead.id)))


def real_false_rate(session: Session) -> float | None:
    """Files a month that the detector makes of simulated quiet, over the newest checks; None before the first."""
    false_files, months = pooled_checks(session)
    return false_files / months if months else None


def newest_findings(session: Session, most: int) -> list[Pattern]:
    """The newest findings of the detector itself."""
    query = sa.select(Pattern).where(Pattern.origin == Origin.ENGINE, Pattern.kind.in_(sorted(WORK)))
    return list(session.scalars(query.order_by(Pattern.id.desc()).limit(most)))
