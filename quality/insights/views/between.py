"""Between units: where what happens in one unit is a case of another."""

from __future__ import annotations

from flask_babel import gettext

from quality.core.db import db
from quality.core.figures import Grid
from quality.core.speech import word
from quality.core.text import N_
from quality.insights.queries import parts
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.links import cases_url

FEW = 5
MOST = 14


def blocks(reader: Reader) -> list[Block]:
    """The pairs, as squares and as a list in the organisation's own order."""
    found = parts.pairs(db.session(), reader.actor, reader.asked, reader.where)
    weight = {place.id: 0 for place in reader.where.places}
    for (owner, other), number in found.items():
        weight[owner] += number
        weight[other] += number
    busiest = set(sorted(weight, key=weight.__getitem__, reverse=True)[:MOST])
    units = [place for place in reader.where.places if weight[place.id] and place.id in busiest]
    figure = Grid(
        tuple(place.name for place in units),
        tuple(place.name for place in units),
        tuple(tuple(found[owner.id, other.id] or None for other in units) for owner in units),
    )
    places = {place.id: place for place in reader.where.places}
    order = {place.id: at for at, place in enumerate(reader.where.places)}
    ordered = sorted(found.items(), key=lambda each: (order[each[0][0]], order[each[0][1]]))
    lines = tuple(
        Line(
            f"{places[owner].name} – {places[other].name}",
            (
                Cell(
                    str(number),
                    cases_url(reader.asked, owner=places[owner].public_id, other=places[other].public_id),
                ),
            ),
        )
        for (owner, other), number in ordered
    )
    questions = []
    if found:
        (owner, other), number = max(found.items(), key=lambda each: each[1])
        if number >= FEW:
            ask = N_("Hva er det som glipper mellom %(one)s og %(two)s? %(number)s saker.")
            questions.append(str(gettext(ask, one=places[owner].name, two=places[other].name, number=number)))
    return [
        Block(
            "pairs",
            word(N_("Mellom enheter")),
            _sentence(sum(found.values()), len(found)),
            figure if units else None,
            (word(N_("Eier saken – skjedde hos eller gjelder også")), word(N_("Saker"))),
            lines,
            word(N_("Radene eier saken, kolonnene er der det skjedde, eller enheten saken også gjelder.")),
            tuple(questions),
        )
    ]


def _sentence(cases: int, pairs: int) -> str:
    if not cases:
        return word(N_("Ingen saker mellom enheter i perioden."))
    if cases < FEW:
        return word(N_("For få saker mellom enheter til å si hvor det glipper."))
    return str(
        gettext("%(cases)s saker gjelder to enheter, fordelt på %(pairs)s par.", cases=cases, pairs=pairs)
    )
