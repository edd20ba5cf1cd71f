"""The expected counts once more, from single cases and with nothing but loops: written from docs/decisions/0003 and
the sentences of the settings, without the detector's code, to judge it by."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from quality.patterns.detect.values import Category, Settings, Unit

EASTER = {
    2021: dt.date(2021, 4, 4),
    2022: dt.date(2022, 4, 17),
    2023: dt.date(2023, 4, 9),
    2024: dt.date(2024, 3, 31),
    2025: dt.date(2025, 4, 20),
    2026: dt.date(2026, 4, 5),
}
HALF_YEAR = 26
Label = int | str


@dataclass(frozen=True)
class Row:
    """One case as it lies in the register."""

    unit: str
    category: str
    day: dt.date


def monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def smooth(sums: dict[Label, float], reach: int) -> dict[Label, float]:
    """Neighbouring weeks of the year lean on each other, the nearest most; the Easter weeks stand alone."""
    found: dict[Label, float] = {label: value for label, value in sums.items() if isinstance(label, str)}
    for week in range(52):
        found[week] = sum(
            sums.get((week - step) % 52, 0.0) * (1 - abs(step) / (reach + 1))
            for step in range(-reach, reach + 1)
        )
    return found


@dataclass
class ByHand:
    """A register of cases on the morning of a day; `every` has them all where `rows` are counted by cause."""

    rows: Sequence[Row]
    units: Sequence[Unit]
    categories: Sequence[Category]
    day: dt.date
    settings: Settings = field(default_factory=Settings)
    every: Sequence[Row] = ()

    @cached_property
    def start(self) -> dt.date:
        return min(monday(row.day) for row in self.every or self.rows)

    @cached_property
    def weeks(self) -> int:
        return (monday(self.day) - self.start).days // 7

    @cached_property
    def counts(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {
            (unit.key, category.key): [0] * self.weeks for unit in self.units for category in self.categories
        }
        for row in self.rows:
            week = (monday(row.day) - self.start).days // 7
            if week < self.weeks:
                found[row.unit, row.category][week] += 1
        return found

    @cached_property
    def totals(self) -> dict[str, list[int]]:
        found = {unit.key: [0] * self.weeks for unit in self.units}
        for row in self.every or self.rows:
            week = (monday(row.day) - self.start).days // 7
            if week < self.weeks:
                found[row.unit][week] += 1
        return found

    @cached_property
    def labels(self) -> list[Label]:
        return [self._label(self.start + dt.timedelta(weeks=week)) for week in range(self.weeks)]

    def _label(self, day: dt.date) -> Label:
        for sunday in EASTER.values():
            if day == monday(sunday):
                return "easter"
            if day == monday(sunday) + dt.timedelta(weeks=1):
                return "after easter"
        return min(day.isocalendar().week, 52) - 1

    def weight(self, week: int, half_life: int) -> float:
        age = self.weeks - self.settings.guard_weeks - 1 - week
        return 0.5 ** (age / half_life) if age >= 0 else 0.0

    def recent(self, week: int) -> float:
        return self.weight(week, self.settings.half_life_weeks)

    def slow(self, week: int) -> float:
        return self.weight(week, self.settings.season_half_life_weeks)

    def open(self, unit: str, week: int) -> float:
        """Whether the unit reported yet; a long silence before the first case is no baseline."""
        totals = self.totals[unit]
        begun = next((n for n, number in enumerate(totals) if number), None)
        if begun is None:
            return 1.0
        usual = sum(totals[begun:]) / len(totals[begun:])
        return 0.0 if begun * usual > 8 and week < begun else 1.0

    def of_sector(self, sector: str) -> list[str]:
        return [unit.key for unit in self.units if unit.sector == sector]

    @cached_property
    def sectors(self) -> list[str]:
        return sorted({unit.sector for unit in self.units})

    def by_label(self, values: Iterable[float]) -> dict[Label, float]:
        found: dict[Label, float] = defaultdict(float)
        for label, value in zip(self.labels, values, strict=True):
            found[label] += value
        return found

    @cached_property
    def calendar(self) -> dict[str, dict[Label, float]]:
        got, due = {}, {}
        for sector in self.sectors:
            keys, weeks = self.of_sector(sector), range(self.weeks)
            seen = [sum(self.totals[key][week] for key in keys) * self.slow(week) for week in weeks]
            open_ = [sum(self.open(key, week) for key in keys) * self.slow(week) for week in weeks]
            level = sum(seen) / max(sum(open_), 1e-9)
            got[sector] = smooth(self.by_label(seen), 1)
            due[sector] = smooth(self.by_label(level * value for value in open_), 1)
        return self._shrunk(got, due, self.settings.calendar_pseudo)

    def _shrunk(
        self, got: dict[str, dict[Label, float]], due: dict[str, dict[Label, float]], pseudo: float
    ) -> dict[str, dict[Label, float]]:
        factors: dict[str, dict[Label, float]] = {sector: {} for sector in self.sectors}
        for label in (*range(52), "easter", "after easter"):
            all_got = sum(got[sector].get(label, 0.0) for sector in self.sectors)
            all_due = sum(due[sector].get(label, 0.0) for sector in self.sectors)
            whole = (all_got + pseudo) / (all_due + pseudo)
            for sector in self.sectors:
                part = got[sector].get(label, 0.0) + pseudo * whole
                factors[sector][label] = part / (due[sector].get(label, 0.0) + pseudo)
        return factors

    def profile(self, unit: Unit, week: int) -> float:
        return self.calendar[unit.sector][self.labels[week]]

    @cached_property
    def unit_rates(self) -> dict[str, float]:
        seen, exposure = {}, {}
        for unit in self.units:
            weeks = range(self.weeks)
            seen[unit.key] = sum(self.totals[unit.key][week] * self.recent(week) for week in weeks)
            exposure[unit.key] = sum(
                self.open(unit.key, week) * self.recent(week) * self.profile(unit, week) for week in weeks
            )
        found = {}
        for unit in self.units:
            keys = self.of_sector(unit.sector)
            usual = sum(seen[key] for key in keys) / max(sum(exposure[key] for key in keys), 1e-9)
            pseudo = self.settings.unit_pseudo
            found[unit.key] = (seen[unit.key] + pseudo) / (exposure[unit.key] + pseudo / max(usual, 1e-6))
        return found

    @cached_property
    def seasons(self) -> dict[str, dict[str, dict[Label, float]]]:
        baseline = max(0, self.weeks - self.settings.guard_weeks)
        if baseline < 52:
            flat = dict.fromkeys((*range(52), "easter", "after easter"), 1.0)
            return {category.key: dict.fromkeys(self.sectors, flat) for category in self.categories}
        weeks, by_key = range(self.weeks), {unit.key: unit for unit in self.units}
        usual = {
            sector: [
                sum(
                    self.open(key, week) * self.slow(week) * self.profile(by_key[key], week)
                    for key in self.of_sector(sector)
                )
                for week in weeks
            ]
            for sector in self.sectors
        }
        pseudo = self.settings.season_pseudo * 104 / min(104, baseline)
        found = {}
        for category in self.categories:
            got, due = {}, {}
            for sector in self.sectors:
                seen = [
                    sum(self.counts[key, category.key][week] for key in self.of_sector(sector))
                    * self.slow(week)
                    for week in weeks
                ]
                level = sum(seen) / max(sum(usual[sector]), 1e-9)
                got[sector] = smooth(self.by_label(seen), 3)
                spread = smooth(self.by_label(usual[sector]), 3)
                due[sector] = {label: level * value for label, value in spread.items()}
            found[category.key] = self._shrunk(got, due, pseudo)
        return found

    @cached_property
    def shares(self) -> dict[tuple[str, str], float]:
        """How a sector's cases divide over the categories, leaning on the municipality's."""
        weeks = range(self.weeks)
        seen = {
            pair: sum(row[week] * self.recent(week) for week in weeks) for pair, row in self.counts.items()
        }
        due = {
            sector: sum(
                self.totals[key][week] * self.recent(week) for key in self.of_sector(sector) for week in weeks
            )
            for sector in self.sectors
        }
        found, pseudo = {}, self.settings.share_pseudo
        for category in self.categories:
            every = sum(seen[unit.key, category.key] for unit in self.units)
            whole = (every + 0.5) / (sum(due.values()) + 0.5 * max(1, len(self.categories)))
            for sector in self.sectors:
                own = sum(seen[key, category.key] for key in self.of_sector(sector))
                found[sector, category.key] = (own + pseudo * whole) / (due[sector] + pseudo)
        return found

    def cell_rate(self, unit: Unit, category: str) -> float:
        weeks, season = range(self.weeks), self.seasons[category][unit.sector]
        seen = sum(self.counts[unit.key, category][week] * self.recent(week) for week in weeks)
        exposure = sum(
            self.open(unit.key, week)
            * self.recent(week)
            * self.profile(unit, week)
            * season[self.labels[week]]
            for week in weeks
        )
        usual = self.shares[unit.sector, category] * self.unit_rates[unit.key]
        pseudo = self.settings.cell_pseudo
        return (seen + pseudo) / (exposure + pseudo / max(usual, 1e-9))

    @cached_property
    def due(self) -> dict[tuple[str, str], list[float]]:
        """Expected week by week of the newest half year, before the reporting effort."""
        found = {}
        for unit in self.units:
            for category in self.categories:
                rate, season = self.cell_rate(unit, category.key), self.seasons[category.key][unit.sector]
                found[unit.key, category.key] = [
                    rate * self.profile(unit, week) * season[self.labels[week]] * self.open(unit.key, week)
                    for week in range(self.weeks - HALF_YEAR, self.weeks)
                ]
        return found

    def others(self, unit: Unit, main: str, length: int) -> tuple[float, float]:
        """Seen and expected of all that is not of this main category, no category saying more than chance would."""
        mains = sorted({category.main for category in self.categories})
        raw = {name: self.raw_others(unit, name, length) for name in mains}
        kept, pseudo = {name: seen for name, (seen, _) in raw.items()}, self.settings.effort_pseudo
        for _ in range(2):
            over = {}
            for category in self.categories:
                ratio = (kept[category.main] + pseudo) / (raw[category.main][1] + pseudo)
                mean = ratio * sum(self.due[unit.key, category.key][HALF_YEAR - length :])
                seen = sum(self.counts[unit.key, category.key][self.weeks - length :])
                over[category] = max(seen - mean - self.settings.effort_cap * math.sqrt(mean) - 1, 0)
            for name in mains:
                beyond = sum(more for category, more in over.items() if category.main != name)
                kept[name] = max(raw[name][0] - beyond, 0)
        return kept[main], raw[main][1]

    def raw_others(self, unit: Unit, main: str, length: int) -> tuple[float, float]:
        """The same as it was reported."""
        keys = [category.key for category in self.categories if category.main == main]
        seen = due = 0.0
        for back in range(1, length + 1):
            week = self.weeks - back
            own = sum(self.counts[unit.key, key][week] for key in keys)
            seen += max(self.totals[unit.key][week] - own, 0)
            whole = self.unit_rates[unit.key] * self.profile(unit, week) * self.open(unit.key, week)
            due += max(whole - sum(self.due[unit.key, key][HALF_YEAR - back] for key in keys), 0.0)
        return seen, due

    def effort(self, unit: Unit, main: str, length: int) -> float:
        """How much more the unit reports of all else, leaning on its half year, and that on everybody's."""
        pseudo = self.settings.effort_pseudo
        every = [self.others(other, main, HALF_YEAR) for other in self.units]
        usual = (sum(seen for seen, _ in every) + pseudo) / (sum(due for _, due in every) + pseudo)
        seen, due = self.others(unit, main, HALF_YEAR)
        usual = (seen + pseudo * usual) / (due + pseudo)
        seen, due = self.others(unit, main, length)
        ratio = (seen + pseudo * usual) / (due + pseudo)
        return min(max(ratio, self.settings.effort_least), self.settings.effort_most)

    def window(self, unit: Unit, categories: Sequence[str], length: int) -> tuple[int, float]:
        """Seen and expected of a unit in the newest weeks."""
        mains = {category.key: category.main for category in self.categories}
        seen = sum(sum(self.counts[unit.key, key][self.weeks - length :]) for key in categories)
        due = sum(
            sum(self.due[unit.key, key][HALF_YEAR - length :]) * self.effort(unit, mains[key], length)
            for key in categories
        )
        return seen, due


def chance_of(observed: int, expected: float, variance: float) -> float:
    """Of more than so many, and half of just so many, under a negative binomial: one count after the other."""
    size = expected**2 / (variance - expected)
    chance = size / (size + expected)

    def of(count: int) -> float:
        ways = math.lgamma(size + count) - math.lgamma(size) - math.lgamma(count + 1)
        return math.exp(ways + size * math.log(chance) + count * math.log1p(-chance))

    return of(observed) / 2 + sum(of(count) for count in range(observed + 1, observed + 1000))
