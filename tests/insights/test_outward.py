"""What leaves a unit: no small number, and none that papers of several units give away together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from scipy.optimize import linprog

from quality.core.figures import RunChart, Size, from_json
from quality.core.small_numbers import LEAST
from quality.insights.compose.outward import Cube
from quality.insights.compose.points import Point, Words

PATHS = {
    1: "/1/",
    2: "/1/2/",
    3: "/1/3/",
    4: "/1/2/4/",
    5: "/1/2/5/",
    6: "/1/2/6/",
    7: "/1/3/7/",
    8: "/1/3/8/",
    9: "/1/3/8/9/",
}


SORTS = {0: "/0/", 11: "/0/11/", 12: "/0/12/", 13: "/0/13/", 14: "/0/11/14/", 15: "/0/11/15/"}


def units(paths: dict[int, str], own: dict[int, list[int]], steps: int = 1) -> Cube:
    """Units alone, with nothing said of what it was about."""
    return Cube(paths, {0: "/0/"}, {(unit, 0): values for unit, values in own.items()}, steps)


def spread(cube: Cube, wanted: tuple[int, int], shown: list[tuple[int, int]]) -> float:
    """How far apart the least and the most are that a number may be, for whoever holds the sheets of all of them."""
    names = [(unit, sort) for unit in cube.paths for sort in cube.sorts]

    def row(cell: tuple[int, int]) -> list[float]:
        unit, sort = cube.paths[cell[0]], cube.sorts[cell[1]]
        return [
            float(cube.paths[each].startswith(unit) and cube.sorts[kind].startswith(sort))
            for each, kind in names
        ]

    numbers = [cube.totals.get(cell, [0])[0] for cell in shown]
    known = {"A_eq": [row(cell) for cell in shown], "b_eq": numbers}
    ends = [
        linprog([sign * part for part in row(wanted)], **(known if shown else {})).fun for sign in (1, -1)
    ]
    return float("inf") if None in ends else -ends[1] - ends[0]


def test_no_hidden_number_follows_from_the_papers_of_all_units() -> None:
    rng = Random(1)
    looked_at = 0
    for _ in range(60):
        tree = units(PATHS, {unit: [rng.choice([0, 0, 1, 2, 4, 6, 9, 15])] for unit in PATHS})
        shown = [(unit, 0) for unit in PATHS if not tree.hidden(unit)]
        for unit in PATHS:
            number = tree.totals[unit, 0][0]
            assert (unit, 0) not in shown or number >= LEAST
            if (unit, 0) not in shown and number:
                assert spread(tree, (unit, 0), shown) >= 1, (tree.own, unit)
                looked_at += 1
    assert looked_at > 150


def test_no_small_number_follows_from_the_papers_of_all_units_and_categories() -> None:
    """A category and all its parts but one, a unit and all its neighbours but one, and both at once."""
    rng = Random(2)
    looked_at = told = 0
    for _ in range(12):
        own = {(unit, sort): [rng.choice([0, 0, 1, 3, 6, 9, 15, 30])] for unit in PATHS for sort in SORTS}
        cube = Cube(PATHS, SORTS, own, 1)
        every = [(unit, sort) for unit in PATHS for sort in SORTS]
        shown = [cell for cell in every if not cube.hidden(*cell)]
        small = [cell for cell in every if 0 < cube.totals[cell][0] < LEAST]
        assert not set(small) & set(shown)
        told += len(shown)
        for cell in rng.sample(small, min(6, len(small))):
            assert spread(cube, cell, shown) >= 1, (own, cell)
            looked_at += 1
    assert looked_at > 50
    assert told > 12 * 10


def year_of(rng: Random, busy: int) -> Cube:
    """A tertial of months, with a few cases here and there that reports count and sheets leave out."""
    every = [(unit, sort) for unit in PATHS for sort in SORTS]
    own = {cell: [rng.choice([0, 2, busy, busy + 3, 2 * busy]) for _ in range(4)] for cell in every}
    beside = {cell: [0, 0, 0, 0] for cell in every}
    for cell in rng.sample(every, 9):
        beside[cell] = [rng.choice([0, 1, 2]) for _ in range(4)]
    reported = frozenset((unit, sort) for unit in (1, 2, 3) for sort in (0, 11, 12, 13))
    return Cube(PATHS, SORTS, own, 4, frozenset(), beside, reported, {3: range(3)})


class Collector:
    """Whoever holds the sheets of every month and what the report of the tertial tells, and solves the sums."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        self.names = [(unit, sort, step) for unit in cube.paths for sort in cube.sorts for step in range(5)]
        every = [(unit, sort) for unit in cube.paths for sort in cube.sorts]
        self.kept = {(*cell, step) for cell in every for step in cube.hidden(*cell)}
        known: list[tuple[list[float], int]] = [
            (self.row(*cell, (step,)), cube.totals[cell][step])
            for cell in every
            for step in range(4)
            if (*cell, step) not in self.kept
        ]
        known += [
            (self.row(*cell, range(5)), sum(cube.totals[cell]) + self.left(cell)) for cell in cube.reported
        ]
        self.known = {"A_eq": [row for row, _ in known], "b_eq": [number for _, number in known]}

    def left(self, cell: tuple[int, int]) -> int:
        """What the report counts and no sheet does; it stands as the fifth step."""
        return sum(self.cube.left_out.totals[cell])

    def row(self, unit: int, sort: int, steps: Iterable[int]) -> list[float]:
        above, wider, wanted = self.cube.paths[unit], self.cube.sorts[sort], set(steps)
        return [
            float(
                self.cube.paths[each].startswith(above)
                and self.cube.sorts[kind].startswith(wider)
                and at in wanted
            )
            for each, kind, at in self.names
        ]

    def spread(self, cell: tuple[int, int], step: int) -> float:
        row = self.row(*cell, (step,))
        ends = [linprog([sign * part for part in row], **self.known).fun for sign in (1, -1)]
        return float("inf") if None in ends else -ends[1] - ends[0]


