"""Learning which words belong to which category."""

from __future__ import annotations

import datetime as dt

from quality.cases.services.words import learn_words
from quality.core.db import transaction


def learn(now: dt.datetime) -> int:
    """Learn anew from the newest sorted cases; returns how many words are known."""
    with transaction() as session:
        return learn_words(session)
