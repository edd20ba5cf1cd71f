"""Whether what was said of measures and which cases were put together is right, by the rule in the contract."""

import csv
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

QUIET, HALF_YEAR, LATER = timedelta(weeks=104), 182, 91
GOOD = {"measure_effect": "effect", "measure_fade": "effect", "measure_none": "no_effect"}


@dataclass
class Answers:
    """Verdicts right of all, relapses found in sixty days of all, false ones, and the stories' BCubed figures."""

    right: int = 0
    measures: int = 0
    back: int = 0
    fades: int = 0
    false_back: int = 0
    precision: float = 0.0
    recall: float = 0.0
    cases: int = 0

    def add(self, other: "Answers") -> None:
        """Pools another history's answers into these."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def cells(self) -> list[str]:
        """Columns of the table."""
        precision, recall = self.precision / max(self.cases, 1), self.recall / max(self.cases, 1)
        likeness = 2 * precision * recall / max(precision + recall, 1e-9)
        relapses = f"{self.back}/{self.fades} ({self.false_back} false)"
        return [
            f"{self.right}/{self.measures}",
            relapses,
            f"{precision:.2f}",
            f"{recall:.2f}",
            f"{likeness:.2f}",
        ]


HEADER = ["verdicts right", "relapse in 60 days", "stories P", "R", "F"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def judge_answers(
    folder: Path, verdicts: Iterable[tuple[str, str, str]], groups: Mapping[str, str]
) -> Answers:
    """One history's answers beside its truth."""
    opened = {row["case_id"]: date.fromisoformat(row["opened"]) for row in _rows(folder / "cases.csv")}
    answers = Answers()
    _judge_verdicts(folder, verdicts, max(opened.values()), answers)
    _judge_stories(folder, opened, groups, answers)
    return answers


def _judge_verdicts(
    folder: Path, verdicts: Iterable[tuple[str, str, str]], last: date, answers: Answers
) -> None:
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    done = {
        row["measure_id"]: date.fromisoformat(row["implemented"]) for row in _rows(folder / "measures.csv")
    }
    for measure, day, verdict in verdicts:
        said[measure].append(((date.fromisoformat(day) - done[measure]).days, verdict))
    for row in _rows(folder / "truth.csv"):
        if row["measure_id"]:
            measure = row["measure_id"]
            judge_measure(row["type"], said[measure], (last - done[measure]).days, answers)


def judge_measure(kind: str, said: Sequence[tuple[int, str]], followed: int, answers: Answers) -> None:
    """What was said of one measure, as days after it and verdicts, beside what it was; too short a time is no time."""
    if followed < HALF_YEAR:
        return
    answers.measures += 1
    early = [verdict for days, verdict in said if days <= HALF_YEAR]
    good = GOOD.get(kind)
    answers.right += bool(early) and (early[-1] == good if good else early[-1] != "effect")
    back = [days for days, verdict in said if verdict == "regression"]
    if kind != "measure_fade":
        answers.false_back += bool(back)
    elif followed > HALF_YEAR + LATER:
        answers.fades += 1
        answers.back += any(0 < days - HALF_YEAR <= 60 for days in back)


def _judge_stories(
    folder: Path, opened: Mapping[str, date], groups: Mapping[str, str], answers: Answers
) -> None:
    """BCubed inside half-year blocks, after the two first years."""
    begin = min(opened.values()) + QUIET
    mine: dict[Hashable, set[str]] = defaultdict(set)
    true: dict[Hashable, set[str]] = defaultdict(set)
    keys: dict[str, tuple[Hashable, Hashable]] = {}
    for row in _rows(folder / "truth_cases.csv"):
        case = row["case_id"]
        if opened[case] < begin or case not in groups:
            continue
        block = (opened[case] - begin).days // HALF_YEAR
        keys[case] = (groups[case], block), (row["story"], block)
        mine[keys[case][0]].add(case)
        true[keys[case][1]].add(case)
    for one, other in keys.values():
        shared = len(mine[one] & true[other])
        answers.precision += shared / len(mine[one])
        answers.recall += shared / len(true[other])
    answers.cases += len(keys)