def test_a_tertial_less_its_months_gives_no_small_number() -> None:
    """Neither what sheets leave out, nor a month that is hidden in them: a report beside the sheets of a tertial."""
    rng = Random(4)
    looked_at = told = 0
    for turn in range(5):
        cube = year_of(rng, 7 + 5 * turn)
        reader = Collector(cube)
        told += len(cube.own) * 4 - len(reader.kept)
        left = [cell for cell in cube.reported if 0 < reader.left(cell) < LEAST]
        for cell in rng.sample(sorted(left), min(3, len(left))):
            assert reader.spread(cell, 4) >= 1, (turn, cell)
            looked_at += 1
        small = [
            each
            for each in reader.kept
            if 0 < cube.totals[each[:2]][each[2]] < LEAST and each[:2] in cube.reported
        ]
        for unit, sort, step in rng.sample(sorted(small), min(3, len(small))):
            assert reader.spread((unit, sort), step) >= 1, (turn, unit, sort, step)
            looked_at += 1
    assert looked_at > 8
    assert told > 500


def test_the_last_month_of_a_tertial_is_told_when_it_gives_nothing_away() -> None:
    many = {(unit, 0): [30, 30, 30, 30] for unit in PATHS}
    reported = frozenset((unit, 0) for unit in (1, 2, 3))
    for left, hidden in (([0, 0, 0, 0], set()), ([9, 0, 0, 0], set()), ([0, 1, 1, 0], {3})):
        beside = {(unit, 0): left if unit == 5 else [0, 0, 0, 0] for unit in PATHS}
        cube = Cube(PATHS, {0: "/0/"}, many, 4, frozenset(), beside, reported, {3: range(3)})
        assert cube.hidden(2) == hidden, left
        assert cube.hidden(5) == set(), "no report tells of a unit alone"


def test_what_is_near_hides_the_same_as_all_there_is() -> None:
    rng = Random(3)
    for _ in range(8):
        own = {(unit, sort): [rng.choice([0, 1, 3, 6, 9, 15, 30])] for unit in PATHS for sort in SORTS}
        cube = Cube(PATHS, SORTS, own, 1, frozenset({(8, 12)}))
        for sort in SORTS:
            near = cube.near([5, 9], sort)
            assert sort or len(near.own) < len(own), "what is not looked at is added up"
            assert [near.hidden(unit, sort) for unit in (5, 9)] == [
                cube.hidden(unit, sort) for unit in (5, 9)
            ]
            for unit in PATHS:
                assert cube.near([unit], sort).hidden(unit, sort) == cube.hidden(unit, sort)


