"""The pages that everybody meets: sign-in, the first page, and what is shown when something is wrong."""

import pytest
from flask import Flask

from quality.core.db import transaction
from quality.core.notices import News, tell
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.servers.browser import PageFactory, overflow
from tests.servers.checkers import check_html, run_axe
from tests.servers.plugin import Serve


def test_a_newcomer_chooses_a_person_and_changes_to_another(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    with transaction():
        cast.employee.demo_hint = "Ansatt"
    shown = page_factory(320, javascript=False)
    shown.goto(f"{serve(app)}/")
    assert overflow(shown) == 0
    shown.get_by_role("button", name=cast.employee.name).click()
    assert shown.get_by_role("heading", level=1).inner_text().startswith("Hei, ")
    assert overflow(shown) == 0
    shown.get_by_role("button", name="Bytt bruker").click()
    assert shown.get_by_role("heading", level=1).inner_text() == "Hvem vil du være?"


def test_the_first_pages_have_no_accessibility_fault(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    with transaction():
        cast.employee.demo_hint = "Ansatt"
    shown = page_factory(390)
    address = serve(app)
    shown.goto(f"{address}/sign-in")
    assert run_axe(shown) == []
    shown.get_by_role("button", name=cast.employee.name).click()
    assert run_axe(shown) == []
    shown.goto(f"{address}/there-is-no-such-page")
    assert run_axe(shown) == []


def test_news_is_told_in_words_and_leads_on(client: Client, cast: Cast, time: Clock) -> None:
    news = News(
        cast.employee.id, "case.answered", "%(name)s svarte deg", "/cases/1", "answer:1", {"name": "Mona"}
    )
    with transaction() as session:
        tell(session, [news], time.now)
    text = client.sign_in(cast.employee).get("/").get_data(as_text=True)
    assert "Mona svarte deg" in text
    assert 'href="/cases/1"' in text


@pytest.mark.markup
def test_the_first_pages_are_valid_html(client: Client, cast: Cast) -> None:
    pages = {
        "sign in": client.get("/sign-in").get_data(as_text=True),
        "missing": client.get("/there-is-no-such-page", status=404).get_data(as_text=True),
        "home": client.sign_in(cast.employee).get("/").get_data(as_text=True),
    }
    assert check_html(pages) == []
