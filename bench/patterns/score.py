"""What counts as found and what as false, by the rule in the contract."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bench.patterns.rules import Alert

WIDE = {"cross_unit", "sector_wide", "cause_place", "text_theme"}
TYPES = ("unit_step", "unit_drift", "cross_unit", "sector_wide", "cause_place", "text_theme")
QUIET = timedelta(weeks=104)
AFTER = timedelta(days=28)


@dataclass
class Truth:
    """A history's planted patterns, its cases' units and days, and which case belongs to which pattern."""

    patterns: dict[str, dict[str, str]]
    pattern_of: dict[str, str]
    unit_of: dict[str, str]
    day_of: dict[str, date]
    units: list[str]
    cases_of: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Score:
    """One detector over one history, or several pooled."""

    months: float = 0.0
    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    cross_days: list[int] = field(default_factory=list)
    alike: list[float] = field(default_factory=list)
    files: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Score") -> None:
        """Pools another history's score into this."""
        self.months += other.months
        for mine, theirs in (
            (self.planted, other.planted),
            (self.found, other.found),
            (self.files, other.files),
        ):
            mine.update(theirs)
        self.days += other.days
        self.cross_days += other.cross_days
        self.alike += other.alike


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def read_truth(folder: Path) -> Truth:
    """truth.csv and truth_cases.csv beside the cases."""
    cases = _rows(folder / "cases.csv")
    truth = Truth(
        {row["pattern_id"]: row for row in _rows(folder / "truth.csv")},
        {row["case_id"]: row["pattern_id"] for row in _rows(folder / "truth_cases.csv")},
        {row["case_id"]: row["unit_path"] for row in cases},
        {row["case_id"]: date.fromisoformat(row["opened"]) for row in cases},
        [row["unit_path"] for row in _rows(folder / "units.csv")],
    )
    for case, pattern in truth.pattern_of.items():
        if pattern:
            truth.cases_of.setdefault(pattern, []).append(case)
    return truth


def score(
    truth: Truth,
    alerts: Sequence[Alert],
    between: tuple[date, date] | None = None,
    among: set[str] | None = None,
) -> Score:
    """Which patterns (all, or those `among`) were found and when, and what the files on the desk were worth."""
    begin, last = between or (min(truth.day_of.values()) + QUIET, max(truth.day_of.values()))
    result = Score(months=(last - begin).days / 30.44)
    counted = {
        key: row["type"]
        for key, row in truth.patterns.items()
        if (among is None or key in among)
        and row["type"] in TYPES
        and int(row["planted_cases"]) >= 5
        and date.fromisoformat(row["start"]) + timedelta(days=56) < last
    }
    result.planted.update(counted.values())
    first: dict[str, date] = {}
    alike: dict[str, float] = {}
    files: dict[tuple[str, ...], str] = {}
    for alert in sorted(alerts, key=lambda a: a.day):
        if alert.day < begin or not alert.cases or alert.kind not in ("rise", "theme"):
            continue
        members = Counter(truth.pattern_of[case] for case in alert.cases if truth.pattern_of[case])
        hits = [key for key, number in members.items() if _found(truth, key, number, alert)]
        for key in hits:
            first.setdefault(key, alert.day)
            alike[key] = max(alike.get(key, 0.0), _alike(truth, key, alert))
        best = max(members.values(), default=0) / len(alert.cases)
        verdict = "true" if hits else "partial" if best >= 0.1 else "false"
        if alert.about not in files or hits:
            files[alert.about] = verdict
    for key in counted.keys() & first.keys():
        days = (first[key] - date.fromisoformat(truth.patterns[key]["start"])).days
        result.found[counted[key]] += 1
        result.days.append(days)
        if counted[key] == "cross_unit":
            result.cross_days.append(days)
        if counted[key] in ("cross_unit", "sector_wide"):
            result.alike.append(alike[key])
    result.files.update(files.values())
    return result


def _found(truth: Truth, key: str, number: int, alert: Alert) -> bool:
    row = truth.patterns[key]
    if not date.fromisoformat(row["start"]) <= alert.day <= date.fromisoformat(row["end"]) + AFTER:
        return False
    planted = truth.cases_of[key]
    if row["type"] in WIDE:
        units = {truth.unit_of[case] for case in alert.cases if truth.pattern_of[case] == key}
        if len(units) < min(3, len({truth.unit_of[case] for case in planted})):
            return False
    in_window = sum(alert.start <= truth.day_of[case] <= alert.day for case in planted)
    share = number / len(alert.cases)
    needed = 0.5 if row["type"] == "text_theme" else 0.2
    return number >= 2 and in_window > 0 and share >= needed and number / in_window >= 0.3


def _alike(truth: Truth, key: str, alert: Alert) -> float:
    paths = alert.about[0].split(";")
    named = {u for u in truth.units if any(u == path or u.startswith(path + "/") for path in paths)}
    planted = set(truth.patterns[key]["unit_paths"].split(";"))
    return len(named & planted) / len(named | planted)
