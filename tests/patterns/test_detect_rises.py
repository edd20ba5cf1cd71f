"""What the detector finds, and what it leaves alone."""

import numpy as np
import pytest

from quality.patterns.detect.scan import budget_a_year, look
from quality.patterns.detect.subset import scan_areas
from quality.patterns.detect.values import Dimension, Kind, Level, Settings
from tests.patterns.detect_stories import Story, new_files, quiet_story


def plant(story: Story, rows: list[int], category: str, weeks: range, a_week: float) -> None:
    rng = np.random.default_rng(99)
    column = story.column(category)
    story.counts[rows, column, weeks.start : weeks.stop] += rng.poisson(a_week, (len(rows), len(weeks)))


def spread_story() -> tuple[Story, list[int]]:
    story, rows = quiet_story(1), [0, 1, 3, 5, 8]
    plant(story, rows, "Rutine/Overføring", range(130, 156), 0.35)
    return story, rows


def test_a_rise_over_several_units_is_found_with_the_right_units():
    story, rows = spread_story()
    found = [f for f in new_files(story.walk(130, 150)) if f.signal.scope.category == "Rutine/Overføring"]
    best = max(found, key=lambda file: file.signal.recurrence_years)
    named, planted = {u.unit for u in best.signal.units}, {story.units[row].key for row in rows}
    assert (best.signal.kind, best.signal.level) == (Kind.RISE, Level.UNITS)
    assert len(named & planted) >= 4
    assert len(named - planted) <= 1
    assert best.signal.recurrence_years > 1


def test_the_members_are_the_cases_counted():
    story, _ = spread_story()
    files = [file for night in story.walk(130, 142) for file in night.files]
    assert files
    for file in files:
        assert len(file.members) == file.signal.observed == sum(unit.observed for unit in file.signal.units)


def test_a_file_shows_weeks_earlier_years_and_units_outside():
    story, _ = spread_story()
    file = new_files(story.walk(130, 146))[0]
    assert len(file.weekly) == 52
    assert len(file.earlier) == 2
    assert {u.unit for u in file.unaffected}.isdisjoint(file.signal.scope.units)
    in_window = [w.observed for w in file.weekly if w.monday >= file.signal.scope.start]
    assert sum(in_window) == file.signal.observed


def test_a_known_file_is_updated_and_not_told_again():
    story, _ = spread_story()
    nights = story.walk(130, 156)
    told = [f for f in new_files(nights) if f.signal.scope.category == "Rutine/Overføring"]
    assert len({f.series_id for f in told}) <= 2
    assert sum(len(night.files) for night in nights) > len(told)


def test_a_rise_in_one_unit_is_found_in_that_unit():
    story = quiet_story(2)
    plant(story, [4], "Vold/Slag", range(130, 156), 1.2)
    found = [f.signal for f in new_files(story.walk(130, 150))]
    assert story.units[4].key in {signal.node for signal in found}


def test_a_rise_of_one_cause_in_an_area_is_found():
    story = quiet_story(3)
    area = [row for row, unit in enumerate(story.units) if unit.sector == "Skole"]
    extra = np.random.default_rng(5).poisson(0.8, (len(area), 20))
    story.causes[area, 3, 130:150] += extra
    story.counts[area, 0, 130:150] += extra // 2
    story.counts[area, 5, 130:150] += extra - extra // 2
    found = [f.signal for f in new_files(story.walk(130, 150))]
    assert "Tidspress" in {signal.scope.cause for signal in found}


def test_a_few_cases_each_in_small_units_are_heard_beside_a_large_one():
    story = quiet_story(3)
    large, *small = [row for row, unit in enumerate(story.units) if unit.sector == "Skole"]
    rng = np.random.default_rng(6)
    usual, extra = rng.poisson(1.5, 156), rng.poisson(0.25, (len(small), 26))
    story.causes[large, 3] += usual
    story.counts[large, 0] += usual
    story.causes[small, 3, 130:] += extra
    story.counts[small, 0, 130:] += extra
    night = look(story.history(), Settings())
    found = scan_areas(night, budget_a_year(Settings(), len(story.units)))
    assert {(c.node, c.key) for c in found if c.family.dimension is Dimension.CAUSE} == {
        ("K/Skole", "Tidspress")
    }


def test_more_of_one_thing_is_not_more_of_everything():
    def due_of_another() -> float:
        cells = look(story.history(), Settings()).views[Dimension.CATEGORY].windows[26]
        return float(cells.expected[0][4, story.column("Rutine/Overføring")])

    story = quiet_story(2)
    usual = due_of_another()
    plant(story, [4], "Vold/Slag", range(130, 156), 1.5)
    assert due_of_another() < 1.4 * usual


def test_noise_gives_no_more_than_the_budget():
    files = [file for seed in (11, 12, 13, 14) for file in new_files(quiet_story(seed).walk(104, 156))]
    assert len(files) <= 4 * 4


def test_reporting_more_of_everything_is_information_and_no_alarm():
    story = quiet_story(5, a_week=3)
    rng = np.random.default_rng(1)
    story.counts[2, :, 130:142] += rng.poisson(
        1.5 * story.counts[2, :, :130].mean(axis=1, keepdims=True), (11, 12)
    )
    nights = story.walk(130, 142)
    unit = story.units[2].key
    assert unit not in {file.signal.node for file in new_files(nights)}
    information = [file for night in nights for file in night.information]
    assert (Kind.REPORTING, unit) in {(file.signal.kind, file.signal.node) for file in information}
    last = [file for file in information if file.signal.node == unit][-1]
    assert [figure.expected for figure in last.signal.units] == [last.signal.expected]
    assert last.signal.expected < 0.75 * last.signal.observed, "it does not explain itself"
    assert last.unaffected == ()


def test_what_rises_every_autumn_is_not_alarmed():
    story = quiet_story(6, weeks=260)
    rows, column = [1, 4, 7, 10], story.column("Fall/Ute")
    autumn = [week for week in range(260) if story.day(week).isocalendar().week in range(36, 46)]
    for week in autumn:
        story.counts[rows, column, week] += np.random.default_rng(week).poisson(0.35, 4)
    found = [file.signal for file in new_files(story.walk(244, 256))]
    assert "Fall/Ute" not in {signal.scope.category for signal in found}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_input_gives_the_same_answer(seed):
    story = quiet_story(seed)
    plant(story, [0, 1, 3], "Fall/Inne", range(130, 140), 1.0)
    assert story.walk(136, 140) == story.walk(136, 140)


def test_the_fingerprint_follows_the_input():
    story, _ = spread_story()
    before = next(file.inputs_hash for night in story.walk(140, 141) for file in night.files)
    story.counts[0, 0, 3] += 1
    assert before != next(file.inputs_hash for night in story.walk(140, 141) for file in night.files)
    assert len(before) == 64
