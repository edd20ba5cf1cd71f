"""The nightly look at measures and at units that have gone quiet."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.states import MeasureState
from quality.core.clock import at_local
from quality.core.db import transaction
from quality.patterns import jobs
from quality.patterns.detect.effect import Effect
from quality.patterns.models import MeasureVerdict, PatternCheck, PatternMeasure, QuietUnit, SeasonAhead
from quality.patterns.queries.measured import newest_verdicts, quiet_now, real_false_rate
from quality.patterns.services.make import make_pattern
from tests.cast import Cast
from tests.conftest import Clock
from tests.patterns.town import NOISE, PLANTED, report


def counted(session: Session, case: Case, category: str, week: dt.date, number: int) -> None:
    """So many cases of a category in a week, as the kept counts hold them."""
    category_id = session.scalars(sa.select(Category.id).where(Category.code == category)).one()
    values = {"kind": case.kind, "severity": 0, "access": case.access, "closed": True, "count": number}
    session.add(
        CaseCount(grain="week", starts_on=week, unit_id=case.unit_id, category_id=category_id, **values)
    )


def two_years(session: Session, cast: Cast, time: Clock, done: int) -> Measure:
    """Two cases a week of one kind until a measure was done so many weeks ago, and two of another all the time."""
    case = report(session, cast.actor(cast.employee), cast.north, PLANTED, cast.day, time.now)
    other = report(session, cast.actor(cast.employee), cast.south, PLANTED, cast.day, time.now)
    monday = cast.day - dt.timedelta(days=cast.day.weekday())
    for week in range(1, 110):
        start = monday - dt.timedelta(weeks=week)
        counted(session, case, NOISE[0], start, 2)
        counted(session, other, NOISE[0], start, 2 if week > 26 else 0)
        counted(session, other, NOISE[1], start, 1 if week > 30 else 0)
        if week > done:
            counted(session, case, PLANTED, start, 2)
    done_on = monday - dt.timedelta(weeks=done)
    measure = Measure(
        title="Fast mottaker hver vakt",
        state=MeasureState.DONE,
        unit_id=case.unit_id,
        created_at=time.now,
        done_at=at_local(done_on, 9),
    )
    session.add(measure)
    session.flush()
    session.add(CaseMeasure(case_id=case.id, measure_id=measure.id))
    return measure


def verdicts(session: Session) -> list[MeasureVerdict]:
    session.expire_all()
    return list(session.scalars(sa.select(MeasureVerdict).order_by(MeasureVerdict.id)))


def test_a_measure_that_worked_is_told_as_an_effect(cast: Cast, session: Session, time: Clock) -> None:
    with transaction() as writing:
        measure = two_years(writing, cast, time, 20)
    jobs.follow(time.now)
    [row] = verdicts(session)
    assert (row.measure_id, row.verdict, row.after) == (measure.id, "effect", 0)
    assert row.due > 20
    assert newest_verdicts(session)[measure.id].id == row.id


def test_a_measure_of_what_a_person_made_is_judged_by_the_category_its_cases_share(
    cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        measure = two_years(writing, cast, time, 20)
        case = writing.scalars(sa.select(Case).where(Case.unit_id == cast.north.id)).one()
        again = report(writing, cast.actor(cast.employee), cast.north, PLANTED, cast.day, time.now)
        made = make_pattern(writing, cast.actor(cast.coordinator), "Utskriving", [case, again], now=time.now)
        writing.execute(sa.delete(CaseMeasure))
        writing.add(PatternMeasure(pattern_id=made.id, measure_id=measure.id))
    jobs.follow(time.now)
    [row] = verdicts(session)
    assert (row.measure_id, row.verdict, row.after) == (measure.id, "effect", 0)


def test_a_second_night_adds_no_row_and_brings_the_figures_up_to_date(
    cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        two_years(writing, cast, time, 20)
    assert jobs.follow(time.now) >= 1
    assert jobs.follow(time.move(days=8)) == 0
    [row] = verdicts(session)
    assert row.weeks_after == 21
    assert row.checked_on > row.said_on


def test_following_that_is_killed_half_way_says_the_rest_the_next_time_and_nothing_twice(
    cast: Cast, session: Session, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as writing:
        first = two_years(writing, cast, time, 20)
        [case] = writing.scalars(sa.select(CaseMeasure.case_id))
        other = Measure(
            title="Ny liste",
            state=MeasureState.DONE,
            unit_id=first.unit_id,
            created_at=time.now,
            done_at=first.done_at,
        )
        writing.add(other)
        writing.flush()
        writing.add(CaseMeasure(case_id=case, measure_id=other.id))
    record, calls = jobs.record_verdicts, list[int]()

    def killed(session: Session, effects: dict[int, Effect], stamp: str, *, day: dt.date) -> int:
        if calls:
            raise KeyboardInterrupt
        calls.append(len(effects))
        return record(session, effects, stamp, day=day)

    monkeypatch.setattr(jobs, "VERDICTS", 1)
    monkeypatch.setattr(jobs, "record_verdicts", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.follow(time.now)
    assert [row.measure_id for row in verdicts(session)] == [first.id]
    session.rollback()
    monkeypatch.setattr(jobs, "record_verdicts", record)
    for _ in range(2):
        jobs.follow(time.now)
    assert [row.measure_id for row in verdicts(session)] == [first.id, other.id]


def test_a_measure_done_last_week_is_too_early_with_a_day(cast: Cast, session: Session, time: Clock) -> None:
    with transaction() as writing:
        two_years(writing, cast, time, 1)
    jobs.follow(time.now)
    [row] = verdicts(session)
    assert row.verdict == "too_early"
    assert row.answer_on is not None
    assert row.answer_on > cast.day


def test_a_unit_that_went_quiet_is_noted_and_let_go_when_it_is_heard_again(
    cast: Cast, session: Session, time: Clock
) -> None:
    with transaction() as writing:
        two_years(writing, cast, time, 20)
    jobs.follow(time.now)
    [row] = quiet_now(session)
    assert row.unit_id == cast.south.id
    assert row.observed < row.expected / 2
    with transaction() as writing:
        writing.execute(sa.update(CaseCount).where(CaseCount.unit_id == cast.south.id).values(count=2))
        case = writing.scalars(sa.select(Case).where(Case.unit_id == cast.south.id)).first()
        assert case is not None
        monday = cast.day - dt.timedelta(days=cast.day.weekday())
        for week in range(1, 30):
            counted(writing, case, NOISE[2], monday - dt.timedelta(weeks=week), 3)
    jobs.follow(time.move(days=1))
    assert quiet_now(session) == []
    assert session.scalars(sa.select(QuietUnit.ended_on)).one() is not None


def test_what_comes_each_year_is_told_once(cast: Cast, session: Session, time: Clock) -> None:
    monday = cast.day - dt.timedelta(days=cast.day.weekday())
    with transaction() as writing:
        case = report(writing, cast.actor(cast.employee), cast.north, PLANTED, cast.day, time.now)
        other = report(writing, cast.actor(cast.employee), cast.south, PLANTED, cast.day, time.now)
        for week in range(1, 130):
            start = monday - dt.timedelta(weeks=week)
            counted(writing, case, NOISE[0], start, 2)
            counted(writing, other, NOISE[0], start, 1)
            if 0 <= 48 - week % 52 < 8:
                counted(writing, case, NOISE[1], start, 2)
                counted(writing, other, NOISE[1], start, 2)
    jobs.follow(time.now)
    session.expire_all()
    [row] = session.scalars(sa.select(SeasonAhead))
    assert row.starts_on == monday + dt.timedelta(weeks=4)
    assert row.last_year > 2 * row.usual
    jobs.follow(time.move(days=7))
    assert len(session.scalars(sa.select(SeasonAhead)).all()) == 1


def test_the_check_of_the_detector_is_noted_once_a_day(cast: Cast, session: Session, time: Clock) -> None:
    with transaction() as writing:
        two_years(writing, cast, time, 20)
    assert jobs.check(time.now) == jobs.check(time.move(minutes=5))
    [row] = session.scalars(sa.select(PatternCheck))
    assert row.months == 3
    assert real_false_rate(session) == row.false_files / 3
