"""The detector's check of itself: a quarter in which nothing is going on, and how many files it makes of that."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from quality.patterns.detect.engine import find_patterns
from quality.patterns.detect.expectation import fit_table, make_frame, weekly_expected
from quality.patterns.detect.history import History, Table, Whole
from quality.patterns.detect.text.corpus import Corpus
from quality.patterns.detect.values import Change, Dimension, OpenFile, Scope, Settings

# A year is made up, so that no window of the quarter that is walked holds what has really happened.
WEEKS, FEWEST_WEEKS = 52, 104
WALKED = 13
SPREAD = 1.1
WEEKS_A_MONTH = 52 / 12


@dataclass(frozen=True)
class Check:
    """How many months were made up, and how many files came of them."""

    months: float
    false_files: int


def check_quiet(
    history: History, day: date, settings: Settings, corpus: Corpus | None = None, seed: int = 0
) -> Check | None:
    """Walks the last quarter again with counts drawn from what was expected and with texts told in any order.

    None while there is too little history. The same history, settings and seed give the same answer.
    """
    known = history.until(day)
    if known.weeks < FEWEST_WEEKS:
        return None
    rng = np.random.default_rng([settings.seed, seed])
    made = _made_up(known, settings, rng)
    told = _shuffled(corpus.until(day, known.weeks), rng) if corpus else None
    members = _Members(made)
    desk: tuple[OpenFile, ...] = ()
    false = 0
    for back in range(WALKED, -1, -1):
        morning = made.week_start(known.weeks - back)
        night = find_patterns(made, morning, members.of, desk, settings, told)
        desk = night.open_files
        # The night before the quarter fills the desk: what is told then is no news later.
        if back < WALKED:
            false += sum(file.change is Change.NEW for file in night.files)
    return Check(WALKED / WEEKS_A_MONTH, false)


def _made_up(known: History, settings: Settings, rng: np.random.Generator) -> History:
    """The history with its last year replaced by chance around what was expected."""
    frame = make_frame(known, settings)
    first = known.weeks - WEEKS
    tables = {}
    for dimension, table in known.tables.items():
        if not table.keys:
            tables[dimension] = table
            continue
        mean = np.maximum(weekly_expected(frame, fit_table(frame, table), first, known.weeks), 1e-9)
        drawn = rng.negative_binomial(mean / (SPREAD - 1), 1 / SPREAD)
        counts: Whole = np.concatenate([table.counts[:, :, :first], drawn.astype(np.int32)], axis=2)
        tables[dimension] = Table(dimension, table.keys, table.groups, table.group, counts)
    return History(known.units, known.start, known.weeks, tables)


def _shuffled(corpus: Corpus, rng: np.random.Generator) -> Corpus:
    """The same texts, each on the day of another, so that no story has a time of its own."""
    order = rng.permutation(len(corpus.cases))
    return replace(
        corpus,
        cases=tuple(corpus.cases[n] for n in order),
        unit=corpus.unit[order],
        category=corpus.category[order],
        table=corpus.table[order],
    )


class _Members:
    """A name for every case that was made up."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._rows = {unit.key: row for row, unit in enumerate(history.units)}

    def of(self, scope: Scope) -> Iterator[str]:
        """The cases that a scope counts; none of what the texts tell, which name their own."""
        history = self._history
        first = max(0, (scope.start - history.start).days // 7)
        last = (scope.end - history.start).days // 7 + 1
        dimension, key = _about(scope)
        table = history.tables[dimension]
        for unit in scope.units:
            cells = table.counts[self._rows[unit], :, first:last]
            for column, week in zip(*np.nonzero(cells), strict=True):
                if key in (None, table.keys[column], table.groups[int(table.group[column])]):
                    for number in range(cells[column, week]):
                        yield f"{unit}\n{table.keys[column]}\n{first + week}\n{number}"


def _about(scope: Scope) -> tuple[Dimension, str | None]:
    if scope.cause is not None:
        return Dimension.CAUSE, scope.cause
    if scope.place is not None:
        return Dimension.PLACE, scope.place
    return Dimension.CATEGORY, scope.category
