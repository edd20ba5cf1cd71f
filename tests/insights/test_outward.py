"""What leaves a unit: no small number, and none that papers of several units give away together."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scipy.optimize import linprog

from quality.core.figures import RunChart, Size, from_json
from quality.core.small_numbers import LEAST
from quality.insights.compose.outward import Tree
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


def spread(tree: Tree, unit: int) -> float:
    """How far apart the least and the most are that a unit may have, for whoever holds the papers of all of them."""
    names = list(PATHS)

    def row(number: int) -> list[float]:
        return [float(PATHS[each].startswith(PATHS[number])) for each in names]

    shown = [number for number in names if not tree.hidden(number)]
    known = {"A_eq": [row(number) for number in shown], "b_eq": [tree.totals[number][0] for number in shown]}
    ends = [linprog([sign * part for part in row(unit)], **(known if shown else {})).fun for sign in (1, -1)]
    return float("inf") if None in ends else -ends[1] - ends[0]


def test_no_hidden_number_follows_from_the_papers_of_all_units() -> None:
    rng = Random(1)
    looked_at = 0
    for _ in range(60):
        tree = Tree(PATHS, {unit: [rng.choice([0, 0, 1, 2, 4, 6, 9, 15])] for unit in PATHS}, 1)
        for unit in PATHS:
            hidden = tree.hidden(unit)
            assert hidden or tree.totals[unit][0] >= LEAST
            if hidden and tree.totals[unit][0]:
                assert spread(tree, unit) >= 1, (tree.own, unit)
                looked_at += 1
    assert looked_at > 150


def test_what_is_large_everywhere_is_shown_everywhere() -> None:
    tree = Tree(PATHS, {unit: [7, 8] for unit in PATHS}, 2)
    assert not any(tree.hidden(unit) for unit in PATHS)


def test_one_small_unit_takes_a_neighbour_with_it() -> None:
    tree = Tree({1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/4/"}, {2: [3], 3: [8], 4: [20]}, 1)
    assert [unit for unit in (1, 2, 3, 4) if tree.hidden(unit)] == [2, 3]


def test_where_a_sum_is_hidden_not_all_of_its_parts_are_shown() -> None:
    paths = {1: "/1/", 2: "/1/2/", 3: "/1/3/", 4: "/1/4/", 5: "/1/2/5/", 6: "/1/2/6/"}
    tree = Tree(paths, {3: [3], 4: [30], 5: [6], 6: [7]}, 1)
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
