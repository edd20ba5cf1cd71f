"""Makes a history with planted truth in the contract's files: same seed, same files."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.patterns.stories import CATEGORIES, CAUSES, PLACES, SECTORS
from bench.patterns.telling import BANKS, story_name, tell
from bench.patterns.told import STORIES, THEMES

START = date(2018, 1, 1)
QUIET_WEEKS = 104
MEASURES = ("effect", "effect", "none", "none", "fade", "fade", "trap", "trap")
SAME_STORY = (0.3, 0.9)
STEP_STRENGTHS = (3.5, 3.5, 5.0, 5.0, 8.0, 8.0)
Floats = NDArray[np.float64]


@dataclass
class Planted:
    """One row of truth.csv; `extra` gives the added cases as (unit, category, cause, place, week) numbers.

    `same` is the part of its cases that tell one story of their category; the others tell any of them.
    """

    kind: str
    first: int
    last: int
    units: list[int]
    category: int | None = None
    cause: int | None = None
    place: int | None = None
    note: str = ""
    theme: str = ""
    measure: int | None = None
    same: float = 0.0
    extra: list[tuple[int, int, int | None, int | None, int]] = field(default_factory=list)


@dataclass
class Town:
    """Expected cases, unit by category by week, and how causes and places divide in each sector."""

    rng: np.random.Generator
    paths: list[str]
    sector: NDArray[np.intp]
    opened: NDArray[np.intp]
    employees: NDArray[np.intp]
    leaves: list[str]
    mean: Floats
    causes: Floats
    places: Floats
    planted: list[Planted] = field(default_factory=list)

    @property
    def weeks(self) -> int:
        """How long the history is."""
        return int(self.mean.shape[2])


def make_town(seed: int, *, units: int = 30, weeks: int = 313, a_year: float = 2000) -> Town:
    """The usual life of a municipality: slow drift, growth, holidays, seasons; nothing planted yet."""
    rng = np.random.default_rng([7, seed])
    names = list(SECTORS)
    weight = np.array([0.36, 0.18, 0.18, 0.12, 0.08, 0.08])
    sector = np.sort(np.concatenate([np.repeat(np.arange(6), 2), rng.choice(6, units - 12, p=weight)]))
    leaves = [f"{main}/{leaf}" for main, kinds in CATEGORIES.items() for leaf in kinds]
    base = rng.dirichlet(np.full(len(leaves), 6.0))
    share = np.stack([rng.dirichlet(np.maximum(base * 40, 0.3)) for _ in names])[sector]
    share = share * rng.gamma(5, 1 / 5, share.shape)
    level = rng.lognormal(0, 0.75, units)
    time = np.arange(weeks)
    drift = np.exp(np.cumsum(rng.normal(0, 0.022, (units, weeks)), axis=1) - 0.022**2 * time / 2)
    rate = level[:, None] * drift * 1.05 ** (time / 52)
    opened = np.zeros(units, dtype=np.intp)
    opened[rng.choice(units, max(1, units // 20), replace=False)] = rng.integers(80, 160)
    rate[time[None, :] < opened[:, None]] = 0
    mean = share[:, :, None] * rate[:, None, :] * _calendar(names, weeks, rng)[sector][:, None, :]
    mean *= a_year * weeks / 52 / mean.sum()
    paths = [
        f"Byen/{names[s]}/{SECTORS[names[s]][n % len(SECTORS[names[s]])]} {n + 1}"
        for n, s in enumerate(sector)
    ]
    causes = np.stack([rng.dirichlet(np.full(len(CAUSES), 3.0)) for _ in names])
    places = np.stack([rng.dirichlet(np.full(len(PLACES), 3.0)) for _ in names])
    return Town(rng, paths, sector, opened, rng.integers(6, 90, units), leaves, mean, causes, places)


def _calendar(names: Sequence[str], weeks: int, rng: np.random.Generator) -> Floats:
    """Summer and Christmas are quieter, most of all where children are."""
    iso = np.array([(START + timedelta(weeks=n)).isocalendar().week for n in range(weeks)])
    factor = np.ones((len(names), weeks))
    for number in range(len(names)):
        factor[number, (iso >= 26) & (iso <= 32)] = rng.uniform(0.3, 0.85)
        factor[number, (iso >= 52) | (iso == 1)] = rng.uniform(0.5, 0.9)
    return factor


def plant_life(town: Town) -> None:
    """What must not be alarmed: campaigns where everything is reported more, and yearly seasons."""
    rng, iso = (
        town.rng,
        np.array([(START + timedelta(weeks=n)).isocalendar().week for n in range(town.weeks)]),
    )
    for _ in range(max(6, len(town.paths) // 5)):
        unit, first = int(rng.integers(len(town.paths))), int(rng.integers(40, town.weeks - 12))
        last, lift = first + int(rng.integers(8, 13)), rng.uniform(1.7, 2.4)
        town.mean[unit, :, first:last] *= lift
        town.planted.append(Planted("campaign", first, last, [unit], note=f"x{lift:.2f}"))
    for _ in range(2):
        sector, leaf = int(rng.integers(6)), int(rng.integers(len(town.leaves)))
        begin = int(rng.choice([5, 14, 36, 40]))
        rows = [int(n) for n in np.flatnonzero(town.sector == sector)]
        town.mean[
            np.ix_(np.array(rows), np.array([leaf]), np.flatnonzero((iso >= begin) & (iso < begin + 11)))
        ] *= 2.2
        town.planted.append(Planted("seasonal", QUIET_WEEKS, town.weeks - 1, rows, leaf, note="every year"))


def plant_patterns(town: Town) -> None:
    """What must be found, in the sizes that a municipality of this many units has."""
    times = max(1, len(town.paths) // 60)
    used: set[tuple[int, int]] = set()
    for strength in STEP_STRENGTHS * times:
        _plant_step(town, strength, used)
    for _ in range(4 * times):
        _plant_drift(town, used)
    for _ in range(4 * times):
        _plant_cross(town)
    for _ in range(2 * times):
        _plant_sector(town)
    for number in range(4 * times):
        _plant_cause_place(town, number % 2 == 0)
    for theme in town.rng.permutation(sorted(THEMES))[: 5 * min(times, 2)]:
        _plant_theme(town, str(theme))
    for kind in MEASURES:
        _plant_measure(town, kind, used)


def tell_alike(town: Town, seed: int) -> None:
    """What keeps happening in one category is mostly one story, in some patterns more than in others."""
    rng = np.random.default_rng([8, seed])
    for found in town.planted:
        found.same = float(rng.uniform(*SAME_STORY)) if found.extra and found.category is not None else 0.0


def _start(town: Town, length: int) -> int:
    return int(town.rng.integers(QUIET_WEEKS, town.weeks - length - 4))


def _cell(town: Town, first: int, used: set[tuple[int, int]]) -> tuple[int, int, float]:
    """A cell that has some cases from before and nothing planted yet."""
    while True:
        unit, leaf = int(town.rng.integers(len(town.paths))), int(town.rng.integers(len(town.leaves)))
        base = float(town.mean[unit, leaf, first - 52 : first].sum() / 4)
        if (unit, leaf) not in used and 0.3 <= base <= 8:
            used.add((unit, leaf))
            return unit, leaf, base


def _add(town: Town, found: Planted, rate: Callable[[int], float], leaf: int | None) -> None:
    """Draws the added cases; without a category they fall as the unit's cases use to."""
    for unit in found.units:
        usual = town.mean[unit].sum(axis=1)
        for week in range(found.first, found.last):
            for _ in range(town.rng.poisson(rate(week))):
                kind = leaf if leaf is not None else int(town.rng.choice(len(usual), p=usual / usual.sum()))
                found.extra.append((unit, kind, found.cause, found.place, week))
    town.planted.append(found)


