"""What is told by place: category by area, and between which units things fell."""

from __future__ import annotations

from collections.abc import Sequence

from quality.core.small_numbers import FEWEST_STAFF
from quality.core.text import N_, Message
from quality.reports.compose.columns import AREAS, at, whole
from quality.reports.compose.facts import Facts, Spot
from quality.reports.compose.tables import bars, in_main, inside, shown_areas, summed
from quality.reports.compose.values import Column, Part, Row, Said, Table
from quality.reports.compose.values import Spot as Place
from quality.reports.kinds import Chapter

MOST_COLUMNS = 6
FEWEST = 5


def squares(facts: Facts, codes: Sequence[str], rows_beside: int) -> Table | None:
    """Every area by the largest categories; the others, which the table of categories tells of, together.

    `codes` are the first rows of that table, `rows_beside` is how many it has without its sum.
    """
    areas, shown = shown_areas(facts), codes[:MOST_COLUMNS]
    if len(areas) < 2 or not shown:
        return None
    columns = [Column(facts.names.get(code, code), filters={"category": code}) for code in shown]
    columns += [Column(N_("Andre")), Column(N_("Alle"), filters={})]
    rows: list[Row] = []
    equals: list[tuple[Place, tuple[Place, ...]]] = []
    rest, all_at = len(shown), len(shown) + 1
    for place, area in enumerate(areas):
        mine = inside(area)
        numbers = [
            facts.count(facts.period, lambda cell, code=code, mine=mine: in_main(code)(cell) and mine(cell))  # type: ignore[misc]
            for code in shown
        ]
        reported = facts.count(facts.period, mine)
        rows.append(Row(area.name, (*numbers, reported - sum(numbers), reported), filters=at(area)))
        if at(area) is None:
            equals.append((("volume", place, 0), (("squares", place, all_at),)))
    rows.append(summed(rows, columns, whole(facts)))
    others = tuple(("categories", place, 0) for place in range(rest, rows_beside))
    if others:
        equals.append((("squares", len(areas), rest), others))
    adds = ((all_at, tuple(range(all_at))),)
    return Table(
        "squares",
        N_("Hvor hva skjer"),
        AREAS,
        tuple(columns),
        tuple(rows),
        N_("Områdene står i kommunens egen rekkefølge. Sterkere farge betyr flere saker, ikke dårligere."),
        adds,
        tuple(equals),
        yields=True,
    )


def between(facts: Facts) -> Part:
    """Pairs of units with five cases or more between them, in the organisation's own order, small units left out."""
    spots = {spot.id: spot for spot in facts.spots if _large(spot)}
    order = {spot.id: place for place, spot in enumerate(facts.spots)}
    pairs = sorted(
        (pair for pair, number in facts.pairs.items() if number >= FEWEST and spots.keys() >= set(pair)),
        key=lambda pair: (order[pair[0]], order[pair[1]]),
    )
    ids = {spot.id: spot.public_id for spot in facts.spots}
    few = tuple(
        {"owner": ids[owner], "other": ids[other]}
        for owner, other in facts.pairs
        if (owner, other) not in pairs and ids.keys() >= {owner, other}
    )
    if not pairs:
        none = Said(Message(N_("Ingen to enheter har fem eller flere saker mellom seg.")))
        return Part(Chapter.BETWEEN, (none,), few=few)
    rows = tuple(
        Row(
            f"{spots[owner].name} – {spots[other].name}",
            (facts.pairs[owner, other],),
            filters={"owner": spots[owner].public_id, "other": spots[other].public_id},
        )
        for owner, other in pairs
    )
    note = N_("Den første enheten eier sakene. De skjedde i den andre, eller gjelder den også.")
    head = N_("Fra – til")
    table = Table("between", N_("Saker mellom enheter"), head, (Column(N_("Saker"), filters={}),), rows, note)
    owner, other = max(pairs, key=lambda pair: facts.pairs[pair])
    ask = N_("Hva er det som glipper mellom %(one)s og %(two)s? %(number)s saker.")
    values = {"one": spots[owner].name, "two": spots[other].name, "number": facts.pairs[owner, other]}
    asked = Said(Message(ask, values), (("between", pairs.index((owner, other)), 0),))
    drawing = bars("between-bars", N_("Saker mellom enheter"), table)
    return Part(Chapter.BETWEEN, (asked,), (drawing,), (table,), few)


def _large(spot: Spot) -> bool:
    return spot.fte is None or spot.fte >= FEWEST_STAFF
