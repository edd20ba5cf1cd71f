"""What may leave a unit: which steps of a series must be hidden so that no unit's small number follows from others.

A reader with papers of several units can subtract them, so every unit is looked at among its neighbours, from the
top of the tree down: security.md 2.7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from quality.core.small_numbers import LEAST, protect


@dataclass(frozen=True)
class Tree:
    """Units by their paths, with what each counted itself at every step."""

    paths: Mapping[int, str]
    own: Mapping[int, Sequence[int]]
    steps: int

    @cached_property
    def totals(self) -> dict[int, list[int]]:
        """What each unit and all below it counted."""
        found = {number: [0] * self.steps for number in self.paths}
        for number, values in self.own.items():
            for above in _numbers(self.paths[number]):
                found[above] = [a + b for a, b in zip(found[above], values, strict=True)]
        return found

    @cached_property
    def below(self) -> dict[int, list[int]]:
        """The units right below each."""
        found: dict[int, list[int]] = {number: [] for number in self.paths}
        for number, path in self.paths.items():
            above = _numbers(path)[-2:-1]
            if above:
                found[above[0]].append(number)
        return found

    def hidden(self, unit_id: int) -> frozenset[int]:
        """The steps of a unit, with all below it, that may not be told."""
        chain = _numbers(self.paths[unit_id])
        return frozenset(step for step in range(self.steps) if self._is_hidden(chain, step))

    def _is_hidden(self, chain: list[int], step: int) -> bool:
        hidden = self.totals[chain[0]][step] < LEAST
        for above, unit in pairwise(chain):
            hidden = unit in self._hidden_below(above, hidden, step)
        return hidden

    def _hidden_below(self, above: int, unknown: bool, step: int) -> frozenset[int]:
        """Which units right below another are hidden; 0 is what that one counted itself."""
        parts = {unit: self.totals[unit][step] for unit in self.below[above]}
        itself = self.own.get(above)
        parts[0] = itself[step] if itself else 0
        if not unknown:
            whole = -1
            numbers = {**parts, whole: self.totals[above][step]}
            return protect(numbers, [(whole, list(parts))], seen={whole})
        hidden = {unit for unit, number in parts.items() if number < LEAST}
        # Where the whole is hidden, its parts may not all be shown.
        if not any(parts[unit] for unit in hidden):
            shown = [unit for unit in parts if unit not in hidden]
            hidden |= set(sorted(shown, key=lambda unit: (parts[unit], unit))[:1])
        return frozenset(hidden)


def _numbers(path: str) -> list[int]:
    return [int(number) for number in path.strip("/").split("/")]
