"""Months in reports on the municipality: what sheets tell of them and no more, so that nobody can subtract the two."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import pytest
import sqlalchemy as sa
from scipy.optimize import linprog

from quality.cases.kinds import KIND_LABELS, Access, CaseKind
from quality.cases.models.case import Case
from quality.cases.services.recount import rebuild
from quality.core.db import transaction
from quality.core.figures import RunChart
from quality.core.letters import translate
from quality.core.small_numbers import LEAST
from quality.insights.compose.outward import WHOLE, Cube, tertials
from quality.reports.compose.facts import Area, Cell, Facts, Spot
from quality.reports.compose.hiding import hide, told_in
from quality.reports.compose.monthly import KINDS
from quality.reports.compose.periods import Period
from quality.reports.compose.reported import volume
from quality.reports.compose.shown import Reader, figure_of, shown
from quality.reports.compose.values import Drawing, Snapshot, plain, read
from quality.reports.kinds import ReportKind
from quality.reports.models import Report
from tests.cast import Cast
from tests.client import Client
from tests.insights.test_meeting import cells
from tests.reports.test_beside import TERTIALS, YEAR, facts

UNITS = (1, 2)
MONTHS = YEAR.starts
SORTS = {WHOLE: "/0/"} | {number: f"/0/{number}/" for number in KINDS.values()}
EVERYBODY = Reader(lambda word: translate(word, "nb") if word else "", "nb", exact=False)
# Unit, kind, month, and whether sheets count it.
Place = tuple[int, CaseKind, dt.date, bool]


def year_of(rng: Random, busy: int) -> dict[Place, int]:
    """A year with some cases here and there that reports count and sheets do not."""
    found = {}
    for unit in UNITS:
        for kind in KIND_LABELS:
            for month in MONTHS:
                found[unit, kind, month, True] = rng.choice([0, 3, busy, busy + 4, 2 * busy])
                found[unit, kind, month, False] = rng.choice([0, 0, 0, 1, 2, 6])
    return found


def facts_of(year: dict[Place, int], period: Period) -> Facts:
    every = [
        (Cell(unit, "H1.1", month, kind, 1, True), on, n) for (unit, kind, month, on), n in year.items() if n
    ]
    all_of, alike = Counter[Cell](), Counter[Cell]()
    for cell, on_sheets, number in every:
        all_of[cell] += number
        alike[cell] += number if on_sheets else 0
    spots = [Spot(unit, f"u{unit}", f"Enhet {unit}", None, 50.0, True) for unit in UNITS]
    areas = [Area(f"u{unit}", f"Enhet {unit}", frozenset({unit}), 50.0) for unit in UNITS]
    return replace(facts(period, []), cells=all_of, on_sheets=+alike, spots=spots, areas=areas)


def reports_of(year: dict[Place, int]) -> list[tuple[Period, Snapshot]]:
    """The reports of the three tertials and of the year, each made beside those before it."""
    found: list[tuple[Period, Snapshot]] = []
    for period in (*TERTIALS, YEAR):
        made = Snapshot(period.until, (volume(facts_of(year, period)),))
        found.append((period, read(plain(hide(made, period, told_in(found))))))
    return found


class Collector:
    """Whoever holds the sheets of every month of a year and all its reports, and solves the sums."""

    def __init__(self, year: dict[Place, int]) -> None:
        self.year = year
        self.places = list(year)
        self.known: list[tuple[list[float], int]] = []
        self.hidden = {(0, kind, month) for kind in (None, *KIND_LABELS) for month in MONTHS}
        self._sheets()
        for period, report in reports_of(year):
            self._report(period, report)

    def row(self, wanted: Callable[[Place], bool]) -> list[float]:
        return [float(wanted(place)) for place in self.places]

    def add(self, wanted: Callable[[Place], bool], number: object) -> None:
        row = self.row(wanted)
        true = sum(self.year[place] for place, part in zip(self.places, row, strict=True) if part)
        assert number == true
        self.known.append((row, true))

    def _counted(self, on_sheets: bool) -> dict[tuple[int, int], list[int]]:
        return {
            (unit + 1, KINDS[kind]): [self.year[unit, kind, month, on_sheets] for month in MONTHS]
            for unit in UNITS
            for kind in KIND_LABELS
        }

    def _sheets(self) -> None:
        paths = {1: "/1/"} | {unit + 1: f"/1/{unit + 1}/" for unit in UNITS}
        told = frozenset((unit, sort) for unit in paths for sort in SORTS)
        own, beside = self._counted(True), self._counted(False)
        cube = Cube(paths, SORTS, own, 12, frozenset(), beside, told, tertials(MONTHS))
        for unit in (0, *UNITS):
            for kind in (None, *KIND_LABELS):
                kept = cube.hidden(unit + 1, KINDS[kind] if kind else WHOLE)
                for at, month in enumerate(MONTHS):
                    if at not in kept:
                        self.hidden.discard((unit, kind, month))
                        number = cube.totals[unit + 1, KINDS[kind] if kind else WHOLE][at]
                        self.add(self._of(unit, kind, month, month, on_sheets=True), number)

    def _of(
        self, unit: int, kind: CaseKind | None, since: dt.date, until: dt.date, *, on_sheets: bool
    ) -> Callable[[Place], bool]:
        return lambda place: (
            unit in {0, place[0]}
            and kind in {None, place[1]}
            and since <= place[2] <= until
            and (place[3] or not on_sheets)
        )

    def _report(self, period: Period, report: Snapshot) -> None:
        volumes, months = report.tables["volume"], report.tables["months"]
        for unit, line in zip((*UNITS, 0), volumes.rows, strict=True):
            if not line.hides(0):
                self.add(self._of(unit, None, period.since, period.until, on_sheets=False), line.cells[0])
        for month, line in zip(period.starts, months.rows[: period.months], strict=True):
            for at, kind in enumerate((*KIND_LABELS, None)):
                if not line.hides(at):
                    self.add(self._of(0, kind, month, month, on_sheets=months.like_sheets), line.cells[at])

        (curve,) = (each for each in shown(report, EVERYBODY)[0].drawings if each.code == "volume-months")
        if isinstance(curve.figure, RunChart):
            for month, value in zip(period.starts, curve.figure.values[-period.months :], strict=True):
                if value is not None:
                    self.add(self._of(0, None, month, month, on_sheets=True), value)

    def spread(self, wanted: Callable[[Place], bool]) -> float:
        """How far apart the least and the most are that a number may be."""
        row = self.row(wanted)
        known = {"A_eq": [line for line, _ in self.known], "b_eq": [number for _, number in self.known]}
        ends = [linprog([sign * part for part in row], **known).fun for sign in (1, -1)]
        return float("inf") if None in ends else -ends[1] - ends[0]

    def small(self) -> Iterator[tuple[str, Callable[[Place], bool]]]:
        """What nobody may find out: few cases that sheets leave out, in a month, and small numbers that they hide."""
        for month in MONTHS:
            for kind in (None, *KIND_LABELS):
                left = self._left(kind, month)
                if 0 < sum(self.year[place] for place in self.places if left(place)) < LEAST:
                    yield f"left out, {kind} {month}", left
                on = self._of(0, kind, month, month, on_sheets=True)
                if (0, kind, month) in self.hidden and 0 < sum(
                    self.year[p] for p in self.places if on(p)
                ) < LEAST:
                    yield f"hidden, {kind} {month}", on

    def _left(self, kind: CaseKind | None, month: dt.date) -> Callable[[Place], bool]:
        return lambda place: not place[3] and kind in {None, place[1]} and place[2] == month


def test_a_year_of_months_less_its_sheets_gives_no_small_number() -> None:
    rng = Random(6)
    looked_at = told = 0
    for busy in (6, 14):
        reader = Collector(year_of(rng, busy))
        told += len(reader.known)
        small = list(reader.small())
        for name, wanted in rng.sample(small, min(12, len(small))):
            assert reader.spread(wanted) >= 1, (busy, name)
            looked_at += 1
    assert looked_at > 15
    assert told > 100


def test_curves_have_the_months_of_sheets_and_hide_with_them() -> None:
    year = {
        (unit, CaseKind.DEVIATION, month, on): 9 + month.month % 5 if on else 0
        for unit in UNITS
        for month in (*YEAR.before(1).starts, *MONTHS)
        for on in (True, False)
    }
    for left, kept in ((0, False), (3, True), (9, False)):
        year[1, CaseKind.DEVIATION, MONTHS[9], False] = left
        whole = facts_of(year, TERTIALS[2])
        for part in (volume(whole),):
            made = hide(Snapshot(YEAR.until, (part,)), TERTIALS[2], told_in([]))
            line = next(each for each in made.parts[0].drawings if each.kind == "run")
            assert line.values == tuple(18 + 2 * (month % 5) for month in range(1, 13)) * 2, (
                "without what sheets leave out"
            )
            assert line.hidden[-1] == kept, "the last month of the tertial, which sheets hide too"
            (drawn,) = (each for each in shown(made, EVERYBODY)[0].drawings if each.code == line.code)
            assert isinstance(drawn.figure, RunChart)
            assert drawn.figure.values == (*line.values[:-1], None if kept else line.values[-1])
            assert ("Der linjen er brutt" in drawn.sentence) == kept


def test_a_curve_of_mostly_hidden_months_is_not_drawn_and_a_small_middle_not_told() -> None:
    months, few = tuple(f"2026-{month:02}-01" for month in range(1, 13)), (6, 2, 2, 2, 2, 2)
    drawing = Drawing("x", "x", "run", months, (*few, *few), median=2, high=9, outside=(0, 1))
    hidden = tuple((value or 0) < 5 for value in drawing.values)
    assert figure_of(replace(drawing, hidden=hidden), EVERYBODY, {}) is None
    told = figure_of(replace(drawing, hidden=hidden[:6] + (False,) * 6), EVERYBODY, {})
    assert isinstance(told, RunChart)
    assert told.values[:2] == (6, None)
    assert (told.median, told.low, told.high, told.outside) == (None, None, None, (0,))


@pytest.mark.usefixtures("year")
def test_a_month_in_a_report_is_the_sheet_of_that_month_and_its_cases(
    client: Client, cast: Cast, made: Callable[..., Report]
) -> None:
    with transaction() as session:
        for turn, case in enumerate(session.scalars(sa.select(Case).order_by(Case.id))):
            if turn % 7 == 0 and case.access is Access.SERVICE:
                case.access = Access.PERSONAL if turn % 2 else Access.PRIVACY
        session.flush()
        rebuild(session)
    report = made(ReportKind.TERTIAL)
    (table,) = (
        table
        for part in shown(read(report.content), EVERYBODY)
        for table in part.tables
        if table.code == "months"
    )
    told = {row.name: row.cells[-1].text for row in table.rows}
    page = (
        client.sign_in(cast.coordinator).get("/trends/brief?from=2026-05&to=2026-08").get_data(as_text=True)
    )
    sheet = cells(page)
    assert [*told.values()] == [sheet[f"{month} 2026"] for month in ("mai", "juni", "juli", "aug.")]
    assert sum(number.isdigit() for number in told.values()) >= 3
    page = client.get(f"/reports/{report.public_id}").get_data(as_text=True)
    links = dict(re.findall(r'href="([^"]+from=2026-06-01[^"]+outward=1[^"]*)">(\d+)<', page))
    assert len(links) >= 2
    for address, number in links.items():
        found = client.get(address.replace("&amp;", "&")).get_data(as_text=True)
        assert re.search(rf"\b{number} saker", found) or number == "1", (address, number)
