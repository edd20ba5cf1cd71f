"""Numbers by month in a report on the municipality: those that sheets tell, so that nobody can subtract the two.

Sheets leave out cases about a user and privacy cases (decision 14). A report that counted them month by month would,
less the sheet of the month, give how many of them there were in that month. So it counts as sheets do and hides what
they hide.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence

from quality.cases.kinds import KIND_LABELS, CaseKind
from quality.core.text import N_
from quality.insights.compose.outward import WHOLE, Cube, tertials
from quality.reports.compose.facts import Cell, Facts
from quality.reports.kinds import RECIPES

NOTE = N_(
    "Saker om en bestemt bruker, saker om personvern, skjermede saker og saker om en ansatt er ikke regnet med."
)
TOP = 1
KINDS = {kind: number for number, kind in enumerate(KIND_LABELS, WHOLE + 1)}
# How far down a tree reports tell of whole tertials: a main category below its branch below everything.
DEEPEST = 4


def like_sheets(facts: Facts) -> bool:
    """Whether the report counts its months as sheets do: all but those on a unit, for who works there."""
    return not RECIPES[facts.kind].of_unit


def hidden_kinds(facts: Facts, months: Sequence[dt.date]) -> dict[CaseKind | None, frozenset[int]]:
    """The places of months that sheets hide, by kind of case and, as None, of all kinds together."""
    if not like_sheets(facts):
        return {}
    paths = {WHOLE: f"/{WHOLE}/"} | {number: f"/{WHOLE}/{number}/" for number in KINDS.values()}
    cube = _cube(facts, months, paths, lambda cell: KINDS[cell.kind])
    return {None: cube.hidden(TOP)} | {kind: cube.hidden(TOP, number) for kind, number in KINDS.items()}


def hidden_months(facts: Facts, months: Sequence[dt.date], code: str) -> frozenset[int]:
    """The places of months that sheets of a category hide; "" is all of them."""
    if not like_sheets(facts):
        return frozenset()
    if code and code not in facts.names:
        return frozenset()
    numbers = {each: number for number, each in enumerate(sorted(facts.names), WHOLE + 1)}
    return _of_categories(facts, tuple(months), numbers).hidden(TOP, numbers[code] if code else WHOLE)


def _of_categories(facts: Facts, months: tuple[dt.date, ...], numbers: dict[str, int]) -> Cube:
    """What sheets of categories are judged by; worked out once, as every curve of a category asks for it."""
    if months not in facts.cubes:
        paths = {WHOLE: f"/{WHOLE}/"}
        for each, number in numbers.items():
            above = [
                numbers[part] for part in dict.fromkeys((each[:1], each.partition(".")[0])) if part in numbers
            ]
            chain = dict.fromkeys((WHOLE, *above, number))
            paths[number] = "/".join(["", *map(str, chain), ""])
        facts.cubes[months] = _cube(facts, months, paths, lambda cell: numbers.get(cell.code, WHOLE))
    return facts.cubes[months]


def _cube(
    facts: Facts, months: Sequence[dt.date], paths: dict[int, str], sort_of: Callable[[Cell], int]
) -> Cube:
    """What sheets of the whole municipality are judged by; units below it do not matter to that."""

    def by_sort(cells: Callable[[dt.date], Counter[Cell]]) -> dict[tuple[int, int], list[int]]:
        found: dict[tuple[int, int], list[int]] = {}
        for place, month in enumerate(months):
            for cell, number in cells(month).items():
                found.setdefault((TOP, sort_of(cell)), [0] * len(months))[place] += number
        return found

    def sheets(month: dt.date) -> Counter[Cell]:
        return facts.of_month(month, on_sheets=True)

    return Cube(
        {TOP: f"/{TOP}/"},
        paths,
        by_sort(sheets),
        len(months),
        beside=by_sort(lambda month: facts.of_month(month) - sheets(month)),
        reported=frozenset((TOP, number) for number, path in paths.items() if path.count("/") <= DEEPEST),
        earlier=tertials(months),
    )
