"""A meeting on the screen: the arrow keys turn its pages, and without script the links do."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from quality.core.db import transaction
from quality.insights.services.meeting import add_point
from tests.cast import Cast
from tests.conftest import NOW
from tests.servers.browser import PageFactory
from tests.servers.plugin import Serve


@pytest.fixture
def meeting(app: Flask, cast: Cast) -> Flask:
    with transaction() as session:
        for number, title in enumerate(("Fall", "Vold", "Legemiddel")):
            add_point(session, cast.actor(cast.coordinator), f"category=T{number}", title, now=NOW)
    return app


def begin(page: Page, path: str) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=re.compile("Kirsten")).click()
    page.goto(path)


def test_arrow_keys_and_a_clicker_turn_the_pages(
    meeting: Flask, serve: Serve, page_factory: PageFactory
) -> None:
    page = page_factory(1280, base_url=serve(meeting))
    begin(page, "/trends/meeting/show")
    for key, shown in (
        ("ArrowRight", 2),
        ("PageDown", 3),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
    ):
        page.keyboard.press(key)
        expect(page.get_by_text(f"{shown} av 3")).to_be_visible()
        page.wait_for_load_state()  # the keys are listened for when the page has its script
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"/trends/meeting$"))


def test_links_turn_the_pages_where_no_script_runs(
    meeting: Flask, serve: Serve, page_factory: PageFactory
) -> None:
    page = page_factory(390, base_url=serve(meeting), javascript=False)
    begin(page, "/trends/meeting")
    page.get_by_role("link", name="Vis", exact=True).click()
    page.get_by_role("link", name="Neste").click()
    expect(page.get_by_text("2 av 3")).to_be_visible()
    page.get_by_role("link", name="Avslutt").click()
    expect(page.get_by_role("heading", name="Til møtet")).to_be_visible()
