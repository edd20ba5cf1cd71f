"""The texts of a stretch of time as one table of marks, in the order the cases occurred."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from quality.patterns.detect.text.words import Marks, packed, unpacked

Rows = NDArray[np.intp]
Singles = NDArray[np.float32]
COMMON = 0.04
LEAST_TEXTS = 200
HEAD_BITS, TAIL_BITS = 18, 14
STRETCH = 1 << 20
_NONE: Marks = np.array([], dtype=np.uint32)


@dataclass(frozen=True)
class Text:
    """A case's marks, with where, when and under what it was told."""

    case: str
    day: date
    unit: str
    category: str
    marks: Marks


@dataclass
class Texts:
    """Many texts, each field a column, and all their marks as they are stored: small things are dear to keep."""

    cases: list[str] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    stored: bytearray = field(default_factory=bytearray)

    def add(self, case: str, day: date, unit: str, category: str, marks: bytes) -> None:
        """One more, its marks as they are stored."""
        self.cases.append(case)
        self.days.append(day.toordinal())
        self.units.append(unit)
        self.categories.append(category)
        self.stored += marks
        self.ends.append(len(self.stored))

    def marks(self, order: Rows) -> list[Marks]:
        """Those of each text, seen where they lie."""
        ends, starts = self.ends, [0, *self.ends]
        whole = memoryview(self.stored)
        return [unpacked(whole[starts[n] : ends[n]]) for n in order.tolist()]


@dataclass(frozen=True, eq=False)
class Corpus:
    """Texts as rows and marks as columns; `day` is each text's day number, rising. Every value in the table is 1."""

    cases: tuple[str, ...]
    day: NDArray[np.int64]
    unit: Rows
    units: tuple[str, ...]
    category: Rows
    categories: tuple[str, ...]
    table: sparse.csr_matrix
    hashes: Marks

    @cached_property
    def vectors(self) -> sparse.csr_matrix:
        """The texts as rows of length one, each mark by how much it says among these."""
        return vectors(self.table, weights(self.table))

    def rows(self, first: date | int, last: date | int) -> slice:
        """The texts from a day on and before another."""
        ends = [number if isinstance(number, int) else number.toordinal() for number in (first, last)]
        return slice(int(np.searchsorted(self.day, ends[0])), int(np.searchsorted(self.day, ends[1])))

    def until(self, day: date, weeks: int) -> "Corpus":
        """What was known on the morning of `day`, so many weeks back."""
        kept = self.rows(day.toordinal() - 7 * weeks, day)
        if kept == slice(0, len(self.cases)):
            return self
        return replace(
            self,
            cases=self.cases[kept],
            day=self.day[kept],
            unit=self.unit[kept],
            category=self.category[kept],
            table=part(self.table, kept),
        )

    def digest(self) -> str:
        """The fingerprint of all texts as the detector knows them."""
        sha = hashlib.sha256("\n".join((*self.cases, *self.units, *self.categories)).encode())
        for column in (self.day, self.unit, self.category, self.table.indptr):
            sha.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        for start in range(0, self.table.nnz, STRETCH):
            marks = self.hashes[self.table.indices[start : start + STRETCH]]
            sha.update(np.ascontiguousarray(marks, dtype="<i8").tobytes())
        return sha.hexdigest()


def part(table: sparse.csr_matrix, rows: slice) -> sparse.csr_matrix:
    """Rows that follow each other, seen where they lie and not copied."""
    starts = table.indptr[rows.start : rows.stop + 1]
    inside = slice(int(starts[0]), int(starts[-1]))
    values = table.data[inside], table.indices[inside], starts - starts[0]
    return sparse.csr_matrix(values, shape=(rows.stop - rows.start, table.shape[1]))


def make_corpus(texts: Iterable[Text]) -> Corpus:
    """Lays out texts that are given one by one."""
    kept = Texts()
    for text in texts:
        kept.add(text.case, text.day, text.unit, text.category, packed(text.marks))
    return lay_out_texts(kept)


