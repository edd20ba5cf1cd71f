"""The columns that several chapters have, and the addresses of the cases behind their numbers."""

from __future__ import annotations

from quality.core.text import N_
from quality.reports.compose.facts import Area, Facts
from quality.reports.compose.values import Column
from quality.reports.kinds import Measured

REPORTED = Column(N_("Meldt"), filters={})
CLOSED = Column(N_("Lukket"), filters={"state": "closed"}, kept=True)
OPEN = Column(N_("Åpne"), filters={"state": "open"})
LATE = Column(N_("Over frist"))
ANSWERED = Column(N_("Besvart"), filters={"answered": "1"})
JUDGED = Column(N_("Vurdert av den som meldte"), filters={"judged": "1"})
GRAVELY = Column(N_("Alvorlig eller svært alvorlig"), filters={"severity": "grave"})
RATE = Column(N_("Per 100 årsverk"), Measured.RATE, of=0)
# What the list of cases is asked so that it has what sheets count, and those about staff, whom no list may point out
# (decision 14).
ON_SHEETS = {"outward": "1"}
GRAVE = 3
# Addresses that tell reports what a number is of, and that the list of cases does not know.
UNLISTED = frozenset({("judged", "1"), ("severity", "grave"), ("cause", "any"), ("cause", "none")})
AREAS = N_("Kommunalområde")
THEN = N_("Lukket, åpne og over frist er slik de sto den dagen tallene ble hentet.")


def whole(facts: Facts) -> dict[str, str]:
    """What all cases of the report have in common, as the list of cases asks for it."""
    return {"unit": facts.place_id}


def at(area: Area) -> dict[str, str] | None:
    """What the area's cases have in common; those right under the root have nothing that a list can ask for."""
    return {"unit": area.public_id} if area.public_id else None
