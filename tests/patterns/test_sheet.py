"""What is printed of patterns: the chief executive's sheet is one A4 page, and no table's head stands alone."""

from __future__ import annotations

import io

import pikepdf
import pytest
from flask import Flask

from quality.core.db import transaction
from quality.patterns.kinds import MinuteKind
from quality.patterns.services import answer, decide, make
from tests.cast import Cast
from tests.conftest import Clock
from tests.patterns.factories import finding, some_cases
from tests.servers.browser import PageFactory
from tests.servers.plugin import Serve

TABLE = """
<main class="l-main"><div></div><table class="l-table"><caption {caption}</caption>
<thead><tr><th scope="col">Enhet</th></tr></thead>
<tbody><tr><th scope="row">Nord<br>og<br>sør</th></tr></tbody></table></main>
"""
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


def test_nothing_on_paper_looks_as_if_it_could_be_opened(
    cast: Cast, app: Flask, serve: Serve, page_factory: PageFactory, time: Clock
) -> None:
    with transaction() as session:
        pattern = finding(session, cast, some_cases(session, cast, time.now), time.now)
    page = page_factory(1280, base_url=serve(app))
    page.goto("/sign-in")
    page.get_by_role("button", name=cast.coordinator.first_name).click()
    page.goto(f"/patterns/{pattern.public_id}")
    page.emulate_media(media="print")
    heads = page.locator(".l-details > summary:visible")
    assert [text.strip() for text in heads.all_inner_texts()] == ["Enheter som ikke er berørt (1)"]
    look = "e => [getComputedStyle(e, '::before').display, getComputedStyle(e).textDecorationLine]"
    assert heads.evaluate(look) == ["none", "none"]
    assert page.get_by_role("rowheader", name=cast.school.name).count(), "what it holds is on the paper too"
    assert page.locator(".l-line").count()
    assert not page.locator(".l-line > .l-icon:last-child:visible").count()


@pytest.mark.parametrize("caption", ['class="ds-sr-only">Enheter', ">Enheter"])
def test_the_head_of_a_table_goes_with_its_first_row(
    app: Flask, serve: Serve, page_factory: PageFactory, caption: str
) -> None:
    """Wherever on the sheet the table begins, the empty page before it has none of its words."""
    page = page_factory(1280, base_url=serve(app))
    page.goto("/sign-in")
    page.evaluate("html => { document.body.innerHTML = html; }", TABLE.format(caption=caption))
    seen = set()
    for height in range(200, 256, 6):
        page.evaluate(f"document.querySelector('main > div').style.height = '{height}mm'")
        with pikepdf.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as document:
            pages = [words(page) for page in document.pages]
        assert len(pages) == 1 or pages[0] == 0, height
        seen.add(len(pages))
    assert seen == {1, 2}


def words(page: pikepdf.Page) -> int:
    """How many pieces of text a page of a PDF shows."""
    return sum(str(step.operator) in ("Tj", "TJ") for step in pikepdf.parse_content_stream(page))
