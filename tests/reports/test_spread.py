"""Causes, squares, times, uptake and pairs of a report: each with its words and its table, small numbers kept back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
import sqlalchemy as sa
from scipy.optimize import linprog
from sqlalchemy.orm import Session

from quality.cases.kinds import CaseKind, Factor
from quality.cases.models.case import Case, CaseFactor
from quality.cases.services.recount import rebuild
from quality.cases.states import CaseState
from quality.core.clock import OSLO, at_local
from quality.core.db import transaction
from quality.core.figures import Bars, Curves, Grid, Pareto, Spread
from quality.core.letters import translate
from quality.insights.figures.spans import span
from quality.organisation.models import Unit
from quality.reports.compose import uptake
from quality.reports.compose.facts import Facts, Shared
from quality.reports.compose.hiding import Told, hide
from quality.reports.compose.periods import Period
from quality.reports.compose.shown import Reader, ShownDrawing, figure_of, shown
from quality.reports.compose.tables import pictured
from quality.reports.compose.values import Column, Drawing, Part, Row, Snapshot, Table, read
from quality.reports.kinds import Chapter, ReportKind
from quality.reports.models import Report
from tests.cast import Cast
from tests.reports.conftest import tell
from tests.reports.test_numbers import column, raw

Made = Callable[..., Report]
SUMMER = Period(dt.date(2026, 5, 1), dt.date(2026, 8, 31))
INSIDE = Reader(lambda word: translate(word, "nb") if word else "", "nb", exact=True)
OUTSIDE = Reader(INSIDE.say, "nb", exact=False)


def drawings(report: Report, reader: Reader) -> dict[str, ShownDrawing]:
    return {each.code: each for part in shown(read(report.content), reader) for each in part.drawings}


@pytest.fixture
def caused(session: Session, year: None) -> dict[Factor, int]:
    """Some of the deviations of the summer have causes; how many each, as the raw rows say."""
    found: Counter[Factor] = Counter()
    with transaction() as writing:
        cases = [case for case in raw(writing, SUMMER.since, SUMMER.until) if case.kind is CaseKind.DEVIATION]
        for turn, case in enumerate(cases[:20]):
            factors = {Factor.ROUTINE, Factor.STAFFING} if turn % 2 else {Factor.ROUTINE}
            factors |= {Factor.EQUIPMENT} if turn < 3 else set()
            found.update(factors)
            writing.add_all(CaseFactor(case_id=case.id, factor=factor, by_leader=True) for factor in factors)
    return dict(found)


def test_causes_with_five_deviations_are_told_and_drawn_the_most_common_first(
    made: Made, caused: dict[Factor, int]
) -> None:
    report = made()
    told = {factor: number for factor, number in caused.items() if number >= 5}
    assert sorted(told.values(), reverse=True) == list(
        column(read(report.content).table("causes"), 0).values()
    )
    assert set(told) == {Factor.ROUTINE, Factor.STAFFING}
    drawing = drawings(report, OUTSIDE)["causes-pareto"]
    assert isinstance(drawing.figure, Pareto)
    assert drawing.figure.values == (20, 10)
    assert "den lengste først" in drawing.alternative


def test_kinds_are_drawn_the_most_common_first_and_added_up_only_where_all_are_seen() -> None:
    rows = (Row("a", (7,)), Row("b", (5,), (True,)), Row("c", (9,)))
    table = Table("kinds", "Slag", "Slag", (Column("Saker"),), rows)
    drawing = Drawing("kinds-pareto", "Slag", "pareto", ("a", "b", "c"), (7, 5, 9), rests=(("kinds", 0, 0),))
    exact, told = (
        figure_of(drawing, reader, {"kinds": table}) for reader in (replace(OUTSIDE, exact=True), OUTSIDE)
    )
    assert isinstance(exact, Pareto)
    assert (exact.labels, exact.values) == (("c", "a", "b"), (9, 7, 5))
    assert told == Bars(("c", "a"), (9, 7))


def test_the_causes_of_a_year_are_hidden_where_one_tertial_would_follow() -> None:
    whole = Column("Avvik", filters={"kind": "deviation"})
    rows = [
        Row(name, (sum(parts),), filters={"cause": name}, told=parts)
        for name, parts in (("a", (6, 7, 8)), ("b", (6, 7, 2)), ("c", (6, 1, 2)))
    ]
    table = Table("causes", "Årsaker", "Årsak", (whole,), tuple(rows))
    year = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    found = hide(Snapshot(year.until, (Part(Chapter.CAUSES, tables=(table,)),)), year, Told()).tables[
        "causes"
    ]
    assert [row.hides(0) for row in found.rows] == [False, True, False]


@pytest.mark.usefixtures("year")
def test_the_squares_add_up_and_take_no_number_from_other_tables(made: Made) -> None:
    snapshot = read(made().content)
    squares = snapshot.table("squares")
    volume = snapshot.table("volume")
    assert squares
    assert volume
    for row in squares.rows:
        numbers = [int(str(cell)) for cell in row.cells]
        assert sum(numbers[:-1]) == numbers[-1]
    last = len(squares.columns) - 1
    assert column(squares, last) == column(volume, 0)
    assert [row.hides(last) for row in squares.rows] == [row.hides(0) for row in volume.rows]
    assert not volume.rows[-1].hides(0)


def squared(values: list[list[int]]) -> Snapshot:
    """A report of areas, of categories, and of one by the other."""
    sorts = range(len(values[0]))
    areas = [Row(f"a{at}", (sum(line),), filters={"unit": f"a{at}"}) for at, line in enumerate(values)]
    total = sum(map(sum, values))
    volume = (*areas, Row("I alt", (total,), filters={"unit": "all"}, total=True))
    sums = [sum(line[at] for line in values) for at in sorts]
    kinds = [Row(f"c{at}", (sums[at],), filters={"unit": "all", "category": f"c{at}"}) for at in sorts]
    columns = (
        *(Column(f"c{at}", filters={"category": f"c{at}"}) for at in sorts),
        Column("Alle", filters={}),
    )
    rows = [
        Row(row.name, (*line, sum(line)), filters=row.filters)
        for row, line in zip(areas, values, strict=True)
    ]
    rows.append(Row("I alt", (*sums, total), filters={"unit": "all"}, total=True))
    whole = (Column("Meldt", filters={}),)
    tables = (
        Table("volume", "Områder", "Område", whole, volume),
        Table("categories", "Kategorier", "Kategori", whole, (*kinds, volume[-1])),
        Table(
            "squares", "Ruter", "Område", columns, tuple(rows), "", ((len(sums), tuple(sorts)),), yields=True
        ),
    )
    drawing = pictured("grid", tables[2])
    return hide(Snapshot(SUMMER.until, (Part(Chapter.CATEGORIES, (), (drawing,), tables),)), SUMMER, Told())


def room(table: Table, row: int, place: int) -> float:
    """How far apart the least and the most are that a reader of the table finds a number may be."""
    width, height = len(table.columns) - 1, len(table.rows) - 1
    rules: list[list[float]] = []
    sums: list[float] = []
    for a in range(height + 1):
        for b in range(width + 1):
            if not table.rows[a].hides(b):
                rows, places = range(height) if a == height else [a], range(width) if b == width else [b]
                cells = {(x, y) for x in rows for y in places}
                rules.append([float(divmod(at, width) in cells) for at in range(width * height)])
                sums.append(float(str(table.rows[a].cells[b])))
    goal = [float(at == row * width + place) for at in range(width * height)]
    ends = [linprog([sign * each for each in goal], A_eq=rules, b_eq=sums).fun for sign in (1, -1)]
    return float("inf") if None in ends else -ends[1] - ends[0]


def test_no_small_square_follows_from_what_is_shown() -> None:
    rng = Random(3)
    looked_at = shown_cells = 0
    for _ in range(25):
        values = [[rng.choice([0, 1, 3, 6, 8, 12, 20, 31]) for _ in range(4)] for _ in range(4)]
        table = squared(values).tables["squares"]
        for row, line in enumerate(values):
            for place, number in enumerate(line):
                shown_cells += not table.rows[row].hides(place)
                if 0 < number < 5:
                    assert room(table, row, place) >= 1, (values, row, place)
                    looked_at += 1
    assert looked_at > 50
    assert shown_cells > 100


def test_a_kept_back_square_is_a_dot_with_its_words() -> None:
    snapshot = squared([[12, 3, 20], [9, 14, 30], [25, 31, 8]])
    assert not any(row.hides(0) for row in snapshot.tables["volume"].rows)
    inside, outside = (shown(snapshot, reader)[0].drawings[0] for reader in (INSIDE, OUTSIDE))
    assert isinstance(inside.figure, Grid)
    assert isinstance(outside.figure, Grid)
    assert all(value is not None for line in inside.figure.values for value in line)
    assert sum(value is None for line in outside.figure.values for value in line) == 4
    assert "En prikk er et tall som ikke vises." in outside.sentence
    assert inside.sentence == ""


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("kind", list(ReportKind))
def test_times_are_told_month_by_month_of_five_that_are_done(
    session: Session, made: Made, kind: ReportKind
) -> None:
    report = made(kind)
    table = read(report.content).table("answer-months")
    if kind is ReportKind.SAFETY:
        assert table is None
        return
    assert table
    if kind is ReportKind.TERTIAL:
        figure = drawings(report, OUTSIDE)["answer-months-spread"].figure
        assert isinstance(figure, Spread)
        assert set(figure.counts) == {0}
        cases = raw(session, dt.date(2025, 9, 1), report.until)
        done = Counter(
            case.occurred_at.astimezone(OSLO).strftime("%Y-%m") for case in cases if case.answered_at
        )
        for month, row in zip(Period(dt.date(2025, 9, 1), report.until).starts, table.rows, strict=True):
            assert row.hides(0) == (done[f"{month:%Y-%m}"] < 5)


@pytest.mark.usefixtures("year")
def test_an_old_case_without_a_known_answer_makes_no_month_longer(session: Session, made: Made) -> None:
    last = dt.date(2026, 8, 1)
    with transaction() as writing:
        first = writing.scalars(sa.select(Case)).first()
        assert first
        for turn in range(900, 930):
            case = tell(writing, turn, at_local(last), first.unit_id, first.category_id)
            case.state, case.closed_at = CaseState.CLOSED, at_local(last)
            case.external_system, case.external_id = "Gammelt", str(turn)
        writing.flush()
        rebuild(writing)
    table = read(made().content).table("answer-months")
    assert table
    lived = [case for case in raw(session, last, SUMMER.until) if not case.external_system]
    days = Counter((case.answered_at - case.registered_at).days for case in lived if case.answered_at)
    known = span(days, len(lived))
    assert known.middle is not None
    assert table.rows[-1].cells == (known.middle, known.low, known.high)


def test_uptake_is_drawn_as_curves_that_never_fall(cast: Cast) -> None:
    days = (dt.date(2026, 5, 20), dt.date(2026, 7, 1), dt.date(2026, 9, 1))
    notes = [Shared("Fast mottaker", "Nord", 5, 3, days), Shared("Ingen bruker", "Sør", 5, 0)]
    facts = Facts(
        ReportKind.TERTIAL, SUMMER, cast.day, "Bjørkli", "x", [], [], {}, Counter(), [], {}, [], [], notes, [],
        None, None,  # type: ignore[arg-type]
    )  # fmt: skip
    tables, drawn = uptake.uptake(facts)
    assert tables[0].rows[0].cells == (1, 1, 2, 2)
    snapshot = Snapshot(cast.day, (Part(Chapter.LEARNING, (), tuple(drawn), tuple(tables)),))
    figure = shown(snapshot, OUTSIDE)[0].drawings[0].figure
    assert isinstance(figure, Curves)
    assert figure.names == ("Fast mottaker",)
    assert uptake.uptake(Facts(**(vars(facts) | {"notes": notes[1:]}))) == ([], [])


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(("number", "fte", "there"), [(5, 40, True), (4, 40, False), (5, 9, False)])
def test_pairs_of_units_are_told_from_five_cases_and_ten_people(
    cast: Cast, made: Made, number: int, fte: int, there: bool
) -> None:
    with transaction() as session:
        session.get_one(Unit, cast.north.id).fte = Decimal(fte)
        norths = [case for case in raw(session, SUMMER.since, SUMMER.until) if case.unit_id == cast.north.id]
        for case in norths[:number]:
            session.get_one(Case, case.id).happened_unit_id = cast.south.id
    report = made()
    table = read(report.content).table("between")
    assert (table is not None) == there
    assert ("between-bars" in drawings(report, OUTSIDE)) == there
    if table:
        assert column(table, 0) == {"Hjemmetjenesten nord – Hjemmetjenesten sør": 5}


@pytest.mark.usefixtures("year", "caused")
@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_picture_has_its_words_and_its_table(made: Made, kind: ReportKind) -> None:
    report = made(kind)
    tables = set(read(report.content).tables)
    frozen = [drawing for part in read(report.content).parts for drawing in part.drawings]
    assert frozen
    for each in frozen:
        assert {code for code, _, _ in each.rests} <= tables
    for drawing in drawings(report, OUTSIDE).values():
        assert len(drawing.alternative) > 20


def test_what_was_frozen_before_the_new_pictures_is_still_read(session: Session, made: Made) -> None:
    content = made().content
    for table in (table for part in content["parts"] for table in part["tables"]):
        del table["equals"], table["yields"]
    assert shown(read(content), OUTSIDE)
    assert session.scalar(sa.select(sa.func.count(Report.id))) == 1
