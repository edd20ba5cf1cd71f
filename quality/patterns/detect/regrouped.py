"""Counts that moved because categories or units did: a category came into use, or went out of it, people began to file
beside it, or a unit closed and others took over.
"""

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from quality.patterns.detect.history import Floats
from quality.patterns.detect.scan import Candidate, Night, budget_a_year
from quality.patterns.detect.tails import lower_tail, upper_tail
from quality.patterns.detect.values import Dimension

BEFORE_WEEKS, NEW_WEEKS, CLOSED_WEEKS = 26, 39, 52
GONE_DUE = 2.0
EXPLAINED, UNUSUAL = 0.4, 0.0005
LOST = 0.05


def is_regrouped(night: Night, candidate: Candidate) -> bool:
    """Whether much of what is more than expected is missing in units that closed, or under categories no longer used,
    wherever they stood, or under those beside it in its main group, or the rest is nothing unusual; or whether the
    category itself or one beside it came or went lately, and their main group is no more than usual there.
    """
    missing = _taken_over(night, candidate)
    if candidate.family.dimension is not Dimension.CATEGORY:
        return _explains(night, candidate, missing)
    gone = _gone(night)
    missing += _missing(night, candidate, gone) + _lost_beside(night, candidate, gone)
    if _explains(night, candidate, missing):
        return True
    if candidate.family.main:
        return False
    group = night.views[Dimension.CATEGORY].table.group
    beside = bool(gone[group == group[candidate.columns[0]]].any())
    return (beside or _is_new(night, candidate)) and not _main_is_unusual(night, candidate, missing)


def _explains(night: Night, candidate: Candidate, missing: float) -> bool:
    """Whether what is missing elsewhere is much of what is too much here, or leaves nothing unusual."""
    if missing >= EXPLAINED * (candidate.observed - candidate.expected):
        return True
    return bool(missing) and not _rest_is_unusual(night, candidate, missing)


def _taken_over(night: Night, candidate: Candidate) -> float:
    """Cases that units closed within the last year would have had in the candidate's window after they closed: nobody
    has told who took over what they did.
    """
    view, history = night.views[candidate.family.dimension], night.history
    end, missing = history.week_start(history.weeks), 0.0
    for row, unit in enumerate(history.units):
        if unit.closed and end - timedelta(weeks=CLOSED_WEEKS) < unit.closed <= end:
            weeks = min((end - unit.closed).days // 7, candidate.length)
            missing += weeks * float(view.past.fit.rate[row, list(candidate.columns)].sum())
    return missing


def _silent(night: Night) -> Floats:
    """Weeks since each category was last used by anybody."""
    used = night.views[Dimension.CATEGORY].table.counts.sum(axis=0)
    return np.where(used.any(axis=1), np.argmax(used[:, ::-1] > 0, axis=1), 0).astype(float)


def _due_a_week(night: Night) -> Floats:
    """Cases due a week, unit by category, over the longest window."""
    windows = night.views[Dimension.CATEGORY].windows
    return np.asarray(windows[max(windows)].expected[0] / max(windows))


def _gone(night: Night) -> NDArray[np.bool_]:
    """The categories that nobody uses any more though several cases have been due: the more categories there are, the
    more easily one of them is silent by chance.
    """
    due = _due_a_week(night).sum(axis=0)
    return np.asarray(due * _silent(night) >= GONE_DUE + np.log(len(due)))


def _missing(night: Night, candidate: Candidate, gone: NDArray[np.bool_]) -> float:
    """Cases due in the candidate's units and window under categories that are gone."""
    if not gone.any():
        return 0.0
    weeks = np.minimum(_silent(night), candidate.length)
    return float((_due_a_week(night)[list(candidate.rows)].sum(axis=0) * weeks)[gone].sum())


def _lost_beside(night: Night, candidate: Candidate, gone: NDArray[np.bool_]) -> float:
    """Cases due in the candidate's units and window under the categories beside it, by the part of them that all units,
    or these, have clearly too few of.
    """
    if candidate.family.main:
        return 0.0
    view = night.views[Dimension.CATEGORY]
    group = view.table.group
    beside = (group == group[candidate.columns[0]]) & ~gone
    beside[list(candidate.columns)] = False
    cells, rows = view.windows[candidate.length], list(candidate.rows)
    seen, due, doubt = (values[0][:, beside] for values in (cells.observed, cells.expected, cells.cell_doubt))
    parts = [
        _lost_part(seen[chosen].sum(axis=0), due[chosen].sum(axis=0), doubt[chosen].sum(axis=0))
        for chosen in (slice(None), rows)
    ]
    return float(due[rows].sum(axis=0) @ np.maximum(*parts))


def _lost_part(seen: Floats, due: Floats, doubt: Floats) -> Floats:
    """Which part of what is due is missing, category by category; none where chance explains it."""
    few = lower_tail(seen, due, due + doubt) < LOST / max(len(due), 1)
    return np.where(few, 1 - seen / np.maximum(due, 1e-9), 0.0)


def _rest_is_unusual(night: Night, candidate: Candidate, missing: float) -> bool:
    """Whether the count is rare enough where what is missing elsewhere is expected here."""
    seen = np.full(2, float(candidate.observed))
    due = np.array([candidate.expected, candidate.expected + missing])
    before, after = upper_tail(seen, due, np.array([candidate.variance, candidate.variance + missing]))
    limit = budget_a_year(night.frame.settings, len(night.history.units))
    return bool(candidate.false_a_year * after / before <= limit)


def _is_new(night: Night, candidate: Candidate) -> bool:
    """Whether the category came into use lately, and not with the first cases of all."""
    used = np.flatnonzero(night.views[Dimension.CATEGORY].table.counts[:, candidate.columns[0]].sum(axis=0))
    return bool(len(used)) and used[0] >= max(BEFORE_WEEKS, night.frame.weeks - NEW_WEEKS)


def _main_is_unusual(night: Night, candidate: Candidate, missing: float) -> bool:
    """Whether the candidate's units have clearly more of the whole main group than expected and missing elsewhere."""
    view = night.views[Dimension.CATEGORY]
    inside = view.table.group == view.table.group[candidate.columns[0]]
    cells, rows = view.windows[candidate.length], list(candidate.rows)
    seen, due, doubt = (
        values[0][rows][:, inside].sum(keepdims=True).ravel()
        for values in (cells.observed, cells.expected, cells.cell_doubt)
    )
    due = due + missing
    return bool(upper_tail(seen, due, due + doubt)[0] < UNUSUAL)
