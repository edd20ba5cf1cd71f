"""Small numbers: whoever sees what is shown, and reckons as well as anybody can, learns no hidden number.

The reader who reckons is a linear programme: the least and the most that a hidden number can be, given all that is
shown, that no number is below nought, and which number is the sum of which.
"""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from quality.core.small_numbers import LEAST, protect, protect_table

Sums = Sequence[tuple[Hashable, Sequence[Hashable]]]


def known(numbers: Mapping[Hashable, int], sums: Sums, shown: set[Hashable]) -> set[Hashable]:
    """The numbers above nought, not shown, that can be nothing but what they are."""
    names = [name for name in numbers if name not in shown]
    place = {name: at for at, name in enumerate(names)}
    left, right = np.zeros((len(sums), len(names))), np.zeros(len(sums))
    for at, (whole, parts) in enumerate(sums):
        for name, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if name in place:
                left[at, place[name]] += sign
            else:
                right[at] -= sign * numbers[name]
    found = set()
    for name in names:
        aim = np.zeros(len(names))
        aim[place[name]] = 1
        ends = []
        for sign in (1, -1):
            answer = linprog(sign * aim, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
            ends.append(sign * answer.fun if answer.status == 0 else float("inf"))
        if numbers[name] > 0 and ends[1] - ends[0] < 1e-6:
            found.add(name)
    return found


def table(values: Sequence[Sequence[int]]) -> tuple[dict[Hashable, int], Sums]:
    rows, columns = range(len(values)), range(len(values[0]))
    numbers: dict[Hashable, int] = {(r, c): values[r][c] for r, c in product(rows, columns)}
    numbers |= {(r, "all"): sum(values[r]) for r in rows}
    numbers |= {("all", c): sum(row[c] for row in values) for c in columns}
    numbers["all", "all"] = sum(map(sum, values))
    sums: list[tuple[Hashable, list[Hashable]]] = [
        ((r, "all"), [(r, c) for c in columns]) for r in (*rows, "all")
    ]
    sums += [(("all", c), [(r, c) for r in rows]) for c in (*columns, "all")]
    return numbers, sums


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.one_of(st.integers(0, 7), st.integers(0, 60)), min_size=width, max_size=width),
        min_size=1,
        max_size=6,
    )
)


@settings(deadline=None, max_examples=25)
@given(tables)
def test_no_small_number_can_be_reckoned_from_a_table(values: list[list[int]]) -> None:
    numbers, sums = table(values)
    hidden = protect(numbers, sums)
    assert all(numbers[name] >= LEAST for name in numbers.keys() - hidden)
    assert known(numbers, sums, numbers.keys() - hidden) == set()


def test_hiding_the_small_ones_alone_lets_many_be_reckoned() -> None:
    """What the rule is for: security measured 41 % in tables as small as this."""
    dice, found, small = random.Random(1), 0, 0
    for _ in range(20):
        numbers, sums = table([[dice.choice((2, 3, 7, 9, 12, 18)) for _ in range(4)] for _ in range(6)])
        shown = {name for name, number in numbers.items() if number >= LEAST}
        found += len(known(numbers, sums, shown))
        small += len(numbers) - len(shown)
    assert found / small > 0.1


@pytest.mark.parametrize("seed", range(2))
def test_a_year_of_monthly_tables_and_the_year_so_far_give_nothing_away(seed: int) -> None:
    """Each month two units by two categories, the sums, and the year so far; each with all that was told before."""
    dice = random.Random(seed)
    numbers: dict[Hashable, int] = {}
    sums: list[tuple[Hashable, Sequence[Hashable]]] = []
    told: set[Hashable] = set()
    for month in range(1, 13):
        cells = table([[dice.choice((0, 1, 3, 6, 8, 14)) for _ in range(2)] for _ in range(2)])
        numbers |= {("month", month, name): number for name, number in cells[0].items()}
        sums += [
            (("month", month, whole), [("month", month, part) for part in parts]) for whole, parts in cells[1]
        ]
        for name in cells[0]:
            before: list[Hashable] = [("year", month - 1, name)] if month > 1 else []
            this = ("month", month, name)
            numbers["year", month, name] = numbers[this] + sum(numbers[each] for each in before)
            sums.append((("year", month, name), [*before, this]))
        sums += [
            (("year", month, whole), [("year", month, part) for part in parts]) for whole, parts in cells[1]
        ]
        hidden = protect(numbers, sums, seen=told)
        told |= numbers.keys() - hidden
    assert all(numbers[name] >= LEAST for name in told)
    assert known(numbers, sums, told) == set()
    assert len(told) > len(numbers) * 0.15, "something is left to show"


def test_a_number_that_follows_from_several_lines_together_is_found() -> None:
    """Every row and column here hides two numbers; the one between the two corners follows all the same."""
    numbers, sums = table([[2, 3, 40, 41], [1, 4, 2, 42], [43, 44, 3, 1], [45, 46, 2, 4]])
    small = {name for name, number in numbers.items() if number < LEAST}
    assert known(numbers, sums, numbers.keys() - small) == {(1, 2)}
    hidden = protect(numbers, sums)
    assert known(numbers, sums, numbers.keys() - hidden) == set()
    assert len(hidden) > len(small)


def test_large_numbers_are_all_shown() -> None:
    found = protect_table([[10, 20], [30, 40]])
    assert (found.cells, found.rows, found.columns, found.total) == (
        [[10, 20], [30, 40]],
        [30, 70],
        [40, 60],
        100,
    )


def test_one_small_number_takes_three_others_with_it() -> None:
    found = protect_table([[2, 20, 30], [8, 25, 35], [40, 50, 60]])
    assert found.cells[0][0] is None
    assert found.hidden == 4
    assert (found.total, None in found.rows, None in found.columns) == (270, False, False)


def test_nought_is_hidden_like_the_others_and_an_empty_table_stands() -> None:
    assert protect_table([[0, 0], [0, 0]]).total is None
    assert protect_table([]).hidden == 1
    assert protect_table([[7]]).cells == [[7]]


def test_what_was_told_is_not_taken_back() -> None:
    numbers = {"jan": 3, "feb": 20, "year": 23}
    hidden = protect(numbers, [("year", ["jan", "feb"])], seen={"feb"})
    assert hidden == {"jan", "year"}
