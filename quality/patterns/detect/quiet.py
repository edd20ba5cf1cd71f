"""Units that have gone quiet: fewer cases of all kinds than their own past and their likes explain."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.expectation import make_frame
from quality.patterns.detect.history import Floats, History
from quality.patterns.detect.tails import lower_tail
from quality.patterns.detect.values import Settings

WINDOWS = (13, 26)
LEAST_WEEKS = 78
RARE = 0.005
CLEARLY_LESS = 0.5
LEAST_DUE = 5.0
LIKES_PSEUDO = 10.0
SPREAD, DOUBT = 1.4, 0.04


@dataclass(frozen=True)
class QuietUnit:
    """A question to a leader: so many cases in so many weeks, where so many were to be expected."""

    unit: str
    start: date
    end: date
    weeks: int
    observed: int
    expected: float


def quiet_units(history: History, day: date, settings: Settings | None = None) -> tuple[QuietUnit, ...]:
    """The units that have gone quiet, the longest window that shows it. Closed and new units are not asked about."""
    settings = settings or Settings()
    known = history.until(day)
    if known.weeks < LEAST_WEEKS:
        return ()
    frame = make_frame(known, settings)
    found: dict[int, QuietUnit] = {}
    for length in WINDOWS:
        first = known.weeks - length
        seen = frame.totals[:, first:].sum(axis=1).astype(float)
        due = frame.expected_totals(first, known.weeks).sum(axis=1)
        likes = _likes(frame.by_sector, frame.sector, seen, due)
        expected = due * likes
        rare = lower_tail(seen, expected, SPREAD * expected + DOUBT * expected**2) < RARE
        quiet = rare & (seen < CLEARLY_LESS * expected) & (expected >= LEAST_DUE)
        quiet &= frame.open[:, first:].all(axis=1) & (
            frame.open[:, :first].sum(axis=1) >= settings.guard_weeks
        )
        for row in np.flatnonzero(quiet):
            found[int(row)] = QuietUnit(
                known.units[row].key,
                known.week_start(first),
                known.week_start(known.weeks) - timedelta(days=1),
                length,
                int(seen[row]),
                round(float(expected[row]), 1),
            )
    return tuple(found[row] for row in sorted(found))


def _likes(by_sector: Floats, sector: NDArray[np.intp], seen: Floats, due: Floats) -> Floats:
    """How much the other units of the same sector report against their own past, damped; never raises the bar."""
    others_seen = (by_sector @ seen)[sector] - seen
    others_due = (by_sector @ due)[sector] - due
    return np.asarray(np.clip((others_seen + LIKES_PSEUDO) / (others_due + LIKES_PSEUDO), 0.1, 1.0))
