"""Between units: where what happens in one unit is a case of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from flask_babel import gettext, ngettext

from quality.core.db import db
from quality.core.figures import Grid
from quality.core.speech import word
from quality.core.text import N_
from quality.insights.queries import Place, parts
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.links import cases_url

FEW = 5
MOST = 14
AXES = N_("Radene eier saken, kolonnene er der det skjedde, eller enheten saken også gjelder.")


def blocks(reader: Reader) -> list[Block]:
    """The pairs, as squares and as a list in the organisation's own order."""
    found = parts.pairs(db.session(), reader.actor, reader.asked, reader.where)
    owners = _busiest(reader.where.places, ((owner, number) for (owner, _), number in found.items()))
    others = _busiest(reader.where.places, ((other, number) for (_, other), number in found.items()))
    figure = Grid(
        tuple(place.name for place in owners),
        tuple(place.name for place in others),
        tuple(tuple(found[owner.id, other.id] for other in others) for owner in owners),
    )
    left = len(found) - sum(bool(number) for line in figure.values for number in line)
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
            figure if owners else None,
            (word(N_("Eier saken – skjedde hos eller gjelder også")), word(N_("Saker"))),
            lines,
            " ".join((word(AXES), *_left(left))),
            tuple(questions),
        )
    ]


def _busiest(places: list[Place], numbers: Iterable[tuple[int, int]]) -> list[Place]:
    """The units with most cases of these, in the organisation's own order; a unit without any has no line."""
    weight = Counter[int]()
    for unit_id, number in numbers:
        weight[unit_id] += number
    kept = {unit_id for unit_id, _ in weight.most_common(MOST)}
    return [place for place in places if place.id in kept]


def _left(pairs: int) -> list[str]:
    """How many pairs there is no room for in the picture."""
    if not pairs:
        return []
    return [ngettext("Ett par til står bare i tabellen.", "%(num)s par til står bare i tabellen.", pairs)]


def _sentence(cases: int, pairs: int) -> str:
    if not cases:
        return word(N_("Ingen saker mellom enheter i perioden."))
    if cases < FEW:
        return word(N_("For få saker mellom enheter til å si hvor det glipper."))
    return str(
        gettext("%(cases)s saker gjelder to enheter, fordelt på %(pairs)s par.", cases=cases, pairs=pairs)
    )
