"""The gallery of components and page sketches: accessible, valid and never wider than the screen."""

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.servers.browser import PageFactory
from tests.servers.checkers import check_html, faults
from tests.servers.plugin import Serve

PAGES = ["", "/home", "/report", "/receipt", "/inbox", "/case"]


@pytest.mark.parametrize("page", PAGES)
def test_the_gallery_has_no_accessibility_fault_in_any_dress(
    page: str, app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    shown = page_factory(320)
    shown.goto(f"{serve(app)}/dev/components{page}")
    assert faults(shown, ("light", 320), ("dark", 320), ("light", 1280), ("dark", 1280)) == []


@pytest.mark.markup
def test_the_gallery_is_valid_html(client: Client, cast: Cast) -> None:
    pages = {page: client.get(f"/dev/components{page}").get_data(as_text=True) for page in PAGES}
    assert check_html(pages) == []


def test_without_script_the_rest_of_the_menu_opens(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    shown = page_factory(390, javascript=False)
    shown.goto(f"{serve(app)}/dev/components/home")
    shown.get_by_text("Mer", exact=True).click()
    assert shown.locator(".l-more__panel").is_visible()


def test_the_summary_of_errors_takes_focus_and_leads_to_the_field(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    shown = page_factory(390)
    shown.goto(f"{serve(app)}/dev/components")
    assert shown.evaluate("document.activeElement.id") == "error-summary"
    shown.locator("#error-summary a").first.click()
    assert shown.evaluate("location.hash") == "#wrong-text"
