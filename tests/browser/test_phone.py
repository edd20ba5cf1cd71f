"""A phone of one's own and a shared machine in a real browser: passkey, PIN, and the lock that keeps what was typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from quality.accounts.models import Person
from quality.accounts.services import passwords
from quality.core.db import transaction
from tests.cast import Cast
from tests.conftest import Clock
from tests.servers.browser import Page, PageFactory, overflow
from tests.servers.checkers import run_axe
from tests.servers.plugin import Serve

GOOD = "en blå båt seiler sakte"


@pytest.fixture
def kari(cast: Cast) -> Person:
    with transaction():
        cast.employee.password_hash = passwords.hash_password(GOOD)
    return cast.employee


@pytest.fixture
def address(app: Flask, serve: Serve, kari: Person, monkeypatch: pytest.MonkeyPatch) -> str:
    """The app as people reach it: no demo, and under a name, since a passkey belongs to a name."""
    found = serve(app).replace("127.0.0.1", "localhost")
    monkeypatch.setitem(
        app.extensions, "loft", replace(app.extensions["loft"], demo=False, public_url=found, lock_minutes=10)
    )
    return found


def enter(page: Page, person: Person, own: bool = False) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-post").fill(person.email or "")
    page.get_by_label("Passord").fill(GOOD)
    if own:
        page.get_by_label("Dette er min egen telefon").check()
    page.get_by_role("button", name="Logg inn").click()


def with_authenticator(page: Page) -> None:
    """Give the browser a telephone's own key keeper, which says yes."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    kept = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    line.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kept, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def test_a_phone_of_ones_own_opens_with_its_passkey(
    address: str, kari: Person, page_factory: PageFactory, time: Clock
) -> None:
    page = page_factory(320, base_url=address)
    with_authenticator(page)
    enter(page, kari, own=True)
    assert run_axe(page) == []
    assert overflow(page) == 0
    page.get_by_role("button", name="Lås opp som telefonen ellers").click()
    page.get_by_role("heading", name="Hei, Kari").wait_for()
    time.move(days=1)
    page.goto("/report")
    assert "/lock" in page.url
    assert run_axe(page) == []
    assert overflow(page) == 0
    page.get_by_role("button", name="Lås opp med telefonen").click()
    page.get_by_label("Hva har skjedd?").wait_for()


def test_the_lock_comes_down_over_the_page_and_what_was_typed_is_there_after(
    address: str, kari: Person, page_factory: PageFactory, time: Clock
) -> None:
    page = page_factory(1280, base_url=address)
    page.clock.install()
    enter(page, kari)
    page.goto("/report")
    page.get_by_label("Hva har skjedd?").fill("Bruker falt på badet")
    page.clock.run_for(9 * 60_000)
    assert not page.get_by_role("heading", name="Låst").is_visible()
    page.clock.run_for(90_000)
    page.get_by_role("heading", name="Låst").wait_for()
    assert not page.get_by_label("Hva har skjedd?").is_visible()
    page.get_by_label("Passord").fill("feil")
    page.get_by_role("button", name="Lås opp").click()
    page.get_by_text("Passordet stemmer ikke").wait_for()
    assert run_axe(page) == []
    page.get_by_label("Passord").fill(GOOD)
    page.get_by_role("button", name="Lås opp").click()
    page.get_by_role("heading", name="Låst").wait_for(state="hidden")
    assert page.get_by_label("Hva har skjedd?").input_value() == "Bruker falt på badet"
