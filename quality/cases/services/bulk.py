"""Writing old cases from another system: in bulk, waking nobody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from quality.cases.imports.reading import Moment, OldCase
from quality.cases.kinds import (
    Access,
    CaseKind,
    Factor,
    Level,
    Precision,
    Source,
    Strength,
    Subtype,
    access_for,
)
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.count import SearchText
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.services import counting
from quality.cases.services.counting import Cell, TraitCell
from quality.cases.services.register import next_number
from quality.cases.states import CaseState, MeasureState
from quality.core.bulk import insert_rows, table_of
from quality.core.clock import OSLO, at_local
from quality.core.db import new_public_ids, reserve_ids
from quality.core.history import Happening, record_new
from quality.core.stems import stems
from quality.core.text import headline

NOON = 12
MOST_TALLIES = 20_000
ENDED = frozenset({CaseState.CLOSED, CaseState.REJECTED})


@dataclass(frozen=True)
class Run:
    """What is the same for every case of one import. Categories are ids by code."""

    system: str
    import_id: int
    actor_id: int | None
    categories: dict[str, int]
    now: dt.datetime


class Counted(NamedTuple):
    """What a case will be counted by."""

    state: CaseState
    occurred_at: dt.datetime
    unit_id: int
    category_id: int
    kind: CaseKind
    severity: int
    access: Access
    place: str
    causes: tuple[str, ...]


_traits = itemgetter(*Counted._fields[:-1])


class Tallies:
    """Counts of the cases written so far, kept together for a while: many of them fall in the same cells."""

    def __init__(self) -> None:
        self._counted: Counter[Counted] = Counter()

    def add(self, rows: Iterable[dict[str, Any]], causes: Iterable[Factor | None]) -> None:
        """Take in what will be inserted."""
        self._counted.update(
            Counted._make((*_traits(row), (cause,) if cause else ()))
            for row, cause in zip(rows, causes, strict=True)
        )

    @property
    def full(self) -> bool:
        """Whether there are so many that they should be written now."""
        return len(self._counted) > MOST_TALLIES

    def settle(self, session: Session) -> None:
        """Write the counts."""
        counts: Counter[Cell] = Counter()
        traits: Counter[TraitCell] = Counter()
        for counted, number in self._counted.items():
            counts.update(dict.fromkeys(counting.cells(counted), number))
            traits.update(dict.fromkeys(counting.trait_cells(counted, counted.causes), number))
        counting.apply_many(session, counts, traits)
        self._counted.clear()


def write_new(session: Session, run: Run, cases: list[OldCase], tallies: Tallies) -> None:
    """Insert cases with their cause, measure, search words and first history entry. No notice, mail or deadline."""
    if not cases:
        return
    rows = [case_values(run, case) for case in cases]
    ids = zip(reserve_ids(session, Case, len(rows)), new_public_ids(len(rows)), strict=True)
    for row, (case_id, public_id) in zip(rows, ids, strict=True):
        row["id"], row["public_id"] = case_id, public_id
    _give_numbers(session, rows)
    insert_rows(session, Case, rows)
    causes = [
        {"case_id": row["id"], "factor": case.cause, "by_leader": True}
        for row, case in zip(rows, cases, strict=True)
        if case.cause
    ]
    if causes:
        insert_rows(session, CaseFactor, causes)
    insert_rows(session, SearchText, [search_values(row) for row in rows])
    _write_measures(session, rows, cases)
    record_new(session, [_happening(run, row) for row in rows])
    tallies.add(rows, [case.cause for case in cases])


def case_values(run: Run, case: OldCase) -> dict[str, Any]:
    """The columns of a case. Every column is named, so that no default has to be worked out row by row."""
    category = case.category
    access = access_for(CaseKind.DEVIATION, category[:1], False)
    occurred, registered = instant(case.occurred, run.now), instant(case.registered, run.now)
    ended = instant(case.closed, run.now) if case.closed and case.state in ENDED else None
    return BLANK | {
        "kind": CaseKind.DEVIATION,
        "subtype": Subtype.EVENT,
        "state": case.state,
        "access": access,
        "safety": category.startswith("H"),
        "source": Source.OTHER_SYSTEM,
        "anonymous": case.anonymous,
        "title": case.title,
        "description": case.text,
        "place": case.place,
        "category_id": run.categories[category],
        "severity": case.severity,
        "priority": case.severity,
        "unit_id": case.unit_id,
        "happened_unit_id": case.unit_id,
        "reporter_unit_id": case.reporter.unit_id if case.reporter else None,
        "reporter_id": case.reporter.id if case.reporter else None,
        "reporter_name": case.reporter_name,
        "handler_id": case.handler_id,
        "occurred_at": occurred,
        "occurred_precision": precision(case.occurred),
        "registered_at": registered,
        "received_at": None if case.state is CaseState.REPORTED else registered,
        "closed_at": ended,
        "changed_at": ended or registered,
        "external_system": run.system,
        "external_id": case.external_id,
        "import_id": run.import_id,
    }


def _blank() -> dict[str, Any]:
    """A value for every column: its fixed default, or none."""
    found: dict[str, Any] = {}
    for column in table_of(Case).columns:
        default = column.default
        found[column.name] = default.arg if isinstance(default, ScalarElementColumnDefault) else None
    return found


BLANK = _blank()


@lru_cache(maxsize=20_000)
def _local(value: Moment) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=OSLO).astimezone(dt.UTC)
    return at_local(value, NOON)


def instant(value: Moment, now: dt.datetime) -> dt.datetime:
    """A time in Norway as an instant. A day becomes its noon, so that it is the same day whoever looks."""
    return min(_local(value), now)


def precision(value: Moment) -> Precision:
    """Whether the time of day is known."""
    return Precision.MINUTE if isinstance(value, dt.datetime) else Precision.DAY


def _give_numbers(session: Session, rows: list[dict[str, Any]]) -> None:
    """Number the cases in the year they were registered."""
    by_year: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_year.setdefault(local_year(row["registered_at"]), []).append(row)
    for year, found in sorted(by_year.items()):
        first = next_number(session, year, len(found))
        for number, row in enumerate(found, start=first):
            row["year"], row["number"] = year, number


@lru_cache(maxsize=20_000)
def local_year(at: dt.datetime) -> int:
    """The year in Norway."""
    return at.astimezone(OSLO).year


def search_values(row: dict[str, Any]) -> dict[str, Any]:
    """The stems a case is found by."""
    text = " ".join((row["title"], row["description"], row["place"]))
    return {"case_id": row["id"], "level": int(Level.TEXT), "stems": stems(text)}


def _write_measures(session: Session, rows: list[dict[str, Any]], cases: list[OldCase]) -> None:
    """What was done, as a measure of its own: done where the case is closed, else decided.

    Not as the case's immediate action: that is what the reporter did there and then, and no pattern looks there for
    what has been tried. Nobody owns it and nothing is due.
    """
    told = [(row, case.measure) for row, case in zip(rows, cases, strict=True) if case.measure]
    if not told:
        return
    ids = reserve_ids(session, Measure, len(told))
    measures = [
        measure_values(row, text) | {"id": number, "public_id": public_id}
        for number, public_id, (row, text) in zip(ids, new_public_ids(len(ids)), told, strict=True)
    ]
    links = [{"case_id": row["id"], "measure_id": number} for number, (row, _) in zip(ids, told, strict=True)]
    insert_rows(session, Measure, measures)
    insert_rows(session, CaseMeasure, links)


def measure_values(row: dict[str, Any], text: str) -> dict[str, Any]:
    """A measure of another system. How strong it is nobody has said, so it counts as weak."""
    closed = row["state"] is CaseState.CLOSED
    return {
        "version": 1,
        "title": headline(text, 190),
        "state": MeasureState.DONE if closed else MeasureState.DECIDED,
        "strength": Strength.WEAK,
        "unit_id": row["unit_id"],
        "done_at": row["closed_at"] if closed else None,
        "effect_note": "",
        "created_at": row["registered_at"],
    }


def _happening(run: Run, row: dict[str, Any]) -> Happening:
    values = {"number": f"{row['year']}-{row['number']:04d}", "system": run.system, "id": row["external_id"]}
    return Happening("case", row["id"], "import", run.now, run.actor_id, values=values)
