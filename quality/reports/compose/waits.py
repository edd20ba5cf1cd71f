"""How long cases waited, month by month through a year."""

from __future__ import annotations

from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message
from quality.insights.figures.spans import Span, span
from quality.reports.compose.facts import Facts
from quality.reports.compose.tables import month_name
from quality.reports.compose.values import Column, Drawing, Row, Table
from quality.reports.kinds import Measured

YEAR = 12
QUARTERS = (N_("Halvparten innen"), N_("En fjerdedel innen"), N_("Tre fjerdedeler innen"))
NOTE = N_("Dager, etter når saken skjedde. Saker som ikke er ferdige, regnes som lengre enn alle de andre.")


def waited(facts: Facts, *, closing: bool) -> tuple[Table, Drawing] | None:
    """The quarters of each month; None where no month is known yet. A month is told to all when five are done."""
    months = facts.period.widened(YEAR).starts
    days = facts.waits.closed if closing else facts.waits.answered
    totals = facts.monthly(months)
    if not closing:
        totals = [total - facts.waits.unknown[month] for month, total in zip(months, totals, strict=True)]
    found = [span(days.get(month, {}), total) for month, total in zip(months, totals, strict=True)]
    if all(each.middle is None for each in found):
        return None
    code = "closing-months" if closing else "answer-months"
    title = N_("Til saken er lukket") if closing else N_("Til første svar")
    rows = tuple(_row(month_name(month), each) for month, each in zip(months, found, strict=True))
    table = Table(
        code, title, N_("Måned"), tuple(Column(name, Measured.DAYS) for name in QUARTERS), rows, NOTE
    )
    drawing = Drawing(
        f"{code}-spread",
        title,
        "spread",
        tuple(month.isoformat() for month in months),
        tuple(each.middle for each in found),
        rests=((code, 0, 0),),
    )
    return table, drawing


def _row(name: Message, each: Span) -> Row:
    few = each.done < LEAST
    return Row(name, (each.middle, each.low, each.high), (few, few, few))
