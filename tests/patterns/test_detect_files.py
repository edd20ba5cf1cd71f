"""How signals become files: told once, joined, spread, dismissed, woken."""

from dataclasses import replace
from datetime import date

from quality.patterns.detect.files import file_signals, still_open
from quality.patterns.detect.values import (
    Change,
    Kind,
    Level,
    OpenFile,
    Scope,
    Settings,
    Signal,
    UnitFigure,
)

SETTINGS = Settings()
START, END = date(2026, 8, 3), date(2026, 10, 25)
DAY = date(2026, 10, 26)


def scope(*units: str, category: str = "Fall/Inne") -> Scope:
    return Scope(units, START, END, category=category)


def signal(about: Scope, observed: int, expected: float, level: Level = Level.UNITS) -> Signal:
    node = about.units[0] if level is Level.UNIT else ""
    figures = tuple(UnitFigure(unit, observed // len(about.units), 0.5) for unit in about.units)
    return Signal(Kind.RISE, level, node, figures, about, observed, expected, 0.1, expected * 1.2)


def members(about: Scope) -> list[str]:
    return [f"{unit}-{about.category}-{n}" for unit in about.units for n in range(4)]


def filed(
    signals: list[Signal], desk: tuple[OpenFile, ...] = ()
) -> tuple[list[Change], tuple[OpenFile, ...]]:
    found = file_signals(signals, desk, members, SETTINGS, 3.6)
    return [f.change for f in found], still_open(desk, found, DAY, SETTINGS)


ALONE = signal(scope("A"), 4, 0.3, Level.UNIT)
SPREAD = signal(scope("A", "B", "C", "D"), 16, 1.5)


def test_the_best_is_told_and_what_it_explains_is_not():
    changes, desk = filed([SPREAD, ALONE])
    assert changes == [Change.NEW]
    assert [file.level for file in desk] == [Level.UNITS]


def test_the_next_night_updates_the_same_file():
    _, desk = filed([SPREAD])
    changes, again = filed([SPREAD], desk)
    assert changes == [Change.UPDATED]
    assert [f.series_id for f in again] == [f.series_id for f in desk]


def test_a_file_in_one_unit_is_widened_when_others_follow():
    _, desk = filed([ALONE])
    changes, wide = filed([SPREAD], desk)
    assert changes == [Change.WIDENED]
    assert wide[0].series_id == desk[0].series_id
    assert wide[0].scope.units == SPREAD.scope.units


def test_a_wide_signal_carried_by_the_known_unit_alone_widens_nothing():
    _, desk = filed([ALONE])
    weak = signal(scope("A", "B", "C", "D"), 5, 1.5)
    changes, _ = filed([weak], desk)
    assert Change.WIDENED not in changes


def test_a_dismissed_file_sleeps_until_the_rate_doubles():
    _, desk = filed([SPREAD])
    muted = tuple(replace(file, muted_at_per_week=16 / 12) for file in desk)
    assert filed([SPREAD], muted)[0] == []
    assert filed([signal(SPREAD.scope, 40, 1.5)], muted)[0] == [Change.WOKEN]


def test_a_quiet_file_leaves_the_desk_and_a_dismissed_one_stays():
    old = replace(filed([SPREAD])[1][0], last_signal=date(2026, 1, 4))
    assert still_open([old], [], DAY, SETTINGS) == ()
    muted = replace(old, muted_at_per_week=1.0)
    assert still_open([muted], [], DAY, SETTINGS) == (muted,)
