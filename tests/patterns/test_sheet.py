"""The chief executive's sheet is one A4 page, however much there is to say."""

from __future__ import annotations

import io

import pikepdf
from flask import Flask

from quality.core.db import transaction
from quality.patterns.kinds import MinuteKind
from quality.patterns.services import answer, decide, make
from tests.cast import Cast
from tests.conftest import Clock
from tests.patterns.factories import some_cases
from tests.servers.browser import PageFactory
from tests.servers.plugin import Serve

LONG = "Beskjeder om utskriving fra sykehuset blir lest for sent i flere enheter på kvelden og i helgene"


def crowded(cast: Cast, time: Clock, patterns: int) -> None:
    """So many raised patterns, each with long words for everything and a decision asked for."""
    with transaction() as session:
        cases = some_cases(session, cast, time.now, each=1)
        coordinator = cast.actor(cast.coordinator)
        for number in range(patterns):
            made = make.make_pattern(
                session, coordinator, f"{number} {LONG} {LONG}"[:160], cases, now=time.now
            )
            decide.raise_pattern(session, coordinator, made, now=time.now)
            decide.set_owner(
                session, coordinator, made, cast.head, " ".join([LONG] * 5), now=time.now, due_on=cast.day
            )
            said = answer.Said(MinuteKind.ASKED, cast.day, "Ledermøtet", " ".join([LONG] * 9))
            answer.add_minute(session, coordinator, made, said, now=time.now)
    time.move(days=3)


def test_the_sheet_is_one_a4_page(
    cast: Cast, app: Flask, serve: Serve, page_factory: PageFactory, time: Clock
) -> None:
    crowded(cast, time, 14)
    page = page_factory(1280, base_url=serve(app))
    page.goto("/sign-in")
    page.get_by_role("button", name=cast.chief.first_name).click()
    page.goto("/patterns/sheet")
    with pikepdf.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as document:
        assert len(document.pages) == 1