def _plant_step(town: Town, strength: float, used: set[tuple[int, int]]) -> None:
    first = _start(town, 26)
    unit, leaf, base = _cell(town, first, used)
    excess = strength * max(base, 0.5) ** 0.5
    _add(
        town,
        Planted("unit_step", first, first + 26, [unit], leaf, note=f"z{strength}"),
        lambda week: excess / 13,
        leaf,
    )


def _plant_drift(town: Town, used: set[tuple[int, int]]) -> None:
    first = _start(town, 39)
    unit, leaf, base = _cell(town, first, used)
    most = 10 * max(base, 0.5) ** 0.5 + 5
    _add(
        town,
        Planted("unit_drift", first, first + 39, [unit], leaf),
        lambda week: most / 13 * (week - first) / 39,
        leaf,
    )


def _plant_cross(town: Town) -> None:
    first, number = _start(town, 26), int(town.rng.integers(7, 11))
    alive = np.flatnonzero(town.opened < first - 30)
    units = sorted(int(n) for n in town.rng.choice(alive, number, replace=False))
    excess = town.rng.uniform(1.5, 2.6)
    leaf = int(town.rng.integers(len(town.leaves)))
    _add(
        town,
        Planted("cross_unit", first, first + 26, units, leaf, note=f"+{excess:.1f}/13w each"),
        lambda week: excess / 13,
        leaf,
    )


