"""What is kept of a secret that a cookie or an address carries."""

from __future__ import annotations

import hashlib


def token_hash(token: str) -> str:
    """What is stored of a token: a plain digest is enough, for tokens are random and long."""
    return hashlib.sha256(token.encode()).hexdigest()
