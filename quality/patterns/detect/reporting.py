"""Units that report more or less of everything than they use to: information, never an alarm."""

import numpy as np

from quality.patterns.detect.nodes import Family
from quality.patterns.detect.scan import Candidate, Night
from quality.patterns.detect.tails import lower_tail, upper_tail
from quality.patterns.detect.values import Dimension, Level

WINDOWS = (6, 13)
BASELINE_WEEKS = 26
RARE = 0.002
MUCH_MORE, MUCH_LESS = 1.4, 0.6
TOTAL = Family(Dimension.CATEGORY, Level.UNIT, True, 1.0, 12)


def reporting_changes(night: Night) -> list[Candidate]:
    """One candidate a unit whose whole reporting is outside what its past explains."""
    frame = night.frame
    found: dict[int, Candidate] = {}
    table = night.views[Dimension.CATEGORY].table
    for length in WINDOWS:
        first = frame.weeks - length
        if first < BASELINE_WEEKS:
            continue
        seen = frame.totals[:, first:].sum(axis=1).astype(float)
        due = frame.expected_totals(first, frame.weeks).sum(axis=1)
        variance = 1.3 * due + 0.02 * due**2
        ratio = (seen + 1) / (due + 1)
        more = (upper_tail(seen, due, variance) < RARE) & (ratio > MUCH_MORE)
        less = (lower_tail(seen, due, variance) < RARE) & (ratio < MUCH_LESS)
        for row in np.flatnonzero(more | less):
            found.setdefault(
                int(row),
                Candidate(
                    TOTAL,
                    night.history.units[row].key,
                    (int(row),),
                    tuple(range(len(table.keys))),
                    "",
                    length,
                    int(seen[row]),
                    float(due[row]),
                    float(variance[row]),
                    RARE,
                    1.0,
                ),
            )
    return [found[row] for row in sorted(found)]
