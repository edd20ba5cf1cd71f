"""Units beside each other by size: who lies further out than chance and ordinary differences carry a unit.

David J. Spiegelhalter: Funnel plots for comparing institutional performance. Statistics in Medicine 24, 2005; and
Handling over-dispersion of performance indicators. Quality and Safety in Health Care 14, 2005: units differ for many
reasons, so the limits are widened by how much all of them differ, the outermost tenth on each side drawn in first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quality.insights.figures.limits import TAIL, exact_limits

FEWEST_UNITS = 3
FEWEST_EXPECTED = 5.0
WINSORISED = 0.1
DRAWN = 40


@dataclass(frozen=True)
class Comparison:
    """What all have together per staff year, how much they differ, and the places of those outside."""

    centre: float
    swing: float
    outside: tuple[tuple[int, bool], ...]
    at: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


def compare(counts: Sequence[int], sizes: Sequence[float]) -> Comparison | None:
    """Counts of units against their sizes; None where there is too little to compare."""
    whole = sum(sizes)
    if len(counts) < FEWEST_UNITS or not whole or sum(counts) / len(counts) < FEWEST_EXPECTED:
        return None
    centre = sum(counts) / whole
    expected = [centre * size for size in sizes]
    swing = over_dispersion(counts, expected)
    outside = []
    for place, (count, mean) in enumerate(zip(counts, expected, strict=True)):
        low, high = _limits(mean, swing)
        if not low <= count <= high:
            outside.append((place, count > high))
    smallest, largest = min(sizes) * 0.6, max(sizes) * 1.05
    at = tuple(smallest + (largest - smallest) * step / DRAWN for step in range(DRAWN + 1))
    drawn = [_limits(centre * size, swing) for size in at]
    low_line = tuple(low / size for (low, _), size in zip(drawn, at, strict=True))
    high_line = tuple(high / size for (_, high), size in zip(drawn, at, strict=True))
    return Comparison(centre, swing, tuple(outside), at, low_line, high_line)


def over_dispersion(counts: Sequence[int], expected: Sequence[float]) -> float:
    """How many times more the units differ than chance would have it, at least 1."""
    scores = sorted(
        (count - mean) / math.sqrt(mean) for count, mean in zip(counts, expected, strict=True) if mean > 0
    )
    if not scores:
        return 1.0
    cut = max(1, int(len(scores) * WINSORISED)) if len(scores) >= FEWEST_UNITS else 0
    low, high = scores[cut], scores[len(scores) - 1 - cut]
    drawn_in = [min(max(score, low), high) for score in scores]
    return max(1.0, sum(score * score for score in drawn_in) / len(drawn_in))


def _limits(mean: float, swing: float) -> tuple[float, float]:
    if mean <= 0:
        return 0.0, 0.0
    if mean > 200:
        far = 3 * math.sqrt(mean * swing)
        return max(0.0, mean - far), mean + far
    return exact_limits(mean, swing, TAIL)