def _plant_sector(town: Town) -> None:
    first = _start(town, 26)
    wide = [s for s in range(6) if ((town.sector == s) & (town.opened < first - 30)).sum() >= 3]
    rows = [
        int(n) for n in np.flatnonzero((town.sector == town.rng.choice(wide)) & (town.opened < first - 30))
    ]
    leaf, excess = int(town.rng.integers(len(town.leaves))), town.rng.uniform(1.6, 2.4)
    _add(town, Planted("sector_wide", first, first + 26, rows, leaf), lambda week: excess / 13, leaf)


def _plant_cause_place(town: Town, by_cause: bool) -> None:
    first, sector = _start(town, 26), int(town.rng.integers(6))
    rows = [int(n) for n in np.flatnonzero((town.sector == sector) & (town.opened < first - 30))]
    number = int(town.rng.integers(8))
    found = Planted(
        "cause_place",
        first,
        first + 26,
        rows,
        cause=number if by_cause else None,
        place=None if by_cause else number,
    )
    table = town.causes if by_cause else town.places
    base = town.mean[rows][:, :, first - 52 : first].sum() / 4 * table[sector, number]
    excess = max(4.5 * base**0.5, 6.0) / len(rows)
    _add(town, found, lambda week: excess / 13, None)


def _plant_theme(town: Town, theme: str) -> None:
    """One story told in several units for four months, filed under whatever category each found fit."""
    first = _start(town, 17)
    alive = np.flatnonzero(town.opened < first - 30)
    units = sorted(int(n) for n in town.rng.choice(alive, int(town.rng.integers(4, 8)), replace=False))
    found = Planted("text_theme", first, first + 17, units, theme=theme)
    leaves = town.rng.choice(len(town.leaves), 6, replace=False)
    for _ in range(int(town.rng.integers(12, 17))):
        week = int(town.rng.integers(first, first + 17))
        found.extra.append((int(town.rng.choice(units)), int(town.rng.choice(leaves)), None, None, week))
    town.planted.append(found)


def _plant_measure(town: Town, kind: str, used: set[tuple[int, int]]) -> None:
    """Trouble that lasts, and a measure that helps, helps nothing or helps for half a year; or a chance peak."""
    rng = town.rng
    done = int(rng.integers(QUIET_WEEKS + 60, town.weeks - 44))
    begun = done - int(rng.integers(28, 60))
    last = min(town.weeks, done + 52)
    unit, leaf, _ = _cell(town, begun, used)
    rate, left = rng.uniform(0.6, 1.0), rng.uniform(0.05, 0.25)

    def added(week: int) -> float:
        if kind == "trap":
            return 0.6 if done - 8 <= week < done else 0.0
        helped = week >= done and (kind == "effect" or (kind == "fade" and week < done + 26))
        return rate * left if helped else rate

    found = Planted(f"measure_{kind}", begun, last, [unit], leaf, measure=done)
    _add(town, found, added, leaf)


