"""Taking the numbers along: the picture and the table of an address."""

from __future__ import annotations

from flask import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.kinds.grave import SEVERITY_LABELS
from quality.core import clock
from quality.core.downloads import csv_file
from quality.core.figures import Size
from quality.core.pictures import chart_answer, kept_answer
from quality.core.speech import word
from quality.core.text import N_
from quality.insights.views.blueprint import bp
from quality.insights.views.links import reader_today
from quality.insights.views.reading import picture_of, read_trend, what

COLUMNS = (N_("Enhet"), N_("Hva"), N_("Følge"), N_("Fra"), N_("Til"), N_("Antall"))


@bp.get("/trends/<any(narrow, wide):size>.svg")
@needs(Act.TRENDS_READ)
def picture(size: str) -> Response:
    """The run chart of the same address, drawn for the phone or for a wide page."""
    return kept_answer(reader_today()) or chart_answer(picture_of(read_trend()), Size(size))


@bp.get("/trends.csv")
@needs(Act.TRENDS_READ)
def table() -> Response:
    """The numbers of the same address, by unit and step."""
    trend = read_trend()
    steps = trend.asked.steps
    chosen = [
        what(trend),
        word(SEVERITY_LABELS[int(trend.asked.severity)]) if trend.asked.severity else "",
    ]
    rows = [
        (place.name, *chosen, start, steps.last_day(at), number)
        for place in trend.where.places
        for at, (start, number) in enumerate(
            zip(steps.starts, trend.found.series(steps.starts, frozenset({place.id})), strict=True)
        )
        if number
    ]
    columns = [word(column) for column in COLUMNS]
    return csv_file("tall", columns, rows, current_actor().name, now=clock.now())
