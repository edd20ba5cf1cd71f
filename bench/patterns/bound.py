"""Prints how much of what is planted one could find who knew it all: python -m bench.patterns.bound.

Of each pattern the units, the weeks, its size and what is usual are known, and the likelihood of its cases with it
against without is asked every week from its first. What that must reach is set by how many places there are where a
pattern of the kind could be and how many false ones a year the dial allows: first as if the kind had the whole dial
and two half years a year were asked of; then with the share and the looks that the detector gives it; and last with
what is usual known only as well as so many weeks of the past can tell.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from scipy.stats import norm

from bench.patterns.generate import Floats, Planted, Town, make_town, plant_life, plant_patterns
from bench.patterns.score import TYPES
from quality.patterns.detect.nodes import Family
from quality.patterns.detect.scan import FAMILIES, SUBSETS, budget_a_year
from quality.patterns.detect.values import Dimension, Level, Settings

COUNTED = TYPES[:5]
LEAST_PLANTED, WEEKS_AFTER, LOOKS_KNOWN = 5, 4, 2.0
PAST_WEEKS = 90
DRAWS, STEPS, STEEPEST = 40, 40, 30.0


@dataclass(frozen=True, eq=False)
class Known:
    """A planted pattern week by unit: what is usual, what was added, and how much a case there speaks for it."""

    kind: str
    usual: Floats
    added: Floats
    speaks: Floats


def known(town: Town, found: Planted) -> Known:
    """All there is to know of a planted pattern; its size is as it came to be."""
    weeks = np.arange(found.first, min(found.last + WEEKS_AFTER, town.weeks))
    usual = town.mean[found.units][:, :, weeks].sum(axis=1)
    if found.category is not None:
        usual = town.mean[found.units, found.category][:, weeks]
    elif found.cause is not None:
        usual = usual * town.causes[town.sector[found.units], found.cause][:, None]
    elif found.place is not None:
        usual = usual * town.places[town.sector[found.units], found.place][:, None]
    place = {unit: row for row, unit in enumerate(found.units)}
    added = np.zeros(usual.shape)
    for unit, _, _, _, week in found.extra:
        if week <= weeks[-1]:
            added[place[unit], week - found.first] += 1
    shape = np.where(weeks < found.last, 1.0, 0.0)
    if found.kind == "unit_drift":
        shape *= weeks - found.first + 0.5
    size = len(found.extra) * shape / shape.sum() / len(found.units)
    usual = np.maximum(usual, 1e-4)
    return Known(found.kind, usual, added, np.log1p(size / usual))


def needed(usual: Floats, speaks: Floats, chance: float) -> float:
    """What the cases must say so that chance says as much that seldom, by the saddlepoint of their sum."""
    low, high, value = 0.0, STEEPEST, 0.0
    for _ in range(STEPS):
        tilt = (low + high) / 2
        weighed = usual * np.exp(np.minimum(tilt * speaks, 200))
        value = float((weighed * speaks).sum())
        whole, spread = float((weighed - usual).sum()), float((weighed * speaks**2).sum())
        root = np.sqrt(max(2 * (tilt * value - whole), 1e-12))
        steep = tilt * np.sqrt(max(spread, 1e-12))
        tail = norm.sf(root + np.log(max(steep, 1e-12) / root) / root)
        low, high = (tilt, high) if tail > chance else (low, tilt)
    return value


def seen_after(
    pattern: Known, chance: float, rng: np.random.Generator, *, learned: bool = False
) -> tuple[float, list[int]]:
    """In which part of so many draws it is seen, and after how many days; counts vary more where what is usual is
    `learned` from the past.
    """
    drawn = rng.poisson(pattern.usual, (DRAWS, *pattern.usual.shape)) + pattern.added
    said = (drawn * pattern.speaks).sum(axis=1).cumsum(axis=1)
    weeks = range(3, pattern.usual.shape[1] + 1)
    varied = [1 + learned * n / PAST_WEEKS for n in weeks]
    limits = [
        by * needed(pattern.usual[:, :n] / by, pattern.speaks[:, :n], chance)
        for n, by in zip(weeks, varied, strict=True)
    ]
    enough = said[:, 2:] >= np.array(limits)
    first = [7 * (3 + int(row.argmax())) for row in enough if row.any()]
    return len(first) / DRAWS, first


def chances(town: Town, kind: str, settings: Settings) -> tuple[float, float]:
    """How rare a pattern of the kind must be: with the whole dial and what is known, and as the detector shares it."""
    family = _family(kind)
    units, areas = len(town.paths), len(set(town.sector.tolist()))
    keys = len(town.leaves) if family.dimension is Dimension.CATEGORY else town.causes.shape[1]
    places = keys * {Level.UNIT: units, Level.AREA: areas}.get(family.level, 1)
    places *= 2 if kind == "cause_place" else 1
    dial = budget_a_year(settings, units)
    share = family.share * (2 if kind == "cause_place" else 1)
    return dial / (places * LOOKS_KNOWN), dial * share / (places * family.looks)


def _family(kind: str) -> Family:
    if kind == "cross_unit":
        return SUBSETS
    dimension = Dimension.CAUSE if kind == "cause_place" else Dimension.CATEGORY
    level = Level.UNIT if kind.startswith("unit") else Level.AREA
    return next(f for f in FAMILIES if (f.dimension, f.level, f.main) == (dimension, level, False))


def planted(seeds: Sequence[int], units: int, a_year: float) -> Iterator[tuple[Town, Planted]]:
    """Every counted pattern of some histories."""
    for seed in seeds:
        town = make_town(seed, units=units, a_year=a_year)
        plant_life(town)
        plant_patterns(town)
        for found in town.planted:
            if (
                found.kind in COUNTED
                and len(found.extra) >= LEAST_PLANTED
                and found.first + 8 < town.weeks - 1
            ):
                yield town, found


def main() -> None:
    """Prints a row for each kind of pattern."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23, 24])
    parser.add_argument("--units", type=int, default=30)
    parser.add_argument("--a-year", type=float, default=2000)
    chosen = parser.parse_args()
    rng = np.random.default_rng(0)
    rows: dict[str, list[list[tuple[float, list[int]]]]] = defaultdict(list)
    for town, found in planted(chosen.seeds, chosen.units, chosen.a_year):
        pattern = known(town, found)
        wide, narrow = chances(town, found.kind, Settings())
        rows[found.kind].append(
            [
                seen_after(pattern, wide, rng),
                seen_after(pattern, narrow, rng),
                seen_after(pattern, narrow, rng, learned=True),
            ]
        )
    print(
        "| pattern | planted | all known | days | its share of the dial | days | and the past learned | days |"
    )
    print("|" + " --- |" * 8)
    for kind in COUNTED:
        cells = [kind, str(len(rows[kind]))]
        for number in range(3):
            seen = [row[number] for row in rows[kind]]
            days = [day for _, each in seen for day in each]
            cells += [f"{sum(share for share, _ in seen):.1f}", f"{median(days):.0f}" if days else "-"]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
