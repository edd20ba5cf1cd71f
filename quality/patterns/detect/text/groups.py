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
from quality.patterns.detect.text.corpus import Corpus, part, vectors, weights

WINDOW_WEEKS, PAST_WEEKS = 17, 104
ALIKE = 0.25
SAME_CATEGORY = 0.1
FAINT = 0.02
LOOSE = 3
BLOCK = 256
TOGETHER, APART = 10.0, -100.0


@dataclass(frozen=True)
class Tie:
    """What a person has said of two cases."""

    first: str
    second: str
    together: bool


def regroup(corpus: Corpus, day: date, groups: Mapping[str, str], ties: Iterable[Tie] = ()) -> dict[str, str]:
    """The story of each case of the open window, given those of the night before; a story is called by a case."""
    known, open_rows = _open(corpus, day)
    cases = known.cases[open_rows]
    if not cases:
        return {}
    table = _vectors(known, open_rows)
    names = [groups.get(case, case) for case in cases]
    called, place = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    fresh = {name for case, name in zip(cases, names, strict=True) if case not in groups}
    merger = _Merger(table, place.astype(np.intp), known.category[open_rows], len(called))
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


def alike(corpus: Corpus, day: date, stories: Mapping[str, str]) -> dict[str, float]:
    """How alike the cases of each story of the open window are, two and two on average; one case is like nothing."""
    known, rows = _open(corpus, day)
    told = [(n, stories[case]) for n, case in enumerate(known.cases[rows]) if case in stories]
    if not told:
        return {}
    names, place = np.unique([name for _, name in told], return_inverse=True)
    table = _vectors(known, rows)[[n for n, _ in told]]
    member = sparse.csr_matrix(
        (np.ones(len(told)), (place, np.arange(len(told)))), shape=(len(names), len(told))
    )
    size = np.asarray(member.sum(axis=1)).ravel()
    sums, own = member @ table, member @ np.asarray(table.multiply(table).sum(axis=1)).ravel()
    pairs = np.asarray(sums.multiply(sums).sum(axis=1)).ravel() - own
    several = np.flatnonzero(size > 1)
    return {str(names[n]): round(float(pairs[n] / (size[n] * (size[n] - 1))), 2) for n in several}


def _open(corpus: Corpus, day: date) -> tuple[Corpus, slice]:
    """What was known on the morning of `day`, and which rows of it are the open window."""
    known = corpus.until(day, PAST_WEEKS)
    return known, known.rows(day.toordinal() - 7 * WINDOW_WEEKS, day)


def _vectors(known: Corpus, rows: slice) -> sparse.csr_matrix:
    """Of these rows alone, though all that is known says how much each mark tells."""
    return vectors(part(known.table, rows), weights(known.table))


def _both(tie: Tie) -> tuple[tuple[str, str], tuple[str, str]]:
    return (tie.first, tie.second), (tie.second, tie.first)


def _tie(
    merger: "_Merger", place: dict[str, int], ties: Iterable[Tie], fresh: set[str], called: NDArray[np.str_]
) -> None:
    for tie in ties:
        one, other = place.get(tie.first), place.get(tie.second)
        if one is None or other is None or one == other:
            continue
        merger.said[one, other] = merger.said[other, one] = TOGETHER if tie.together else APART
        if tie.together:
            fresh.update((str(called[one]), str(called[other])))


class _Merger:
    """Groups of cases and how alike they are, worked out for those that move and for those that these meet."""

    def __init__(
        self, table: sparse.csr_matrix, place: NDArray[np.intp], category: NDArray[np.intp], groups: int
    ) -> None:
        """Texts as rows, with the group and the category of each."""
        rows = np.arange(len(place))
        member = sparse.csr_matrix((np.ones(len(place)), (place, rows)), shape=(groups, len(place)))
        self.said: dict[tuple[int, int], float] = {}
        self._size: Floats = np.asarray(member.sum(axis=1)).ravel()
        self._sums = sparse.csr_matrix(member @ table)
        self._across = self._sums.T.tocsr()
        _, column = np.unique(category, return_inverse=True)
        self._filed = np.zeros((groups, column.max() + 1), dtype=np.float32)
        np.add.at(self._filed, (place, column), 1.0)
        self._filed /= self._size[:, None]
        self._likeness = np.empty((groups, groups), dtype=np.float32)
        self._known = np.zeros(groups, dtype=bool)
        self._joined: set[int] = set()
        self._gone: set[int] = set()

    def merged(self, moving: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Joins the most alike until none is alike enough; only groups with something new in them move."""
        root, moving = np.arange(len(moving)), moving.copy()
        nearest, height = np.zeros(len(moving), dtype=np.intp), np.full(len(moving), APART, dtype=np.float32)
        rows = np.flatnonzero(moving)
        for start in range(0, len(rows), BLOCK):
            block = rows[start : start + BLOCK]
            self._look_at(block)
            nearest[block] = self._likeness[block].argmax(axis=1)
            height[block] = self._likeness[block, nearest[block]]
        while height.max(initial=APART) >= ALIKE:
            one = int(height.argmax())
            other = int(nearest[one])
            kept, gone = (other, one) if self._size[other] >= self._size[one] else (one, other)
            self._join(kept, gone)
            moving[gone], moving[kept] = False, True
            root[root == gone] = kept
            rows = np.flatnonzero(moving)
            lost = rows[(nearest[rows] == gone) | (nearest[rows] == kept)]
            near = rows[self._likeness[rows, kept] > height[rows]]
            nearest[near], height[near] = kept, self._likeness[near, kept]
            height[gone] = APART
            for row in {kept, *lost.tolist()}:
                nearest[row] = self._likeness[row].argmax()
                height[row] = self._likeness[row, nearest[row]]
        return root

    def _look_at(self, block: NDArray[np.intp]) -> None:
        """Average likeness of all pairs of cases, a little more where they were filed under the same."""
        inside = (self._sums[block] @ self._across).toarray().astype(np.float32)
        inside /= self._size[block, None]
        inside /= self._size[None, :]
        inside += SAME_CATEGORY * (self._filed[block] @ self._filed.T) * (inside > FAINT)
        self._likeness[block] = inside
        self._likeness[block, block] = APART
        self._known[block] = True
        for (one, other), value in self.said.items():
            if one in block:
                self._likeness[one, other] = value

    def _meet(self, group: int) -> None:
        """Know a group that has not moved, as it is now that others have joined."""
        if self._known[group]:
            return
        self._look_at(np.array([group]))
        joined = list(self._joined)
        self._likeness[group, joined] = self._likeness[joined, group]
        self._likeness[group, list(self._gone)] = APART

    def _join(self, kept: int, gone: int) -> None:
        self._meet(kept)
        self._meet(gone)
        total = self._size[kept] + self._size[gone]
        mixed = (self._likeness[kept] * self._size[kept] + self._likeness[gone] * self._size[gone]) / total
        known = np.flatnonzero(self._known)
        self._likeness[kept], self._likeness[known, kept] = mixed, mixed[known]
        self._likeness[gone] = self._likeness[known, gone] = APART
        self._likeness[kept, kept] = APART
        self._size[kept] = total
        self._joined.add(kept)
        self._gone.add(gone)
