"""Bad input and faults: for each the test that fails if it raises a false alarm, a double, or loses something."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.db import transaction
from quality.core.notices import Notice
from quality.patterns import jobs
from quality.patterns.models import CaseWords, Pattern, PatternScan
from quality.patterns.services import decide, hand, texts
from quality.patterns.services.make import make_pattern
from quality.patterns.states import PatternState
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.patterns.factories import finding, some_cases
from tests.patterns.town import PLANTED, report

TESTS = Path(__file__).parent
FAULTS = {
    "a category split": "test_detect_hard_input.py::test_a_category_that_comes_or_goes_is_no_rise_in_it_or_beside_it",
    "a category used instead of another": (
        "test_detect_hard_input.py::test_cases_that_people_begin_to_file_in_the_category_beside_are_no_rise_there"
    ),
    "a category merged": "test_scan.py::test_a_category_merged_into_another_carries_its_past_with_it",
    "a category merged after it was finished": "test_returned.py::test_a_category_is_the_same_after_it_was_merged",
    "a category retired": "test_detect_hard_input.py::test_a_category_that_comes_or_goes_is_no_rise_in_it_or_beside_it",
    "a unit merged": "test_detect_hard_input.py::test_units_that_are_merged_are_no_rise_in_the_one_that_is_left",
    "a unit renamed": "test_scan.py::test_a_unit_that_changes_its_name_makes_nothing_new",
    "a unit closed": "test_detect_quiet.py::test_a_closed_unit_is_not_asked_about",
    "a unit closed that is to judge": "test_hand.py::test_a_closed_unit_is_handed_nothing",
    "a unit closed that has a finding": "test_faults.py::test_a_finding_of_a_unit_that_closes_is_not_lost",
    "a unit opened": "test_detect_hard_input.py::test_a_unit_that_opens_midway_is_no_rise",
    "three years imported in one night": "test_scan.py::test_old_years_that_arrive_in_one_night_are_no_rise",
    "three years imported beside what was found": (
        "test_scan.py::test_old_years_that_arrive_beside_what_was_found_leave_it_as_it_was"
    ),
    "three years imported in which less was reported": (
        "test_detect_hard_input.py::test_three_old_years_in_which_less_was_reported_give_hardly_more_than_even_ones"
    ),
    "imported cases and their reporters": "test_raise.py::test_imported_cases_wake_nobody",
    "back-dated cases": "test_scan.py::test_cases_that_are_back_dated_count_when_they_happened",
    "back-dated cases, in the counts": (
        "test_detect_hard_input.py::test_old_cases_that_arrive_in_one_night_count_when_they_happened"
    ),
    "a clock that jumps": "test_scan.py::test_a_clock_that_jumps_back_and_on_again_makes_no_double_and_loses_nothing",
    "an empty history": "test_scan.py::test_an_empty_municipality_can_be_scanned",
    "an empty history, said": "test_little_data.py::test_an_empty_municipality_says_so_and_what_can_be_done",
    "a unit with one employee": (
        "test_detect_hard_input.py::test_a_unit_with_one_employee_who_reports_a_few_times_is_no_alarm"
    ),
    "texts of one word, of 10 MB, of only numbers": (
        "test_detect_themes.py::test_hostile_texts_have_marks_or_none"
    ),
    "texts of one word and of only numbers, through the night": (
        "test_texts.py::test_texts_of_one_word_or_of_numbers_alone_are_no_story"
    ),
    "any texts": "test_detect_themes.py::test_any_texts_can_be_looked_at",
    "a night that was missed": "test_scan.py::test_nights_that_were_missed_lose_nothing_and_find_it_once",
    "a scan killed half-way": "test_scan.py::test_a_scan_stopped_half_way_leaves_nothing",
    "reading killed half-way": "test_faults.py::test_reading_that_is_killed_half_way_goes_on_where_it_stopped",
    "reminding killed half-way": "test_faults.py::test_reminding_that_is_killed_half_way_opens_the_rest_and_none_twice",
    "following killed half-way": (
        "test_follow.py::test_following_that_is_killed_half_way_says_the_rest_the_next_time_and_nothing_twice"
    ),
    "the same night twice": "test_scan.py::test_a_second_run_the_same_night_changes_nothing",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_test(fault: str) -> None:
    path, _, name = FAULTS[fault].partition("::")
    assert f"def {name}(" in (TESTS / path).read_text()


def some_patterns(session: Session, cast: Cast, time: Clock) -> list[Pattern]:
    """Two that are finished, about the same in different units."""
    cases, coordinator, made = some_cases(session, cast, time.now), cast.actor(cast.coordinator), []
    for unit in (cast.north, cast.south):
        own = [case for case in cases if case.unit_id == unit.id]
        pattern = make_pattern(session, coordinator, unit.name, own, now=time.now)
        decide.raise_pattern(session, coordinator, pattern, now=time.now)
        made.append(decide.finish(session, coordinator, pattern, False, "Gjort", now=time.now))
    return made


def test_reminding_that_is_killed_half_way_opens_the_rest_and_none_twice(
    cast: Cast, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        made = some_patterns(session, cast, time)
    with transaction() as session:
        for unit in (cast.north, cast.south):
            day = cast.day + dt.timedelta(2)
            report(session, cast.actor(cast.employee), unit, PLANTED, day, time.move(days=3))
    opened = jobs.returning.take_up_returned
    calls: list[int] = []

    def killed(session: Session, pattern: Pattern, *, now: dt.datetime) -> bool:
        if calls:
            raise KeyboardInterrupt
        calls.append(pattern.id)
        return opened(session, pattern, now=now)

    monkeypatch.setattr(jobs.returning, "take_up_returned", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.remind(time.now)
    monkeypatch.undo()
    cast.session.expire_all()
    assert [row.state is PatternState.FINISHED for row in made] == [False, True]
    for _ in range(2):
        jobs.remind(time.now)
    cast.session.expire_all()
    assert [row.state for row in made] == [PatternState.RAISED] * 2
    told = sa.select(sa.func.count()).where(Notice.kind == "pattern_returned")
    assert cast.session.scalar(told) == 4, "two coordinators, of each once"


def test_reading_that_is_killed_half_way_goes_on_where_it_stopped(
    cast: Cast, time: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with transaction() as session:
        some_cases(session, cast, time.now)
    read, calls = jobs.read_texts, []

    def killed(session: Session, since: dt.date, *, now: dt.datetime) -> int:
        calls.append(since)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return read(session, since, now=now)

    for place in (jobs, texts):
        monkeypatch.setattr(place, "BATCH", 5)
    monkeypatch.setattr(jobs, "read_texts", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.scan(time.now)
    number = sa.select(sa.func.count()).select_from(CaseWords)
    assert cast.session.scalar(number) == 10
    assert cast.session.scalar(sa.select(sa.func.count(PatternScan.id))) == 0
    monkeypatch.setattr(jobs, "read_texts", read)
    assert jobs.read(time.now) == 6
    assert cast.session.scalar(number) == 16


def test_a_finding_of_a_unit_that_closes_is_not_lost(cast: Cast, client: Client, time: Clock) -> None:
    with transaction() as session:
        pattern = finding(session, cast, some_cases(session, cast, time.now), time.now)
        hand.hand_over(session, cast.actor(cast.coordinator), pattern, cast.north, now=time.now)
        cast.north.closed_on = cast.day
        session.add(cast.north)
    browser = client.sign_in(cast.coordinator)
    assert pattern.public_id in browser.get("/patterns").get_data(as_text=True)
    browser.get(f"/patterns/{pattern.public_id}")
    cast.session.expire_all()
    browser.post(f"/patterns/{pattern.public_id}/recall", {"version": pattern.version})
    cast.session.expire_all()
    assert pattern.state is PatternState.CANDIDATE