def test_what_is_large_everywhere_is_shown_everywhere() -> None:
    cube = Cube(PATHS, SORTS, {(unit, sort): [7, 8] for unit in PATHS for sort in SORTS}, 2)
    assert not any(cube.hidden(unit, sort) for unit in PATHS for sort in SORTS)


def test_one_small_unit_takes_a_neighbour_with_it() -> None:
    paths = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/4/"}
    tree = units(paths, {2: [3], 3: [8], 4: [20]})
    assert [unit for unit in paths if tree.hidden(unit)] == [2, 3]


def test_one_small_severity_takes_another_with_it() -> None:
    levels = {0: "/0/", 1: "/0/1/", 2: "/0/2/", 3: "/0/3/"}
    cube = Cube({1: "/1/"}, levels, {(1, 1): [40], (1, 2): [9], (1, 3): [2]}, 1)
    assert [level for level in levels if cube.hidden(1, level)] == [2, 3]


def test_what_is_told_in_sums_alone_takes_a_neighbour_with_it() -> None:
    paths, sorts = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/4/"}, {0: "/0/", 7: "/0/7/", 8: "/0/8/"}
    own = {(unit, sort): [10 * unit + sort] for unit in (2, 3, 4) for sort in (7, 8)}
    assert not any(Cube(paths, sorts, own, 1).hidden(unit, sort) for unit in paths for sort in sorts)
    cube = Cube(paths, sorts, own, 1, frozenset({(2, 7)}))
    shown = [(unit, sort) for unit in paths for sort in sorts if not cube.hidden(unit, sort)]
    assert set(own) - set(shown) == {(2, 7), (2, 8), (3, 7), (3, 8)}
    assert spread(cube, (2, 7), shown) >= 1


def test_where_a_sum_is_hidden_not_all_of_its_parts_are_shown() -> None:
    paths = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/4/", 5: "/1/2/5/", 6: "/1/2/6/"}
    tree = units(paths, {3: [3], 4: [30], 5: [6], 6: [7]})
    assert [unit for unit in paths if tree.hidden(unit)] == [2, 3, 5]


CHART = RunChart(("jan.", "feb."), (5, None), None, "", False, "")
POINT = Point(
    "Fall i Nord",
    "Ingen tydelig endring.",
    "Kilde: Løft.",
    "jan. til feb.",
    figure=CHART,
    facts=(("Mål", "=1+1"),),
    columns=("Periode", "Saker"),
    rows=(("feb.", "vises ikke"), ("jan.", "5")),
    notes=("Tall under fem vises ikke.",),
    marks=(Words("1", "3. jan.", "Kari\tfikk ny rutine"),),
)


def test_the_cells_are_a_table_with_its_sentence_and_its_source_and_no_formula() -> None:
    assert POINT.cells.split("\n") == [
        "Fall i Nord",
        "Ingen tydelig endring.",
        "jan. til feb.",
        "Mål\t'=1+1",
        "Periode\tSaker",
        "feb.\tvises ikke",
        "jan.\t5",
        "Tall under fem vises ikke.",
        "Kilde: Løft.",
    ]


def test_the_picture_that_stands_alone_says_all_that_the_page_does() -> None:
    slide = POINT.slide
    assert from_json(slide.figure) == (CHART, Size.PASTE)
    assert slide.sentence == "Ingen tydelig endring. Tall under fem vises ikke."
    assert slide.source == "1: Kari\tfikk ny rutine (3. jan.). jan. til feb. Kilde: Løft."


def test_names_are_hidden_in_what_people_wrote_and_in_no_name_of_a_unit() -> None:
    def hide(text: str) -> str:
        return text.replace("Kari", "[navn]").replace("Nord", "[navn]").replace("jan.", "[navn]")

    trend = POINT.masked(hide)
    assert (trend.title, trend.rows[1][0]) == ("Fall i Nord", "jan.")
    assert trend.marks[0].text == "[navn]\tfikk ny rutine"
    pattern = replace(POINT, written=True, named=True).masked(hide)
    assert (pattern.title, pattern.rows[1][0]) == ("Fall i [navn]", "[navn]")
