"""What comes every year at about this time, told some weeks before it does."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from quality.patterns.detect.history import Floats, History
from quality.patterns.detect.nodes import make_branches
from quality.patterns.detect.tails import upper_tail
from quality.patterns.detect.values import Dimension

WEEKS_BEFORE, WEEKS, LEAD_IN = 4, 8, 6
YEAR = 52
RARE, SPREAD = 0.01, 1.3
LEAST_CASES, CLEARLY_MORE, NOT_YET = 4, 1.5, 0.75


@dataclass(frozen=True)
class Ahead:
    """A category that rose in the same weeks of both years before, in one part of the organisation."""

    node: str
    category: str
    start: date
    end: date
    last_year: int
    year_before: int
    usual: float


def seasons_ahead(history: History, day: date) -> tuple[Ahead, ...]:
    """What is to be expected from four weeks ahead, where it has not begun already at that time of the year."""
    known = history.until(day)
    first = known.weeks + WEEKS_BEFORE
    if first - 2 * YEAR - LEAD_IN < 0:
        return ()
    branches = make_branches(known)
    table = known.tables[Dimension.CATEGORY]
    counts = np.einsum("bu,ukw->bkw", branches.member, table.counts.astype(float))
    seen = [counts[:, :, first - YEAR * n : first - YEAR * n + WEEKS].sum(axis=2) for n in (1, 2)]
    due = [_rest_of_the_year(counts, first - YEAR * n) for n in (1, 2)]
    before = [counts[:, :, first - YEAR * n - LEAD_IN : first - YEAR * n].sum(axis=2) for n in (1, 2)]
    rises = np.ones(seen[0].shape, dtype=bool)
    for number, usual, lead in zip(seen, due, before, strict=True):
        rises &= (number >= LEAST_CASES) & (number >= CLEARLY_MORE * usual)
        rises &= upper_tail(number, usual, SPREAD * usual) < RARE
        rises &= lead / LEAD_IN <= NOT_YET * number / WEEKS
    found = [
        _told(known, branches.keys[b], table.keys[k], first, seen, due, (b, k)) for b, k in np.argwhere(rises)
    ]
    return _narrowest(found, [branches.member[b].sum() for b, _ in np.argwhere(rises)])


def _rest_of_the_year(counts: Floats, first: int) -> Floats:
    """What eight weeks usually hold in the half years on both sides of a season."""
    sides = [counts[:, :, max(0, first - 26) : first], counts[:, :, first + WEEKS : first + WEEKS + 26]]
    weeks = sum(side.shape[2] for side in sides)
    return np.asarray(np.maximum(sum(side.sum(axis=2) for side in sides) / max(weeks, 1) * WEEKS, 0.2))


def _told(
    known: History,
    node: str,
    category: str,
    first: int,
    seen: list[Floats],
    due: list[Floats],
    place: tuple[int, int],
) -> Ahead:
    start = known.week_start(first)
    last_year, year_before = (int(number[place]) for number in seen)
    usual = round(float(np.mean([rest[place] for rest in due])), 1)
    end = start + timedelta(weeks=WEEKS, days=-1)
    return Ahead(node, category, start, end, last_year, year_before, usual)


def _narrowest(found: list[Ahead], sizes: list[float]) -> tuple[Ahead, ...]:
    """One for each category: the smallest part of the organisation that still holds most of the cases."""
    chosen: dict[str, Ahead] = {}
    for _, ahead in sorted(zip(sizes, found, strict=True), key=lambda pair: -pair[0]):
        wider = chosen.get(ahead.category)
        if wider is None or ahead.last_year + ahead.year_before >= 0.6 * (
            wider.last_year + wider.year_before
        ):
            chosen[ahead.category] = ahead
    return tuple(chosen[key] for key in sorted(chosen))
