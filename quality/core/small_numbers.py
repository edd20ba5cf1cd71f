"""Small numbers: which numbers must be hidden so that nobody can tell, or calculate, what fewer than five people did.

`protect()` is the one rule for everybody who may not read the cases behind a number: pages, charts, files and
reports ask it, or `protect_table()` for a table with its sums. It hides every number under five, nought too, so that
a hidden number may be nought; and then so many others that no hidden number follows from the ones that are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5
# Units with fewer staff years are told of together, or not at all.
FEWEST_STAFF = 10
_PRIME = 2**61 - 1

Name = TypeVar("Name", bound=Hashable)
Line = tuple[Name, ...]


@dataclass(frozen=True)
class Table:
    """A table with its sums as it may be shown; None is hidden."""

    cells: list[list[int | None]]
    rows: list[int | None]
    columns: list[int | None]
    total: int | None

    @property
    def hidden(self) -> int:
        """How many numbers are hidden."""
        return sum(
            each is None for row in [*self.cells, self.rows, self.columns, [self.total]] for each in row
        )


def protect(
    numbers: Mapping[Name, int],
    sums: Iterable[tuple[Name, Sequence[Name]]],
    least: int = LEAST,
    seen: Collection[Name] = (),
    kept: Collection[Name] = (),
) -> frozenset[Name]:
    """The names of the numbers to hide. `sums` says which number is the sum of which: all that a reader can add up.

    `seen` are numbers told before, such as last month's in a year so far: they cannot be taken back, so others
    are hidden in their stead. `kept` were hidden before, and stay so whatever they are. Whatever is hidden and more
    than nought could be one less and one more, for all that the others say. Larger numbers are hidden as well where
    that takes it, the smallest first and sums last.
    """
    lines: list[Line[Name]] = [(whole, *parts) for whole, parts in sums]
    hidden = {
        name for name, number in numbers.items() if (number < least or name in kept) and name not in seen
    }
    picker = _Picker(numbers, lines, frozenset(seen))
    while alone := _alone(numbers, lines, hidden, seen) or _follows(numbers, lines, hidden):
        found = [other for name in alone if (other := picker.other(name, hidden)) is not None]
        if not found:
            break
        hidden.add(found[0])
    return frozenset(hidden)


def follows(
    numbers: Mapping[Name, int], sums: Iterable[tuple[Name, Sequence[Name]]], hidden: Collection[Name]
) -> list[Name]:
    """The hidden numbers that can be worked out from the others: none, unless too much had been told before.

    A hidden nought is as unknown as the others here: who reads the rest cannot tell that it is none. That it is none
    harms nobody when it is found out.
    """
    unknown = {name: number or int(name in hidden) for name, number in numbers.items()}
    found = _follows(unknown, [(whole, *parts) for whole, parts in sums], set(hidden))
    return [name for name in found if numbers[name]]


def protect_table(values: Sequence[Sequence[int]], least: int = LEAST) -> Table:
    """A table of rows and columns with the sums of both."""
    width = len(values[0]) if values else 0
    numbers: dict[tuple[int, int], int] = {
        (row, column): number for row, line in enumerate(values) for column, number in enumerate(line)
    }
    for row, line in enumerate(values):
        numbers[row, -1] = sum(line)
    for column in range(width):
        numbers[-1, column] = sum(line[column] for line in values)
    numbers[-1, -1] = sum(map(sum, values))
    rows, columns = range(len(values)), range(width)
    sums = [((row, -1), [(row, column) for column in columns]) for row in (*rows, -1)]
    sums += [((-1, column), [(row, column) for row in rows]) for column in (*columns, -1)]
    hidden = protect(numbers, sums, least)
    shown = {name: None if name in hidden else number for name, number in numbers.items()}
    return Table(
        [[shown[row, column] for column in columns] for row in rows],
        [shown[row, -1] for row in rows],
        [shown[-1, column] for column in columns],
        shown[-1, -1],
    )


class _Picker(Generic[Name]):
    """Chooses what to hide beside a number that would follow from the rest."""

    def __init__(self, numbers: Mapping[Name, int], lines: list[Line[Name]], seen: frozenset[Name]) -> None:
        self.numbers = numbers
        self.lines = lines
        self.seen = seen
        self.of: dict[Name, list[int]] = {}
        for place, line in enumerate(lines):
            for name in line:
                self.of.setdefault(name, []).append(place)
        self.wholes = {line[0] for line in lines}

    def other(self, name: Name, hidden: set[Name]) -> Name | None:
        """The best number to hide in a line with this one; those that stand beside other hidden ones first."""
        fitting = [
            each
            for place in self.of.get(name, ())
            for each in self.lines[place]
            if each not in hidden and each not in self.seen and self.numbers[each] > 0
        ]

        def cost(each: Name) -> tuple[bool, int, int]:
            helped = sum(any(other in hidden for other in self.lines[place]) for place in self.of[each])
            return each in self.wholes, -helped, self.numbers[each]

        return min(fitting, key=cost, default=None)


def _alone(
    numbers: Mapping[Name, int], lines: list[Line[Name]], hidden: set[Name], seen: Collection[Name]
) -> list[Name]:
    """Hidden numbers that are the only one above nought in a line, and so are its sum less the rest."""
    found = []
    for line in lines:
        inside = [name for name in line if name in hidden and numbers[name] > 0]
        if len(inside) == 1 and any(name not in hidden and name not in seen for name in line):
            found.append(inside[0])
    return found


def _follows(numbers: Mapping[Name, int], lines: list[Line[Name]], hidden: set[Name]) -> list[Name]:
    """Hidden numbers that follow from several lines together: those that no change of the others leaves room for.

    Every line is an equation in the hidden numbers above nought. Solved for as many of them as there are
    equations, a number that stands alone in its equation is known. Solved in whole numbers below a large prime.
    """
    solved: dict[Name, dict[Name, int]] = {}
    for whole, *parts in lines:
        row: dict[Name, int] = {}
        for name, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if name in hidden and numbers[name] > 0:
                row[name] = (row.get(name, 0) + sign) % _PRIME
        for name in [each for each in row if each in solved]:
            _take(row, row.get(name, 0), solved[name])
        row = {name: value for name, value in row.items() if value}
        if not row:
            continue
        first = next(iter(row))
        inverse = pow(row[first], -1, _PRIME)
        row = {name: value * inverse % _PRIME for name, value in row.items()}
        for other in solved.values():
            if factor := other.get(first, 0):
                _take(other, factor, row)
        solved[first] = row
    return [name for name, row in solved.items() if len(row) == 1]


def _take(row: dict[Name, int], factor: int, other: Mapping[Name, int]) -> None:
    """Take `factor` times one equation from another."""
    if not factor:
        return
    for name, value in other.items():
        left = (row.get(name, 0) - factor * value) % _PRIME
        if left:
            row[name] = left
        else:
            row.pop(name, None)