def lay_out_texts(texts: Texts) -> Corpus:
    """The texts by day and case; given in any order they give the same corpus."""
    day = np.array(texts.days, dtype=np.int64)
    order = np.lexsort((np.array(texts.cases, dtype=str), day))
    marks = texts.marks(order)
    starts = np.cumsum([0, *map(len, marks)]).astype(np.int32)
    every = np.concatenate([_NONE, *marks])
    hashes = _different(every)
    columns = _places(hashes, every)
    ones = np.ones(len(columns), dtype=np.uint8)
    table = sparse.csr_matrix((ones, columns, starts), shape=(len(order), len(hashes)))
    units, unit = _coded(texts.units)
    categories, category = _coded(texts.categories)
    cases = tuple(texts.cases[n] for n in order)
    return Corpus(cases, day[order], unit[order], units, category[order], categories, table, hashes)


def _different(marks: Marks) -> Marks:
    """Each mark once, rising: one by its highest bits first, so that few are left to sort."""
    heads = np.arange(1 << HEAD_BITS, dtype=np.uint32)
    first = np.where(heads == 0, np.uint32(0xFFFFFFFF), np.uint32(0))
    rest = []
    for start in range(0, len(marks), STRETCH):
        some = marks[start : start + STRETCH]
        first[some >> TAIL_BITS] = some
    for start in range(0, len(marks), STRETCH):
        some = marks[start : start + STRETCH]
        rest.append(some[first[some >> TAIL_BITS] != some])
    return np.unique(np.concatenate([first[first >> TAIL_BITS == heads], *rest]))


def _places(hashes: Marks, marks: Marks) -> NDArray[np.int32]:
    """Where each mark stands among the hashes, which are rising and hold them all.

    The highest bits of a mark say where to begin, and few have to go on from there: a quarter of the time of a search
    by halves.
    """
    heads = np.arange(1 << HEAD_BITS, dtype=np.uint32) << TAIL_BITS
    begin = np.searchsorted(hashes, heads).astype(np.int32)
    places = np.empty(len(marks), dtype=np.int32)
    for start in range(0, len(marks), STRETCH):
        wanted = marks[start : start + STRETCH]
        found = begin[wanted >> TAIL_BITS]
        short = np.flatnonzero(hashes[found] != wanted)
        while len(short):
            found[short] += 1
            short = short[hashes[found[short]] != wanted[short]]
        places[start : start + STRETCH] = found
    return places


def _coded(names: Sequence[str]) -> tuple[tuple[str, ...], Rows]:
    found = sorted(set(names))
    places = {name: place for place, name in enumerate(found)}
    return tuple(found), np.array([places[name] for name in names], dtype=np.intp)


def texts_with(table: sparse.csr_matrix) -> Singles:
    """In how many texts each mark stands."""
    seen = np.zeros(table.shape[1], dtype=np.int64)
    for start in range(0, table.nnz, STRETCH):
        seen += np.bincount(table.indices[start : start + STRETCH], minlength=len(seen))
    return seen.astype(np.float32)


def weights(table: sparse.csr_matrix) -> Singles:
    """How much each mark says: the rarer the more, and nothing where it stands in every twenty-fifth text."""
    number = max(table.shape[0], LEAST_TEXTS)
    seen = texts_with(table)
    return np.where(seen > COMMON * number, np.float32(0), np.log(number / np.maximum(seen, 1.0)))


def vectors(table: sparse.csr_matrix, weight: Singles) -> sparse.csr_matrix:
    """Rows of length one, each mark by its weight; marks that say nothing are left out."""
    kept = np.flatnonzero((weight > 0)[table.indices])
    starts = np.searchsorted(kept, table.indptr).astype(np.int32)
    columns = table.indices[kept]
    said = weight[columns]
    full = np.flatnonzero(np.diff(starts))
    length = np.zeros(table.shape[0], dtype=said.dtype)
    if len(full):
        length[full] = np.sqrt(np.add.reduceat(said**2, starts[full]))
    said *= np.repeat(1 / np.maximum(length, 1e-9), np.diff(starts))
    return sparse.csr_matrix((said, columns, starts), shape=table.shape)
