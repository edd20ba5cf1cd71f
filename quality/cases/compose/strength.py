"""What the words of a measure say about its strength."""

from __future__ import annotations

import re

_TELLING = re.compile(
    r"\b(personalmøte\w*|avdelingsmøte\w*|teammøte\w*|morgenmøte\w*|på møte\w*|påminn\w*|innskjerp\w*|informer\w*"
    r"|minn\w* (på|om|hverandre|kvarandre|alle|ansatte|tilsette|de ansatte)|info til|orienter\w*|presiser\w*"
    r"|snakk\w* (med|om)|ta(tt|r|s)? (det |dette )?opp|te(ke|ken|k) opp|repeter\w*)\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"\b(sjekkliste\w*|rutine\w*|prosedyre\w*|sperre\w*|skilt\w*|merk\w*|bytt\w*|skift\w*|kjøp\w*|fjern\w*|flytt\w*"
    r"|mont\w*|repar\w*|bemann\w*|ansett\w*|lås\w*|alarm\w*|system\w*|ombygg\w*|ny|nye|nytt|fast|faste)\b",
    re.IGNORECASE,
)


def only_tells(title: str) -> bool:
    """Whether a measure is nothing but telling people: tatt opp på personalmøte, and its like."""
    found = _TELLING.search(title)
    return found is not None and (found.start() == 0 or not _DOING.search(title))
