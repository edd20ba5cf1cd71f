"""Prints whether what is offered to be read tells one thing: python -m bench.patterns.reading.

Each history is begun on four times, with three and with six months before; the desk's list of what several units tell
alike while there is little data is held against the stories that were told, as it is and with the most units first.
"""

import argparse
import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from bench.patterns.generate import QUIET_WEEKS, START, generate
from quality.patterns.detect.replay import corpus_of, replay_days
from quality.patterns.detect.replay_files import ReplayCase, read_cases
from quality.patterns.detect.text.groups import WINDOW_WEEKS, alike, regroup
from quality.patterns.queries.alike import LEAST_CASES, LEAST_LIKENESS, LEAST_UNITS, MOST, worth_reading

MONTHS = (3, 6)
BEGINNINGS, APART = 4, timedelta(weeks=26)
ONE_THING = 0.8

# How alike, units, cases, and the part of the cases that tell what most of them tell.
Offered = tuple[float, int, int, float]
RULES: dict[str, tuple[float, Callable[[Offered], float]]] = {
    "most units first": (0.0, lambda item: item[1] + item[2] / 1000),
    "most alike and widest first": (LEAST_LIKENESS, lambda item: worth_reading(item[0], item[1])),
}


def offered(cases: Sequence[ReplayCase], stories: dict[str, str], day: date, months: int) -> list[Offered]:
    """All that several units tell alike on a day, with so many months known."""
    first = day - timedelta(days=round(30.44 * months))
    known = [case for case in cases if first <= case.opened < day]
    corpus, groups = corpus_of(known), dict[str, str]()
    for night in replay_days(known, first + timedelta(weeks=1), day, 7):
        groups |= regroup(corpus, night, groups)
    likeness, members = alike(corpus, day, groups), defaultdict[str, list[ReplayCase]](list)
    for case in known:
        if case.opened >= day - timedelta(weeks=WINDOW_WEEKS) and case.case_id in groups:
            members[groups[case.case_id]].append(case)
    found = []
    for story, own in members.items():
        units = len({case.unit for case in own})
        if len(own) >= LEAST_CASES and units >= LEAST_UNITS:
            [(_, most)] = Counter(stories[case.case_id] for case in own).most_common(1)
            found.append((likeness.get(story, 0.0), units, len(own), most / len(own)))
    return found


def histories(chosen: argparse.Namespace) -> Iterator[tuple[Path, date]]:
    """The folder given, else one made for each seed; and the first beginning."""
    if chosen.folder:
        yield chosen.folder, read_cases(chosen.folder)[0].opened + timedelta(weeks=QUIET_WEEKS)
        return
    for seed, bank in zip(chosen.seeds, cycle(chosen.bank), strict=False):
        with tempfile.TemporaryDirectory() as base:
            generate(seed, Path(base), units=chosen.units, a_year=chosen.a_year, bank=bank)
            yield Path(base), START + timedelta(weeks=QUIET_WEEKS)


def main() -> None:
    """Makes the histories in a temporary folder and prints a row for each way of choosing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[821, 822])
    parser.add_argument("--bank", nargs="+", default=["shared", "harsh"])
    parser.add_argument("--units", type=int, default=30)
    parser.add_argument("--a-year", type=float, default=500)
    parser.add_argument("--folder", type=Path)
    lists: list[list[Offered]] = []
    for folder, begin in histories(parser.parse_args()):
        cases = read_cases(folder)
        with (folder / "truth_cases.csv").open(encoding="utf-8", newline="") as source:
            stories = {row["case_id"]: row["story"] for row in csv.DictReader(source)}
        for number in range(BEGINNINGS):
            lists += [offered(cases, stories, begin + number * APART, months) for months in MONTHS]
    print("| chosen | lists | on each | tell one thing | cases that do | units |")
    for name, (least, worth) in RULES.items():
        shown = [item for some in lists for item in _first(some, least, worth)]
        number = max(len(shown), 1)
        true = sum(item[3] >= ONE_THING for item in shown) / number
        pure, units = (sum(item[place] for item in shown) / number for place in (3, 1))
        cells = f"{len(lists)} | {number / len(lists):.1f} | {true:.2f} | {pure:.2f} | {units:.1f}"
        print(f"| {name} | {cells} |")


def _first(some: list[Offered], least: float, worth: Callable[[Offered], float]) -> list[Offered]:
    return sorted((item for item in some if item[0] >= least), key=worth, reverse=True)[:MOST]


if __name__ == "__main__":
    main()
