"""Every page that anybody is led to: no dead link, valid HTML, accessible and never wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.browser.walk import Walk, one_of_each
from tests.cast import Cast
from tests.servers.browser import PageFactory, Scheme, overflow
from tests.servers.checkers import check_html, run_axe
from tests.servers.plugin import Serve

PEOPLE = ["employee", "leader", "head", "coordinator", "safety_rep", "privacy_officer", "chief", "admin"]


@pytest.mark.parametrize("part", PEOPLE)
def test_every_link_a_person_is_shown_leads_somewhere(app: Flask, cast: Cast, part: str) -> None:
    walk = Walk(app, getattr(cast, part))
    assert walk.dead == []
    assert walk.pages


def test_every_page_is_valid_html(app: Flask, cast: Cast) -> None:
    pages: dict[str, str] = {}
    for part in PEOPLE:
        seen = Walk(app, getattr(cast, part)).pages
        pages |= {f"{part} {address}": seen[address] for address in one_of_each(app, seen)}
    assert check_html(pages) == []


@pytest.mark.parametrize("part", ["employee", "leader", "coordinator", "admin"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_every_page_is_accessible_and_fits(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory, part: str, scheme: Scheme, width: int
) -> None:
    walk = Walk(app, getattr(cast, part))
    address = serve(app)
    page = page_factory(width, scheme, base_url=address)
    cookies: Any = walk.cookies(address)
    page.context.add_cookies(cookies)
    faults = []
    for path in one_of_each(app, walk.pages):
        page.goto(path)
        faults += [f"{path}: {fault}" for fault in run_axe(page)]
        faults += [f"{path}: {excess} px too wide"] if (excess := overflow(page)) else []
    assert faults == []
