"""What cases can be told by besides their units, as a tree: categories, kinds or severities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quality.cases.kinds import CaseKind
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.insights.compose.outward import WHOLE
from quality.insights.queries import Sort


@dataclass(frozen=True)
class Sorts:
    """The values of a trait by numbers of their own: the path of each, and the number of each value."""

    trait: str
    paths: dict[int, str]
    numbers: dict[Any, int]
    named: dict[str, int]

    @classmethod
    def by(cls, trait: str, categories: Sequence[Sort]) -> Sorts:
        """The tree of one trait, or nothing but the whole for ""."""
        if trait == "category":
            return _categories(categories)
        offered: dict[str, list[Any]] = {"kind": list(CaseKind), "severity": list(SEVERITY_LABELS)}
        numbers = {value: at for at, value in enumerate(offered.get(trait, []), WHOLE + 1)}
        paths = {WHOLE: f"/{WHOLE}/"} | {number: f"/{WHOLE}/{number}/" for number in numbers.values()}
        return cls(trait, paths, numbers, {str(value): number for value, number in numbers.items()})

    def of(self, value: object) -> int:
        """The number of a counted value; the whole when there is no such."""
        return self.numbers.get(value, WHOLE)

    def number(self, name: str) -> int | None:
        """The number of what an address asks for; the whole when it asks for nothing."""
        return self.named.get(name) if name else WHOLE


def _categories(categories: Sequence[Sort]) -> Sorts:
    """Main categories below their branch, and so on; one merged away counts as the one it went into."""
    standing = {sort.code: sort.id for sort in categories if sort.merged_into_id is None}
    paths = {WHOLE: f"/{WHOLE}/"}
    for code, number in standing.items():
        codes = dict.fromkeys((code[:1], code.partition(".")[0], code))
        chain = [standing[each] for each in codes if each in standing and each != code]
        paths[number] = "/".join(["", *map(str, [WHOLE, *chain, number]), ""])
    numbers = {sort.id: sort.merged_into_id or sort.id for sort in categories}
    return Sorts("category", paths, numbers, standing)
