"""From a case's text to marks: numbers for its words and for pieces of them."""

import re
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from quality.core.stems import stem
from quality.patterns.detect.text.lists import BOKMAL, EMPTY, PEOPLE

Marks = NDArray[np.uint32]

LONGEST = 4000
MOST_WORDS = 400
PIECE = 5
_WORD = re.compile(r"[a-zæøåöäéèóòôüšžáđŋčŧ]{2,30}")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def marks_of(word: str) -> tuple[int, ...]:
    """A word's marks: its stem and the pieces of it, so that a slip of the hand or a compound still shares some."""
    root = root_of(word)
    if not root:
        return ()
    inside = {root[n : n + PIECE] for n in range(len(root) - PIECE + 1)} if len(root) > PIECE else set()
    return tuple(crc32(text.encode()) for text in sorted({f"={root}", *inside}))


@lru_cache(maxsize=200_000)
def root_of(word: str) -> str:
    """The stem of a word as bokmål has it, without doubled letters; nothing for people and small words."""
    if word in EMPTY or word in PEOPLE:
        return ""
    word = BOKMAL.get(word, word)
    if word in EMPTY or word in PEOPLE:
        return ""
    return _DOUBLE.sub(r"\1", stem(word))


def words(title: str, description: str) -> list[str]:
    """The words of a text in lower case; numbers say nothing here and are left out."""
    return _WORD.findall(f"{title[:LONGEST]}\n{description[:LONGEST]}".lower())[:MOST_WORDS]


def marked(title: str, description: str) -> Marks:
    """All marks of a case's text, each once, rising."""
    found = {mark for word in words(title, description) for mark in marks_of(word)}
    return np.array(sorted(found), dtype=np.uint32)


def roots(title: str, description: str) -> list[str]:
    """The stems of a case's words, for naming what it is about."""
    return [root for word in words(title, description) if (root := root_of(word))]


def mark_of(root: str) -> int:
    """The mark of a whole stem."""
    return crc32(f"={root}".encode())


def packed(marks: Marks) -> bytes:
    """Marks as they are stored."""
    return marks.astype("<u4").tobytes()


def unpacked(stored: bytes | memoryview) -> Marks:
    """Marks as they were before they were stored."""
    return np.frombuffer(stored, dtype="<u4").astype(np.uint32, copy=False)
