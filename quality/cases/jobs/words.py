"""Learning which words belong to which category."""

from __future__ import annotations

import datetime as dt

from quality.cases.services.words import keep_words, words_of
from quality.core.db import db, transaction


def learn(now: dt.datetime) -> int:
    """Learn anew from the newest sorted cases; returns how many words are known.

    What takes its time is done before the write lock is taken.
    """
    found = words_of(db.session())
    with transaction() as session:
        return keep_words(session, found)
