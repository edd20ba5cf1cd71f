"""Counts that a process keeps from one page to the next: never older than the database, never somebody else's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.cases.queries import category_by_code
from quality.cases.services import recount, shield
from quality.cases.services.categories import merge_category
from quality.cases.services.counting import Tally
from quality.core import changed
from quality.core.db import db, transaction
from quality.insights.compose.asked import Asked, read
from quality.insights.queries import ground
from quality.insights.queries.counts import by_sort, numbers
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.insights.test_trends import FILTERS, fill, report


@pytest.fixture(autouse=True)
def forgotten(app: Flask) -> Iterator[None]:
    changed.forget(db.engine)
    yield
    changed.forget(db.engine)


def asked_for(**args: str) -> Asked:
    return read({"months": "24"} | args, NOW.date())


def told(session: Session, actor: Actor, asked: Asked) -> list[Any]:
    """All that the trend page makes of the counts, by unit and by category, with the names of both."""
    where, starts = ground(session, actor, asked), asked.steps.starts
    by_unit, sorts = numbers(session, actor, asked, where), by_sort(session, actor, asked, where)
    return [
        by_unit.series(asked.steps.year_before),
        *((each.name, each.path, by_unit.series(starts, where.below(each))) for each in where.places),
        *((each.name, sorts.series(starts, where.told_as(each.code))) for each in where.sorts),
    ]


def questions(session: Session, look: Callable[[], object]) -> list[str]:
    found: list[str] = []
    note = lambda *args: found.append(args[2])  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    look()
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return [text for text in found if "_count" in text or "FROM unit" in text or "FROM category" in text]


def move(session: Session, case: Case, **changes: Any) -> None:
    tally = Tally(session, case)
    for name, value in changes.items():
        setattr(case, name, value)
    session.flush()
    tally.settle()


def changes(cast: Cast) -> dict[str, Callable[[Session], object]]:
    """What changes a number or a name, by who never heard that it is kept too."""
    coordinator, admin = cast.actor(cast.coordinator), cast.actor(cast.admin)

    def one(session: Session) -> Case:
        of_south = sa.select(Case).where(
            Case.unit_id == cast.south.id, Case.occurred_at > NOW - dt.timedelta(365)
        )
        return session.scalars(of_south.order_by(Case.occurred_at, Case.id).limit(1)).one()

    return {
        "a case is reported": lambda s: report(s, cast, cast.south),
        "a case is given another day": lambda s: move(s, one(s), occurred_at=NOW - dt.timedelta(3)),
        "a case goes to another unit": lambda s: move(s, one(s), unit_id=cast.home.id),
        "a case gets another category": lambda s: move(s, one(s), category_id=category_by_code(s, "P").id),
        "a case is shielded": lambda s: shield.shield(s, coordinator, one(s), follow=False, now=NOW),
        "a case is about the reader": lambda s: shield.concern(
            s, coordinator, one(s), cast.coordinator, now=NOW
        ),
        "a category is merged": lambda s: merge_category(
            s, admin, category_by_code(s, "T2.1"), category_by_code(s, "T1.1"), now=NOW
        ),
        "a count is changed by hand": lambda s: s.execute(
            sa.text(
                "UPDATE unit_count SET count = 99 WHERE id = (SELECT max(id) FROM unit_count WHERE grain='month')"
            )
        ),
        "a unit is renamed by hand": lambda s: s.execute(
            sa.text("UPDATE unit SET name = 'Et nytt navn' WHERE id = (SELECT max(id) FROM unit)")
        ),
        "a unit is moved by hand": lambda s: s.execute(
            sa.text("UPDATE unit SET path = '/1/' || id || '/' WHERE id = (SELECT max(id) FROM unit)")
        ),
    }


CHANGES = [
    "a case is reported",
    "a case is given another day",
    "a case goes to another unit",
    "a case gets another category",
    "a case is shielded",
    "a case is about the reader",
    "a category is merged",
    "a count is changed by hand",
    "a unit is renamed by hand",
    "a unit is moved by hand",
]


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_read_anew_and_is_what_one_without_memory_reads(
    session: Session, cast: Cast, what: str
) -> None:
    fill(cast)
    actor, asked = cast.actor(cast.coordinator), asked_for()
    before = told(session, actor, asked)
    assert told(session, actor, asked) == before
    with transaction() as writing:
        changes(cast)[what](writing)
    after = told(session, actor, asked)
    assert after != before
    changed.forget(db.engine)
    assert told(session, actor, asked) == after


def test_what_stands_is_not_read_again_and_of_what_changed_its_month_alone(
    session: Session, cast: Cast
) -> None:
    fill(cast)
    actor, asked = cast.actor(cast.coordinator), asked_for()
    look = lambda: told(session, actor, asked)  # noqa: E731
    assert questions(session, look)
    assert not [text for text in questions(session, look) if "_count" in text or "ORDER BY" in text]
    with transaction() as writing:
        report(writing, cast, cast.south)
    read_anew = [text for text in questions(session, look) if "_count" in text]
    assert len(read_anew) == 2
    with transaction() as writing:
        recount.rebuild(writing)
    assert len([text for text in questions(session, look) if "_count" in text]) == 2


def test_nobody_gets_what_another_with_other_rights_was_told(session: Session, cast: Cast) -> None:
    fill(cast)
    people = [cast.actor(person) for person in cast.everybody().values()]
    wanted = [(actor, asked_for(**args)) for args in FILTERS for actor in people]
    alone = []
    for actor, asked in wanted:
        changed.forget(db.engine)
        alone.append(told(session, actor, asked))
    assert [told(session, actor, asked) for actor, asked in wanted] == alone
    assert [told(session, actor, asked) for actor, asked in reversed(wanted)] == alone[::-1]


def test_what_is_about_one_reader_is_taken_from_that_reader_alone(session: Session, cast: Cast) -> None:
    fill(cast)
    with transaction() as writing:
        case = report(writing, cast, cast.south)
        shield.concern(writing, cast.actor(cast.coordinator), case, cast.auditor, now=NOW)
    other, asked = cast.actor(cast.auditor), asked_for()
    twin = replace(other, id=-1)
    about = told(session, other, asked)
    everything = told(session, twin, asked)
    months = about[1][2], everything[1][2]
    assert sum(months[0]) + 1 == sum(months[1])
    assert told(session, other, asked) == about
    assert told(session, twin, asked) == everything


def test_rows_of_the_page_are_kept_for_each_language_apart(
    client: Client, cast: Cast, session: Session
) -> None:
    fill(cast)
    client.sign_in(cast.coordinator)
    assert "ikke ferdig" in client.get("/trends").get_data(as_text=True)
    with transaction() as writing:
        writing.execute(sa.update(Person).where(Person.id == cast.coordinator.id).values(language="en"))
    page = client.get("/trends?months=24").get_data(as_text=True)
    assert "not finished" in page
    assert "ikke ferdig" not in page
