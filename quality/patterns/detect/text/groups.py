"""Cases that tell the same story, kept together night by night: only new cases are compared.

Average likeness decides, so that one case between two stories does not join them. A pair that a person has put
together or apart stays so.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from quality.patterns.detect.history import Floats
from quality.patterns.detect.text.corpus import Corpus, vectors, weights

WINDOW_WEEKS, PAST_WEEKS = 17, 104
ALIKE = 0.25
SAME_CATEGORY = 0.1
FAINT = 0.02
LOOSE = 3
BLOCK = 512
TOGETHER, APART = 10.0, -100.0


@dataclass(frozen=True)
class Tie:
    """What a person has said of two cases."""

    first: str
    second: str
    together: bool


def regroup(corpus: Corpus, day: date, groups: Mapping[str, str], ties: Iterable[Tie] = ()) -> dict[str, str]:
    """The story of each case of the open window, given those of the night before; a story is called by a case."""
    known = corpus.until(day, PAST_WEEKS)
    open_rows = known.rows(day.toordinal() - 7 * WINDOW_WEEKS, day)
    cases = known.cases[open_rows]
    if not cases:
        return {}
    table = vectors(known.table[open_rows], weights(known.table))
    names = [groups.get(case, case) for case in cases]
    called, place = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    fresh = {name for case, name in zip(cases, names, strict=True) if case not in groups}
    merger = _Merger.of(table, place.astype(np.intp), known.category[open_rows], len(called))
    _tie(merger, dict(zip(cases, place.tolist(), strict=True)), ties, fresh, called)
    root = merger.merged(np.array([name in fresh for name in called]))
    return {case: str(called[root[n]]) for case, n in zip(cases, place, strict=True)}


def gathered(
    groups: Mapping[str, str], themes: Iterable[Iterable[str]], ties: Iterable[Tie] = ()
) -> dict[str, str]:
    """The same stories, where cases on their own or nearly so have joined the theme that lists them."""
    found = dict(groups)
    apart = {pair for tie in ties if not tie.together for pair in _both(tie)}
    for cases in themes:
        sizes = Counter(found[case] for case in cases if case in found)
        if not sizes:
            continue
        largest = max(sizes, key=lambda name: (sizes[name], name))
        inside = {case for case in cases if found.get(case) == largest}
        for case in cases:
            if case not in found or sizes[found[case]] > LOOSE:
                continue
            if not any((case, other) in apart for other in inside):
                found[case] = largest
                inside.add(case)
    return found


def _both(tie: Tie) -> tuple[tuple[str, str], tuple[str, str]]:
    return (tie.first, tie.second), (tie.second, tie.first)


def _tie(
    merger: "_Merger", place: dict[str, int], ties: Iterable[Tie], fresh: set[str], called: NDArray[np.str_]
) -> None:
    for tie in ties:
        one, other = place.get(tie.first), place.get(tie.second)
        if one is None or other is None or one == other:
            continue
        merger.likeness[one, other] = merger.likeness[other, one] = TOGETHER if tie.together else APART
        if tie.together:
            fresh.update((str(called[one]), str(called[other])))


@dataclass(eq=False)
class _Merger:
    """Groups as rows: how alike each two are, and how many cases each holds."""

    likeness: NDArray[np.float32]
    size: Floats

    @classmethod
    def of(
        cls, table: sparse.csr_matrix, place: NDArray[np.intp], category: NDArray[np.intp], groups: int
    ) -> "_Merger":
        """Average likeness of all pairs of cases, a little more where they were filed under the same."""
        rows = np.arange(len(place))
        member = sparse.csr_matrix((np.ones(len(place)), (place, rows)), shape=(groups, len(place)))
        size = np.asarray(member.sum(axis=1)).ravel()
        sums = sparse.csr_matrix(member @ table)
        _, column = np.unique(category, return_inverse=True)
        filed = np.zeros((groups, column.max() + 1), dtype=np.float32)
        np.add.at(filed, (place, column), 1.0)
        filed /= size[:, None]
        likeness = np.empty((groups, groups), dtype=np.float32)
        for start in range(0, groups, BLOCK):
            part = slice(start, start + BLOCK)
            inside = (sums[part] @ sums.T).toarray().astype(np.float32)
            inside /= size[part, None]
            inside /= size[None, :]
            inside += SAME_CATEGORY * (filed[part] @ filed.T) * (inside > FAINT)
            likeness[part] = inside
        np.fill_diagonal(likeness, APART)
        return cls(likeness, size)

    def merged(self, moving: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Joins the most alike until none is alike enough; only groups with something new in them move."""
        root = np.arange(len(self.size))
        moving = moving.copy()
        nearest = self.likeness.argmax(axis=1)
        height = np.where(moving, self.likeness.max(axis=1), APART)
        while height.max(initial=APART) >= ALIKE:
            one = int(height.argmax())
            other = int(nearest[one])
            kept, gone = (other, one) if self.size[other] >= self.size[one] else (one, other)
            self._join(kept, gone)
            moving[gone], moving[kept] = False, True
            root[root == gone] = kept
            lost = np.flatnonzero(moving & ((nearest == gone) | (nearest == kept)))
            near = self.likeness[:, kept] > height
            nearest[near] = kept
            height = np.where(near & moving, self.likeness[:, kept], np.where(moving, height, APART))
            for row in {kept, *lost.tolist()}:
                nearest[row] = self.likeness[row].argmax()
                height[row] = self.likeness[row, nearest[row]]
        return root

    def _join(self, kept: int, gone: int) -> None:
        total = self.size[kept] + self.size[gone]
        mixed = (self.likeness[kept] * self.size[kept] + self.likeness[gone] * self.size[gone]) / total
        self.likeness[kept] = self.likeness[:, kept] = mixed
        self.likeness[gone] = self.likeness[:, gone] = APART
        self.likeness[kept, kept] = APART
        self.size[kept] = total
