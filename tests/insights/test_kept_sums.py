"""The kept counts and their sums are what the rows say, after whatever was changed, for each reader and filter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import combinations
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from quality.accounts.models import Person
from quality.cases import policy
from quality.cases.kinds import Access, CaseKind
from quality.cases.models.case import Case
from quality.cases.models.count import CaseCount, CategoryCount, UnitCount
from quality.cases.queries import category_by_code
from quality.cases.services import recount
from quality.cases.services.categories import merge_category
from quality.cases.services.counting import Tally
from quality.cases.states import CaseState
from quality.core.clock import OSLO
from quality.core.db import transaction
from quality.insights.compose.asked import read
from quality.insights.queries import ground
from quality.insights.queries.counts import BY, by_sort, counted, numbers
from tests.cases.test_recount import fill as fill_few
from tests.cast import Cast
from tests.conftest import NOW
from tests.insights.test_recomputed import READERS, ROWS, fits
from tests.insights.test_trends import CATEGORIES, fill

UNITS = ("north", "south", "home", "school", "health")
WAYS = [by for size in range(len(BY) + 1) for by in combinations(BY, size)]
# What the pages ask for.
SHOWN = (("unit", "start"), ("category", "start"), ("unit", "category"))
# What is kept in the memory of the process, from one example to the next.
STEP_BY_STEP = {("unit", "start"): numbers, ("category", "start"): by_sort}
WHO = st.sampled_from(sorted(READERS))

changes = st.lists(
    st.tuples(
        st.integers(0, 74),
        st.one_of(
            st.tuples(st.just("severity"), st.integers(0, 4)),
            st.tuples(st.just("kind"), st.sampled_from(CaseKind)),
            st.tuples(st.just("access"), st.sampled_from(Access)),
            st.tuples(st.just("state"), st.sampled_from(CaseState)),
            st.tuples(st.just("unit"), st.sampled_from(UNITS)),
            st.tuples(st.just("category"), st.sampled_from(CATEGORIES)),
        ),
    ),
    max_size=8,
)
views = st.fixed_dictionaries(
    {"grain": st.sampled_from(["week", "month"])},
    optional={
        "category": st.sampled_from(["T", "T2", "H1.1", "P"]),
        "kind": st.sampled_from(["idea", "deviation"]),
        "severity": st.sampled_from(["0", "3"]),
    },
)


def change(session: Session, cast: Cast, case: Case, name: str, value: Any) -> None:
    tally = Tally(session, case)
    if name == "unit":
        case.unit_id = getattr(cast, value).id
    elif name == "category":
        case.category_id = category_by_code(session, value).id
    else:
        setattr(case, name, value)
    session.flush()
    tally.settle()


def day_of(row: Any) -> dt.date:
    at = dt.datetime.fromisoformat(row.occurred_at) if isinstance(row.occurred_at, str) else row.occurred_at
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(OSLO).date()


def start_of(day: dt.date, grain: str) -> dt.date:
    return day.replace(day=1) if grain == "month" else day - dt.timedelta(day.weekday())


def apart(session: Session, person: Person) -> dict[str, set[int]]:
    about = sa.text("SELECT case_id FROM case_concern WHERE person_id = :person")
    return {"about": set(session.scalars(about, {"person": person.id}))}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    done=changes,
    who=WHO,
    view=views,
    chosen=st.sets(st.sampled_from(UNITS), max_size=2),
    other=st.sampled_from(WAYS),
)
def test_whatever_is_changed_every_reader_gets_what_the_rows_say(
    filled: Cast,
    session: Session,
    done: list[Any],
    who: str,
    view: dict[str, str],
    chosen: set[str],
    other: tuple[str, ...],
) -> None:
    cast = filled
    with transaction() as writing:
        cases = list(writing.scalars(sa.select(Case).order_by(Case.id)))
        for place, (name, value) in done:
            change(writing, cast, cases[place], name, value)
    person, names = cast.everybody()[who], {unit: getattr(cast, unit).name for unit in UNITS}
    seen = READERS[who][0]
    units = {names[unit] for unit in chosen if seen is None or names[unit] in seen} - {names["health"]}
    ids = dict(session.execute(sa.text("SELECT name, public_id FROM unit")).all())
    address = [("months", "24"), *view.items(), *(("unit", ids[unit]) for unit in sorted(units))]
    asked = read(MultiDict(address), NOW.date())
    where = ground(session, cast.actor(person), asked)
    mine = [
        row
        for row in session.execute(sa.text(ROWS.replace("c.id,", "c.id, c.unit_id, c.category_id,")))
        if fits(row, who, units, view, apart(session, person)) and day_of(row) >= asked.steps.first_day
    ]
    for by in {*SHOWN, other}:
        wanted = Counter(
            tuple(
                {
                    "unit": row.unit_id,
                    "category": row.category_id,
                    "kind": row.kind,
                    "severity": row.severity,
                    "start": start_of(day_of(row), view["grain"]),
                }[name]
                for name in by
            )
            for row in mine
        )
        found = counted(session, cast.actor(person), asked, where, by)
        assert Counter({cell: number for cell, number in found.items() if number}) == wanted, by
        if way := STEP_BY_STEP.get(by):
            steps = way(session, cast.actor(person), asked, where).steps
            cells = {
                (number, start): n
                for start in asked.steps.starts
                for number, n in steps[start].counts.items()
                if n
            }
            assert cells == wanted, by
    assert recount.differences(session) == []


@pytest.fixture
def filled(cast: Cast) -> Cast:
    fill(cast)
    return cast


@pytest.fixture
def few(cast: Cast) -> Cast:
    fill_few(cast)
    return cast


def test_a_category_that_is_merged_takes_its_sums_along(few: Cast, session: Session) -> None:
    with transaction() as writing:
        old, new = category_by_code(writing, "T2.1"), category_by_code(writing, "T1.1")
        merge_category(writing, few.actor(few.admin), old, new, now=NOW)
        gone = old.id
    assert recount.differences(session) == []
    for table in (CaseCount, CategoryCount):
        assert session.scalar(sa.select(sa.func.count()).where(table.category_id == gone)) == 0


def test_a_wrong_sum_is_named_and_mended(few: Cast, session: Session) -> None:
    with transaction() as writing:
        writing.execute(sa.update(UnitCount).values(count=UnitCount.count + 1))
        writing.execute(sa.delete(CategoryCount).where(CategoryCount.grain == "week"))
    assert {each.table for each in recount.differences(session)} == {"unit_count", "category_count"}
    with transaction() as writing:
        recount.rebuild(writing)
    assert recount.differences(session) == []


def test_sums_over_units_are_for_those_who_get_as_much_of_each(few: Cast, session: Session) -> None:
    alike = {}
    for name, person in few.everybody().items():
        actor = few.actor(person)
        alike[name] = policy.counted_alike(actor)
        if alike[name] is not None:
            given = sa.select(sa.func.sum(CaseCount.count)).where(policy.countable(actor, CaseCount))
            summed = sa.select(sa.func.sum(CategoryCount.count)).where(CategoryCount.access.in_(alike[name]))
            assert session.scalar(given) == session.scalar(summed), name
    assert alike["coordinator"]
    assert alike["auditor"]
    # Of the own unit the main safety representative gets personal cases too; a leader gets one unit alone.
    assert alike["main_safety_rep"] is None
    assert alike["leader"] is None
