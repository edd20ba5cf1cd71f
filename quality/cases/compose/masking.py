"""Finding and hiding what points at a person: id numbers, long numbers, names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from quality.cases.compose.names import COMMON

HIDDEN = "•••••• •••••"
NAME, NUMBER = "[navn]", "[tall]"

# Written in one, or with a space, point or hyphen where people put one.
_ELEVEN = re.compile(r"(?<!\d)(\d{2})[ .]?(\d{2})[ .]?\d{2}[ .\u00a0-]?\d{3}[ .]?\d{2}(?!\d)")
_LONG = re.compile(r"\d(?:[ ]?\d){4,}")
CAPITAL = re.compile(r"[A-ZÆØÅÄÖÉ][\wæøåäöé]*(?:-[A-ZÆØÅÄÖÉ]?[\wæøåäöé]+)*")


def _is_date(day: str, month: str) -> bool:
    """Whether a birth number begins so, or a D-number (day + 40), H-number or synthetic one (month + 40, 65, 80)."""
    in_month = any(1 <= int(day) - extra <= 31 for extra in (0, 40))
    return in_month and any(1 <= int(month) - extra <= 12 for extra in (0, 40, 65, 80))


_CHECKS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def _is_id(found: re.Match[str]) -> bool:
    """A date in front, whatever the check digits; or the 8 or 9 of a shared help number, with the right ones."""
    if _is_date(*found.group(1, 2)):
        return True
    digits = [int(sign) for sign in found.group() if sign.isdigit()]
    right = all(
        sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11 == 0
        for weights in _CHECKS
    )
    return digits[0] in (8, 9) and right


def id_numbers(*texts: str) -> list[str]:
    """What looks like a birth number in the texts; check digits are not asked, a mistyped number is one too."""
    return [found.group(0) for text in texts for found in _ELEVEN.finditer(text) if _is_id(found)]


def hide_id_numbers(text: str) -> str:
    """The text with every such number as dots."""
    return _ELEVEN.sub(lambda found: HIDDEN if _is_id(found) else found.group(0), text)


def name_words(*texts: str) -> set[str]:
    """Words with a capital letter, which may be names, without a genitive s."""
    words = {word for text in texts for word in CAPITAL.findall(text)}
    return words | {word.removesuffix("s") for word in words}


def mask(text: str, names: Collection[str]) -> str:
    """The text without numbers of five digits and up, without known names, and without a surname after one."""
    parts: list[str] = []
    at = 0
    for found in _names_in(text, names):
        parts += [text[at : found.start()], NAME]
        at = found.end()
    parts.append(text[at:])
    return _LONG.sub(NUMBER, "".join(parts))


def names_in(text: str, names: Collection[str]) -> list[str]:
    """The names that `mask` hides, each with the surname after it."""
    spans: list[tuple[int, int]] = []
    for found in _names_in(text, names):
        if spans and text[spans[-1][1] : found.start()] == " ":
            spans[-1] = (spans[-1][0], found.end())
        else:
            spans.append(found.span())
    return [text[start:end] for start, end in spans]


def _names_in(text: str, names: Collection[str]) -> Iterator[re.Match[str]]:
    at, after_name = 0, False
    for found in CAPITAL.finditer(text):
        after_name = _is_name(found.group(0), names) or (after_name and text[at : found.start()] == " ")
        at = found.end()
        if after_name:
            yield found


def _is_name(word: str, names: Collection[str]) -> bool:
    plain = word.removesuffix("s")
    parts = (word, plain, *word.split("-"))
    return any(part in names or part in COMMON for part in parts)
