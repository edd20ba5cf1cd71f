"""Redacting what is written of one person: everybody else's name and every long number is hidden."""

from __future__ import annotations

import re
from collections.abc import Collection

from quality.cases.compose.masking import mask, name_words


def redacted(text: str, known: Collection[str], asked: str) -> str:
    """The text with others hidden. The words that were asked for stay, with a genitive s or without."""
    own = {word.casefold() for word in asked.split()}
    kept = sorted(word for word in name_words(text) if word.casefold() in own)
    for place, word in enumerate(kept):
        text = re.sub(rf"\b{re.escape(word)}(?=s?\b)", f"\x01{place}\x02", text)
    text = mask(text, {name for name in known if name.casefold() not in own})
    for place, word in enumerate(kept):
        text = text.replace(f"\x01{place}\x02", word)
    return text


def spellings(asked: str) -> list[str]:
    """The ways that somebody may have written it: SQLite folds no Norwegian letters."""
    return list(dict.fromkeys((asked, asked.lower(), asked.upper(), asked.title(), asked.capitalize())))


def whole(asked: str) -> re.Pattern[str]:
    """Finds the words standing by themselves, with a genitive s or without; a number also inside a longer one."""
    words = r"\s+".join(map(re.escape, asked.split()))
    if any(sign.isdigit() for sign in asked):
        return re.compile(words, re.IGNORECASE)
    return re.compile(rf"(?<!\w){words}s?(?!\w)", re.IGNORECASE)
