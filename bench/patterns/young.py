"""Prints what is found and what is false while there is little to go by: python -m bench.patterns.young.

A municipality with few cases a year begins with no history, or with some months of it, and is walked for a year.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from bench.patterns.generate import QUIET_WEEKS, START, generate
from bench.patterns.score import TYPES, Score, Truth, read_truth, score
from bench.patterns.table import ours
from bench.patterns.telling import BANKS
from quality.patterns.detect.replay import corpus_of, replay_days, walk
from quality.patterns.detect.replay_files import ReplayCase, ReplayUnit, read_cases, read_units
from quality.patterns.detect.values import Findings, Settings, Status

MONTHS = (0, 3, 6, 12, 24)
YEAR = timedelta(weeks=52)
HEADER = ["months before", *TYPES, "all", "false/month", "files/month", "PPV", "weeks silent"]


def begins(weeks: int = 4 * 52) -> list[date]:
    """The days on which a municipality takes it into use: one a year."""
    return [START + timedelta(weeks=QUIET_WEEKS + n) for n in range(0, weeks, 52)]


def first_year(
    truth: Truth,
    cases: Sequence[ReplayCase],
    units: Sequence[ReplayUnit],
    begin: date,
    months: int,
    settings: Settings,
) -> tuple[Score, int]:
    """A year's walk from `begin`, with so many months known before it; and how many weeks nothing could be said."""
    first, last = begin - timedelta(days=round(30.44 * months)), begin + YEAR
    known = [case for case in cases if first <= case.opened < last]
    days = replay_days(known, begin, last, 7)
    nights = list(walk(known, units, days, settings, corpus=corpus_of(known)))
    fresh = {key for key, row in truth.patterns.items() if begin <= date.fromisoformat(row["start"])}
    return score(truth, ours(nights), (begin, last), fresh), silent(nights)


def silent(nights: Sequence[Findings]) -> int:
    """How many nights the answer was that there is too little to go by."""
    return sum(night.status is Status.LITTLE_DATA for night in nights)


def row(months: int, total: Score, weeks: float) -> str:
    """One line of the table."""
    files, found = sum(total.files.values()), sum(total.found.values())
    cells = [
        str(months),
        *(f"{total.found[kind]}/{total.planted[kind]}" for kind in TYPES),
        f"{found / max(sum(total.planted.values()), 1):.2f}",
        f"{total.files['false'] / total.months:.2f}",
        f"{files / total.months:.2f}",
        f"{total.files['true'] / max(files, 1):.2f}",
        f"{weeks:.0f}",
    ]
    return "| " + " | ".join(cells) + " |"


def histories(seeds: Sequence[int], units: int, a_year: float, bank: str) -> Iterator[Path]:
    """A folder for each seed, gone when the next is asked for."""
    for seed in seeds:
        with tempfile.TemporaryDirectory() as base:
            generate(seed, Path(base), units=units, a_year=a_year, bank=bank)
            yield Path(base)


def main() -> None:
    """Makes the histories in a temporary folder and prints a row for each length of history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[91, 92])
    parser.add_argument("--units", type=int, default=30)
    parser.add_argument("--a-year", type=float, default=500)
    parser.add_argument("--months", type=int, nargs="+", default=list(MONTHS))
    parser.add_argument("--bank", choices=list(BANKS), default="shared")
    parser.add_argument("--least-weeks", type=int, default=Settings().least_weeks)
    chosen = parser.parse_args()
    settings = Settings(least_weeks=chosen.least_weeks)
    totals = {months: Score() for months in chosen.months}
    weeks, years = Counter[int](), 0
    for folder in histories(chosen.seeds, chosen.units, chosen.a_year, chosen.bank):
        truth, cases, units = read_truth(folder), read_cases(folder), read_units(folder)
        for begin in begins():
            years += 1
            for months in chosen.months:
                found, quiet = first_year(truth, cases, units, begin, months, settings)
                totals[months].add(found)
                weeks[months] += quiet
    print("| " + " | ".join(HEADER) + " |")
    print("|" + " --- |" * len(HEADER))
    for months, total in totals.items():
        print(row(months, total, weeks[months] / years))


if __name__ == "__main__":
    main()
