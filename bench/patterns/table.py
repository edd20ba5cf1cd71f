"""Prints how our detector and the plain rules do on histories made from seeds: python -m bench.patterns.table."""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
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


def measure(folder: Path, names: Sequence[str]) -> dict[str, tuple[Score, Answers, float]]:
    """Every detector over one history, with the seconds it took."""
    cases, units, truth = read_cases(folder), read_units(folder), read_truth(folder)
    results: dict[str, tuple[Score, Answers, float]] = {}
    for name in names:
        begun = time.process_time()
        answers = Answers()
        if name == OURS:
            days = replay_days(cases, None, None, 7)
            corpus = corpus_of(cases)
            nights = list(walk(cases, units, days, corpus=corpus))
            alerts = ours(nights)
            said = verdicts(history_of(cases, units), read_measures(folder), days)
            answers = judge_answers(folder, said, dict(stories(corpus, nights)))
        else:
            alerts = DETECTORS[name](cases, units)
        results[name] = score(truth, alerts), answers, time.process_time() - begun
    return results


def line(name: str, total: Score, answers: Answers, seconds: float) -> str:
    """One row of the table."""
    types = [f"{total.found[kind]}/{total.planted[kind]}" for kind in TYPES]
    all_found, all_planted = sum(total.found.values()), sum(total.planted.values())
    files = sum(total.files.values())
    figures = [
        f"{all_found / max(all_planted, 1):.2f}",
        f"{median(total.days):.0f}" if total.days else "-",
        f"{median(total.cross_days):.0f}" if total.cross_days else "-",
        f"{total.files['false'] / total.months:.2f}",
        f"{files / total.months:.2f}",
        f"{total.files['true'] / max(files, 1):.2f}",
        f"{sum(total.alike) / len(total.alike):.2f}" if total.alike else "-",
        *(answers.cells() if answers.cases else "-" * len(ANSWERS)),
        f"{seconds:.0f}",
    ]
    return "| " + " | ".join([name, *types, *figures]) + " |"


HEADER = [
    "detector",
    *TYPES,
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
    parser.add_argument("--bank", choices=list(BANKS), default="shared", help="how alike the tellers are")
    chosen = parser.parse_args()
    totals = {name: Score() for name in chosen.only}
    answers = {name: Answers() for name in chosen.only}
    seconds = dict.fromkeys(chosen.only, 0.0)
    with tempfile.TemporaryDirectory() as base:
        folders = chosen.folder or [Path(base) / str(seed) for seed in chosen.seeds]
        for number, folder in enumerate(folders):
            if not chosen.folder:
                generate(
                    chosen.seeds[number], folder, units=chosen.units, a_year=chosen.a_year, bank=chosen.bank
                )
            for name, (found, said, took) in measure(folder, chosen.only).items():
                totals[name].add(found)
                answers[name].add(said)
                seconds[name] += took
    print("| " + " | ".join(HEADER) + " |")
    print("|" + " --- |" * len(HEADER))
    for name in chosen.only:
        print(line(name, totals[name], answers[name], seconds[name]))


if __name__ == "__main__":
    main()
