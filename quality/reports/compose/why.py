"""The chapter on causes: which of them come back, the most common first."""

from __future__ import annotations

from quality.cases.kinds import FACTOR_LABELS, CaseKind, Factor
from quality.core.small_numbers import LEAST
from quality.core.text import N_, Message
from quality.reports.compose.columns import whole
from quality.reports.compose.facts import Facts
from quality.reports.compose.periods import Period
from quality.reports.compose.tables import pictured, said, summed, thirds
from quality.reports.compose.values import Column, Part, Row, Said, Table
from quality.reports.kinds import Chapter

DEVIATIONS = Column(N_("Avvik"), filters={"kind": str(CaseKind.DEVIATION)})
NOTE = N_(
    "Et avvik kan ha flere årsaker og telles for hver av dem. Årsaker med færre enn fem avvik er ikke med."
)


def causes(facts: Facts) -> Part:
    """The causes of deviations. One with fewer than five has no row: the row would tell that there are some."""
    numbers = {
        factor: facts.causes.count(facts.period, factor) for factor in Factor if factor != Factor.UNKNOWN
    }
    ranked = sorted(
        (factor for factor in numbers if numbers[factor] >= LEAST), key=lambda each: -numbers[each]
    )
    known = _known(facts)
    few = tuple(_address(facts, str(factor)) for factor in numbers if factor not in ranked)
    found = [
        said(
            N_("Ett avvik har en årsak, %(rest)s har ingen ennå."),
            N_("%(count)s avvik har en årsak, %(rest)s har ingen ennå."),
            facts.causes.known(facts.period),
            [("causes-known", place, 0) for place in (0, 1)],
            rest=known.rows[1].cells[0],
        )
    ]
    if not ranked:
        too_few = Said(Message(N_("For få avvik har en årsak til å si hva som går igjen.")))
        return Part(Chapter.CAUSES, (*found, too_few), (), (known,), few)
    rows = [
        Row(
            FACTOR_LABELS[factor],
            (numbers[factor],),
            filters=whole(facts) | {"cause": str(factor)},
            told=tuple(facts.causes.count(part, factor) for part in thirds(facts)),
        )
        for factor in ranked
    ]
    table = Table("causes", N_("Avvik etter årsak"), N_("Årsak"), (DEVIATIONS,), tuple(rows), NOTE)
    often = N_("Oftest er årsaken «%(cause)s», i %(count)s avvik.")
    values = {"cause": Message(FACTOR_LABELS[ranked[0]]), "count": numbers[ranked[0]]}
    found.insert(0, Said(Message(often, values), (("causes", 0, 0),)))
    return Part(Chapter.CAUSES, tuple(found), (pictured("pareto", table),), (table, known), few)


def _address(facts: Facts, cause: str) -> dict[str, str]:
    """What the deviations with a cause have in common."""
    return whole(facts) | {"kind": str(CaseKind.DEVIATION), "cause": cause}


def _known(facts: Facts) -> Table:
    """How many deviations have a cause, and how many have none."""
    parts = thirds(facts)

    def none(period: Period) -> int:
        every = facts.count(period, lambda cell: cell.kind is CaseKind.DEVIATION)
        return every - facts.causes.known(period)

    rows = [
        Row(
            label,
            (count(facts.period),),
            filters=whole(facts) | {"cause": cause},
            told=tuple(map(count, parts)),
        )
        for label, cause, count in (
            (N_("Med årsak"), "any", facts.causes.known),
            (N_("Uten årsak"), "none", none),
        )
    ]
    rows.append(summed(rows, (DEVIATIONS,), whole(facts)))
    return Table("causes-known", N_("Avvik med og uten årsak"), N_("Hva"), (DEVIATIONS,), tuple(rows))
