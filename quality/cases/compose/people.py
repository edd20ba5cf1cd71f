"""Finding what points at a person while a report is written: id numbers, phone numbers and likely names.

It may be wrong both ways, so it warns and never stops anybody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from quality.cases.compose.masking import CAPITAL, HIDDEN, NAME, hide_id_numbers, id_numbers
from quality.cases.compose.names import COMMON

HIDDEN_PHONE = "•• •• •• ••"

_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)47[ \u00a0]?)?"
    r"(?:[2-9]\d(?:[ \u00a0.]?\d\d){3}|[2-9]\d\d[ \u00a0.]?\d\d[ \u00a0.]?\d{3})(?!\w)"
)
_DAY = re.compile(r"20\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_BEGINS = re.compile(r"(?:^|[.!?:\n«\"–-])\s*$")
# First names that begin a Norwegian sentence as ordinary words too.
ORDINARY = frozenset(
    {
        "Hans",
        "Liv",
        "Stein",
        "Bjørn",
        "Rune",
        "Odd",
        "Gro",
        "Ole",
        "Tor",
        "Siri",
        "Are",
        "Tone",
        "Else",
        "Lea",
    }
    | {"Alma", "Vera", "Saga", "Tara", "Tom"}
)


def phone_numbers(text: str) -> list[str]:
    """What looks like a Norwegian phone number; a date written in one is none."""
    return [found.group() for found in _PHONE.finditer(text) if not _DAY.match(found.group())]


def names_in(text: str, staff: Collection[str], places: Collection[str]) -> list[str]:
    """What looks like somebody's name: a first name, with the names after it, or a surname in a sentence.

    `staff` holds first and last names of the staff; `places` words of the units' names, which are no persons.
    """
    return list(dict.fromkeys(_names(text, staff, places)))


def _names(text: str, staff: Collection[str], places: Collection[str]) -> Iterator[str]:
    run: list[str] = []
    end = -1
    for found in CAPITAL.finditer(text):
        word = found.group()
        if run and text[end : found.start()] == " ":
            run.append(word)
        else:
            if run:
                yield " ".join(run)
            begins = bool(_BEGINS.search(text[: found.start()]))
            run = [word] if _is_name(word, begins, staff, places) else []
        end = found.end()
    if run:
        yield " ".join(run)


def _is_name(word: str, begins: bool, staff: Collection[str], places: Collection[str]) -> bool:
    if word in places or word.isupper():
        return False
    plain = word.removesuffix("s")
    common = any(part in COMMON for part in (word, plain, word.split("-")[0]))
    if common:
        return not (begins and word in ORDINARY)
    return not begins and (word in staff or plain in staff)


def people_in(text: str, staff: Collection[str], places: Collection[str]) -> list[str]:
    """Everything in the text that points at a person, id numbers first."""
    ids = id_numbers(text)
    rest = hide_id_numbers(text)
    return list(dict.fromkeys([*ids, *phone_numbers(rest), *names_in(rest, staff, places)]))


def hide_people(text: str, found: Collection[str]) -> str:
    """The text without what was found in it."""
    text = hide_id_numbers(text)
    for each in sorted(found, key=len, reverse=True):
        instead = HIDDEN_PHONE if phone_numbers(each) else HIDDEN if each[:1].isdigit() else NAME
        text = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", instead, text)
    return text
