"""Which units carry a wide finding: those that are more likely part of it than not."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.history import Floats
from quality.patterns.detect.scan import Candidate, Night
from quality.patterns.detect.values import Level

ROUNDS = 12
LEAST_UNITS = 3
WHOLE_AREA = 0.5
MOST_BEFOREHAND = 0.6


@dataclass(frozen=True, eq=False)
class Part:
    """How many of the units seem to be part of a finding, and which they are."""

    share: float
    rows: NDArray[np.intp]


def part_of(observed: Floats, expected: Floats) -> Part:
    """Mixes units as usual with units raised, by a factor or by a fixed number of cases each."""
    due = np.maximum(expected, 0.02)
    share, belief = 0.3, (observed > due).astype(float)
    for _ in range(ROUNDS):
        weight = max(float(belief.sum()), 1e-6)
        factor = max(float(belief @ observed) / max(float(belief @ due), 1e-6), 1.3)
        added = max(float(belief @ (observed - due)) / weight, 0.3)
        by_factor = observed * np.log(factor) - (factor - 1) * due
        by_number = observed * np.log1p(added / due) - added
        odds = np.exp(np.clip((by_factor + by_number) / 2, -50, 50)) * share / (1 - share)
        belief = odds / (1 + odds)
        share = float(np.clip(belief.mean(), 0.1, MOST_BEFOREHAND))
    return Part(share, np.flatnonzero((belief > 0.5) & (observed > due)))


def named(night: Night, candidate: Candidate) -> Candidate:
    """A finding above the units told as the units that carry it, unless that is most of an area."""
    level = candidate.family.level
    if level is Level.UNIT:
        return candidate
    cells = night.views[candidate.family.dimension].windows[candidate.length]
    columns = list(candidate.columns)
    rows = range(len(night.history.units)) if level is Level.UNITS else candidate.rows
    seen = cells.observed[0][list(rows)][:, columns].sum(axis=1)
    due = cells.expected[0][list(rows)][:, columns].sum(axis=1)
    part = part_of(seen, due)
    if len(part.rows) < LEAST_UNITS or (level is Level.AREA and part.share >= WHOLE_AREA):
        return candidate
    observed, expected = int(seen[part.rows].sum()), float(due[part.rows].sum())
    return replace(
        candidate,
        family=replace(candidate.family, level=Level.UNITS),
        node="",
        rows=tuple(rows[n] for n in part.rows),
        observed=observed,
        expected=expected,
        variance=candidate.variance * expected / max(candidate.expected, 1e-9),
    )
