"""The same story in several units, whatever it was filed under: a count of words, judged as any other count.

A mark (a word, or a piece of one) that stands in more texts than its own past explains points at the cases that
hold it; those and the texts most like them are the theme. Its count is then judged again, as a whole.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from quality.patterns.detect.history import Floats
from quality.patterns.detect.tails import upper_tail
from quality.patterns.detect.text.corpus import Corpus, Singles, part, texts_with
from quality.patterns.detect.values import Kind, Level, Scope, Season, Signal, UnitFigure, WeekFigure
from quality.patterns.detect.weeks import monday

WINDOWS = (6, 11, 17)
LONGEST, PAST = 17, 104
LEAST_CASES, LEAST_UNITS, MOST_OF_A_UNIT = 4, 3, 4
SPREAD = 1.3
SHARE, LOOKS = 0.12, 1.2
WORTH_A_LOOK = 30.0
ALIKE, UNLIKE = 0.22, 0.06
MOST_THEMES = 20
LEAST_PAST = 26
SHOWN_WEEKS = 52
LEAST_RATE = 1e-6


@dataclass(frozen=True)
class Theme:
    """A story that is told more often than before: its cases, what was due, and how rarely chance does that."""

    mark: int
    cases: tuple[str, ...]
    start: date
    end: date
    units: tuple[UnitFigure, ...]
    unaffected: tuple[UnitFigure, ...]
    weekly: tuple[WeekFigure, ...]
    earlier: tuple[Season, ...]
    expected: float
    variance: float
    false_a_year: float

    @property
    def key(self) -> str:
        """What the night's findings call it."""
        return f"{self.mark:08x}"

    def signal(self) -> Signal:
        """The theme as a signal beside those from counts."""
        scope = Scope(tuple(figure.unit for figure in self.units), self.start, self.end, theme=self.key)
        return Signal(
            Kind.THEME,
            Level.UNITS,
            "",
            self.units,
            scope,
            len(self.cases),
            self.expected,
            self.false_a_year,
            self.variance,
        )


@dataclass(frozen=True, eq=False)
class _Stretch:
    """Texts of the open window and of the time before it."""

    corpus: Corpus
    day: date
    recent: slice
    past: slice

    @cached_property
    def tested(self) -> int:
        """How many marks could have pointed at something."""
        return int((texts_with(self.corpus.table) >= LEAST_CASES).sum())

    def window(self, weeks: int) -> slice:
        return self.corpus.rows(self.day - timedelta(weeks=weeks), self.day)

    def last_year(self, weeks: int) -> slice:
        end = self.day - timedelta(weeks=52)
        return self.corpus.rows(end - timedelta(weeks=weeks), end)


def find_themes(corpus: Corpus, day: date, limit: float) -> list[Theme]:
    """The themes that the whole weeks before `day` show, the most unusual first."""
    day = monday(day)
    known = corpus.until(day, LONGEST + PAST)
    if not len(known.day) or (day.toordinal() - known.day[0]) < 7 * (LONGEST + LEAST_PAST):
        return []
    recent = known.rows(day - timedelta(weeks=LONGEST), day)
    stretch = _Stretch(known, day, recent, slice(0, recent.start))
    seeds = _seeds(stretch, limit * WORTH_A_LOOK)
    themes: list[Theme] = []
    told: set[str] = set()
    for mark in seeds:
        if len(themes) == MOST_THEMES:
            break
        theme = _grown(stretch, mark, seeds[mark], told)
        if theme is not None and theme.false_a_year <= limit:
            themes.append(theme)
            told.update(theme.cases)
    return sorted(themes, key=lambda theme: (theme.false_a_year, theme.cases))


def _seeds(stretch: _Stretch, limit: float) -> dict[int, float]:
    """The marks that stand in unusually many texts, best first, with how often a year chance shows as much."""
    corpus = stretch.corpus
    past = texts_with(part(corpus.table, stretch.past))
    best: dict[int, float] = {}
    for weeks in WINDOWS:
        window = stretch.window(weeks)
        seen, units = _counted(part(corpus.table, window), corpus.unit[window], len(corpus.units))
        busy = np.flatnonzero((seen >= LEAST_CASES) & (units >= LEAST_UNITS))
        if not len(busy):
            continue
        before = texts_with(part(corpus.table, stretch.last_year(weeks)))[busy]
        due, variance = _due(stretch, past[busy], before, window)
        more = np.flatnonzero(seen[busy] > 2 * due)
        rates = upper_tail(seen[busy[more]], due[more], variance[more]) * stretch.tested * LOOKS / SHARE
        for place in np.flatnonzero(rates <= limit):
            mark = int(busy[more[place]])
            best[mark] = min(best.get(mark, np.inf), float(rates[place]))
    return dict(sorted(best.items(), key=lambda pair: (pair[1], corpus.hashes[pair[0]])))


def _counted(table: sparse.csr_matrix, unit: NDArray[np.intp], units: int) -> tuple[Floats, Floats]:
    """Texts with each mark, no unit counting for more than four, and how many units have any."""
    member = sparse.csr_matrix((np.ones(len(unit)), (unit, np.arange(len(unit)))), shape=(units, len(unit)))
    by_unit = sparse.csr_matrix(member @ table)
    spread = np.asarray((by_unit > 0).sum(axis=0)).ravel()
    by_unit.data = np.minimum(by_unit.data, MOST_OF_A_UNIT)
    return np.asarray(by_unit.sum(axis=0)).ravel(), spread


