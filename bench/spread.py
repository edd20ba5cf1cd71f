"""Measures the library and the ledger: python -m bench.spread [--units N] [--notes N] [--rounds N].

Each of ours beside the bare query for the same rows, in turn and in one run: the ledger of a note for so many units,
and a search in so many notes. Ends with 1 over three times the bare query.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from bench import digests
from quality.accounts.models import Person
from quality.accounts.queries import actor_for
from quality.core.clock import at_local
from quality.core.db import db, transaction
from quality.learning.models import Note, Uptake
from quality.learning.queries.ledger import ledger
from quality.learning.queries.shelves import Wanted, library
from quality.learning.states import NoteState, UptakeState
from quality.organisation.models import Unit

GOAL = 3.0
LEDGER = """select u.id, u.unit_id, n.name, u.state, u.words, u.asked_at, u.answered_at from uptake u
join unit n on n.id = u.unit_id where u.note_id = :note order by n.position, n.id"""
SEARCH = """select n.id, n.public_id, n.title, n.action, n.effect, n.positive, n.published_at, page.total, count(u.id),
count(case when u.state in ('adopted', 'adapted', 'had_it', 'not_relevant', 'no_answer') then 1 end),
count(case when u.state in ('adopted', 'adapted') then 1 end),
count(case when u.state in ('adopted', 'adapted') and w.service = :service then 1 end)
from (select id, count(*) over () total from note where state = 'published' and (lower(title) like :word
or lower(problem) like :word or lower(action) like :word or lower(effect) like :word)
order by published_at desc, id desc limit 20) page
join note n on n.id = page.id left join uptake u on u.note_id = n.id left join unit w on w.id = u.unit_id
group by n.id, page.total order by n.published_at desc, n.id desc"""


def main() -> int:
    """Read the words and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=500)
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=40)
    chosen = parser.parse_args()
    digests.UNITS, digests.NOTES = chosen.units, chosen.notes
    with tempfile.TemporaryDirectory() as folder, digests.municipality(Path(folder), chosen.units) as app:
        with transaction() as session:
            note = _note_for_all(session)
        return _measure(app, db.session(), note, chosen.rounds)


def _note_for_all(session: Session) -> Note:
    now = at_local(digests.MONDAY, 7)
    author = session.scalars(sa.select(Person)).first()
    assert author
    note = Note(state=NoteState.PUBLISHED, title="Til alle", author_id=author.id)
    note.created_at = note.changed_at = note.published_at = now
    session.add(note)
    session.flush()
    for number, unit in enumerate(session.scalars(sa.select(Unit))):
        state = UptakeState.ADOPTED if number % 2 else UptakeState.UNSEEN
        answered = now + dt.timedelta(days=number % 30) if number % 2 else None
        row = Uptake(note_id=note.id, unit_id=unit.id, state=state, opened_at=now, asked_at=now)
        row.answered_at, row.words = answered, "Vi gjør det på hver vakt." if number % 2 else ""
        session.add(row)
    session.flush()
    return note


def _measure(app: Flask, session: Session, note: Note, rounds: int) -> int:
    person = session.scalars(sa.select(Person).order_by(Person.id.desc())).first()
    assert person
    actor = actor_for(session, person, digests.MONDAY)
    wanted = Wanted(("nummer",))
    with app.test_request_context():
        ratios = [
            _beside(
                "the ledger",
                lambda: session.execute(sa.text(LEDGER), {"note": note.id}).all(),
                lambda: ledger(session, actor, note),
                rounds,
            ),
            _beside(
                "a search",
                lambda: session.execute(sa.text(SEARCH), {"word": "%nummer%", "service": "school"}).all(),
                lambda: library(session, actor, wanted),
                rounds,
            ),
        ]
    return max(ratios) > GOAL


def _beside(name: str, bare: Callable[[], object], ours: Callable[[], object], rounds: int) -> float:
    """The middle of what each takes, in turn, and how many times the bare one ours is."""
    took: list[tuple[float, float]] = []
    for _ in range(rounds + 3):
        begun = time.perf_counter()
        bare()
        between = time.perf_counter()
        ours()
        took.append((between - begun, time.perf_counter() - between))
    first, second = (statistics.median(times) * 1000 for times in zip(*took[3:], strict=True))
    print(f"{name}: bare {first:.2f} ms, ours {second:.2f} ms: {second / first:.1f} times (goal {GOAL:.0f})")
    return second / first


if __name__ == "__main__":
    sys.exit(main())
