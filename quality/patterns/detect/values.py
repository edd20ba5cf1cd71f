"""What the detector is given and what it gives back, as frozen values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from math import sqrt
from typing import NamedTuple

METHOD = "scan-7"


class Dimension(StrEnum):
    """What a count is about beside its unit; stories are counted where a measure was to prevent one."""

    CATEGORY = "category"
    CAUSE = "cause"
    PLACE = "place"
    STORY = "story"


class Kind(StrEnum):
    """What sort of finding it is; the last two are information and no work."""

    RISE = "rise"
    THEME = "theme"
    SEASONAL = "seasonal"
    REPORTING = "reporting"


WORK = frozenset({Kind.RISE, Kind.THEME})


class Level(StrEnum):
    """How wide the finding is."""

    UNIT = "unit"
    AREA = "area"
    MUNICIPALITY = "municipality"
    UNITS = "units"


class Status(StrEnum):
    """Whether the history can carry conclusions."""

    OK = "ok"
    LITTLE_DATA = "little_data"


class Change(StrEnum):
    """What happened to a file tonight."""

    NEW = "new"
    UPDATED = "updated"
    WIDENED = "widened"
    REDRAWN = "redrawn"
    WOKEN = "woken"


@dataclass(frozen=True)
class Unit:
    """A unit of the organisation; `above` lists what it belongs to, top first."""

    key: str
    above: tuple[str, ...]
    sector: str
    opened: date | None = None
    closed: date | None = None


@dataclass(frozen=True)
class Category:
    """A leaf category and the main category it belongs to."""

    key: str
    main: str


class Count(NamedTuple):
    """How many cases a unit had in the week that holds `week`, of one category, cause or place."""

    unit: str
    dimension: Dimension
    key: str
    week: date
    number: int


@dataclass(frozen=True)
class Counts:
    """Many counts of one dimension, each field a column: unit, key, a day of the week, and number."""

    units: Sequence[str] = ()
    keys: Sequence[str] = ()
    weeks: Sequence[date] = ()
    numbers: Sequence[int] = ()


def by_dimension(counts: Iterable[Count]) -> dict[Dimension, Counts]:
    """The same counts in columns."""
    sorted_out: dict[Dimension, list[Count]] = {}
    for count in counts:
        sorted_out.setdefault(count.dimension, []).append(count)
    return {
        dimension: Counts(
            [c.unit for c in kept], [c.key for c in kept], [c.week for c in kept], [c.number for c in kept]
        )
        for dimension, kept in sorted_out.items()
    }


@dataclass(frozen=True)
class Scope:
    """Whose and which cases a finding is about; dates are the first and last day counted.

    `theme` is the night's own name of a story; its cases are those that the theme itself lists.
    """

    units: tuple[str, ...]
    start: date
    end: date
    category: str | None = None
    cause: str | None = None
    place: str | None = None
    theme: str | None = None


Members = Callable[[Scope], Iterable[str]]


@dataclass(frozen=True)
class Settings:
    """Every number that steers the detector; stored with each finding."""

    false_files_a_month: float = 0.3
    per_units: int = 30
    windows: tuple[int, ...] = (3, 6, 13, 26)
    guard_weeks: int = 26
    half_life_weeks: int = 78
    least_weeks: int = 26
    full_weeks: int = 52
    least_cases: int = 60
    least_count: int = 3
    least_count_wide: int = 5
    calendar_pseudo: float = 8.0
    season_pseudo: float = 8.0
    season_half_life_weeks: int = 156
    share_pseudo: float = 40.0
    cell_pseudo: float = 2.5
    unit_pseudo: float = 10.0
    effort_pseudo: float = 6.0
    effort_least: float = 0.7
    effort_most: float = 3.0
    effort_cap: float = 2.0
    dispersion_weeks: int = 130
    dispersion_floor: float = 1.05
    subset_floor: float = 0.1
    subset_most_of_excess: float = 0.6
    joined_share: float = 0.4
    spread_grown: float = 1.5
    quiet_weeks: int = 13
    seed: int = 20240

    def for_weeks(self, weeks: int) -> "Settings":
        """The same for so short a history: half of it is baseline, no window is longer than the other half, and
        the dial is stricter, since rates that rest on little vary more than they seem to.
        """
        if weeks >= self.full_weeks:
            return self
        guard = min(self.guard_weeks, weeks // 2)
        return replace(
            self,
            guard_weeks=guard,
            windows=tuple(length for length in self.windows if length <= guard),
            false_files_a_month=self.false_files_a_month * (weeks / self.full_weeks) ** 2,
        )

    def false_files(self, units: int) -> float:
        """What the dial means a month here: a city accepts more, but not in proportion."""
        return self.false_files_a_month * sqrt(max(units, 1) / self.per_units)


@dataclass(frozen=True)
class UnitFigure:
    """Seen and expected in one unit over the window."""

    unit: str
    observed: int
    expected: float


@dataclass(frozen=True)
class WeekFigure:
    """Seen and expected in one week over the whole scope."""

    monday: date
    observed: int
    expected: float


@dataclass(frozen=True)
class Season:
    """The same weeks in an earlier year; `expected` leaves the season out."""

    start: date
    end: date
    observed: int
    expected: float


@dataclass(frozen=True)
class Signal:
    """Something seen more often than chance explains, before it has become a file."""

    kind: Kind
    level: Level
    node: str
    units: tuple[UnitFigure, ...]
    scope: Scope
    observed: int
    expected: float
    false_a_year: float
    variance: float = 0.0

    @property
    def recurrence_years(self) -> float:
        """How rarely chance alone shows anything this unusual anywhere in the municipality."""
        return 1 / self.false_a_year

    @property
    def excess_share(self) -> float:
        """The part of the cases that are more than was expected."""
        return max(0.0, 1 - self.expected / max(self.observed, 1))


@dataclass(frozen=True)
class OpenFile:
    """A file that already lies on the desk; dismissed ones carry the weekly rate they were dismissed at.

    `excess_share` and `told_at` are the signal's `excess_share` and `false_a_year` when it was last told.
    """

    series_id: str
    kind: Kind
    level: Level
    node: str
    scope: Scope
    members: frozenset[str]
    last_signal: date
    excess_share: float = 0.0
    told_at: float = 0.0
    muted_at_per_week: float | None = None


@dataclass(frozen=True)
class PatternFile:
    """A finding as the coordinator reads it, with all that its page shows."""

    series_id: str
    change: Change
    signal: Signal
    members: tuple[str, ...]
    weekly: tuple[WeekFigure, ...]
    earlier: tuple[Season, ...]
    unaffected: tuple[UnitFigure, ...]
    method: str
    settings: str
    inputs_hash: str


@dataclass(frozen=True)
class Findings:
    """One night's answer: `open_files` is what the next night is to be given.

    `drawn_on` has the weeks of the files that were asked for and in which nothing is unusual tonight, by series.
    """

    day: date
    status: Status
    weeks: int
    cases: int
    files: tuple[PatternFile, ...] = ()
    information: tuple[PatternFile, ...] = ()
    open_files: tuple[OpenFile, ...] = field(default=())
    drawn_on: Mapping[str, tuple[WeekFigure, ...]] = field(default_factory=dict)
