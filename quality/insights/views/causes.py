"""The causes of deviations, the most common first, and the places that are named most often."""

from __future__ import annotations

from itertools import accumulate

from flask_babel import gettext, ngettext

from quality.cases.kinds import FACTOR_LABELS
from quality.core.db import db
from quality.core.figures import Bars, Pareto
from quality.core.speech import word
from quality.core.text import N_, lower_first, show_list, show_number
from quality.core.web import language
from quality.insights.queries import parts
from quality.insights.views.blocks import Block, Cell, Line, Reader
from quality.insights.views.links import cases_url, part_url

FEW = 10


def blocks(reader: Reader) -> list[Block]:
    """Causes, then places."""
    return [_causes(reader), *_places(reader)]


def _causes(reader: Reader) -> Block:
    found, with_one, total = parts.causes(db.session(), reader.actor, reader.asked, reader.where)
    ranked = found.most_common()
    names = [word(FACTOR_LABELS[factor]) for factor, _ in ranked]
    figure = Pareto(
        tuple(names), tuple(number for _, number in ranked), (word(N_("Saker")), word(N_("Til sammen")))
    )
    lines = tuple(
        Line(
            name,
            (
                Cell(show_number(number, language()), cases_url(reader.asked, cause=factor)),
                Cell(gettext("%(share)s %%", share=share)),
            ),
            part_url("causes", reader.asked, cause=factor),
        )
        for name, (factor, number), share in zip(names, ranked, figure.shares, strict=True)
    )
    known = gettext(
        "%(some)s av %(all)s avvik har en årsak.",
        some=show_number(with_one, language()),
        all=show_number(total, language()),
    )
    return Block(
        "causes",
        word(N_("Årsaker")),
        f"{_sentence(names, figure, with_one)} {known}" if total else word(N_("Ingen avvik i perioden.")),
        figure if ranked else None,
        (word(N_("Årsak")), word(N_("Saker")), word(N_("Til sammen"))),
        lines,
        word(N_("Et avvik kan ha flere årsaker og telles da for hver av dem.")),
    )


def _sentence(names: list[str], figure: Pareto, with_one: int) -> str:
    if with_one < FEW:
        return word(N_("For få avvik har en årsak til å si hva som går igjen."))
    half = sum(figure.values) / 2
    few = next(place for place, number in enumerate(accumulate(figure.values), 1) if number >= half)
    which = show_list([lower_first(name) for name in names[:few]], language())
    return str(gettext("Minst halvparten av årsakene er %(which)s.", which=which))


def _places(reader: Reader) -> list[Block]:
    found, named, others = parts.places(db.session(), reader.actor, reader.asked, reader.where)
    if not found:
        return []
    figure = Bars(tuple(place for place, _ in found), tuple(number for _, number in found))
    lines = tuple(
        Line(
            place,
            (Cell(show_number(number, language()), cases_url(reader.asked, place=place)),),
            part_url("causes", reader.asked, place=place),
        )
        for place, number in found
    )
    sentence = ngettext(
        "Én sak nevner et sted: %(place)s.",
        "%(num)s saker nevner et sted. Oftest nevnt er %(place)s, i %(number)s.",
        named,
        place=found[0][0],
        number=show_number(found[0][1], language()),
    )
    note = ngettext(
        "Ett sted til er nevnt.", "%(num)s andre steder er nevnt, ingen av dem oftere enn disse.", others
    )
    return [
        Block(
            "places",
            word(N_("Steder")),
            sentence,
            figure,
            (word(N_("Sted")), word(N_("Saker"))),
            lines,
            note if others else "",
        )
    ]
