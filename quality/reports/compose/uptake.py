"""How far learning notes have come, month by month: what units did, told as it is."""

from __future__ import annotations

import datetime as dt

from quality.core.text import N_
from quality.reports.compose.facts import Facts, Shared
from quality.reports.compose.periods import of
from quality.reports.compose.tables import month_name
from quality.reports.compose.values import Column, Drawing, Row, Table
from quality.reports.kinds import Measured

MOST = 6


def uptake(facts: Facts) -> tuple[list[Table], list[Drawing]]:
    """The notes of the period that most units use, with how many did at the end of each month."""
    used = [note for note in facts.notes if note.used_from and min(note.used_from) <= facts.period.until]
    used = sorted(used, key=lambda note: -len(note.used_from))[:MOST]
    if not used:
        return [], []
    ends = [of(month, 1).until for month in facts.period.starts]
    columns = tuple(Column(month_name(month), Measured.PLAIN) for month in facts.period.starts)
    rows = tuple(Row(note.title, tuple(_by(note, end) for end in ends)) for note in used)
    title = N_("Enheter som bruker notatet, ved slutten av måneden")
    table = Table("uptake-months", title, N_("Notat"), columns, rows)
    drawing = Drawing(
        "uptake-curves",
        N_("Hvor langt læringen er kommet"),
        "curves",
        tuple(month.isoformat() for month in facts.period.starts),
        tuple(int(str(row.cells[-1])) for row in rows),
        rests=(("uptake-months", 0, 0),),
    )
    return [table], [drawing]


def _by(note: Shared, day: dt.date) -> int:
    return sum(each <= day for each in note.used_from)
