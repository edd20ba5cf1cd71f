"""The pages of numbers on a phone: several units are chosen without script, and nothing is wider than the screen."""

from __future__ import annotations

import re

from flask import Flask
from playwright.sync_api import expect

from tests.cast import Cast
from tests.insights.test_trends import fill
from tests.servers.browser import PageFactory, overflow
from tests.servers.plugin import Serve

OPENED = "for (const each of document.querySelectorAll('main details')) each.open = true"


def test_units_are_ticked_off_and_every_page_fits_with_all_of_it_open(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    fill(cast)
    page = page_factory(390, base_url=serve(app), javascript=False)
    page.goto("/sign-in")
    page.get_by_role("button", name=re.compile("Kirsten")).click()
    page.goto("/trends?months=12&rate=1")
    page.get_by_text("Enheter: Alle").click()
    page.get_by_role("checkbox", name="Hjemmetjenesten nord").check()
    page.get_by_role("checkbox", name="Lia sykehjem").check()
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page.get_by_text("Hjemmetjenesten nord og Lia sykehjem").first).to_be_visible()
    faults = []
    for part in ("", "/where", "/causes", "/units", "/times", "/outcomes", "/between"):
        page.goto(f"/trends{part}?months=24")
        page.evaluate(OPENED)
        faults += [f"{part}: {excess} px too wide"] if (excess := overflow(page)) else []
    assert faults == []
