"""What in a text may tell who it is about, found by machine for its author and approver to judge."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass

from quality.cases.compose import masking
from quality.core.text import N_

NUMBER = re.compile(r"\b\d[\d .-]{3,}\d\b")
DATE = re.compile(
    r"\b\d{1,2}\. ?(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)\b|"
    r"\b\d{1,2}\.\d{1,2}(?:\.\d{2,4})?\b",
    re.IGNORECASE,
)
ROOM = re.compile(r"\b(?:rom|leilighet|leilegheit|bolig|bustad|avdeling) ?(?:nr\.? ?)?\d+\b", re.IGNORECASE)
AGE = re.compile(r"\b\d{1,3} ?(?:år|åring|år gammel)\b", re.IGNORECASE)
# What happens to few, so that whoever knows of it knows whom it is about; both written languages.
RARE = re.compile(
    r"\b(?:(?:den |det |de |dei )?(?:eneste|einaste)|første gang|første gong|fyrste gong|"
    r"aldri (?:før|hendt|skjedd)|(?:bare|kun|berre) (?:én|éin|ett|eitt)|sjeld(?:en|ent|ne|an)|"
    r"uvan(?:lig|leg)\w*|spesiell\w*|i avis\w*|på nyhet\w*|politi\w*|dødsfall\w*|døde?)\b",
    re.IGNORECASE,
)
OWN_NAME = re.compile(r"[A-ZÆØÅ]\w{3,}")


@dataclass(frozen=True)
class Mark:
    """A piece of text and why it may identify somebody."""

    text: str
    why: str


def identifying(text: str, names: Collection[str], units: Set[str]) -> list[Mark]:
    """What may identify: numbers, dates, rooms, ages, what is rare, names, and units; each once."""
    found = {mark.text.lower(): mark for mark in _marks(text, names, units)}
    return list(found.values())


def _marks(text: str, names: Collection[str], units: Set[str]) -> Iterator[Mark]:
    for pattern, why in (
        (NUMBER, N_("et tall som kan vise til en person")),
        (DATE, N_("en dato")),
        (ROOM, N_("et rom eller en bolig")),
        (AGE, N_("en alder")),
        (RARE, N_("noe som skjer sjelden, så noen kan kjenne seg igjen")),
    ):
        yield from (Mark(match.group(), why) for match in pattern.finditer(text))
    yield from (Mark(unit, N_("navnet på en enhet")) for unit in _units(text, units))
    yield from (Mark(name, N_("kan være et navn")) for name in masking.names_in(text, names))


def _units(text: str, units: Set[str]) -> set[str]:
    """Units by their whole name, and by the name in front that people call them by, written as a name."""
    lowered = text.lower()
    found = {unit for unit in units if unit.lower() in lowered}
    called = {name.group() for unit in units - found if (name := OWN_NAME.match(unit))}
    words = {match.group() for match in OWN_NAME.finditer(text) if not _starts_sentence(text, match.start())}
    return found | (called & words)


def _starts_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" ")
    return not before or before[-1] in ".!?:\n–-"
