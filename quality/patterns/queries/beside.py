"""What lies beside the findings on the desk: quiet units, seasons, the self-check, and what to read meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases import policy as case_policy
from quality.cases.defaults import UNSORTED
from quality.cases.kinds import CaseKind
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount
from quality.core.text import Message
from quality.organisation.models import Unit
from quality.patterns import compose
from quality.patterns.compose import desk as sentences
from quality.patterns.models import MeasureVerdict, PatternCheck, QuietUnit, SeasonAhead
from quality.patterns.queries.alike import told_in_several

CHECKS_POOLED = 120
READING_WEEKS = 13
READING_LEAST, READING_UNITS, READING_MOST = 3, 2, 8
ALIKE_WEEKS = 17


@dataclass(frozen=True)
class Question:
    """A unit that has gone quiet, as a question."""

    unit: str
    public_id: str
    text: Message


def quiet_questions(session: Session, actor: Actor) -> list[Question]:
    """Units gone quiet that the reader reviews or leads, in the organisation's own order."""
    query = (
        sa.select(QuietUnit, Unit)
        .join(Unit, Unit.id == QuietUnit.unit_id)
        .where(QuietUnit.ended_on.is_(None))
        .order_by(Unit.position, Unit.id)
    )
    if not actor.everywhere(Act.PATTERN_REVIEW):
        query = query.where(QuietUnit.unit_id.in_(actor.reach(Act.PATTERN_ANSWER)))
    return [
        Question(
            unit.name, unit.public_id, sentences.quiet(unit.name, row.observed, row.expected, weeks(row))
        )
        for row, unit in session.execute(query)
    ]


def weeks(row: QuietUnit) -> int:
    """How long it has been quiet."""
    return round(((row.until - row.since).days + 1) / 7)


def seasons(session: Session, names: dict[int, str], day: dt.date) -> list[Message]:
    """What comes each year at about this time, the nearest first."""
    query = sa.select(SeasonAhead, Unit.name).join(Unit, Unit.id == SeasonAhead.unit_id)
    query = query.where(SeasonAhead.ends_on >= day).order_by(SeasonAhead.starts_on, SeasonAhead.id)
    return [
        sentences.season_ahead(
            names.get(row.category_id, ""), where, row.starts_on, row.last_year, row.year_before
        )
        for row, where in session.execute(query)
    ]


def self_check(session: Session) -> Message | None:
    """How many files the detector makes of nothing, over the newest nights; None before the first."""
    false_files, months = pooled_checks(session)
    return sentences.checked(false_files, months) if months else None


def pooled_checks(session: Session) -> tuple[int, float]:
    """Files that the newest checks made of nothing, and in how many months."""
    query = sa.select(PatternCheck.months, PatternCheck.false_files).order_by(PatternCheck.day.desc())
    rows = session.execute(query.limit(CHECKS_POOLED)).all()
    return sum(row.false_files for row in rows), sum(row.months for row in rows)


@dataclass(frozen=True)
class Reading:
    """Cases to read oneself, while the counts cannot tell: those that tell the same as one, or of a category."""

    name: str
    text: Message
    since: dt.date
    code: str = ""
    alike: str = ""


def reading_list(session: Session, actor: Actor, names: dict[int, str], day: dt.date) -> list[Reading]:
    """What several units tell alike, then what they report most; nothing says that it is unusual."""
    alike = _told_alike(session, actor, names, day)
    known = {item.name for item in alike}
    rest = [item for item in _reported(session, actor, names, day) if item.name not in known]
    return [*alike, *rest][:READING_MOST]


def _told_alike(session: Session, actor: Actor, names: dict[int, str], day: dt.date) -> list[Reading]:
    since = day - dt.timedelta(weeks=ALIKE_WEEKS)
    return [
        Reading(
            names[each.category_id],
            sentences.told_alike(each.cases, each.units),
            since,
            alike=each.public_id,
        )
        for each in told_in_several(session, actor, since)
    ]


def _reported(session: Session, actor: Actor, names: dict[int, str], day: dt.date) -> list[Reading]:
    since = day - dt.timedelta(days=day.weekday(), weeks=READING_WEEKS)
    number, units = sa.func.sum(CaseCount.count), sa.func.count(sa.distinct(CaseCount.unit_id))
    query = (
        sa.select(Category.id, Category.code, number, units)
        .join(Category, Category.id == CaseCount.category_id)
        .where(
            CaseCount.grain == "week",
            CaseCount.kind == CaseKind.DEVIATION,
            CaseCount.starts_on >= since,
            CaseCount.count > 0,
            Category.code != UNSORTED,
            case_policy.countable(actor, CaseCount),
        )
        .group_by(Category.id, Category.code)
        .having(number >= READING_LEAST, units >= READING_UNITS)
        .order_by(number.desc(), Category.code)
        .limit(READING_MOST)
    )
    return [
        Reading(names[category], compose.gathered(int(count), int(places)), since, code)
        for category, code, count, places in session.execute(query)
    ]


def verdicts(session: Session, measure_ids: Iterable[int]) -> dict[int, MeasureVerdict]:
    """What the counts say now of each measure, by its id."""
    newest = (
        sa.select(sa.func.max(MeasureVerdict.id))
        .where(MeasureVerdict.measure_id.in_(list(measure_ids)))
        .group_by(MeasureVerdict.measure_id)
    )
    rows = session.scalars(sa.select(MeasureVerdict).where(MeasureVerdict.id.in_(newest)))
    return {row.measure_id: row for row in rows}
