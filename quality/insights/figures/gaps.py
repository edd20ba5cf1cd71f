"""Rare things: not how many in a month, but how long between them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from quality.core.text import N_, Message
from quality.insights.figures.limits import gap_limits


@dataclass(frozen=True)
class Gaps:
    """Days between one time and the next, and since the last. Without limits while they are too few."""

    days: tuple[dt.date, ...]
    between: tuple[int, ...]
    since_last: int
    low: float | None = None
    usual: float | None = None
    high: float | None = None

    def sentence(self) -> Message:
        """How long ago, and whether that is unusual."""
        values = {"days": self.since_last, "usual": round(self.usual or 0)}
        if self.usual is None or self.high is None or self.low is None:
            return Message(N_("%(days)s dager siden sist."), values)
        if self.since_last > self.high + 0.5:
            return Message(
                N_("%(days)s dager siden sist. Det er uvanlig lenge, vanligvis går det %(usual)s dager."),
                values,
            )
        if self.between[-1] < self.low - 0.5:
            return Message(
                N_(
                    "%(days)s dager siden sist. De to siste kom uvanlig tett, vanligvis går det %(usual)s dager."
                ),
                values,
            )
        return Message(
            N_("%(days)s dager siden sist. Vanligvis går det %(usual)s dager. Ingen tydelig endring."),
            values,
        )


def gaps(days: Sequence[dt.date], today: dt.date) -> Gaps | None:
    """The days between events in order; None when there is none at all."""
    if not days:
        return None
    between = tuple((after - before).days for before, after in pairwise(days))
    found = gap_limits(between)
    since_last = (today - days[-1]).days
    if found is None:
        return Gaps(tuple(days), between, since_last)
    return Gaps(tuple(days), between, since_last, *found)
