"""What the chapters are made from: the counts and courses of a part of the municipality, as plain values."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from quality.cases.kinds import CaseKind, Factor, IdeaStep, MeasureKind, Source, Strength, Subtype, Verdict
from quality.cases.states import MeasureState
from quality.insights.compose.outward import Cube
from quality.learning.figures import Won
from quality.learning.states import UptakeState
from quality.organisation.kinds import Service
from quality.patterns.states import PatternState
from quality.reports.compose.periods import Period
from quality.reports.kinds import ReportKind


class Cell(NamedTuple):
    """The traits that cases are counted by; `code` is that of the category they count as today.

    `unit_id` is the unit that its area is known by: no report asks for a single one of several.
    """

    unit_id: int
    code: str
    month: dt.date
    kind: CaseKind
    severity: int
    closed: bool


class Course(NamedTuple):
    """How one case of the period has gone, without a word of what it tells."""

    unit_id: int
    code: str
    kind: CaseKind
    subtype: Subtype | None
    severity: int
    source: Source
    open: bool
    named: bool
    registered: dt.date
    answered: dt.date | None
    closed: dt.date | None
    answer_due: dt.date | None
    close_due: dt.date | None
    next_due: dt.date | None
    verdict: Verdict | None
    month: dt.date
    unknown: bool = False  # brought in as closed: whether it was answered nobody knows


@dataclass(frozen=True)
class Spot:
    """A unit: `area` is the code of the row it is counted in, `fte` its staff years."""

    id: int
    public_id: str
    name: str
    service: Service | None
    fte: float | None
    is_unit: bool


@dataclass(frozen=True)
class Area:
    """A row of the tables by place: a branch of the municipality with all its units."""

    public_id: str
    name: str
    unit_ids: frozenset[int]
    fte: float | None

    @property
    def known_by(self) -> int:
        """The unit that stands for all of them in the cells."""
        return min(self.unit_ids)


class Tried(NamedTuple):
    """A measure as far as it is counted."""

    state: MeasureState
    strength: Strength
    kind: MeasureKind
    due_on: dt.date | None
    created_on: dt.date
    done_on: dt.date | None
    safety: bool


class Raised(NamedTuple):
    """A raised pattern."""

    title: str
    units: int
    owner: str
    state: PatternState
    measures: int
    done: int
    asked: int
    used: int


class Shared(NamedTuple):
    """A published learning note and what the units answered."""

    title: str
    unit: str
    asked: int
    used: int
    used_from: tuple[dt.date, ...] = ()


class Answered(NamedTuple):
    """A unit's own answer to a learning note."""

    title: str
    state: UptakeState


class Noted(NamedTuple):
    """Something that happened on a day and is marked in the curves; `place` where it is not the whole of the report."""

    on: dt.date
    title: str
    label: str
    place: str = ""


@dataclass(frozen=True)
class Voices:
    """What safety representatives said in cases."""

    comments: int = 0
    requests: int = 0
    answered: int = 0
    in_time: int = 0


@dataclass(frozen=True)
class Causes:
    """How many deviations of each month had each cause, and how many have one at all."""

    monthly: Counter[tuple[dt.date, Factor]] = field(default_factory=Counter)
    some: Counter[dt.date] = field(default_factory=Counter)

    def known(self, period: Period) -> int:
        """How many deviations of the period have a cause."""
        return sum(number for month, number in self.some.items() if period.since <= month <= period.until)

    def count(self, period: Period, factor: Factor) -> int:
        """How many deviations of the period had the cause."""
        return sum(
            number
            for (month, each), number in self.monthly.items()
            if each is factor and period.since <= month <= period.until
        )


@dataclass(frozen=True)
class Waits:
    """For cases of each month of a year: how many took so many days to be answered, and to be closed.

    `unknown` are those brought in without a known answer.
    """

    answered: dict[dt.date, Counter[int]] = field(default_factory=dict)
    closed: dict[dt.date, Counter[int]] = field(default_factory=dict)
    unknown: Counter[dt.date] = field(default_factory=Counter)


@dataclass(frozen=True)
class Checks:
    """Controls carried out in the period: effects looked at by outcome, and closings seen by two."""

    effects: dict[MeasureState, int] = field(default_factory=dict)
    approved_closings: int = 0
    open_findings: int = 0
    late_findings: int = 0


@dataclass(frozen=True)
class Facts:
    """All that a report is made from. `on_sheets` are those of the cells that sheets count too (decision 14).

    `reporting` are the units with cases of the period. `cubes` is what the months of categories on sheets are judged
    by, worked out when first asked for.
    """

    kind: ReportKind
    period: Period
    day: dt.date
    place: str
    place_id: str
    spots: list[Spot]
    areas: list[Area]
    names: dict[str, str]
    cells: Counter[Cell]
    courses: list[Course]
    ideas: dict[IdeaStep, int]
    measures: list[Tried]
    patterns: list[Raised]
    notes: list[Shared]
    answers: list[Answered]
    voices: Voices
    checks: Checks
    marks: dict[str, list[Noted]] = field(default_factory=dict)
    gained: Won | None = None
    causes: Causes = field(default_factory=Causes)
    waits: Waits = field(default_factory=Waits)
    pairs: Counter[tuple[int, int]] = field(default_factory=Counter)
    on_sheets: Counter[Cell] = field(default_factory=Counter)
    reporting: frozenset[int] = frozenset()
    cubes: dict[tuple[dt.date, ...], Cube] = field(default_factory=dict)

    @cached_property
    def _by_month(self) -> dict[dt.date, Counter[Cell]]:
        """The cells by month: a report asks some hundred times, mostly for a few of many months."""
        return _by_month(self.cells)

    @cached_property
    def _by_month_on_sheets(self) -> dict[dt.date, Counter[Cell]]:
        return _by_month(self.on_sheets)

    def count(self, period: Period, wanted: Callable[[Cell], bool] = lambda cell: True) -> int:
        """How many cases occurred in the period."""
        return sum(
            number
            for month, cells in self._by_month.items()
            if period.since <= month <= period.until
            for cell, number in cells.items()
            if wanted(cell)
        )

    def monthly(
        self,
        months: Iterable[dt.date],
        wanted: Callable[[Cell], bool] = lambda cell: True,
        *,
        on_sheets: bool = False,
    ) -> list[int]:
        """How many cases occurred in each month, of all or of those that sheets count too."""
        return [
            sum(number for cell, number in self.of_month(month, on_sheets=on_sheets).items() if wanted(cell))
            for month in months
        ]

    def of_month(self, month: dt.date, *, on_sheets: bool = False) -> Counter[Cell]:
        """The cells of a month, of all cases or of those that sheets count too."""
        return (self._by_month_on_sheets if on_sheets else self._by_month).get(month, Counter())


def _by_month(cells: Counter[Cell]) -> dict[dt.date, Counter[Cell]]:
    found: dict[dt.date, Counter[Cell]] = {}
    for cell, number in cells.items():
        found.setdefault(cell.month, Counter())[cell] = number
    return found
