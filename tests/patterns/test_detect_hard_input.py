"""Histories that are empty, short, lopsided or arrive in odd ways."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from quality.patterns.detect.effort import LONG, SHOWN_WEEKS, make_past, summed_up, weekly_cells, windows
from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.expectation import fit_table, make_frame
from quality.patterns.detect.history import lay_out
from quality.patterns.detect.regrouped import is_regrouped
from quality.patterns.detect.scan import budget_a_year, look
from quality.patterns.detect.subset import scan_subsets
from quality.patterns.detect.values import (
    Category,
    Count,
    Dimension,
    Level,
    PatternFile,
    Settings,
    Status,
    by_dimension,
)
from quality.patterns.detect.weeks import EASTER_WEEK, HOLY_WEEK, easter, week_labels
from tests.patterns.detect_stories import CATEGORIES, START, Story, new_files, quiet_story


@pytest.mark.parametrize("weeks", [1, 20, 25])
def test_a_short_history_says_little_data(weeks):
    story = quiet_story(1, weeks=weeks)
    night = find_patterns(story.history(), story.day(weeks), story.members)
    assert (night.status, night.files, night.weeks) == (Status.LITTLE_DATA, (), weeks)


def test_half_a_year_is_looked_at_by_halves_and_more_strictly():
    whole, half = Settings(), Settings().for_weeks(26)
    assert Settings().for_weeks(52) == whole
    assert (half.guard_weeks, half.windows) == (13, (3, 6, 13))
    assert half.false_files_a_month == pytest.approx(whole.false_files_a_month / 4)


def test_an_empty_history_says_little_data():
    history = lay_out([], [], {}, START)
    assert find_patterns(history, START, lambda scope: []).status is Status.LITTLE_DATA


def test_few_cases_say_little_data():
    story = quiet_story(1, a_week=0.02)
    assert find_patterns(story.history(), story.day(156), story.members).status is Status.LITTLE_DATA


@pytest.mark.parametrize("units", [1, 2])
def test_very_few_units_are_no_trouble(units):
    story = quiet_story(7, units=units, a_week=3)
    assert all(night.status is Status.OK for night in story.walk(104, 110))


def lone_reporter(seed: int) -> list[PatternFile]:
    """What is filed where somebody alone in a unit reports twice a year, and now three times in a quarter."""
    story = quiet_story(seed)
    story.counts[0], story.causes[0] = 0, 0
    story.counts[0, 0, 20::26] = 1
    story.counts[0, 0, 130] += 2
    alone = story.units[0].key
    return [file for file in new_files(story.walk(126, 150)) if alone in file.signal.scope.units]


def test_a_unit_with_one_employee_who_reports_a_few_times_is_no_alarm():
    found = [file for seed in (7, 8, 9) for file in lone_reporter(seed)]
    assert Level.UNIT not in {file.signal.level for file in found}
    assert len(found) <= 1


def test_units_without_cases_and_a_history_without_causes_are_no_trouble():
    story = quiet_story(8)
    story.counts[3:6] = 0
    story.causes[:] = 0
    assert all(night.status is Status.OK for night in story.walk(104, 110))


@pytest.mark.parametrize("told", [True, False], ids=["with its opening date", "silent before"])
def test_a_unit_that_opens_midway_is_no_rise(told):
    story = quiet_story(9, a_week=3)
    story.counts[2, :, :125] = 0
    story.causes[2, :, :125] = 0
    if told:
        story.units[2] = replace(story.units[2], opened=story.day(125))
    found = new_files(story.walk(126, 156))
    assert story.units[2].key not in {file.signal.node for file in found}


@pytest.mark.parametrize(("kept", "times"), [(0.5, 1), (0.25, 1), (0.1, 2)])
def test_three_old_years_in_which_less_was_reported_give_hardly_more_than_even_ones(kept, times):
    """The night they arrive there is nothing on the desk, so that all of the newest half year could be told. A tenth
    of what is reported now tells little of how it divides.
    """
    even, uneven = [], []
    for seed in range(8):
        story = quiet_story(seed, weeks=216)
        even += find_patterns(story.history(), story.day(216), story.members).files
        rng = np.random.default_rng(seed)
        for table in (story.counts, story.causes):
            table[:, :, :156] = rng.binomial(table[:, :, :156], kept)
        uneven += find_patterns(story.history(), story.day(216), story.members).files
    assert len(uneven) <= times * len(even) + 1


def test_a_half_finished_week_is_not_looked_at():
    story = quiet_story(10)
    monday = find_patterns(story.history(), story.day(150), story.members)
    thursday = find_patterns(story.history(), story.day(150) + timedelta(days=3), story.members)
    assert replace(thursday, day=monday.day) == monday


def test_old_cases_that_arrive_in_one_night_count_when_they_happened():
    story = quiet_story(11)
    cells = list(story.cells())
    shuffled = [cells[n] for n in np.random.default_rng(3).permutation(len(cells))]
    late = lay_out(story.units, CATEGORIES, by_dimension(shuffled), story.day(156))
    assert find_patterns(late, story.day(156), story.members) == find_patterns(
        story.history(), story.day(156), story.members
    )


MOVED = 125


def moved(change: str, seed: int) -> Story:
    """A quiet municipality in which a category or a unit is changed in week 125."""
    story = quiet_story(seed, weeks=156, a_week=3)
    one, other = story.column("Fall/Inne"), story.column("Fall/Ute")
    counts, causes = story.counts, story.causes
    if change == "category split":
        counts[:, one, :MOVED] += counts[:, other, :MOVED]
        counts[:, other, :MOVED] = 0
    if change == "category retired":
        counts[:, one, MOVED:] += counts[:, other, MOVED:]
        counts[:, other, MOVED:] = 0
    if change == "filed beside":
        left = np.random.default_rng(seed).binomial(counts[:, one, MOVED:], 0.2)
        counts[:, other, MOVED:] += counts[:, one, MOVED:] - left
        counts[:, one, MOVED:] = left
    if change.startswith("category moved"):
        new = story.column("Vold/Slag")
        kept = 0 if change.endswith("new one") else counts[:, new]
        counts[:, new] = kept
        counts[:, new, MOVED:] += counts[:, other, MOVED:]
        counts[:, other, MOVED:] = 0
    if change == "units merged":
        for table in (counts, causes):
            table[0, :, MOVED:] += table[1, :, MOVED:]
            table[1, :, MOVED:] = 0
        story.units[1] = replace(story.units[1], closed=story.day(MOVED))
    return story


@pytest.mark.parametrize("change", ["category split", "category retired"])
def test_a_category_that_comes_or_goes_is_no_rise_in_it_or_beside_it(change):
    told = new_files(moved(change, 4).walk(MOVED + 1, 156))
    assert not [file for file in told if (file.signal.scope.category or "").startswith("Fall")]


def test_cases_that_people_begin_to_file_in_the_category_beside_are_no_rise_there():
    told = new_files(moved("filed beside", 4).walk(MOVED + 1, 156))
    assert not [file for file in told if (file.signal.scope.category or "").startswith("Fall")]


@pytest.mark.parametrize("change", ["category moved", "category moved to a new one"])
def test_a_category_whose_cases_go_to_another_main_group_is_no_rise_there(change):
    told = new_files(moved(change, 2).walk(MOVED + 1, MOVED + 20))
    assert not [file for file in told if (file.signal.scope.category or "").startswith("Vold")]


def test_a_rare_category_among_many_that_is_silent_by_chance_takes_nothing_from_what_rises_beside_it():
    keys = [Category(f"{main}/{leaf}", main) for main in "ABCDEFGH" for leaf in "12345"]
    rng = np.random.default_rng(5)
    counts = rng.poisson(0.1, (10, len(keys), 156))
    counts[:, 1, 151:] = 0
    counts[:3, 0, 143:] += rng.binomial(1, 0.3, (3, 13))
    units = quiet_story(1, units=10).units
    cells = [
        Count(
            units[u].key,
            Dimension.CATEGORY,
            keys[k].key,
            START + timedelta(weeks=int(w)),
            int(counts[u, k, w]),
        )
        for u, k, w in zip(*np.nonzero(counts), strict=True)
    ]
    night = look(lay_out(units, keys, by_dimension(cells), START + timedelta(weeks=156)), Settings())
    found = [found for found in scan_subsets(night, budget_a_year(Settings(), 10)) if found.key == "A/1"]
    rise = min(found, key=lambda candidate: candidate.false_a_year)
    assert not is_regrouped(night, rise)


def test_units_that_are_merged_are_no_rise_in_the_one_that_is_left():
    told = new_files(moved("units merged", 3).walk(MOVED + 1, 156))
    left = quiet_story(3).units[0].key
    assert left not in {file.signal.node for file in told}


def test_what_is_new_in_a_category_never_used_is_told_where_its_main_group_rises_with_it():
    story = quiet_story(5, a_week=2)
    column = story.column("Vold/Slag")
    story.counts[:, column] = 0
    story.counts[3:7, column, 146:] += 2
    told = new_files(story.walk(147, 156))
    assert any((file.signal.scope.category or "").startswith("Vold") for file in told)


def test_counts_of_unknown_units_and_of_the_future_are_left_out():
    story = quiet_story(12)
    odd = [
        Count("K/Ukjent", Dimension.CATEGORY, CATEGORIES[0].key, START, 5),
        Count(story.units[0].key, Dimension.CATEGORY, CATEGORIES[0].key, date(2090, 1, 1), 5),
    ]
    history = lay_out(story.units, CATEGORIES, by_dimension([*story.cells(), *odd]), story.day(156))
    assert history.weeks == 156
    assert history.totals.sum() == story.counts.sum()


def test_easter_moves_and_its_weeks_follow():
    assert [easter(year) for year in (2024, 2025, 2026)] == [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
    ]
    labels = week_labels(date(2024, 1, 1), 120)
    holy = [date(2024, 1, 1) + timedelta(weeks=int(n)) for n in np.flatnonzero(labels == HOLY_WEEK)]
    assert holy == [date(2024, 3, 25), date(2025, 4, 14), date(2026, 3, 30)]
    assert (labels == EASTER_WEEK).sum() == 3


def test_what_is_kept_in_parts_is_added_up() -> None:
    story = quiet_story(11)
    week = START + timedelta(days=3)
    parts = [
        Count(story.units[2].key, Dimension.CATEGORY, CATEGORIES[1].key, day, 2)
        for day in (START, week, week)
    ]
    table = lay_out(story.units, CATEGORIES, by_dimension(parts), START + timedelta(weeks=2)).tables[
        Dimension.CATEGORY
    ]
    assert table.counts.shape == (len(story.units), len(CATEGORIES), 2)
    assert table.counts[2, table.keys.index(CATEGORIES[1].key)].tolist() == [6, 0]


def test_pages_of_tonight_see_the_same_in_the_newest_weeks_as_in_the_whole_past() -> None:
    table = quiet_story(7, weeks=200).history().tables[Dimension.CATEGORY]
    frame = make_frame(quiet_story(7, weeks=200).history(), Settings())
    past = make_past(frame, table, fit_table(frame, table))
    newest = past.newest(SHOWN_WEEKS + LONG)
    assert len(newest.seen) == SHOWN_WEEKS + LONG + 1 < len(past.seen)
    for whole, part in zip(
        (*summed_up(weekly_cells(past, SHOWN_WEEKS), [0, 3], [1, 2]), windows(past, [200], LONG).expected),
        (
            *summed_up(weekly_cells(newest, SHOWN_WEEKS), [0, 3], [1, 2]),
            windows(newest, [200], LONG).expected,
        ),
        strict=True,
    ):
        assert (whole == part).all()
