"""Gathering the words that texts hold, for a search that forgives spelling."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.models.count import SearchText
from quality.cases.models.word import SearchWord
from quality.core.bulk import insert_rows
from quality.core.db import db, transaction

SHORTEST, LONGEST = 3, 40
AT_LEAST = 2
BATCH = 2000


def gather(_now: dt.datetime) -> int:
    """Write the vocabulary anew; returns how many words it has. Read first, so that nobody waits for the lock."""
    rows = count_words(db.session())
    db.session.rollback()
    with transaction() as session:
        write(session, rows)
    return len(rows)


def count_words(session: Session) -> Counter[str]:
    """How many texts hold each word that is worth knowing."""
    found: Counter[str] = Counter()
    query = sa.select(SearchText.stems).execution_options(yield_per=BATCH)
    for stems in session.scalars(query):
        found.update(stems.split())
    return Counter(
        {
            word: count
            for word, count in found.items()
            if count >= AT_LEAST and SHORTEST <= len(word) <= LONGEST and not word.isdigit()
        }
    )


def write(session: Session, words: Counter[str]) -> None:
    """Replace the vocabulary."""
    session.execute(sa.delete(SearchWord))
    rows = [
        {"word": word, "initial": word[0], "size": len(word), "texts": count} for word, count in words.items()
    ]
    for start in range(0, len(rows), BATCH):
        insert_rows(session, SearchWord, rows[start : start + BATCH])