def _due(
    stretch: _Stretch, past: Floats | Singles, last_year: Floats | Singles, window: slice
) -> tuple[Floats, Floats]:
    """What was to be expected in a window, from the time before and from the same weeks of last year."""
    texts = max(stretch.past.stop - stretch.past.start, 1)
    share = (window.stop - window.start) / texts
    due = np.maximum((past + 0.5) * share, last_year)
    return due, SPREAD * due + due**2 / (past + 0.5)


def _grown(stretch: _Stretch, mark: int, rate: float, told: set[str]) -> Theme | None:
    """The theme that a mark points at: the texts that hold it and those most like them."""
    corpus, recent = stretch.corpus, stretch.recent
    column = _with_mark(corpus.table, mark)
    holders = np.flatnonzero(column[recent]) + recent.start
    if sum(corpus.cases[n] in told for n in holders) > 0.3 * len(holders):
        return None
    middle = np.asarray(corpus.vectors[holders].mean(axis=0)).ravel()
    alike = np.asarray(corpus.vectors @ middle) / max(float(np.sqrt(middle @ middle)), 1e-9)
    inside = (column & (alike >= UNLIKE)) | (alike >= ALIKE)
    rates = [_judged(stretch, inside, weeks, rate) for weeks in WINDOWS]
    rows = np.flatnonzero(inside[recent]) + recent.start
    return _told(stretch, mark, rows, inside, min(rates)) if min(rates) < np.inf else None


def _with_mark(table: sparse.csr_matrix, mark: int) -> NDArray[np.bool_]:
    column = np.zeros(table.shape[0], dtype=bool)
    column[np.searchsorted(table.indptr, np.flatnonzero(table.indices == mark), side="right") - 1] = True
    return column


def _judged(stretch: _Stretch, inside: NDArray[np.bool_], weeks: int, rate: float) -> float:
    """How often a year chance shows a window like this one: the mark's rarity and the whole theme's weigh the same."""
    corpus, window = stretch.corpus, stretch.window(weeks)
    per_unit = np.bincount(corpus.unit[window][inside[window]], minlength=len(corpus.units))
    seen = float(np.minimum(per_unit, MOST_OF_A_UNIT).sum())
    due, variance = _due_inside(stretch, inside, weeks)
    if seen < LEAST_CASES or (per_unit > 0).sum() < LEAST_UNITS or seen <= 2 * due[0]:
        return float(np.inf)
    chance = float(upper_tail(np.array([seen]), due, variance)[0])
    whole = max(chance * stretch.tested * LOOKS / SHARE, LEAST_RATE)
    return float(np.sqrt(whole * max(rate, LEAST_RATE)))


def _due_inside(stretch: _Stretch, inside: NDArray[np.bool_], weeks: int) -> tuple[Floats, Floats]:
    past, before = (
        np.array([float(inside[part].sum())]) for part in (stretch.past, stretch.last_year(weeks))
    )
    return _due(stretch, past, before, stretch.window(weeks))


def _told(
    stretch: _Stretch, mark: int, rows: NDArray[np.intp], inside: NDArray[np.bool_], rate: float
) -> Theme:
    corpus = stretch.corpus
    due, variance = _due_inside(stretch, inside, LONGEST)
    here = np.bincount(corpus.unit[rows], minlength=len(corpus.units))
    texts = np.bincount(corpus.unit[stretch.recent], minlength=len(corpus.units))
    expected = float(due[0])
    figures = [
        UnitFigure(unit, int(here[n]), round(expected * float(texts[n] / texts.sum()), 2))
        for n, unit in enumerate(corpus.units)
    ]
    return Theme(
        int(corpus.hashes[mark]),
        tuple(sorted(corpus.cases[n] for n in rows)),
        monday(date.fromordinal(int(corpus.day[rows[0]]))),
        stretch.day - timedelta(days=1),
        tuple(figure for figure in figures if figure.observed),
        tuple(figures[n] for n in _kin(corpus, rows) if not figures[n].observed),
        _weekly(stretch, inside, expected / LONGEST),
        _earlier(stretch, inside, expected),
        round(expected, 2),
        round(float(variance[0]), 3),
        rate,
    )


def _kin(corpus: Corpus, rows: NDArray[np.intp]) -> list[int]:
    """The units that report the kinds of case that a story is filed under."""
    alike = np.isin(corpus.category, np.unique(corpus.category[rows]))
    return [int(n) for n in np.unique(corpus.unit[alike])]


def _weekly(stretch: _Stretch, inside: NDArray[np.bool_], due: float) -> tuple[WeekFigure, ...]:
    mondays = [stretch.day - timedelta(weeks=n) for n in range(SHOWN_WEEKS, 0, -1)]
    seen = [inside[stretch.corpus.rows(day, day + timedelta(weeks=1))].sum() for day in mondays]
    return tuple(WeekFigure(day, int(n), round(due, 3)) for day, n in zip(mondays, seen, strict=True))


def _earlier(stretch: _Stretch, inside: NDArray[np.bool_], due: float) -> tuple[Season, ...]:
    """The same weeks one and two years before, where the texts reach that far."""
    found = []
    for years in (1, 2):
        end = stretch.day - timedelta(weeks=52 * years)
        start = end - timedelta(weeks=LONGEST)
        if start.toordinal() < stretch.corpus.day[0] - 7:
            break
        seen = int(inside[stretch.corpus.rows(start, end)].sum())
        found.append(Season(start, end - timedelta(days=1), seen, round(due, 2)))
    return tuple(found)