def write_town(town: Town, folder: Path, bank: str = "shared") -> None:
    """cases.csv, units.csv, measures.csv, truth.csv and truth_cases.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = sorted(_usual_cases(town) + _planted_cases(town))
    same = np.random.default_rng([9, len(rows)])
    cases, truth = [], []
    for number, (opened, unit, leaf, cause, place, pattern) in enumerate(rows, start=1):
        category = town.leaves[leaf]
        found = town.planted[pattern - 1] if pattern else Planted("", 0, 0, [])
        theme, leaf_name = found.theme, category.split("/")[1]
        story = f"T:{theme}" if theme else story_name(town.rng, leaf_name)
        if found.same and same.random() < found.same:
            story = f"{leaf_name}#{pattern % len(STORIES[leaf_name])}"
        title, text = tell(town.rng, BANKS[bank], story)
        key = f"B{number:06d}"
        severity = int(town.rng.integers(1, 5))
        cases.append(
            (
                key,
                opened,
                town.paths[unit],
                category,
                severity,
                PLACES[place],
                CAUSES[cause],
                title,
                text,
            )
        )
        truth.append((key, f"Q{pattern:03d}" if pattern else "", story if theme else f"{category}#{story}"))
    _write(
        folder / "cases.csv",
        "case_id opened unit_path category_path severity place cause title description",
        cases,
    )
    _write(
        folder / "units.csv",
        "unit_path employees opened",
        [
            (path, int(town.employees[n]), START + timedelta(weeks=int(town.opened[n])))
            for n, path in enumerate(town.paths)
        ],
    )
    _write(
        folder / "measures.csv",
        "measure_id unit_path category_path implemented",
        [
            (f"M{n:03d}", town.paths[p.units[0]], town.leaves[p.category], START + timedelta(weeks=p.measure))
            for n, p in enumerate(town.planted, start=1)
            if p.measure is not None and p.category is not None
        ],
    )
    _write(folder / "truth_cases.csv", "case_id pattern_id story", truth)
    _write(
        folder / "truth.csv",
        "pattern_id type start end unit_paths category cause place theme measure_id planted_cases note",
        [_truth(town, n, p) for n, p in enumerate(town.planted, start=1)],
    )


Row = tuple[date, int, int, int, int, int]


def _usual_cases(town: Town) -> list[Row]:
    counts = town.rng.poisson(town.mean)
    rows: list[Row] = []
    for unit, leaf, week in zip(*np.nonzero(counts), strict=True):
        for _ in range(counts[unit, leaf, week]):
            rows.append(_row(town, int(unit), int(leaf), None, None, int(week), 0))
    return rows


def _planted_cases(town: Town) -> list[Row]:
    return [
        _row(town, unit, leaf, cause, place, week, number)
        for number, found in enumerate(town.planted, start=1)
        for unit, leaf, cause, place, week in found.extra
    ]


def _row(
    town: Town, unit: int, leaf: int, cause: int | None, place: int | None, week: int, pattern: int
) -> Row:
    rng, sector = town.rng, town.sector[unit]
    day = START + timedelta(days=7 * week + int(rng.integers(7)))
    cause = (
        int(np.searchsorted(town.causes[sector].cumsum(), rng.random() * 0.9999)) if cause is None else cause
    )
    place = (
        int(np.searchsorted(town.places[sector].cumsum(), rng.random() * 0.9999)) if place is None else place
    )
    return day, unit, leaf, cause, place, pattern


def _truth(town: Town, number: int, found: Planted) -> tuple[object, ...]:
    return (
        f"Q{number:03d}",
        found.kind,
        START + timedelta(weeks=found.first),
        START + timedelta(weeks=found.last),
        ";".join(town.paths[n] for n in found.units),
        "" if found.category is None else town.leaves[found.category],
        "" if found.cause is None else CAUSES[found.cause],
        "" if found.place is None else PLACES[found.place],
        found.theme,
        "" if found.measure is None else f"M{number:03d}",
        len(found.extra),
        found.note,
    )


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header.split())
        writer.writerows(rows)


def generate(
    seed: int,
    folder: Path,
    *,
    units: int = 30,
    a_year: float = 2000,
    patterns: bool = True,
    bank: str = "shared",
) -> None:
    """One history in a folder; without patterns it holds only ordinary life."""
    town = make_town(seed, units=units, a_year=a_year)
    plant_life(town)
    if patterns:
        plant_patterns(town)
        tell_alike(town, seed)
    write_town(town, folder, bank)
