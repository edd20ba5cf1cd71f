"""Reporting as people do it: by keyboard alone, with a second click, by going back, and when the session is gone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.accounts.models import Person, SignIn
from quality.cases.models.case import Case
from quality.core.db import transaction
from tests.cast import Cast
from tests.conftest import NOW
from tests.servers.browser import Page, PageFactory, until
from tests.servers.plugin import Serve


@pytest.fixture
def address(app: Flask, serve: Serve, cast: Cast) -> str:
    return serve(app).replace("127.0.0.1", "localhost")


def enter(page: Page, person: Person) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=person.name).click()
    page.get_by_role("heading", name="Hei").wait_for()


def told() -> list[str]:
    with transaction() as session:
        return list(session.scalars(sa.select(Case.description)))


def tab_to(page: Page, what: str) -> None:
    """Press Tab until it has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"no way to {what} by keyboard")


def test_a_report_is_made_by_keyboard_alone(address: str, cast: Cast, page_factory: PageFactory) -> None:
    page = page_factory(1280, base_url=address)
    enter(page, cast.employee)
    tab_to(page, "a[href='/report'].ds-button")
    page.keyboard.press("Enter")
    page.get_by_label("Hva har skjedd?").wait_for()
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    page.locator("#error-summary").wait_for()
    tab_to(page, "a[href='#text']")
    page.keyboard.press("Enter")
    page.keyboard.type("Falt på badet")
    tab_to(page, "input[name=harm]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "main .l-actions button[type=submit]")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Sendt").wait_for()
    assert told() == ["Falt på badet"]


def test_going_back_past_a_refused_form_and_clicking_twice_make_one_case(
    address: str, cast: Cast, page_factory: PageFactory
) -> None:
    page = page_factory(390, base_url=address)
    enter(page, cast.employee)
    until(page, "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
    page.goto("/report")
    page.get_by_role("button", name="Send", exact=True).click()
    page.locator("#error-summary").wait_for()
    page.get_by_label("Hva har skjedd?").fill("Falt på badet")
    page.get_by_label("Nesten").check()
    page.get_by_role("button", name="Send", exact=True).dblclick()
    page.get_by_role("heading", name="Sendt").wait_for()
    page.go_back()  # to the form as it was refused, which must not be sent again by itself
    page.get_by_label("Hva har skjedd?").wait_for()
    assert told() == ["Falt på badet"]
    page.get_by_label("Hva har skjedd?").fill("Falt på badet")
    page.get_by_label("Nesten").check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="Sendt").wait_for()
    assert told() == ["Falt på badet"]


def test_a_second_click_without_script_makes_one_case(
    address: str, cast: Cast, page_factory: PageFactory
) -> None:
    page = page_factory(390, base_url=address, javascript=False)
    enter(page, cast.employee)
    page.goto("/report")
    page.get_by_label("Hva har skjedd?").fill("Falt på badet")
    page.get_by_label("Nesten").check()
    page.get_by_role("button", name="Send", exact=True).dblclick()
    page.get_by_role("heading", name="Sendt").wait_for()
    assert told() == ["Falt på badet"]


def test_a_session_gone_in_the_middle_gives_the_text_back_after_the_sign_in(
    address: str, cast: Cast, page_factory: PageFactory
) -> None:
    page = page_factory(390, base_url=address, javascript=False)
    enter(page, cast.employee)
    page.goto("/report")
    page.get_by_label("Hva har skjedd?").fill("Falt på badet")
    page.get_by_label("Nesten").check()
    with transaction() as session:
        session.execute(sa.update(SignIn).values(ends_at=NOW))
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Falt på badet").wait_for()
    page.get_by_role("button", name="Logg inn og fortsett").click()
    page.get_by_role("button", name=cast.employee.name).click()
    page.get_by_role("heading", name="Du er inne igjen").wait_for()
    assert told() == []
    page.get_by_role("button", name="Send det nå").click()
    page.get_by_role("heading", name="Sendt").wait_for()
    assert told() == ["Falt på badet"]
