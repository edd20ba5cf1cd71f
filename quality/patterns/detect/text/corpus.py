"""The texts of a stretch of time as one table of marks, in the order the cases occurred."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from quality.patterns.detect.history import Floats
from quality.patterns.detect.text.words import Marks

Rows = NDArray[np.intp]
COMMON = 0.04
LEAST_TEXTS = 200
_NONE: Marks = np.array([], dtype=np.uint32)


@dataclass(frozen=True)
class Text:
    """A case's marks, with where, when and under what it was told."""

    case: str
    day: date
    unit: str
    category: str
    marks: Marks


@dataclass(frozen=True, eq=False)
class Corpus:
    """Texts as rows and marks as columns; `day` is each text's day number, rising."""

    cases: tuple[str, ...]
    day: NDArray[np.int64]
    unit: Rows
    units: tuple[str, ...]
    category: Rows
    categories: tuple[str, ...]
    table: sparse.csr_matrix
    hashes: Marks

    def rows(self, first: date | int, last: date | int) -> slice:
        """The texts from a day on and before another."""
        ends = [number if isinstance(number, int) else number.toordinal() for number in (first, last)]
        return slice(int(np.searchsorted(self.day, ends[0])), int(np.searchsorted(self.day, ends[1])))

    def until(self, day: date, weeks: int) -> "Corpus":
        """What was known on the morning of `day`, so many weeks back."""
        kept = self.rows(day.toordinal() - 7 * weeks, day)
        return Corpus(
            self.cases[kept],
            self.day[kept],
            self.unit[kept],
            self.units,
            self.category[kept],
            self.categories,
            self.table[kept],
            self.hashes,
        )

    def digest(self) -> str:
        """The fingerprint of all texts as the detector knows them."""
        sha = hashlib.sha256("\n".join((*self.cases, *self.units, *self.categories)).encode())
        for column in (
            self.day,
            self.unit,
            self.category,
            self.table.indptr,
            self.hashes[self.table.indices],
        ):
            sha.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        return sha.hexdigest()


def make_corpus(texts: Iterable[Text]) -> Corpus:
    """Lays texts out; the same texts in any order give the same corpus."""
    kept = sorted(texts, key=lambda text: (text.day, text.case))
    every = np.concatenate([_NONE, *[text.marks for text in kept]])
    hashes, columns = np.unique(every, return_inverse=True)
    starts = np.concatenate([[0], np.cumsum([len(text.marks) for text in kept])]).astype(np.int64)
    table = sparse.csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, starts), shape=(len(kept), len(hashes))
    )
    units, unit = _coded([text.unit for text in kept])
    categories, category = _coded([text.category for text in kept])
    day = np.array([text.day.toordinal() for text in kept], dtype=np.int64)
    return Corpus(tuple(text.case for text in kept), day, unit, units, category, categories, table, hashes)


def _coded(names: Sequence[str]) -> tuple[tuple[str, ...], Rows]:
    found, places = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)
    return tuple(str(name) for name in found), places.astype(np.intp)


def weights(table: sparse.csr_matrix) -> Floats:
    """How much each mark says: the rarer the more, and nothing where it stands in every twenty-fifth text."""
    number = max(table.shape[0], LEAST_TEXTS)
    seen = np.asarray(table.sum(axis=0)).ravel()
    return np.where(seen > COMMON * number, 0.0, np.log(number / np.maximum(seen, 1.0)))


def vectors(table: sparse.csr_matrix, weight: Floats) -> sparse.csr_matrix:
    """Rows of length one, each mark by its weight."""
    weighed = table @ sparse.diags(weight)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(length, 1e-9)) @ weighed)
