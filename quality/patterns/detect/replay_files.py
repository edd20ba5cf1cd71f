"""The replay's files: a case list in, alerts out, by the contract in docs/decisions/0003-pattern-engine.md."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from quality.patterns.detect.values import PatternFile

ALERT_FIELDS = (
    "alert_id",
    "date",
    "kind",
    "unit_paths",
    "category_path",
    "cause",
    "place",
    "window_start",
    "case_ids",
    "score",
    "series_id",
)


@dataclass(frozen=True)
class ReplayCase:
    """What the replay reads of a case."""

    case_id: str
    opened: date
    unit: str
    category: str
    cause: str
    place: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True)
class ReplayMeasure:
    """A measure as the replay reads it."""

    measure_id: str
    unit: str
    category: str
    implemented: date


@dataclass(frozen=True)
class ReplayUnit:
    """A unit as the replay reads it; an empty opening date means always."""

    path: str
    opened: date | None


def read_cases(folder: Path) -> list[ReplayCase]:
    """cases.csv, in time order."""
    rows = [
        ReplayCase(
            row["case_id"],
            date.fromisoformat(row["opened"]),
            row["unit_path"],
            row["category_path"],
            row["cause"],
            row["place"],
            row["title"],
            row["description"],
        )
        for row in _rows(folder / "cases.csv")
    ]
    return sorted(rows, key=lambda case: (case.opened, case.case_id))


def read_units(folder: Path) -> list[ReplayUnit]:
    """units.csv."""
    return [
        ReplayUnit(row["unit_path"], date.fromisoformat(row["opened"]) if row["opened"] else None)
        for row in _rows(folder / "units.csv")
    ]


def read_measures(folder: Path) -> list[ReplayMeasure]:
    """measures.csv; none where there is no such file."""
    path = folder / "measures.csv"
    rows = _rows(path) if path.exists() else iter(())
    return [
        ReplayMeasure(
            row["measure_id"], row["unit_path"], row["category_path"], date.fromisoformat(row["implemented"])
        )
        for row in rows
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def write_alerts(folder: Path, alerts: Iterable[tuple[date, PatternFile]]) -> int:
    """alerts.csv; gives the number of rows."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    with (folder / "alerts.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(ALERT_FIELDS)
        for number, (day, file) in enumerate(alerts, start=1):
            writer.writerow(_alert(f"A{number:06d}", day, file))
    return number


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A small table."""
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _alert(alert_id: str, day: date, file: PatternFile) -> list[str]:
    scope = file.signal.scope
    paths = file.signal.node or ";".join(scope.units)
    return [
        alert_id,
        day.isoformat(),
        file.signal.kind.value,
        paths,
        scope.category or "",
        scope.cause or "",
        scope.place or "",
        scope.start.isoformat(),
        ";".join(file.members),
        f"{file.signal.recurrence_years:.3f}",
        file.series_id,
    ]
