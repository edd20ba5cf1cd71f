"""What the detector finds, and what it leaves alone."""

import numpy as np

from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.values import Change, Findings, Kind, Level, Status
from tests.patterns.detect_stories import Story, quiet_story


def walk(story: Story, first: int, last: int, step: int = 1) -> list[Findings]:
    history, desk, nights = story.history(), (), []
    for week in range(first, last, step):
        night = find_patterns(history, story.day(week), story.members, desk)
        desk = night.open_files
        nights.append(night)
    return nights


def new_files(nights: list[Findings]):
    return [f for night in nights for f in night.files if f.change is not Change.UPDATED]


def plant(story: Story, rows: list[int], category: str, first: int, last: int, a_week: float) -> None:
    rng = np.random.default_rng(99)
    column = story.column(category)
    story.counts[rows, column, first:last] += rng.poisson(a_week, (len(rows), last - first))


def test_a_rise_over_several_units_is_found_with_the_right_units():
    story, rows = quiet_story(1), [0, 1, 3, 5, 8]
    plant(story, rows, "Rutine/Overføring", 130, 156, 0.3)
    found = [f for f in new_files(walk(story, 130, 148)) if f.signal.scope.category == "Rutine/Overføring"]
    best = max(found, key=lambda f: f.signal.recurrence_years)
    named, planted = {u.unit for u in best.signal.units}, {story.units[r].key for r in rows}
    assert best.signal.kind is Kind.RISE
    assert best.signal.level is Level.UNITS
    assert len(named & planted) >= 4
    assert len(named - planted) <= 2


def test_the_members_are_the_cases_counted():
    story = quiet_story(1)
    plant(story, [0, 1, 3, 5, 8], "Rutine/Overføring", 130, 156, 0.3)
    for file in (f for night in walk(story, 130, 148) for f in night.files):
        assert len(file.members) == file.signal.observed == sum(u.observed for u in file.signal.units)


def test_short_history_says_little_data():
    story = quiet_story(1, weeks=40)
    assert find_patterns(story.history(), story.day(40), story.members).status is Status.LITTLE_DATA
