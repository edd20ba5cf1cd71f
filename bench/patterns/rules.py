"""The plain rules that other systems use, as alerts in the same form, to measure ours beside."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from quality.patterns.detect.replay import history_of
from quality.patterns.detect.replay_files import ReplayCase, ReplayUnit
from quality.patterns.detect.values import Dimension

MONTH = 4
BASE_MONTHS = 12
QUIET_DAYS = 91


@dataclass(frozen=True)
class Alert:
    """What the scorer needs of an alert, whoever made it."""

    day: date
    start: date
    about: tuple[str, ...]
    cases: tuple[str, ...]
    kind: str = "rise"


def three_in_thirty(cases: Sequence[ReplayCase], units: Sequence[ReplayUnit]) -> Iterator[Alert]:
    """Three of the same category in a unit within thirty days; silent until a quarter without."""
    recent: dict[tuple[str, str], list[ReplayCase]] = defaultdict(list)
    last: dict[tuple[str, str], tuple[date, int]] = {}
    for case in cases:
        key = (case.unit, case.category)
        day = case.opened + timedelta(days=1)
        recent[key] = [c for c in recent[key] if (case.opened - c.opened).days < 30] + [case]
        if len(recent[key]) >= 3:
            before, number = last.get(key, (date.min, 0))
            number += (day - before).days > QUIET_DAYS
            last[key] = day, number
            ids = tuple(c.case_id for c in recent[key])
            yield Alert(day, recent[key][0].opened, (*key, str(number)), ids)


def u_chart(cases: Sequence[ReplayCase], units: Sequence[ReplayUnit]) -> Iterator[Alert]:
    """A four-week count over mean + 3 sigma of the year before, in units, areas and the municipality."""
    index = _by_category(cases)
    for node, category, counts, months in _series(cases, units):
        for now in range(BASE_MONTHS, len(counts)):
            mean = counts[now - BASE_MONTHS : now].mean()
            if counts[now] > mean + 3 * mean**0.5 and counts[now] >= 3:
                yield _alert(node, months, now, now, index[category], category)


def run_rules(cases: Sequence[ReplayCase], units: Sequence[ReplayUnit]) -> Iterator[Alert]:
    """XmR limits and eight in a row over the median, on four-week counts."""
    index = _by_category(cases)
    for node, category, counts, months in _series(cases, units):
        for now in range(BASE_MONTHS + 8, len(counts)):
            base = counts[now - BASE_MONTHS : now]
            limit = base.mean() + 2.66 * np.abs(np.diff(base)).mean()
            earlier = counts[now - BASE_MONTHS - 8 : now - 7]
            long_run = (counts[now - 7 : now + 1] > np.median(earlier)).all()
            if counts[now] >= 3 and counts[now] > limit:
                yield _alert(node, months, now, now, index[category], category)
            elif counts[now - 7 : now + 1].sum() >= 8 and long_run:
                yield _alert(node, months, now - 7, now, index[category], category)


def _by_category(cases: Sequence[ReplayCase]) -> dict[str, list[ReplayCase]]:
    found: dict[str, list[ReplayCase]] = defaultdict(list)
    for case in cases:
        found[case.category].append(case)
    return found


def _series(
    cases: Sequence[ReplayCase], units: Sequence[ReplayUnit]
) -> Iterator[tuple[str, str, "np.ndarray", list[date]]]:
    history = history_of(cases, units)
    table = history.tables[Dimension.CATEGORY]
    months = history.weeks // MONTH
    starts = [history.week_start(MONTH * n) for n in range(months + 1)]
    blocks = (
        table.counts[:, :, : months * MONTH]
        .reshape(len(history.units), len(table.keys), months, MONTH)
        .sum(3)
    )
    nodes = {unit.key: [n] for n, unit in enumerate(history.units)}
    for n, unit in enumerate(history.units):
        for key in unit.above:
            nodes.setdefault(key, []).append(n)
    for node, rows in nodes.items():
        for column, category in enumerate(table.keys):
            yield node, category, blocks[rows, column].sum(axis=0).astype(float), starts


def _alert(
    node: str, starts: list[date], first: int, last: int, cases: Sequence[ReplayCase], category: str
) -> Alert:
    day = starts[last + 1]
    ids = tuple(
        case.case_id
        for case in cases
        if starts[first] <= case.opened < day and (case.unit == node or case.unit.startswith(node + "/"))
    )
    return Alert(day, starts[first], (node, category), ids)


def with_files(alerts: Iterator[Alert]) -> list[Alert]:
    """In time order; a scope that has been silent for a quarter counts as a new file."""
    found, last = [], dict[tuple[str, ...], tuple[date, int]]()
    for alert in sorted(alerts, key=lambda a: (a.day, a.about)):
        before, number = last.get(alert.about, (date.min, 0))
        number += (alert.day - before).days > QUIET_DAYS
        last[alert.about] = alert.day, number
        found.append(Alert(alert.day, alert.start, (*alert.about, str(number)), alert.cases))
    return found
