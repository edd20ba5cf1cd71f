"""Prints how our detector and the plain rules do on histories made from seeds: python -m bench.patterns.table."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from math import isnan, nan
from pathlib import Path
from statistics import median

from bench.patterns.answers import HEADER as ANSWERS
from bench.patterns.answers import Answers, judge_answers
from bench.patterns.generate import generate
from bench.patterns.rules import Alert, run_rules, three_in_thirty, u_chart, with_files
from bench.patterns.score import TYPES, Score, read_truth, score
from bench.patterns.telling import BANKS
from quality.patterns.detect.replay import corpus_of, history_of, replay_days, stories, verdicts, walk
from quality.patterns.detect.replay_files import ReplayCase, ReplayUnit, read_cases, read_measures, read_units
from quality.patterns.detect.values import Findings

Detector = Callable[[Sequence[ReplayCase], Sequence[ReplayUnit]], list[Alert]]


def ours(nights: Iterable[Findings]) -> list[Alert]:
    """The files of a replay over the whole history."""
    found = []
    for night in nights:
        for file in night.files:
            scope = file.signal.scope
            paths = file.signal.node or ";".join(scope.units)
            about = (paths, scope.category or "", scope.cause or "", scope.place or "", file.series_id)
            found.append(Alert(night.day, scope.start, about, file.members, file.signal.kind))
    return found


DETECTORS: dict[str, Detector] = {
    "three in 30 days": lambda cases, units: list(three_in_thirty(cases, units)),
    "u-chart, 3 sigma": lambda cases, units: with_files(u_chart(cases, units)),
    "run rules": lambda cases, units: with_files(run_rules(cases, units)),
}
OURS = "Løft"


def measure(
    folder: Path, names: Sequence[str], texts: bool = True
) -> dict[str, tuple[Score, Answers, float]]:
    """Every detector over one history, with the seconds it took; without texts ours has counts alone."""
    cases, units, truth = read_cases(folder), read_units(folder), read_truth(folder)
    results: dict[str, tuple[Score, Answers, float]] = {}
    for name in names:
        begun = time.process_time()
        answers = Answers()
        if name == OURS:
            days = replay_days(cases, None, None, 7)
            corpus = corpus_of(cases if texts else [])
            nights = list(walk(cases, units, days, corpus=corpus))
            alerts = ours(nights)
            said = verdicts(history_of(cases, units), read_measures(folder), days)
            answers = judge_answers(folder, said, dict(stories(corpus, nights)))
        else:
            alerts = DETECTORS[name](cases, units)
        results[name] = score(truth, alerts), answers, time.process_time() - begun
    return results


COUNTS = [kind for kind in TYPES if kind != "text_theme"]


def figures(total: Score) -> list[float]:
    """What a table tells of the files beside how many of each kind were found; nothing to tell is not a number."""
    files = sum(total.files.values())
    return [
        _share(sum(total.found[kind] for kind in COUNTS), sum(total.planted[kind] for kind in COUNTS)),
        _share(sum(total.found.values()), sum(total.planted.values())),
        median(total.days) if total.days else nan,
        median(total.cross_days) if total.cross_days else nan,
        total.files["false"] / total.months,
        files / total.months,
        _share(total.files["true"], files),
        _share(sum(total.alike), len(total.alike)),
    ]


def _share(part: float, whole: float) -> float:
    return part / whole if whole else nan


def told(numbers: Sequence[float]) -> list[str]:
    """The figures as a table has them."""
    forms = [".2f", ".2f", ".0f", ".0f", ".2f", ".2f", ".2f", ".2f"]
    return ["-" if isnan(n) else format(n, form) for n, form in zip(numbers, forms, strict=True)]


def line(name: str, total: Score, answers: Answers, seconds: float) -> str:
    """One row of the table."""
    types = [f"{total.found[kind]}/{total.planted[kind]}" for kind in TYPES]
    said = answers.cells() if answers.cases else ["-"] * len(ANSWERS)
    return "| " + " | ".join([name, *types, *told(figures(total)), *said, f"{seconds:.0f}"]) + " |"


def middle(name: str, totals: Sequence[Score]) -> str:
    """A row of the medians of the histories, each with its own figures."""
    columns = zip(*(figures(total) for total in totals), strict=True)
    kept = [[n for n in column if not isnan(n)] for column in columns]
    cells = told([median(column) if column else nan for column in kept])
    return "| " + " | ".join([name, *"-" * len(TYPES), *cells, *"-" * len(ANSWERS), "-"]) + " |"


HEADER = [
    "detector",
    *TYPES,
    "counts",
    "all",
    "days",
    "cross days",
    "false/month",
    "files/month",
    "PPV",
    "Jaccard",
    *ANSWERS,
    "seconds",
]


def main() -> None:
    """Makes the histories in a temporary folder and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[21, 22, 23, 24])
    parser.add_argument("--units", type=int, default=30)
    parser.add_argument("--a-year", type=float, default=2000)
    parser.add_argument("--folder", type=Path, nargs="*", help="histories that lie ready, instead of seeds")
    parser.add_argument("--only", nargs="*", choices=[*DETECTORS, OURS], default=[*DETECTORS, OURS])
    parser.add_argument(
        "--bank",
        choices=list(BANKS),
        nargs="+",
        default=["shared"],
        help="how alike the tellers are, in turn",
    )
    parser.add_argument("--quiet", action="store_true", help="with nothing planted: every file is false")
    parser.add_argument("--counts", action="store_true", help="without texts, in half the time")
    chosen = parser.parse_args()
    results: dict[str, list[tuple[Score, Answers, float]]] = {name: [] for name in chosen.only}
    print("| " + " | ".join(HEADER) + " |")
    print("|" + " --- |" * len(HEADER))
    for folder in histories(chosen):
        for name, result in measure(folder, chosen.only, not chosen.counts).items():
            results[name].append(result)
            print(line(f"{name}, {folder.name}", *result), flush=True)
    for name, each in results.items():
        print(line(f"{name}, all", *pooled(each)))
        print(middle(f"{name}, median", [found for found, _, _ in each]))


def histories(chosen: argparse.Namespace) -> Iterator[Path]:
    """The folders that lie ready, or one for each seed, gone when the next is asked for."""
    yield from chosen.folder or []
    for seed, bank in zip(chosen.seeds if not chosen.folder else [], cycle(chosen.bank), strict=False):
        with tempfile.TemporaryDirectory() as base:
            folder = Path(base) / str(seed)
            planted = not chosen.quiet
            generate(seed, folder, units=chosen.units, a_year=chosen.a_year, patterns=planted, bank=bank)
            yield folder


def pooled(results: Sequence[tuple[Score, Answers, float]]) -> tuple[Score, Answers, float]:
    """Several histories as one."""
    total, answers = Score(), Answers()
    for found, said, _ in results:
        total.add(found)
        answers.add(said)
    return total, answers, sum(seconds for _, _, seconds in results)


if __name__ == "__main__":
    main()
