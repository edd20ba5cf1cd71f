"""Prints how often what is said of measures is right: python -m bench.patterns.measures --seeds 2001 2100.

Four histories hold 32 measures, and one more or less right is three in a hundred. This makes the histories of a row of
seeds without their texts, which nothing said of a measure rests on, so that hundreds take minutes. Counts are drawn as
in `table`, and a seed's measures are the same.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from bench.patterns.answers import Answers, judge_measure
from bench.patterns.generate import START, Planted, Town, make_town, plant_life, plant_patterns
from quality.patterns.detect.history import History, Table
from quality.patterns.detect.replay import FOLLOWED, verdicts
from quality.patterns.detect.replay_files import ReplayMeasure
from quality.patterns.detect.values import Dimension, Unit


def measured(seed: int) -> Iterator[tuple[str, list[tuple[int, str]], int]]:
    """Each measure of a history: what it was, what was said of it after how many days, and how long it was followed."""
    town = make_town(seed)
    plant_life(town)
    plant_patterns(town)
    counts = town.rng.poisson(town.mean).astype(np.int32)
    for unit, leaf, _, _, week in (case for found in town.planted for case in found.extra):
        counts[unit, leaf, week] += 1
    for found in town.planted:
        if found.measure is not None:
            yield found.kind, _said(town, found, counts[found.units]), 7 * (town.weeks - found.measure) - 1


def _said(town: Town, found: Planted, counts: "np.ndarray") -> list[tuple[int, str]]:
    path, leaf, done = town.paths[found.units[0]], town.leaves[found.category or 0], found.measure or 0
    mains = sorted({name.split("/")[0] for name in town.leaves})
    group = np.array([mains.index(name.split("/")[0]) for name in town.leaves], dtype=np.intp)
    table = Table(Dimension.CATEGORY, tuple(town.leaves), tuple(mains), group, counts)
    opened = START + timedelta(weeks=int(town.opened[found.units[0]]))
    history = History((Unit(path, (), "", opened),), START, town.weeks, {Dimension.CATEGORY: table})
    measure = ReplayMeasure("", path, leaf, START + timedelta(weeks=done))
    last = min(town.weeks, done + FOLLOWED.days // 7)
    days = [START + timedelta(weeks=week) for week in range(done + 1, last + 1)]
    weeks = {day.isoformat(): 7 * n for n, day in enumerate(days, start=1)}
    return [(weeks[day], verdict) for _, day, verdict in verdicts(history, [measure], days)]


def main() -> None:
    """Prints a row for each kind of measure, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs=2, default=[501, 600], help="the first and the last")
    first, last = parser.parse_args().seeds
    kinds: dict[str, Answers] = defaultdict(Answers)
    for seed in range(first, last + 1):
        for kind, said, followed in measured(seed):
            for row in (kind, "all"):
                judge_measure(kind, said, followed, kinds[row])
    print("| measure | verdicts right | | relapse in 60 days | false relapses | in four histories |")
    print("|" + " --- |" * 6)
    for kind, told in sorted(kinds.items(), key=lambda pair: (pair[0] == "all", pair[0])):
        cells = [kind, f"{told.right}/{told.measures}", f"{told.right / max(told.measures, 1):.3f}"]
        cells += [f"{told.back}/{told.fades}", str(told.false_back)]
        print("| " + " | ".join([*cells, f"{4 * told.false_back / (last - first + 1):.2f}"]) + " |")


if __name__ == "__main__":
    main()
