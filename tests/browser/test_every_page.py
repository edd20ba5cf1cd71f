"""Every page that anybody is led to: no dead link, valid HTML, accessible and never wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from quality.cases.kinds import CaseKind, Harm
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from tests.browser.walk import Walk, one_of_each
from tests.cast import Cast
from tests.conftest import NOW
from tests.servers.browser import PageFactory, Scheme, overflow
from tests.servers.checkers import check_html, run_axe
from tests.servers.plugin import Serve

PEOPLE = ["employee", "leader", "head", "coordinator", "safety_rep", "privacy_officer", "chief", "admin"]


@pytest.fixture
def lived_in(cast: Cast) -> Cast:
    """The cast with something of everything that pages show; each room adds its own."""
    with transaction() as session:
        for kind, text in (
            (CaseKind.DEVIATION, "Bruker fikk ikke medisin i går kveld."),
            (CaseKind.IMPROVEMENT, "Vi har hengt nøklene i samme rekkefølge som rundene."),
        ):
            report = Report(kind, text, cast.north.id, Harm.NO if kind is CaseKind.DEVIATION else None)
            register_case(session, cast.actor(cast.employee), report, now=NOW)
    return cast


@pytest.mark.parametrize("part", PEOPLE)
def test_every_link_a_person_is_shown_leads_somewhere(app: Flask, lived_in: Cast, part: str) -> None:
    walk = Walk(app, getattr(lived_in, part))
    assert walk.dead == []
    assert walk.pages


def test_every_page_is_valid_html(app: Flask, lived_in: Cast) -> None:
    pages: dict[str, str] = {}
    for part in PEOPLE:
        seen = Walk(app, getattr(lived_in, part)).pages
        pages |= {f"{part} {address}": seen[address] for address in one_of_each(app, seen)}
    assert check_html(pages) == []


@pytest.mark.parametrize("part", ["employee", "leader", "coordinator", "admin"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_every_page_is_accessible_and_fits(
    app: Flask, lived_in: Cast, serve: Serve, page_factory: PageFactory, part: str, scheme: Scheme, width: int
) -> None:
    walk = Walk(app, getattr(lived_in, part))
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
