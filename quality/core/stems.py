"""Norwegian word stems, for search on both databases."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[0-9a-zæøåäöéèóòôüñšžáđŋčŧ]+")
_stemmer = snowballstemmer.stemmer("norwegian")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a lower-case word."""
    return str(_stemmer.stemWord(word))


def stems(text: str) -> str:
    """The stems of a text, separated by spaces, in the text's order, each once."""
    return " ".join(dict.fromkeys(stem(word) for word in _WORD.findall(text.lower())))
