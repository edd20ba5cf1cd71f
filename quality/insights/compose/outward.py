"""What may leave a unit: which steps of a series must be hidden so that no small number follows from other sheets.

A reader with sheets of several units and several categories can subtract them, so every unit is looked at among its
neighbours and every category among its own, together and from the top of both trees down: security.md 2.7.

Reports tell whole tertials, and count cases that sheets leave out. So that neither these nor a hidden month follow from
a tertial less its months, the last month of a tertial stays hidden where they would.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from quality.core.small_numbers import LEAST, follows, protect

# All sorts together, and what lies in a node itself and in none below it.
WHOLE, ITSELF = 0, -1
Cell = tuple[int, int]


@dataclass(frozen=True)
class Cube:
    """Units by their paths, sorts of case by theirs, and what was counted in each of both themselves at every step.

    The sorts are the categories, the severities or the kinds, all below WHOLE. What is `merged` is told in sums alone.
    `beside` is what reports count and sheets do not, `reported` what reports tell of a tertial, and `earlier` are the
    steps of the same tertial before each that is the last in one.
    """

    paths: Mapping[int, str]
    sorts: Mapping[int, str]
    own: Mapping[Cell, Sequence[int]]
    steps: int
    merged: frozenset[Cell] = frozenset()
    beside: Mapping[Cell, Sequence[int]] = field(default_factory=dict)
    reported: frozenset[Cell] = frozenset()
    earlier: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @cached_property
    def left_out(self) -> Cube:
        """What sheets do not count, as a cube of its own."""
        return Cube(self.paths, self.sorts, self.beside, self.steps)

    @cached_property
    def totals(self) -> dict[Cell, list[int]]:
        """What each unit and all below it counted of each sort and all below that."""
        found: dict[Cell, list[int]] = {}
        for (unit, sort), values in self.own.items():
            for above in _numbers(self.paths[unit]):
                for wider in _numbers(self.sorts[sort]):
                    line = found.setdefault((above, wider), [0] * self.steps)
                    for step, value in enumerate(values):
                        line[step] += value
        return found

    @cached_property
    def _units_below(self) -> dict[int, list[int]]:
        return _below(self.paths)

    @cached_property
    def _sorts_below(self) -> dict[int, list[int]]:
        return _below(self.sorts)

    def near(self, units: Iterable[int], sort: int = WHOLE) -> Cube:
        """The same with only what is looked at for these units and this sort: the rest is in what lies above it.

        Most of the work is adding up all units and all sorts, of which a sheet asks for few.
        """
        asked = _looked_at(self.paths, self._units_below, units)
        kinds = _looked_at(self.sorts, self._sorts_below, [sort])
        at = {unit: _nearest(path, asked) for unit, path in self.paths.items()}
        of = {each: _nearest(path, kinds) for each, path in self.sorts.items()}

        def added(counted: Mapping[Cell, Sequence[int]]) -> dict[Cell, list[int]]:
            found: dict[Cell, list[Sequence[int]]] = {}
            for (unit, each), values in counted.items():
                found.setdefault((at[unit], of[each]), []).append(values)
            return {cell: [sum(each) for each in zip(*lines, strict=True)] for cell, lines in found.items()}

        return replace(self, own=added(self.own), beside=added(self.beside))

    def hidden(self, unit: int, sort: int = WHOLE) -> frozenset[int]:
        """The steps of a unit and a sort, with all below them, that may not be told."""
        known = _Steps(self)
        return frozenset(step for step in range(self.steps) if known[step].hides(unit, sort))

    def number(self, unit: int | None, sort: int | None, within: Cell, step: int) -> int:
        """A number of a block: ITSELF is what `within` has itself beside what lies below it."""
        above, wider = within
        if unit == ITSELF:
            rows = [(above, 1), *((each, -1) for each in self._units_below[above])]
        else:
            rows = [(above if unit is None else unit, 1)]
        if sort == ITSELF:
            columns = [(wider, 1), *((each, -1) for each in self._sorts_below[wider])]
        else:
            columns = [(wider if sort is None else sort, 1)]
        return sum(
            sign * turn * self.totals[row, column][step]
            for row, sign in rows
            for column, turn in columns
            if (row, column) in self.totals
        )


class _Steps(dict[int, "_Step"]):
    """Every step that has been looked at."""

    def __init__(self, cube: Cube) -> None:
        super().__init__()
        self.cube = cube

    def __missing__(self, step: int) -> _Step:
        self[step] = _Step(self.cube, step, self)
        return self[step]


class _Step:
    """One step, looked at from the top down: each block is what lies right below a unit and a sort."""

    def __init__(self, cube: Cube, step: int, every: _Steps) -> None:
        self.cube = cube
        self.step = step
        self.every = every
        self.known: dict[tuple[int | None, int | None], frozenset[Cell]] = {}

    def hides(self, unit: int, sort: int) -> bool:
        """Whether the number may not be told."""
        return (unit, sort) in self.block(_above(self.cube.paths, unit), _above(self.cube.sorts, sort))

    def block(self, above: int | None, wider: int | None) -> frozenset[Cell]:
        """What is hidden right below a unit and a sort; None is above the topmost."""
        if (above, wider) not in self.known:
            self.known[above, wider] = self._block(above, wider)
        return self.known[above, wider]

    def _block(self, above: int | None, wider: int | None) -> frozenset[Cell]:
        units = _inside(self.cube.paths, self.cube._units_below, above)
        sorts = _inside(self.cube.sorts, self.cube._sorts_below, wider)
        within = (units[0] if above is None else above, sorts[0] if wider is None else wider)
        cells = frozenset((unit, sort) for unit in units for sort in sorts)
        numbers: dict[Hashable, int] = {
            (unit, sort): self.cube.number(unit, sort, within, self.step) for unit in units for sort in sorts
        }
        sums: list[tuple[Hashable, list[Hashable]]] = []
        kept: set[Hashable] = set(cells & self.cube.merged)
        kept |= {cell for cell in cells if self._ends_a_tertial(cell, within, (above, wider))}
        if wider is not None:
            hidden = self.block(above, _above(self.cube.sorts, wider))
            for unit in units:
                sums.append(((unit, None), [(unit, sort) for sort in sorts]))
                numbers[unit, None] = self.cube.number(unit, None, within, self.step)
                kept |= {(unit, None)} if (unit, wider) in hidden else set()
        if above is not None:
            hidden = self.block(_above(self.cube.paths, above), wider)
            for sort in sorts:
                sums.append(((None, sort), [(unit, sort) for unit in units]))
                numbers[None, sort] = self.cube.number(None, sort, within, self.step)
                kept |= {(None, sort)} if (above, sort) in hidden else set()
        seen = numbers.keys() - cells - kept
        found = protect(numbers, sums, seen=seen, kept=kept)
        # Where what is told above leaves too little room, nothing of the block is told.
        return cells if follows(numbers, sums, found) else cells.intersection(found)

    def _ends_a_tertial(self, cell: Cell, within: Cell, block: tuple[int | None, int | None]) -> bool:
        """Whether the months of a tertial that a report tells would give away one of them, or what they leave out."""
        earlier = self.cube.earlier.get(self.step, ())
        unit, sort = cell
        if unit == ITSELF and _above(self.cube.paths, within[0]) is None:
            unit = within[0]  # what lies in no area has a row of its own
        if not earlier or (unit, sort) not in self.cube.reported:
            return False
        left = sum(self.cube.left_out.number(*cell, within, step) for step in (*earlier, self.step))
        hidden = [step for step in earlier if cell in self.every[step].block(*block)]
        return 0 < left < LEAST or sum(self.cube.number(*cell, within, step) > 0 for step in hidden) == 1


def _numbers(path: str) -> list[int]:
    return [int(number) for number in path.strip("/").split("/")]


def _above(paths: Mapping[int, str], node: int) -> int | None:
    return next(iter(_numbers(paths[node])[-2:-1]), None)


def _looked_at(paths: Mapping[int, str], below: Mapping[int, list[int]], nodes: Iterable[int]) -> set[int]:
    """These nodes, all above them, and what lies right below those: the topmost at least."""
    chains = [_numbers(paths[node]) for node in nodes]
    above = {number for chain in chains for number in chain[:-1]}
    found = above.union(*chains, *(below[number] for number in above))
    return found | {_numbers(path)[0] for path in paths.values()}


def _nearest(path: str, nodes: Collection[int]) -> int:
    """The lowest of some nodes that a path goes through."""
    return next(number for number in reversed(_numbers(path)) if number in nodes)


def tertials(months: Sequence[dt.date]) -> dict[int, Sequence[int]]:
    """The last month of each tertial with the three before it, by their places."""
    return {at: range(at - 3, at) for at, month in enumerate(months) if month.month % 4 == 0 and at >= 3}


def first_of_tertial(month: dt.date) -> dt.date:
    """The first month of the tertial that a month is in."""
    return month.replace(month=month.month - (month.month - 1) % 4)


def _below(paths: Mapping[int, str]) -> dict[int, list[int]]:
    """What lies right below each."""
    found: dict[int, list[int]] = {node: [] for node in paths}
    for node in paths:
        above = _above(paths, node)
        if above is not None:
            found[above].append(node)
    return found


def _inside(paths: Mapping[int, str], below: Mapping[int, list[int]], node: int | None) -> list[int]:
    """What lies right below a node, and what it has itself; the topmost alone where there is none."""
    if node is None:
        return [next(each for each in paths if _above(paths, each) is None)]
    return [*below[node], ITSELF]
