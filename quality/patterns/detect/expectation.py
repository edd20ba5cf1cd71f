"""How many cases were to be expected, cell by cell, from the municipality's own past."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.history import Floats, History, Table
from quality.patterns.detect.values import Settings
from quality.patterns.detect.weeks import LABELS, spread_labels, week_labels

LATE_WEEKS = 26


@dataclass(frozen=True, eq=False)
class Frame:
    """What all tables of one history share on one evaluation day."""

    settings: Settings
    weeks: int
    weight: Floats
    season_weight: Floats
    labels: NDArray[np.intp]
    open: Floats
    sector: NDArray[np.intp]
    by_sector: Floats
    calendar: Floats
    totals: NDArray[np.int32]
    total_rate: Floats

    @property
    def guard_start(self) -> int:
        """The first week that is too new to be baseline."""
        return max(0, self.weeks - self.settings.guard_weeks)

    def expected_totals(self, first: int, last: int) -> Floats:
        """Expected cases of every kind, unit by week."""
        profile = self.calendar[:, first:last][self.sector]
        return self.total_rate[:, None] * profile * self.open[:, first:last]


@dataclass(frozen=True, eq=False)
class Fit:
    """One table's rates: `shape` says how many cases a cell's rate rests on."""

    rate: Floats
    shape: Floats
    season: Floats


def make_frame(history: History, settings: Settings) -> Frame:
    """Weights, calendar and unit rates of a history whose last week is yesterday's."""
    weeks = history.weeks
    age = weeks - settings.guard_weeks - 1 - np.arange(weeks)
    weight, slow = (
        np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / half_life), 0.0)
        for half_life in (settings.half_life_weeks, settings.season_half_life_weeks)
    )
    sectors = sorted({unit.sector for unit in history.units})
    sector = np.array([sectors.index(unit.sector) for unit in history.units], dtype=np.intp)
    by_sector = (np.arange(len(sectors))[:, None] == sector[None, :]).astype(float)
    labels = week_labels(history.start, weeks)
    mask, totals = history.open_weeks, history.totals
    calendar = _calendar(by_sector @ totals, by_sector @ mask, slow, labels, settings)
    seen = (totals * weight).sum(axis=1)
    exposure = (mask * weight * calendar[sector]).sum(axis=1)
    usual = (by_sector @ seen) / np.maximum(by_sector @ exposure, 1e-9)
    pseudo = settings.unit_pseudo
    rate = (seen + pseudo) / (exposure + pseudo / np.maximum(usual[sector], 1e-6))
    return Frame(settings, weeks, weight, slow, labels, mask, sector, by_sector, calendar, totals, rate)


def _label_sums(values: Floats, labels: NDArray[np.intp]) -> Floats:
    return np.asarray(values @ (labels[:, None] == np.arange(LABELS)).astype(float))


def _calendar(
    seen: Floats, mask: Floats, weight: Floats, labels: NDArray[np.intp], settings: Settings
) -> Floats:
    """A factor for every sector and week: holidays, summer and Easter as they used to be."""
    level = (seen * weight).sum(axis=1) / np.maximum((mask * weight).sum(axis=1), 1e-9)
    got = spread_labels(_label_sums(seen * weight, labels), 1)
    due = spread_labels(_label_sums(level[:, None] * mask * weight, labels), 1)
    pseudo = settings.calendar_pseudo
    whole = (got.sum(axis=0) + pseudo) / (due.sum(axis=0) + pseudo)
    factor = (got + pseudo * whole) / (due + pseudo)
    return np.asarray(factor[:, labels])


def fit_table(frame: Frame, table: Table) -> Fit:
    """Each cell's weekly rate by empirical Bayes: its own past, leaning on what its sector usually has."""
    settings, weight = frame.settings, frame.weight
    counts = table.counts[:, :, : frame.weeks]
    seen = counts @ weight
    season = _season(frame, counts)
    exposure, in_use = np.zeros(seen.shape), _in_use(counts)
    for number in range(len(frame.by_sector)):
        rows = frame.sector == number
        profile = frame.calendar[number] * weight * season[number][:, frame.labels] * in_use
        exposure[rows] = frame.open[rows] @ profile.T
    usual = _shares(frame, seen)[frame.sector] * frame.total_rate[:, None]
    shape = seen + settings.cell_pseudo
    rate = shape / (exposure + settings.cell_pseudo / np.maximum(usual, 1e-9))
    return Fit(rate, shape, season)


def _in_use(counts: NDArray[np.int32]) -> Floats:
    """1 from the week a key was first used, key by week; from the beginning where that was in the first half year."""
    weekly = counts.sum(axis=0)
    first = np.argmax(weekly > 0, axis=1)
    first[first < LATE_WEEKS] = 0
    return np.asarray(np.arange(weekly.shape[1])[None, :] >= first[:, None], dtype=float)


def _shares(frame: Frame, seen: Floats) -> Floats:
    """How a sector's cases divide over the keys, shrunk to how the municipality's do."""
    due = frame.by_sector @ (frame.totals * frame.weight).sum(axis=1)
    sector = frame.by_sector @ seen
    whole = (seen.sum(axis=0) + 0.5) / (due.sum() + 0.5 * max(1, seen.shape[1]))
    pseudo = frame.settings.share_pseudo
    return np.asarray((sector + pseudo * whole) / (due[:, None] + pseudo))


def _season(frame: Frame, counts: NDArray[np.int32]) -> Floats:
    """A factor for every sector, key and week label; 1 until a year of baseline exists."""
    keys, baseline, weight = counts.shape[1], frame.guard_start, frame.season_weight
    if baseline < 52:
        return np.ones((len(frame.by_sector), keys, LABELS))
    flat = frame.by_sector @ (counts * weight).reshape(len(counts), -1)
    weekly = flat.reshape(-1, keys, frame.weeks)
    got = spread_labels(_label_sums(weekly, frame.labels), 3)
    usual = frame.by_sector @ (frame.open * weight * frame.calendar[frame.sector])
    level = weekly.sum(axis=2) / np.maximum(usual.sum(axis=1), 1e-9)[:, None]
    due = level[:, :, None] * spread_labels(_label_sums(usual, frame.labels), 3)[:, None, :]
    pseudo = frame.settings.season_pseudo * 104 / min(104, baseline)
    whole = (got.sum(axis=0) + pseudo) / (due.sum(axis=0) + pseudo)
    return np.asarray((got + pseudo * whole) / (due + pseudo))


def weekly_expected(frame: Frame, fit: Fit, first: int, last: int) -> Floats:
    """Expected cases, unit by key by week, before the reporting effort."""
    profile = frame.calendar[:, None, first:last] * fit.season[:, :, frame.labels[first:last]]
    due = profile[frame.sector]
    due *= fit.rate[:, :, None]
    due *= frame.open[:, None, first:last]
    return np.asarray(due)
