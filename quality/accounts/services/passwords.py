"""Passwords: what may be one, and hashing that cannot be used to fill the memory."""

from __future__ import annotations

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from quality.core.text import N_, RefusedError

MIN_LENGTH = 15
MAX_LENGTH = 128
# 19 MiB and two rounds (OWASP); at most two at a time, so that guessing costs 38 MiB and never more.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_turn = BoundedSemaphore(2)

# What people choose when they must have a long one. Compared without case, space and punctuation.
_COMMON = (
    "passordpassord",
    "passord",
    "password",
    "kommune",
    "velkommen",
    "sommer",
    "vinter",
    "hemmelig",
    "qwertyuiop",
    "asdfghjkl",
    "123456789",
    "abcdefghij",
    "iloveyou",
    "loft",
    "løft",
)


def hash_password(password: str) -> str:
    """The hash to store."""
    with _turn:
        return _hasher.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password is the stored one. It takes as long when there is nothing stored."""
    with _turn:
        try:
            return _hasher.verify(stored or _nobody(), password[:MAX_LENGTH]) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("the password of nobody at all")


def check_new(password: str, *own_words: str) -> None:
    """Raise RefusedError for a password that is too short or too easy to guess."""
    if len(password) < MIN_LENGTH:
        raise RefusedError(
            N_("Passordet må ha minst %(least)s tegn. En setning er lett å huske."),
            field="password",
            least=MIN_LENGTH,
        )
    if len(password) > MAX_LENGTH:
        raise RefusedError(N_("Passordet kan ha høyst %(most)s tegn."), field="password", most=MAX_LENGTH)
    if _too_easy(password, own_words):
        raise RefusedError(
            N_("Passordet er for lett å gjette. Lag heller en setning bare du kommer på."), field="password"
        )


def _too_easy(password: str, own_words: tuple[str, ...]) -> bool:
    """Whether little is left once common words, own names and repeats are taken away."""
    rest = _plain(password)
    if len(set(rest)) < 6:
        return True
    for word in sorted({*_COMMON, *(_plain(own) for own in own_words)}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word, "")
    return len(rest.strip("0123456789")) < 6


def _plain(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
