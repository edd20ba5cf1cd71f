"""Small made-up histories, the same for every seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.history import History, lay_out
from quality.patterns.detect.values import (
    Category,
    Change,
    Count,
    Dimension,
    Findings,
    PatternFile,
    Scope,
    Settings,
    Unit,
    by_dimension,
)

START = date(2021, 1, 4)
SECTORS = ("Helse", "Skole", "Teknisk")
CATEGORIES = tuple(
    Category(f"{main}/{leaf}", main)
    for main, leaves in {
        "Legemiddel": ("Feil dose", "Ikke gitt", "Feil tid"),
        "Fall": ("Inne", "Ute", "Forflytning"),
        "Rutine": ("Overføring", "Epikrise", "Opplæring"),
        "Vold": ("Slag", "Trusler"),
    }.items()
    for leaf in leaves
)


@dataclass
class Story:
    """Weekly counts, unit by category, and causes, unit by cause, that a test may add to."""

    units: list[Unit]
    counts: np.ndarray
    causes: np.ndarray

    def day(self, week: int) -> date:
        """The morning after `week` weeks."""
        return START + timedelta(weeks=week)

    def column(self, category: str) -> int:
        """A category's place."""
        return [c.key for c in CATEGORIES].index(category)

    def history(self, weeks: int | None = None) -> History:
        """The counts as the detector takes them, cut after `weeks`."""
        counts = by_dimension(self.cells())
        return lay_out(self.units, CATEGORIES, counts, self.day(weeks or self.counts.shape[2]))

    def cells(self) -> Iterator[Count]:
        """Every count as a value."""
        keys = [c.key for c in CATEGORIES]
        for dimension, names, table in (
            (Dimension.CATEGORY, keys, self.counts),
            (Dimension.CAUSE, CAUSES, self.causes),
        ):
            for row, column, week in zip(*np.nonzero(table), strict=True):
                number = int(table[row, column, week])
                yield Count(self.units[row].key, dimension, names[column], self.day(int(week)), number)

    def members(self, scope: Scope) -> list[str]:
        """An id for every case counted in the scope."""
        first, last = (scope.start - START).days // 7, (scope.end - START).days // 7 + 1
        keys = [c.key for c in CATEGORIES]
        table, names = (self.causes, CAUSES) if scope.cause else (self.counts, keys)
        about = scope.cause or scope.category or ""
        return [
            f"{self.units[row].key}-{names[column]}-{week}-{number}"
            for row, column, week in zip(*np.nonzero(table), strict=True)
            if first <= week < last
            and self.units[row].key in scope.units
            and about in (names[column], names[column].split("/")[0], "")
            for number in range(table[row, column, week])
        ]

    def walk(self, first: int, last: int, settings: Settings | None = None) -> list[Findings]:
        """Night after night, each handing its desk to the next."""
        history, nights = self.history(), list[Findings]()
        for week in range(first, last):
            desk = nights[-1].open_files if nights else ()
            nights.append(find_patterns(history, self.day(week), self.members, desk, settings))
        return nights


def new_files(nights: list[Findings]) -> list[PatternFile]:
    """What somebody had to read."""
    return [file for night in nights for file in night.files if file.change is not Change.UPDATED]


CAUSES = ["Bemanning", "Rutine", "Utstyr", "Tidspress"]


def quiet_story(seed: int, *, weeks: int = 156, units: int = 12, a_week: float = 1.2) -> Story:
    """Pure noise: nothing is going on."""
    rng = np.random.default_rng(seed)
    made = [
        Unit(f"K/{SECTORS[n % 3]}/Enhet {n}", ("K", f"K/{SECTORS[n % 3]}"), SECTORS[n % 3])
        for n in range(units)
    ]
    rate = a_week * rng.gamma(3, 1 / 3, units)
    share = rng.dirichlet(np.full(len(CATEGORIES), 3.0), 3)
    mean = rate[:, None] * share[np.arange(units) % 3]
    counts = rng.poisson(np.repeat(mean[:, :, None], weeks, axis=2))
    totals = counts.sum(axis=1)
    causes = np.moveaxis(rng.multinomial(totals, [0.4, 0.3, 0.2, 0.1]), -1, 1)
    return Story(made, counts, causes)
