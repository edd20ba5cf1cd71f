"""Category by unit: where what happens."""

from __future__ import annotations

from collections import Counter

from flask_babel import gettext

from quality.core.db import db
from quality.core.figures import Grid
from quality.core.speech import word
from quality.core.text import N_, lower_first, show_number
from quality.core.web import language
from quality.insights.queries import Ground, Place, Sort
from quality.insights.queries.counts import counted
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.links import cases_url, part_url
from quality.insights.views.reading import names
from quality.organisation.kinds import UnitLevel

MOST_ROWS = 30
MOST_COLUMNS = 9


def blocks(reader: Reader) -> list[Block]:
    """One square for each unit and main category."""
    found = counted(db.session(), reader.actor, reader.asked, reader.where, ("unit", "category"))
    units, sorts = _rows(reader), _columns(reader.where, reader.asked.category)
    values = _values(found, reader.where, units, sorts)
    told = [at for at in range(len(sorts)) if any(line[at] for line in values)][:MOST_COLUMNS]
    columns = [sorts[at] for at in told]
    kept = [
        (place, [line[at] for at in told])
        for place, line in zip(units, values, strict=True)
        if place.closed_on is None or any(line)
    ]
    rows, values = [place for place, _ in kept], [line for _, line in kept]
    figure = Grid(
        tuple(place.name for place in rows),
        tuple(names()[sort.name] for sort in columns),
        tuple(tuple(line) for line in values),
    )
    lines = tuple(
        Line(
            place.name,
            tuple(
                Cell(
                    show_number(number, language()),
                    cases_url(reader.asked, unit=place.public_id, category=sort.code),
                )
                for sort, number in zip(columns, line, strict=True)
            ),
            part_url("where", reader.asked, unit=place.public_id),
        )
        for place, line in zip(rows, values, strict=True)
    )
    shown = bool(rows and columns)
    return [
        Block(
            "grid",
            word(N_("Hvor hva skjer")),
            _sentence(figure, values) if shown else word(N_("Ingen saker i perioden.")),
            figure if shown else None,
            (word(N_("Enhet")), *figure.columns),
            lines if shown else (),
            word(
                N_(
                    "Enhetene står i organisasjonens egen rekkefølge. Sterkere farge betyr flere saker, ikke dårligere."
                )
            ),
        )
    ]


def _sentence(figure: Grid, values: list[list[int]]) -> str:
    high, row, column = max(
        (number, -row, -column) for row, line in enumerate(values) for column, number in enumerate(line)
    )
    return str(
        gettext(
            "Flest saker i én rute: %(what)s i %(where)s, %(number)s.",
            what=lower_first(figure.columns[-column]),
            where=figure.rows[-row],
            number=show_number(high, language()),
        )
    )


def _rows(reader: Reader) -> list[Place]:
    """Units in the organisation's own order; areas where there are too many to look at."""
    units = reader.where.rows(reader.asked.units)
    narrowed = reader.where.narrowed(reader.asked)
    if narrowed is not None:
        units = [place for place in units if place.id in narrowed]
    if not units and (alone := reader.where.picked(reader.asked.units)):
        return alone
    if not units:
        return [place for place in reader.where.places if place.id in reader.where.within][:1]
    if len(units) <= MOST_ROWS:
        return units
    return [
        place
        for place in reader.where.places
        if place.level is UnitLevel.AREA and reader.where.below(place) <= reader.where.within
    ] or units[:MOST_ROWS]


def _columns(where: Ground, code: str) -> list[Sort]:
    """The categories right below the chosen one; the topmost without any; a leaf is alone."""
    sorts = [sort for sort in where.sorts if sort.merged_into_id is None]
    chosen = where.sort(code)
    level = chosen.level + 1 if chosen else 1
    inside = [sort for sort in sorts if sort.level == level and sort.inside(code)]
    return inside or ([chosen] if chosen else [])


def _values(
    found: Counter[tuple[int, int]], where: Ground, units: list[Place], sorts: list[Sort]
) -> list[list[int]]:
    """The sums of each unit with what is below it, by each category with what is below that."""
    column = {number: at for at, sort in enumerate(sorts) for number in where.sort_ids(sort.code)}
    row = {number: at for at, place in enumerate(units) for number in where.below(place)}
    values = [[0] * len(sorts) for _ in units]
    for (unit_id, sort_id), number in found.items():
        if unit_id in row and sort_id in column:
            values[row[unit_id]][column[sort_id]] += number
    return values
