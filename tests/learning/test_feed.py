"""The feed of published notes, by an address of one's own."""

from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from quality.accounts.services.people import let_go, take_back
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.learning.jobs import follow
from quality.learning.models import FeedAddress, Note
from quality.learning.services.feeding import READS_AN_HOUR, make_address
from quality.learning.services.publishing import withdraw_note
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def address(cast: Cast) -> str:
    """The employee's."""
    with transaction() as session:
        return f"/learning/feed/{make_address(session, cast.actor(cast.employee), now=NOW)}"


def titles(client: Client, address: str) -> list[str | None]:
    answer = client.get(address)
    assert answer.mimetype == "application/atom+xml"
    return [title.text for title in ElementTree.fromstring(answer.data).iter(f"{ATOM}title")][1:]


def test_it_holds_published_notes_without_signing_in_and_lets_withdrawn_ones_go(
    cast: Cast, client: Client, address: str, published: Note, draft: Note
) -> None:
    with transaction() as session:
        session.get_one(Note, published.id).title = "Lås & <slå>"
    assert titles(client, address) == ["Lås & <slå>"]
    assert "Set-Cookie" not in client.get(address).headers
    with transaction() as session:
        note = session.get_one(Note, published.id)
        withdraw_note(session, cast.actor(cast.coordinator), note, "Feil", now=NOW)
    assert titles(client, address) == []


def test_an_author_does_not_get_the_own_draft(cast: Cast, client: Client, draft: Note) -> None:
    with transaction() as session:
        token = make_address(session, cast.actor(cast.coordinator), now=NOW)
    assert titles(client, f"/learning/feed/{token}") == []


def test_what_is_read_already_is_not_sent_again(client: Client, address: str, published: Note) -> None:
    first = client.get(address)
    assert client.get(address, 304, headers={"If-None-Match": first.headers["ETag"]}).data == b""
    assert first.headers["Cache-Control"] == "private, no-cache"


def test_the_address_is_shown_once_and_kept_as_a_hash(cast: Cast, client: Client, published: Note) -> None:
    page = client.sign_in(cast.employee).post("/learning/feed", status=200).text
    found = re.search(r"/learning/feed/([\w-]{43})", page)
    assert found
    assert found[1] not in client.get("/learning/feed").text
    kept = cast.session.scalars(sa.select(FeedAddress)).one()
    told = str(entries_of(cast.session, "person", cast.employee.id))
    assert found[1] not in kept.token_hash + told
    assert titles(client, found[0]) == [published.title]


def test_a_new_address_ends_the_old_and_a_stopped_one_opens_nothing(
    cast: Cast, client: Client, address: str
) -> None:
    with transaction() as session:
        second = f"/learning/feed/{make_address(session, cast.actor(cast.employee), now=NOW)}"
    client.get(address, 404)
    client.get(second)
    client.sign_in(cast.employee).post("/learning/feed/stop")
    client.post("/learning/feed/stop")
    client.get(second, 404)
    acts = [entry.act for entry, _ in entries_of(cast.session, "person", cast.employee.id)]
    assert [act for act in acts if act.startswith("feed")] == ["feed", "feed", "feed_stop"]


def test_who_left_reads_nothing_and_the_address_does_not_come_back_with_them(
    cast: Cast, client: Client, address: str
) -> None:
    admin = cast.actor(cast.admin)
    with transaction() as session:
        let_go(session, admin, session.merge(cast.employee), now=NOW)
    client.get(address, 404)
    follow(NOW + dt.timedelta(days=1))
    with transaction() as session:
        take_back(session, admin, session.merge(cast.employee), now=NOW)
    client.get(address, 404)


def test_it_is_answered_sixty_times_an_hour(client: Client, address: str, time: Clock) -> None:
    for _ in range(READS_AN_HOUR):
        client.get(address)
    client.get(address, 429)
    time.move(hours=1)
    client.get(address)


def test_strangers_and_guesses_get_nothing(client: Client, cast: Cast) -> None:
    assert client.get("/learning/feed", 302).headers["Location"].startswith("/sign-in")
    client.get(f"/learning/feed/{'x' * 43}", 404)
