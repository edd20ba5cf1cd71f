"""The library: found by words, service, category and by who uses it."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from quality.accounts.models import Person
from quality.cases.models.category import Category
from quality.core.db import db, transaction
from quality.learning.models import Note, NoteEffect, Uptake
from quality.learning.queries.shelves import Effect, Wanted, library
from quality.learning.states import NoteState, UptakeState
from quality.organisation.kinds import Service
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


@pytest.fixture
def shelf(cast: Cast) -> dict[str, Note]:
    """Three notes: one that home care south uses, one that the school uses, and a new one that nobody does."""
    with transaction() as session:
        category = session.scalars(sa.select(Category.id).where(Category.code == "T1")).one()
        notes = {}
        for days, (name, title, action) in enumerate(
            (
                ("new", "Lapp på døra", "Vi henger opp en lapp."),
                ("school", "Puljer i overgangene", "Klassene går ut hver for seg."),
                ("care", "Fast mottaker", "Én på hver vakt leser meldingene."),
            )
        ):
            note = Note(
                state=NoteState.PUBLISHED,
                title=title,
                problem="P",
                action=action,
                author_id=cast.coordinator.id,
                created_at=NOW,
                changed_at=NOW,
                published_at=NOW - dt.timedelta(days),
                category_id=category if name == "care" else None,
            )
            session.add(note)
            notes[name] = note
        session.flush()
        for name, unit, state in (
            ("care", cast.south, UptakeState.ADOPTED),
            ("care", cast.north, UptakeState.SEEN),
            ("school", cast.school, UptakeState.ADAPTED),
            ("new", cast.north, UptakeState.UNSEEN),
        ):
            row = Uptake(note_id=notes[name].id, unit_id=unit.id, state=state, opened_at=NOW, asked_at=NOW)
            session.add(row)
    return notes


def found(cast: Cast, wanted: Wanted, person: Person | None = None) -> list[str]:
    rows, total = library(cast.session, cast.actor(person or cast.employee), wanted)
    assert total == len(rows)
    return [row.note.title for row in rows]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (Wanted(), ["Lapp på døra", "Puljer i overgangene", "Fast mottaker"]),
        (Wanted(words=("melding",)), ["Fast mottaker"]),
        (Wanted(words=("melding", "lapp")), []),
        (Wanted(service=Service.SCHOOL), ["Puljer i overgangene"]),
        (Wanted(category="T1"), ["Fast mottaker"]),
        (Wanted(effect=Effect.USED), ["Puljer i overgangene", "Fast mottaker"]),
        (Wanted(effect=Effect.WORKS), []),
    ],
)
def test_the_library_is_narrowed(
    cast: Cast, shelf: dict[str, Note], wanted: Wanted, titles: list[str]
) -> None:
    assert found(cast, wanted) == titles


def test_what_units_like_mine_use(cast: Cast, shelf: dict[str, Note]) -> None:
    alike = Wanted(effect=Effect.ALIKE)
    assert found(cast, alike) == ["Fast mottaker"]
    assert found(cast, alike, cast.teacher) == []  # the only school that uses it is the own
    (row,), _ = library(cast.session, cast.actor(cast.employee), alike)
    assert (row.units, row.adopted, row.alike) == (2, 1, 1)


def test_what_works_by_the_counts(cast: Cast, shelf: dict[str, Note]) -> None:
    with transaction() as session:
        session.add(
            NoteEffect(
                note_id=shelf["care"].id,
                unit_id=cast.south.id,
                at_source=False,
                since=NOW.date(),
                verdict="effect",
                said_on=NOW.date(),
                checked_on=NOW.date(),
                weeks_before=52,
                before=20,
                weeks_after=26,
                after=2,
                due=10.0,
            )
        )
    assert found(cast, Wanted(effect=Effect.WORKS)) == ["Fast mottaker"]


def test_the_page_keeps_what_was_asked_and_stands_hostile_values(
    cast: Cast, client: Client, shelf: dict[str, Note]
) -> None:
    page = client.sign_in(cast.employee).get("/learning?q=meldingene&effect=alike").text
    assert 'value="meldingene"' in page
    assert "1 av dem er som din enhet" in page
    assert "Puljer i overgangene" not in page
    client.get("/learning?q=%25_'&service=nei&category=x&effect=alle")


def test_more_notes_cost_no_more_queries(cast: Cast, client: Client, shelf: dict[str, Note]) -> None:
    def queries_of_the_page() -> int:
        seen: list[str] = []

        def note(*call: object) -> None:
            seen.append(str(call[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        client.get("/learning")
        event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    client.sign_in(cast.employee).get("/learning")
    few = queries_of_the_page()
    with transaction() as session:
        for number in range(30):
            session.add(
                Note(
                    state=NoteState.PUBLISHED,
                    title=f"Notat {number}",
                    author_id=cast.coordinator.id,
                    created_at=NOW,
                    changed_at=NOW,
                    published_at=NOW,
                )
            )
    client.get("/learning")
    assert queries_of_the_page() == few
    assert "page=2" in client.get("/learning").text
