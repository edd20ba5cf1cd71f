"""What in a text may tell who it is about, found by machine for its author and approver to judge."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from quality.core.text import N_

NUMBER = re.compile(r"\b\d[\d .-]{3,}\d\b")
DATE = re.compile(
    r"\b\d{1,2}\. ?(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)\b|"
    r"\b\d{1,2}\.\d{1,2}(?:\.\d{2,4})?\b",
    re.IGNORECASE,
)
ROOM = re.compile(r"\b(?:rom|leilighet|bolig|avdeling) ?(?:nr\.? ?)?\d+\b", re.IGNORECASE)
AGE = re.compile(r"\b\d{1,3} ?(?:år|åring|år gammel)\b", re.IGNORECASE)
WORD = re.compile(r"\b[A-ZÆØÅ][a-zæøåéèäöüáčđŋšŧž]{2,}\b")


@dataclass(frozen=True)
class Mark:
    """A piece of text and why it may identify somebody."""

    text: str
    why: str


def identifying(text: str, names: Collection[str], units: Collection[str]) -> list[Mark]:
    """What may identify: numbers, dates, rooms, ages, first and last names of staff, and unit names; each once."""
    found = {mark.text.lower(): mark for mark in _marks(text, names, units)}
    return list(found.values())


def _marks(text: str, names: Collection[str], units: Collection[str]) -> Iterator[Mark]:
    for pattern, why in (
        (NUMBER, N_("et tall som kan vise til en person")),
        (DATE, N_("en dato")),
        (ROOM, N_("et rom eller en bolig")),
        (AGE, N_("en alder")),
    ):
        yield from (Mark(match.group(), why) for match in pattern.finditer(text))
    lowered = text.lower()
    yield from (Mark(unit, N_("navnet på en enhet")) for unit in units if unit.lower() in lowered)
    for match in WORD.finditer(text):
        if match.group() in names and not _starts_sentence(text, match.start()):
            yield Mark(match.group(), N_("kan være et navn"))


def _starts_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in ".!?:\n–-"
