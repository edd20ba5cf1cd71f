"""Ten signals computed again from single cases by other code: what was seen, and what was expected."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from quality.patterns.detect import reason
from quality.patterns.detect.engine import candidates, find_patterns
from quality.patterns.detect.scan import AREAS, LEAST_RATE, Candidate, Night, budget_a_year, look
from quality.patterns.detect.values import (
    METHOD,
    Category,
    Dimension,
    Kind,
    Level,
    Settings,
    Signal,
    UnitFigure,
)
from tests.patterns.by_hand import ByHand, Row, chance_of
from tests.patterns.detect_stories import CATEGORIES, CAUSES, START, Story, quiet_story

SIGNALS = 10
LOUD = Settings(false_files_a_month=2.0)


def busy_story(seed: int, weeks: int) -> Story:
    """Noise, a quiet first half year in one unit, and rises of several widths in the last weeks."""
    story = quiet_story(seed, weeks=weeks, units=9, a_week=1.4)
    rng = np.random.default_rng(seed + 1)
    story.counts[3, :, :30] = 0
    for row, column, length in ((0, 1, 6), (4, 3, 13), (5, 8, 3)):
        story.counts[row, column, weeks - length :] += rng.poisson(1.5, length)
    for row in (2, 5, 8):
        story.counts[row, 6, weeks - 13 :] += rng.poisson(0.9, 13)
    return story


def rows_of(story: Story) -> list[Row]:
    """Every count as so many cases, on different days of its week."""
    return _rows(story, story.counts, [category.key for category in CATEGORIES])


def _rows(story: Story, counts: np.ndarray, names: Sequence[str]) -> list[Row]:
    found = []
    for row, column, week in zip(*np.nonzero(counts), strict=True):
        for number in range(counts[row, column, week]):
            day = START + dt.timedelta(weeks=int(week), days=number % 7)
            found.append(Row(story.units[row].key, names[column], day))
    return found


def candidates_of(night: Night) -> list[Candidate]:
    """What the scan finds by counts alone, the most unusual first."""
    found = candidates(night, budget_a_year(LOUD, len(night.history.units)), None)
    return sorted(found, key=lambda candidate: candidate.false_a_year)


def signals(story: Story) -> Iterator[Signal]:
    """What the scan makes of it, category by category."""
    night = look(story.history(), LOUD)
    for candidate in candidates_of(night):
        if candidate.family.dimension is Dimension.CATEGORY:
            yield reason.signal_of(night, candidate, Kind.RISE)


def agree(register: ByHand, story: Story, signal: Signal) -> None:
    """Each unit's figures and their sum, as loops over single cases have them."""
    scope = signal.scope
    units = {unit.key: unit for unit in story.units}
    length = ((scope.end - scope.start).days + 1) // 7
    keys = [c.key for c in register.categories if (scope.category or scope.cause) in (c.key, c.main)]
    seen, due, told = 0, 0.0, {figure.unit: figure for figure in signal.units}
    for name in scope.units:
        observed, expected = register.window(units[name], keys, length)
        figure = told.get(name, UnitFigure(name, 0, expected))
        assert figure.observed == observed, (name, keys, length)
        assert figure.expected == pytest.approx(expected, abs=0.006), (name, keys, length)
        seen, due = seen + observed, due + expected
    assert (signal.observed, signal.expected) == (seen, pytest.approx(due, abs=0.006))


@pytest.mark.parametrize(("seed", "weeks"), [(11, 150), (12, 70)])
def test_ten_signals_hold_when_somebody_else_computes_them(seed: int, weeks: int) -> None:
    story = busy_story(seed, weeks)
    register = ByHand(rows_of(story), story.units, CATEGORIES, story.day(weeks), LOUD)
    checked = list(signals(story))[:SIGNALS]
    for signal in checked:
        agree(register, story, signal)
    assert len(checked) == SIGNALS


def test_ten_findings_hold_as_they_are_stored() -> None:
    levels = []
    for seed, weeks in ((11, 150), (12, 70), (18, 150)):
        story = busy_story(seed, weeks)
        night = find_patterns(story.history(), story.day(weeks), story.members, (), LOUD)
        for file in night.files:
            settings = json.loads(file.settings)
            settings["windows"] = tuple(settings["windows"])
            assert file.method == METHOD
            day = file.signal.scope.end + dt.timedelta(days=1)
            register = ByHand(rows_of(story), story.units, CATEGORIES, day, Settings(**settings))
            agree(register, story, file.signal)
            levels.append(file.signal.level)
    assert len(levels) >= SIGNALS
    assert set(levels) == set(Level)


def test_signals_of_a_cause_hold_when_somebody_else_computes_them() -> None:
    story = busy_story(13, 150)
    rng = np.random.default_rng(14)
    story.causes[:, 1, 137:] += rng.poisson(0.9, (9, 13))
    story.causes[::3, 3, 144:] += rng.poisson(1.6, (3, 6))
    causes = [Category(name, name) for name in CAUSES]
    rows = _rows(story, story.causes, CAUSES)
    register = ByHand(rows, story.units, causes, story.day(150), LOUD, rows_of(story))
    night = look(story.history(), LOUD)
    found = [c for c in candidates_of(night) if c.family.dimension is Dimension.CAUSE]
    for candidate in found:
        agree(register, story, reason.signal_of(night, candidate, Kind.RISE))
    assert {candidate.family.level for candidate in found} == {Level.AREA, Level.MUNICIPALITY}


@pytest.mark.parametrize("seed", [11, 12])
def test_how_rare_a_signal_is_said_to_be_holds_when_somebody_else_adds_it_up(seed: int) -> None:
    """Its own chance, times all the places and kinds that were looked at, as often as they are looked at anew."""
    story = busy_story(seed, 150)
    night, levels = look(story.history(), LOUD), set[tuple[Level, bool]]()
    areas = {branch for unit in story.units for branch in unit.above} - {"K"}
    places = {Level.UNIT: len(story.units), Level.AREA: len(areas), Level.MUNICIPALITY: 1}
    for candidate in candidates_of(night):
        family = candidate.family
        if family.dimension is not Dimension.CATEGORY or family.level is Level.UNITS or family in AREAS:
            continue
        kinds = len({category.main if family.main else category.key for category in CATEGORIES})
        chance = chance_of(candidate.observed, candidate.expected, candidate.variance)
        often = chance * places[family.level] * kinds * family.looks / family.share
        signal = reason.signal_of(night, candidate, Kind.RISE)
        assert signal.recurrence_years == pytest.approx(1 / max(often, LEAST_RATE), rel=1e-6)
        levels.add((family.level, family.main))
    assert len(levels) >= 4
