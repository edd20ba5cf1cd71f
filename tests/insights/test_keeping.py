"""A page of numbers that is kept: quick to see again, nobody else's, and gone with whatever happens."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from markupsafe import Markup
from sqlalchemy.orm import Session

from quality.cases.models.category import Category
from quality.cases.models.count import CaseCount, CategoryCount, UnitCount
from quality.cases.services import shield
from quality.cases.services.categories import CategoryWords, rename_category
from quality.core import history
from quality.core.db import db, transaction
from quality.core.shelf import KEPT, LARGEST, Shelf
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock
from tests.insights.test_annotations import write
from tests.insights.test_trends import fill, report
from tests.servers.plugin import NewDatabase


def body(client: Client, path: str = "/trends") -> str:
    """What stands in the frame."""
    found = re.search(r"<main.*</main>", client.get(path).get_data(as_text=True), re.DOTALL)
    assert found
    return found[0]


def asked(client: Client, path: str) -> int:
    """How many questions a page asks the database."""
    found: list[str] = []
    note = lambda *args: found.append(args[2])  # noqa: E731
    sa.event.listen(db.engine, "before_cursor_execute", note)
    client.get(path)
    sa.event.remove(db.engine, "before_cursor_execute", note)
    return len([text for text in found if not text.startswith(("BEGIN", "PRAGMA"))])


@pytest.mark.parametrize("path", ["/trends?category=T2", "/trends/where", "/trends/times"])
def test_a_page_seen_before_is_the_same_and_is_not_counted_again(
    client: Client, cast: Cast, path: str
) -> None:
    fill(cast)
    client.sign_in(cast.coordinator)
    first = body(client, path)
    assert asked(client, path) <= 4
    assert body(client, path) == first


def changed(session: Session, cast: Cast) -> dict[str, Callable[[], object]]:
    """Things that happen, each of which a page of numbers tells of."""
    chief, admin, told = (
        cast.actor(cast.coordinator),
        cast.actor(cast.admin),
        report(session, cast, cast.south),
    )
    top = session.scalars(sa.select(Category).where(Category.code == "T2")).one()
    return {
        "a case is reported": lambda: report(session, cast, cast.south),
        "a case is shielded": lambda: shield.shield(session, chief, told, follow=False, now=NOW),
        "a case is about the reader": lambda: shield.concern(session, chief, told, cast.coordinator, now=NOW),
        "an annotation is written": lambda: write(session, cast, cast.south),
        "a category is renamed": lambda: rename_category(
            session, admin, top, CategoryWords("Et nytt navn", {}), now=NOW
        ),
    }


@pytest.mark.parametrize(
    "what",
    [
        "a case is reported",
        "a case is shielded",
        "a case is about the reader",
        "an annotation is written",
        "a category is renamed",
    ],
)
def test_whatever_happens_is_seen_at_once(client: Client, session: Session, cast: Cast, what: str) -> None:
    with transaction() as writing:
        happen = changed(writing, cast)[what]
    client.sign_in(cast.coordinator)
    before = body(client)
    assert body(client) == before
    with transaction():
        happen()
    assert body(client) != before


def test_a_recount_from_the_command_line_is_seen_at_once(app: Flask, client: Client, cast: Cast) -> None:
    fill(cast)
    with transaction() as writing:
        for table in (CaseCount, UnitCount, CategoryCount):
            writing.execute(sa.update(table).values(count=0))
    client.sign_in(cast.coordinator)
    before = body(client)
    assert body(client) == before
    assert app.test_cli_runner().invoke(args=["cases", "recount"]).exit_code == 0
    assert body(client) != before


def test_it_is_kept_for_one_person_in_one_session(client: Client, cast: Cast) -> None:
    fill(cast)
    client.sign_in(cast.coordinator)
    token = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
    first = token.findall(body(client))
    client.sign_in(cast.coordinator)
    again = token.findall(body(client))
    assert first
    assert again
    assert not {*first} & {*again}
    client.sign_in(cast.auditor)
    assert body(client, "/trends?months=12") != body(client)


def test_it_is_not_kept_for_long(client: Client, cast: Cast, time: Clock) -> None:
    fill(cast)
    client.sign_in(cast.coordinator)
    many = asked(client, "/trends")
    time.move(seconds=KEPT.total_seconds() / 2)
    few = asked(client, "/trends")
    assert few < many
    time.move(seconds=KEPT.total_seconds() / 2)
    assert asked(client, "/trends") > few


def test_while_somebody_writes_nothing_is_kept(session: Session, cast: Cast) -> None:
    with transaction() as writing:
        report(writing, cast, cast.south)
    assert history.newest(session)
    session.rollback()
    with transaction() as writing:
        report(writing, cast, cast.south)
        writing.flush()
        with db.engine.connect() as other:
            busy = history.newest(Session(other))
    # PostgreSQL cannot tell what is about to come; in SQLite only one writes at a time, and the next number is higher.
    assert busy == "" if db.engine.dialect.name == "postgresql" else busy
    assert history.newest(db.session()) != busy


def test_who_writes_in_another_database_of_the_same_server_hinders_nothing(
    session: Session, cast: Cast, new_database: NewDatabase
) -> None:
    with transaction() as writing:
        report(writing, cast, cast.south)
    elsewhere = sa.create_engine(new_database())
    with elsewhere.begin() as other:
        other.execute(sa.text("CREATE TABLE written (id INTEGER)"))
        assert history.newest(session)
    elsewhere.dispose()


def test_a_shelf_lets_go_of_what_was_asked_for_longest_ago() -> None:
    shelf, third = Shelf(), Markup("x") * (LARGEST // 3)
    for number in range(3):
        shelf.put(str(number), third, NOW)
    assert shelf.take("0", NOW) == third
    shelf.put("3", third, NOW)
    assert shelf.take("1", NOW) is None
    assert shelf.take("0", NOW) == third
    assert shelf.take("0", NOW + KEPT) is None
    assert shelf.take("0", NOW - dt.timedelta(1)) is None
