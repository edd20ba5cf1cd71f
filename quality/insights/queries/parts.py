"""Reads behind the pages of causes, times, measures and hand-overs: always the very cases that are counted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import CaseKind, Factor, Part
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.flow import CaseParty
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries.listing import answer_unknown
from quality.cases.states import CaseState, MeasureState
from quality.core.clock import at_local, local_date
from quality.insights.compose.asked import Asked, Steps
from quality.insights.queries import Ground
from quality.insights.queries.counts import read_behind, seen_behind, step_number
from quality.learning.models import Note, Uptake
from quality.learning.states import NoteState, UptakeState

PLACES = 12
CURVES = 6
JUDGED = (MeasureState.WORKED, MeasureState.PARTLY, MeasureState.FAILED)


def causes(session: Session, actor: Actor, asked: Asked, where: Ground) -> tuple[Counter[Factor], int, int]:
    """Deviations by cause, how many have one, and how many there are. A case with two causes counts for both."""
    behind = [*read_behind(actor, asked, where), Case.kind == CaseKind.DEVIATION]
    known = CaseFactor.factor != Factor.UNKNOWN
    number = sa.func.count(sa.distinct(CaseFactor.case_id))
    query = sa.select(CaseFactor.factor, number).join(Case, Case.id == CaseFactor.case_id)
    found = Counter(dict(session.execute(query.where(*behind, known).group_by(CaseFactor.factor)).all()))
    some = sa.select(CaseFactor.case_id).where(CaseFactor.case_id == Case.id, known).exists()
    both = sa.select(sa.func.count(Case.id), sa.func.sum(sa.case((some, 1), else_=0))).where(*behind)
    total, with_one = session.execute(both).one()
    return found, int(with_one or 0), int(total)


def places(
    session: Session, actor: Actor, asked: Asked, where: Ground
) -> tuple[list[tuple[str, int]], int, int]:
    """The places most often named, how many cases name one, and how many more places there are.

    Only where the reader sees them as they were written.
    """
    number = sa.func.count(Case.id)
    these = [*seen_behind(actor, asked, where), Case.place != "", policy.readable_plain(actor)]
    query = sa.select(Case.place, number, sa.func.sum(number).over(), sa.func.count().over())
    query = query.where(*these).group_by(Case.place).order_by(number.desc(), Case.place).limit(PLACES)
    found = session.execute(query).all()
    if not found:
        return [], 0, 0
    named, different = int(found[0][2]), int(found[0][3])
    return [(place, int(count)) for place, count, _, _ in found], named, different - len(found)


def durations(
    session: Session, actor: Actor, asked: Asked, where: Ground, closing: bool
) -> dict[dt.date, Counter[int]]:
    """For cases of each step: how many took so many whole days to be answered, or closed."""
    return durations_of(session, asked.steps, seen_behind(actor, asked, where), closing)


def durations_of(
    session: Session, steps: Steps, these: Iterable[ColumnElement[bool]], closing: bool
) -> dict[dt.date, Counter[int]]:
    """As durations(), for the cases that these conditions choose; each must have occurred in one of the steps."""
    ended = Case.closed_at if closing else Case.answered_at
    done = [ended.is_not(None), *([Case.state == CaseState.CLOSED] if closing else [])]
    step = step_number(steps, steps.first_day)
    days = days_between(session, Case.registered_at, ended)
    query = sa.select(step.label("step"), days.label("days"), sa.func.count(Case.id))
    query = query.where(*these, *done).group_by(sa.text("step"), sa.text("days"))
    found: dict[dt.date, Counter[int]] = {}
    for place, length, count in session.execute(query):
        found.setdefault(steps.starts[place], Counter())[max(0, int(length))] += int(count)
    return found


def answers_unknown(session: Session, actor: Actor, asked: Asked, where: Ground) -> Counter[dt.date]:
    """How many cases of each step were brought in without a known answer: they belong in no time to one."""
    return answers_unknown_of(session, asked.steps, seen_behind(actor, asked, where))


def answers_unknown_of(
    session: Session, steps: Steps, these: Iterable[ColumnElement[bool]]
) -> Counter[dt.date]:
    """As answers_unknown(), for the cases that these conditions choose."""
    step = step_number(steps, steps.first_day)
    query = sa.select(step.label("step"), sa.func.count(Case.id)).where(*these, answer_unknown())
    rows = session.execute(query.group_by(sa.text("step")))
    return Counter({steps.starts[place]: int(count) for place, count in rows})


def days_between(session: Session, start: Any, end: Any) -> ColumnElement[int]:
    """Whole days between two instants."""
    if session.get_bind().dialect.name == "postgresql":
        return sa.cast(sa.func.floor(sa.func.extract("epoch", end - start) / 86_400), sa.Integer)
    seconds = [sa.cast(sa.func.strftime("%s", at), sa.Integer) for at in (end, start)]
    return (seconds[0] - seconds[1]) // 86_400


def pairs(session: Session, actor: Actor, asked: Asked, where: Ground) -> Counter[tuple[int, int]]:
    """Cases in which another unit had a part: the owner, and the unit where it happened or that it concerns."""
    return pairs_of(session, read_behind(actor, asked, where))


def pairs_of(session: Session, these: Iterable[ColumnElement[bool]]) -> Counter[tuple[int, int]]:
    """As pairs(), for the cases that these conditions choose."""
    behind = sa.and_(*these)
    happened = sa.select(
        Case.id.label("case_id"), Case.unit_id, Case.happened_unit_id.label("other_id")
    ).where(behind, Case.happened_unit_id.is_not(None), Case.happened_unit_id != Case.unit_id)
    party = aliased(CaseParty)
    concerned = (
        sa.select(Case.id, Case.unit_id, party.unit_id)
        .join(party, party.case_id == Case.id)
        .where(behind, party.part == Part.CONCERNS, party.unit_id != Case.unit_id)
    )
    both = sa.union(happened, concerned).subquery()
    query = sa.select(both.c.unit_id, both.c.other_id, sa.func.count())
    return Counter(
        {(a, b): n for a, b, n in session.execute(query.group_by(both.c.unit_id, both.c.other_id))}
    )


def outcomes(
    session: Session, actor: Actor, asked: Asked, where: Ground
) -> list[tuple[dt.date, MeasureState, str]]:
    """Measures of the counted cases: the day each was done, whether it worked, and its strength."""
    counted = sa.select(Case.id).where(*read_behind(actor, asked, where))
    query = (
        sa.select(Measure.done_at, Measure.state, Measure.strength)
        .where(
            Measure.id.in_(sa.select(CaseMeasure.measure_id).where(CaseMeasure.case_id.in_(counted))),
            Measure.state.in_((*JUDGED, MeasureState.DONE)),
            Measure.done_at.is_not(None),
        )
        .order_by(Measure.done_at)
    )
    return [(local_date(at), state, strength) for at, state, strength in session.execute(query) if at]


def uptake(session: Session, asked: Asked) -> list[tuple[str, str, list[dt.date]]]:
    """The notes of the period that most units use: id, title, and the day from which each unit does."""
    in_use = (UptakeState.ADOPTED, UptakeState.ADAPTED)
    since, until = at_local(asked.steps.first_day), at_local(asked.steps.final_day + dt.timedelta(1))
    number = sa.func.count(Uptake.id).label("number")
    best = (
        sa.select(Note.id, Note.public_id, Note.title)
        .join(Uptake, Uptake.note_id == Note.id)
        .where(
            Note.state == NoteState.PUBLISHED,
            Note.published_at >= since,
            Note.published_at < until,
            Uptake.state.in_(in_use),
            Uptake.answered_at.is_not(None),
        )
        .group_by(Note.id, Note.public_id, Note.title)
        .order_by(number.desc(), Note.id)
        .limit(CURVES)
    )
    notes = session.execute(best).all()
    days: dict[int, list[dt.date]] = {row.id: [] for row in notes}
    answers = sa.select(Uptake.note_id, Uptake.answered_at).where(
        Uptake.note_id.in_(days), Uptake.state.in_(in_use), Uptake.answered_at.is_not(None)
    )
    for note_id, at in session.execute(answers.order_by(Uptake.answered_at)):
        if at:
            days[note_id].append(local_date(at))
    return [(row.public_id, row.title, days[row.id]) for row in notes]
