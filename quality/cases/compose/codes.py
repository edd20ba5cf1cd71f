"""Return codes: 20 signs without look-alikes, four that find the report and sixteen that nobody can guess."""

from __future__ import annotations

import hashlib
import hmac

# Crockford's 32: no I, L, O or U. Whoever writes one of the first three meant 1, 1 or 0.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MEANT = str.maketrans("ILO", "110")
SELECTOR, LENGTH = 4, 20


def make_code(key: str, seed: str) -> str:
    """The code of this seed under the server's key; the same form sent twice gets the same code."""
    digest = hmac.new(key.encode(), b"return-code:" + seed.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:13], "big")
    return "".join(SIGNS[number >> (5 * place) & 31] for place in range(LENGTH))


def once_of(key: str, seed: str) -> str:
    """What is stored to know the form again; the code cannot be worked out from it."""
    return hmac.new(key.encode(), b"form:" + seed.encode(), hashlib.sha256).hexdigest()


def shown(code: str) -> str:
    """The code as people read it: K7QD-0M2X-…"""
    return "-".join(code[place : place + 4] for place in range(0, LENGTH, 4))


def read_code(text: str) -> tuple[str, str] | None:
    """Selector and secret of what somebody typed; None when it cannot be a code."""
    code = "".join(sign for sign in text.upper() if sign.isalnum()).translate(MEANT)
    if len(code) != LENGTH or set(code) - set(SIGNS):
        return None
    return code[:SELECTOR], code[SELECTOR:]


def peppered(key: str, secret: str) -> str:
    """The secret under the server's key, which is not in the database: a stolen database guesses nothing."""
    return hmac.new(key.encode(), b"secret:" + secret.encode(), hashlib.sha256).hexdigest()
