"""Norwegian word stems, for search on both databases."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[0-9a-zæøåäöéèóòôüñšžáđŋčŧ]+")
_stemmer = snowballstemmer.stemmer("norwegian")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a lower-case word. A number is its own stem, and there is no end to them to remember."""
    return word if word.isdigit() else str(_stemmer.stemWord(word))


def stems(text: str) -> str:
    """The stems of a text, separated by spaces, in the text's order, each once."""
    return " ".join(dict.fromkeys(map(stem, _WORD.findall(text.lower()))))
