"""The places a pattern may sit: every unit, area and the municipality, by key and by main group."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from quality.patterns.detect.effort import Past, Window, grouped, windows
from quality.patterns.detect.history import Floats, History, Table
from quality.patterns.detect.values import Dimension, Level

OUT_OF_REACH, SPREAD_ROUNDS = 3.0, 4
TOGETHER = 8  # windows summed up at a time, so that a city's fit in little memory


@dataclass(frozen=True)
class Family:
    """Nodes that are alike; `share` is its part of the budget and `looks` the independent looks a year."""

    dimension: Dimension
    level: Level
    main: bool
    share: float
    looks: float


@dataclass(frozen=True, eq=False)
class Branches:
    """The organisation above the units: which units each area holds, and which areas are the whole."""

    keys: tuple[str, ...]
    member: Floats
    whole: tuple[bool, ...]

    def rows(self, level: Level) -> list[int]:
        """The branches of a level."""
        return [number for number, whole in enumerate(self.whole) if whole == (level is Level.MUNICIPALITY)]


class Nodes(NamedTuple):
    """Seen, expected and doubt of a family's nodes, window by node by key."""

    observed: Floats
    expected: Floats
    doubt: Floats


class Cells(NamedTuple):
    """Seen, expected, and doubt about rate and effort, window by unit by key."""

    seen: Floats
    due: Floats
    doubt: Floats
    effort: Floats


def make_branches(history: History) -> Branches:
    """Every part of the organisation with two units or more."""
    keys = sorted({key for unit in history.units for key in unit.above})
    member = np.array([[key in unit.above for unit in history.units] for key in keys], dtype=float)
    member = member.reshape(len(keys), len(history.units))
    kept = [n for n in range(len(keys)) if member[n].sum() >= 2]
    whole = tuple(bool(member[n].all()) for n in kept)
    return Branches(tuple(keys[n] for n in kept), member[kept], whole)


def cells_of(window: Window, table: Table, main: bool) -> Cells:
    """A window's cells, by key or summed up to main groups."""
    effort = window.expected**2 * window.effort_doubt
    if not main:
        return Cells(window.observed, window.expected, window.cell_doubt, effort)
    return Cells(
        grouped(table, window.observed),
        grouped(table, window.expected),
        grouped(table, window.cell_doubt),
        grouped(table, np.sqrt(effort)) ** 2,
    )


def gather(cells: Cells, branches: Branches, level: Level) -> Nodes:
    """A window's cells summed up to the nodes of a level."""
    seen, due, doubt, effort = cells
    if level in (Level.AREA, Level.MUNICIPALITY):
        above = branches.member[branches.rows(level)]
        seen, due, doubt, effort = above @ seen, above @ due, above @ doubt, above @ effort
    return Nodes(seen, due, doubt + effort)


def dispersion(past: Past, branches: Branches, families: list[Family], length: int) -> dict[Family, float]:
    """How much more counts vary than by pure chance, from the municipality's own past."""
    frame, table = past.frame, past.table
    settings = frame.settings
    first = max(past.first, frame.guard_start - settings.dispersion_weeks)
    ends = range(frame.guard_start, first + length - 1, -length)
    spread = dict.fromkeys(families, settings.dispersion_floor)
    if len(ends) < 2:
        return spread
    parts: dict[Family, list[Nodes]] = {family: [] for family in families}
    for at in range(0, len(ends), TOGETHER):
        seen = windows(past, ends[at : at + TOGETHER], length)
        blind = replace(seen, cell_doubt=np.zeros_like(seen.cell_doubt))
        cells = {main: cells_of(blind, table, main) for main in {family.main for family in families}}
        for family in families:
            parts[family].append(gather(cells[family.main], branches, family.level))
    for family in families:
        observed, due, doubt = (np.concatenate(each) for each in zip(*parts[family], strict=True))
        spread[family] = max(spread[family], _varied(observed, due, doubt))
    return spread


def _varied(observed: Floats, due: Floats, doubt: Floats) -> float:
    """Squares beyond chance for each case due. What is more than three standard deviations above is something that
    went on, and says nothing of how counts vary where nothing does.
    """
    squares, spread = (observed - due) ** 2, 1.0
    for _ in range(SPREAD_ROUNDS):
        usual = (observed <= due) | (squares <= OUT_OF_REACH**2 * (spread * due + doubt + 0.5))
        spread = max(1.0, float((squares - doubt)[usual].sum() / max(due[usual].sum(), 1e-9)))
    return spread
