"""Pages about cases in a real browser: no accessibility fault, no sideways scroll, and the id-number hint."""

from __future__ import annotations

from flask import Flask

from quality.accounts.models import Person
from quality.cases.services import close, measures, talk
from quality.cases.services.close import Closing
from quality.core.db import transaction
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.conftest import NOW
from tests.servers.browser import Page, PageFactory
from tests.servers.checkers import faults
from tests.servers.plugin import Serve


def enter(shown: Page, address: str, person: Person) -> None:
    shown.goto(f"{address}/sign-in")
    shown.get_by_role("button", name=person.name).click()


def wrong(shown: Page, address: str, person: Person, paths: list[str]) -> list[str]:
    """The faults of these pages as this person sees them."""
    enter(shown, address, person)
    found = []
    for path in paths:
        shown.goto(address + path)
        found += faults(shown)
    return found


def test_no_fault_on_pages_that_no_walk_comes_to(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    leader = cast.actor(cast.leader)
    with transaction() as session:
        new, open_case, done = (make_case(session, cast, user_reference="GE-1") for _ in range(3))
        talk.answer(session, leader, open_case, "Takk for at du sa fra.", now=NOW)
        talk.add_note(session, leader, open_case, "Sjekk flere.", now=NOW)
        plan = measures.Plan("Ny matte", cast.colleague.id, NOW.date())
        measures.add_measure(session, leader, open_case, plan, now=NOW)
        talk.answer(session, leader, done, "Takk.", now=NOW)
        close.close(session, leader, done, Closing("Fikset.", close.CanLearn.NO), now=NOW)
    page = f"/cases/{open_case.public_id}"
    address = serve(app)
    own = [page, f"/cases/{done.public_id}", f"/cases/{new.public_id}/receipt"]
    assert wrong(page_factory(320), address, cast.employee, own) == []
    led = ["/cases?q=zebra", page, f"{page}/measures/new", f"/cases/{done.public_id}/reopen"]
    assert wrong(page_factory(320), address, cast.leader, led) == []


def test_an_id_number_is_offered_to_be_hidden_while_typing(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    shown = page_factory(390)
    address = serve(app)
    enter(shown, address, cast.employee)
    shown.goto(f"{address}/report")
    shown.fill("#text", "Falt: 010190 12345")
    shown.get_by_role("button", name="Skjul nummeret").click()
    assert shown.input_value("#text") == "Falt: •••••• •••••"
    assert shown.get_by_role("button", name="Skjul nummeret").count() == 0
    assert not shown.get_by_label("Liten").is_visible()
    shown.get_by_label("Ja", exact=True).check()
    assert shown.get_by_label("Liten").is_visible()


def test_the_line_above_the_button_follows_what_is_chosen(
    app: Flask, serve: Serve, page_factory: PageFactory, cast: Cast
) -> None:
    shown = page_factory(390)
    address = serve(app)
    enter(shown, address, cast.employee)
    shown.goto(f"{address}/report")
    shown.get_by_text("Sendes med navn").click()
    shown.get_by_label("Fortrolig").check()
    shown.get_by_text("Sendes fortrolig").wait_for()
    shown.get_by_label("Med navn").check()
    shown.get_by_text("Sendes med navn").wait_for()


def test_nothing_moves_under_a_finger_that_is_down_and_a_tapped_category_finds_what_is_like_it(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    with transaction() as session:
        make_case(session, cast, cast.colleague, category="T2")
    address = serve(app)
    shown = page_factory(390)
    enter(shown, address, cast.employee)
    shown.goto(address + "/report")
    shown.get_by_label("Hva har skjedd?").fill("Beboer falt og leder truer meg med oppsigelse, ring 92345678")
    answer = shown.get_by_label("Nei", exact=True)
    answer.hover()
    with shown.expect_response("**/report/hints"):
        shown.mouse.down()
    shown.wait_for_timeout(100)
    shown.mouse.up()
    assert answer.is_checked()
    guess = shown.locator("[data-guess] button", has_text="Fall")
    guess.wait_for()
    too = shown.get_by_role("button", name="Gjelder meg også")
    assert too.count() == 0, "its words are nobody's to read, and no category is chosen"
    guess.click()
    too.click()
    shown.get_by_text("Du følger saken.").wait_for()


def test_a_report_goes_through_without_script(
    app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> None:
    shown = page_factory(390, javascript=False)
    address = serve(app)
    enter(shown, address, cast.employee)
    shown.goto(f"{address}/report")
    shown.get_by_role("button", name="Send").click()
    assert shown.locator("#error-summary").inner_text().count("\n") >= 2
    shown.fill("#text", "Falt på badet")
    shown.get_by_label("Nesten").check()
    shown.get_by_role("button", name="Send").click()
    assert "Sak 2026-0001" in shown.locator("main").inner_text()
