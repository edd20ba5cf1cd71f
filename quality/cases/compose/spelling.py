"""Words that are nearly alike, and where a text holds what was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from quality.core.stems import stem

_WORD = re.compile(r"[0-9A-Za-zÆØÅæøåÄÖÉÈÓÒÔÜäöéèóòôüñšžáđŋčŧ]+")
AROUND = 90


def allowed(word: str) -> int:
    """How many letters may be wrong: none in short words, two in long ones."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def distance(one: str, other: str, limit: int) -> int:
    """Letters to change, add, drop or swap with the next; `limit` + 1 when it takes more."""
    # A letter that is changed takes one kind of letter away and brings another: most words are told apart by that.
    if abs(len(one) - len(other)) > limit or len(set(one) ^ set(other)) > 2 * limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, mark in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != mark))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == mark:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]


def nearest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """The known word that is most like this one, the commonest of those alike; None when none is near enough."""
    limit = allowed(word)
    found = ((distance(word, other, limit), -texts, other) for other, texts in known)
    best = min((row for row in found if row[0] <= limit), default=None)
    return best[2] if best else None


def marked(text: str, stems: Iterable[str]) -> list[tuple[str, bool]]:
    """The text around the first word that was asked for, in bits that are or are not such a word."""
    asked = tuple(stems)
    # A stem begins as its words do: the few that begin as one that was asked for are looked at.
    initials = {letter for word in asked for letter in (word[0], word[0].upper())}
    hits = [
        found.span()
        for found in _WORD.finditer(text)
        if found[0][0] in initials and _is_asked(found[0].lower(), asked)
    ]
    start = max(0, hits[0][0] - AROUND) if hits else 0
    end = start + 3 * AROUND
    start = text.rfind(" ", 0, start) + 1 if start else 0
    bits, at = [("… " if start else "", False)], start
    for begin, stop in hits:
        if begin >= start and stop <= end:
            bits += [(text[at:begin], False), (text[begin:stop], True)]
            at = stop
    bits.append((text[at:end] + (" …" if end < len(text) else ""), False))
    return [bit for bit in bits if bit[0]]


def _is_asked(word: str, asked: tuple[str, ...]) -> bool:
    return stem(word) in asked or (bool(asked) and word.startswith(asked[-1]))
