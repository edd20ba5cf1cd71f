"""The filter of an address, as it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from quality.core.text import clean_line

# What stands in addresses without being part of the filter.
NOT_KEPT = frozenset({"view", "page", "of", "deleted", "csrf_token", "once", "version"})
NAME = re.compile(r"[a-z_]{1,20}")


def kept(pairs: Iterable[tuple[str, str]]) -> str:
    """The filter as one text: the same for the same filter, without what nobody chose."""
    chosen = [
        (name, value)
        for name, text in pairs
        if NAME.fullmatch(name) and name not in NOT_KEPT and (value := clean_line(text))
    ]
    return urlencode(sorted(set(chosen)))


def pairs_of(address: str) -> list[tuple[str, str]]:
    """The twin of kept()."""
    return parse_qsl(address)


def searches(address: str) -> bool:
    """Whether the filter has words that somebody typed."""
    return any(name == "q" for name, _ in pairs_of(address))
