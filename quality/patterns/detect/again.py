"""A stored finding computed once more from the counts as they stand."""

from dataclasses import dataclass
from datetime import timedelta

from quality.patterns.detect.history import History
from quality.patterns.detect.reason import refigured
from quality.patterns.detect.scan import look
from quality.patterns.detect.values import Scope, Settings

NEAR = 0.05


@dataclass(frozen=True)
class Again:
    """What the same scope and weeks give now."""

    observed: int
    expected: float

    def agrees(self, observed: int, expected: float) -> bool:
        """Whether that is what was stored, but for rounding and a floor under what was next to nothing."""
        return self.observed == observed and abs(self.expected - expected) <= NEAR * max(expected, 1.0)


def recompute(history: History, scope: Scope, settings: Settings) -> Again | None:
    """Seen and expected over a finding's own units and weeks; None where the history does not reach them."""
    day = scope.end + timedelta(days=1)
    known = history.until(day)
    if known.weeks < settings.least_weeks or scope.theme is not None:
        return None
    seen, due = refigured(look(known, settings), scope)
    return Again(seen, round(due, 2))
