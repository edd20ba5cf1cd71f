"""Attacks by the book: redirects, forged forms, foreign hosts, too much, escalation, hidden characters."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld, SignIn
from quality.core.db import transaction
from tests.cast import Cast
from tests.client import Client
from tests.security.test_routes import address, method, rules

EVIL = [
    "//evil.invalid",
    "/\\evil.invalid",
    "/\\/evil.invalid",
    "https:evil.invalid",
    "https://evil.invalid",
    "javascript:alert(1)",
    "\\\\evil.invalid",
    "/%0d%0aLocation:https://evil.invalid",
    "/\tevil",
    "///evil.invalid",
    " /x",
    "x",
]


@pytest.mark.parametrize("target", EVIL)
def test_signing_in_leads_nowhere_else(client: Client, cast: Cast, target: str) -> None:
    answer = client.http.post("/sign-in/demo", data={"person": cast.employee.public_id, "next": target})
    assert answer.status_code == 303
    assert answer.headers["Location"] in {"/", "/%0d%0aLocation:https://evil.invalid"}


def test_signing_in_leads_on_to_the_page_asked_for(client: Client, cast: Cast) -> None:
    data = {"person": cast.employee.public_id, "next": "/who-sees-what?role=leader"}
    assert client.http.post("/sign-in/demo", data=data).headers["Location"] == "/who-sees-what?role=leader"


# A mail program sends this by itself (RFC 8058); the token in the address stands for the one in the form.
# The sign-in service posts without one too, and shows by its signature who it is.
WITHOUT_TOKEN = {"digests.unsubscribe", "sso.signed_out"}


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    """Forged forms are refused, as outside tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_a_form_without_its_token_changes_nothing(
    app: Flask, client: Client, cast: Cast, request: pytest.FixtureRequest
) -> None:
    client.sign_in(cast.admin)
    request.getfixturevalue("guarded")
    for rule in rules(app):
        # The anonymous pages hold no session that another site could use.
        guarded = rule.endpoint not in WITHOUT_TOKEN and not rule.endpoint.startswith("anonymous.")
        if method(rule) == "POST" and guarded:
            assert client.http.post(address(rule)).status_code == 400, rule.rule
    assert "åpen for lenge" in client.http.post("/sign-out").get_data(as_text=True)
    client.get("/")


def test_a_change_is_never_a_get(app: Flask, client: Client, cast: Cast) -> None:
    client.sign_in(cast.admin)
    for rule in rules(app):
        if "POST" in (rule.methods or ()):
            assert not {"GET", "HEAD"} & (rule.methods or set()), rule.rule


@pytest.mark.parametrize("host", ["evil.invalid", "127.0.0.1.evil.invalid", "localhost:80@evil.invalid"])
def test_a_foreign_host_is_refused(client: Client, cast: Cast, host: str) -> None:
    assert client.http.get("/sign-in", headers={"Host": host}).status_code == 400


def test_a_forwarded_host_is_not_believed_without_a_proxy(client: Client, cast: Cast) -> None:
    answer = client.http.get("/sign-in", headers={"X-Forwarded-Host": "evil.invalid"})
    assert "evil" not in answer.get_data(as_text=True)


def test_too_much_is_refused_in_plain_words(client: Client, cast: Cast) -> None:
    client.sign_in(cast.admin)
    answer = client.http.post("/people/new", data={"first_name": "x" * 300_000})
    assert answer.status_code == 413
    assert "for stort" in answer.get_data(as_text=True)


def test_hidden_characters_are_not_stored(client: Client, cast: Cast, session: Session) -> None:
    client.sign_in(cast.admin)
    data = {
        "first_name": "A\x00s\u202ele\u200b",
        "last_name": "Ny\r\nBcc: x",
        "unit": cast.north.public_id,
        "language": "nb",
    }
    client.post("/people/new", data)
    person = session.scalars(sa.select(Person).order_by(Person.id.desc()).limit(1)).one()
    assert (person.first_name, person.last_name) == ("Asle", "Ny Bcc: x")


def test_fields_that_are_not_in_the_form_change_nothing(client: Client, cast: Cast, session: Session) -> None:
    client.sign_in(cast.admin)
    data = {"first_name": "A", "last_name": "B", "unit": cast.north.public_id, "language": "nb"}
    extra = {
        "active": "",
        "id": "1",
        "password_hash": "x",
        "demo_hint": "x",
        "role": "admin",
        "public_id": "x",
    }
    client.post("/people/new", data | extra)
    person = session.scalars(sa.select(Person).order_by(Person.id.desc()).limit(1)).one()
    assert (person.active, person.password_hash, person.demo_hint) == (True, "", "")
    assert session.scalars(sa.select(RoleHeld).where(RoleHeld.person_id == person.id)).all() == []


def test_signing_in_gives_a_new_session_and_ends_the_old(
    client: Client, cast: Cast, session: Session
) -> None:
    client.sign_in(cast.employee)
    before = client.http.get_cookie("loft")
    client.http.post("/sign-in/demo", data={"person": cast.colleague.public_id})
    after = client.http.get_cookie("loft")
    assert before
    assert after
    assert before.value != after.value
    ended = session.execute(sa.select(SignIn.person_id, SignIn.revoked_at.is_not(None)).order_by(SignIn.id))
    assert [tuple(row) for row in ended] == [(cast.employee.id, True), (cast.colleague.id, False)]


def test_a_made_up_cookie_opens_nothing(client: Client, cast: Cast, session: Session) -> None:
    client.sign_in(cast.employee)
    with client.http.session_transaction() as cookie:
        cookie["token"] = "guess"
    client.get("/", status=302)


def test_a_lost_role_is_lost_at_the_next_request(client: Client, cast: Cast) -> None:
    client.sign_in(cast.admin).get("/people")
    with transaction() as session:
        session.execute(sa.delete(RoleHeld).where(RoleHeld.person_id == cast.admin.id))
    client.get("/people", status=403)


def test_every_answer_carries_the_headers(client: Client, cast: Cast) -> None:
    for path, code in (("/sign-in", 200), ("/nothing", 404), ("/accessibility", 200)):
        answer = client.http.get(path)
        assert answer.status_code == code
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]


def test_the_session_cookie_is_shut_in(client: Client, cast: Cast) -> None:
    answer = client.http.post("/sign-in/demo", data={"person": cast.employee.public_id})
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("loft="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_database_that_is_down_gives_one_sentence(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise sa.exc.OperationalError("select", {}, Exception("no such table: person"))

    monkeypatch.setattr("quality.accounts.login.frame_of_page", broken)
    answer = client.get("/sign-in", status=503)
    assert "ikke klart" in answer.get_data(as_text=True)
    assert "person" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("known", [True, False])
def test_asking_for_a_new_password_takes_as_long_whoever_asks(
    client: Client, cast: Cast, known: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row 16: the mail that is written for a known address takes no time that shows."""
    waited: list[float] = []
    ticks = iter((0.0, 0.15 if known else 0.01))
    watch = SimpleNamespace(sleep=waited.append, monotonic=lambda: next(ticks))
    monkeypatch.setattr("quality.accounts.views.sign_in.time", watch)
    email = cast.employee.email if known else "nobody@x.invalid"
    client.post("/sign-in/forgotten", {"email": email}, 200)
    assert waited == [pytest.approx(0.05 if known else 0.19)]
