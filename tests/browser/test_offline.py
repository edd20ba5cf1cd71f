"""Without a network, in a real browser: the form opens, what is sent waits, goes once, and for its owner alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask, request

from quality.accounts.models import Person, SignIn
from quality.cases.models.case import Case
from quality.cases.models.file import CaseFile
from quality.core.db import transaction
from tests.cases.desk import make_case
from tests.cast import Cast
from tests.conftest import NOW
from tests.servers.browser import Page, PageFactory, overflow, until
from tests.servers.checkers import run_axe
from tests.servers.plugin import Serve

PDF = b"%PDF-1.4 en side"
KEPT = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"

EMPTY = """(store) => new Promise((done) => {
    indexedDB.open("loft", 1).onsuccess = (opened) => {
        const asked = opened.target.result.transaction(store).objectStore(store).count();
        asked.onsuccess = () => { opened.target.result.close(); done(asked.result === 0); };
    };
})"""


@pytest.fixture
def page(app: Flask, serve: Serve, page_factory: PageFactory, cast: Cast) -> Page:
    return page_factory(390, base_url=serve(app).replace("127.0.0.1", "localhost"))


def enter(page: Page, person: Person) -> None:
    page.goto("/sign-in")
    page.get_by_role("button", name=person.name).click()
    page.get_by_role("heading", name="Hei").wait_for()
    until(page, KEPT)


def write(page: Page, text: str) -> None:
    page.get_by_label("Hva har skjedd?").fill(text)
    page.get_by_label("Nei", exact=True).check()


def told() -> list[tuple[str, int]]:
    with transaction() as session:
        return [(case.description, case.reporter_id) for case in session.scalars(sa.select(Case))]


def waits(page: Page) -> str:
    line = page.locator("[data-waits]")
    line.wait_for(state="visible")
    return line.inner_text()


def sent(page: Page) -> None:
    until(page, EMPTY, "outbox")
    page.locator("[data-waits]").wait_for(state="hidden")


def test_a_report_written_without_a_network_is_sent_by_itself_once_it_is_back(page: Page, cast: Cast) -> None:
    enter(page, cast.employee)
    page.context.set_offline(True)
    page.goto("/")
    page.get_by_role("heading", name="Du er uten nett").wait_for()
    page.get_by_role("link", name="Meld avvik").click()
    write(page, "Falt på badet i natt")
    assert run_axe(page) == []
    assert overflow(page) == 0
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Ikke sendt ennå").wait_for()
    assert waits(page) == "1 venter"
    assert "Falt på badet" not in page.locator("main").inner_text()
    page.goto("/report")
    write(page, "Falt på gangen i natt")
    page.get_by_label("Legg ved bilder").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Ikke sendt ennå").wait_for()
    assert waits(page) == "2 venter"
    assert told() == []
    page.context.set_offline(False)
    sent(page)
    everything = [("Falt på badet i natt", cast.employee.id), ("Falt på gangen i natt", cast.employee.id)]
    assert sorted(told()) == everything
    with transaction() as session:
        assert session.scalars(sa.select(CaseFile.case_id.is_not(None))).all() == [True]
    page.goto("/mine")
    page.reload()
    assert sorted(told()) == everything
    page.context.set_offline(True)
    page.goto("/report")
    write(page, "Falt i trappa i natt")
    page.get_by_text("Lagret", exact=True).wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/mine?sent=*")
    until(page, EMPTY, "drafts")


def test_what_waits_waits_for_the_same_persons_sign_in(page: Page, cast: Cast) -> None:
    enter(page, cast.employee)
    page.goto("/report")
    write(page, "Falt på badet i natt")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Ikke sendt ennå").wait_for()
    with transaction() as session:
        session.execute(sa.update(SignIn).values(revoked_at=NOW))
    page.context.set_offline(False)
    page.get_by_text("Logg inn, så blir det sendt").wait_for()
    page.get_by_role("button", name="Slett").wait_for(state="hidden")  # anybody may stand here now
    page.get_by_text("Logg inn, så blir det sendt").click()
    page.get_by_role("heading", name="Hvem vil du være?").wait_for()
    enter(page, cast.colleague)
    page.goto("/mine")
    assert not page.locator("[data-waits]").is_visible()
    assert told() == []
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("button", name="Bytt bruker eller logg ut").click()
    page.get_by_role("heading", name="Hvem vil du være?").wait_for()
    enter(page, cast.employee)
    sent(page)
    assert told() == [("Falt på badet i natt", cast.employee.id)]


def test_a_report_that_met_an_ended_session_is_sent_with_its_photos_by_the_sign_in(
    page: Page, cast: Cast
) -> None:
    enter(page, cast.employee)
    page.goto("/report")
    write(page, "Falt på badet i natt")
    page.get_by_label("Legg ved bilder").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    with transaction() as session:
        session.execute(sa.update(SignIn).values(ends_at=NOW))
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("button", name="Logg inn og fortsett").click()
    page.get_by_role("button", name=cast.employee.name).click()
    page.wait_for_url("**/mine?sent=*")
    sent(page)
    assert told() == [("Falt på badet i natt", cast.employee.id)]
    with transaction() as session:
        assert session.scalars(sa.select(CaseFile.case_id.is_not(None))).all() == [True]


def test_a_page_that_is_no_receipt_takes_no_report_out(app: Flask, page: Page, cast: Cast) -> None:
    strange: list[str] = []  # what somebody between the browser and Løft answers
    app.before_request_funcs[None].insert(
        0, lambda: strange[0] if request.method == "POST" and strange else None
    )
    enter(page, cast.employee)
    page.goto("/report")
    write(page, "Falt på badet i natt")
    strange.append("<h1>Logg inn på gjestenettet</h1>")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Logg inn på gjestenettet").wait_for()
    page.goto("/")
    assert waits(page) == "1 venter"
    page.goto("/mine")
    assert waits(page) == "1 venter"
    assert told() == []
    strange.clear()
    page.goto("/report/where")
    sent(page)
    assert told() == [("Falt på badet i natt", cast.employee.id)]


def test_what_is_refused_comes_back_as_a_draft_and_signing_out_asks_first(page: Page, cast: Cast) -> None:
    enter(page, cast.employee)
    page.goto("/report")
    write(page, "Falt på badet i natt")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Ikke sendt ennå").wait_for()
    with transaction():
        cast.north.closed_on = NOW.date()
    page.context.set_offline(False)
    page.get_by_text("1 kom tilbake til deg").click()
    page.get_by_role("link", name="Rett og send").click()
    page.get_by_text(f"{cast.north.name} tar ikke lenger imot meldinger.").first.wait_for()
    assert page.get_by_label("Hva har skjedd?").input_value() == "Falt på badet i natt"
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("button", name="Bytt bruker eller logg ut").click()
    page.get_by_role("button", name="Bli her").click()
    with transaction():
        cast.north.closed_on = None
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="Sendt").wait_for()
    sent(page)
    assert told() == [("Falt på badet i natt", cast.employee.id)]


def test_what_is_written_in_a_case_is_not_lost_with_the_network(page: Page, cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast)
    enter(page, cast.employee)
    page.goto(f"/cases/{case.public_id}")
    page.get_by_label("Skriv i saken").fill("Det skjedde igjen i dag")
    page.get_by_text("Lagret", exact=True).wait_for()
    page.context.set_offline(True)
    page.locator("main form:has(textarea) button[type=submit]").first.click()
    page.get_by_role("heading", name="Du er uten nett").wait_for()
    page.context.set_offline(False)
    page.goto(f"/cases/{case.public_id}")
    page.get_by_text("Vi har hentet fram").wait_for()
    assert page.get_by_label("Skriv i saken").input_value() == "Det skjedde igjen i dag"


def test_a_draft_comes_back_to_its_person_and_is_gone_when_sent_or_signed_out(page: Page, cast: Cast) -> None:
    enter(page, cast.employee)
    page.goto("/report")
    write(page, "Halvferdig")
    page.get_by_text("Lagret", exact=True).wait_for()
    page.goto("/")
    page.goto("/report")
    page.get_by_text("Vi har hentet fram").wait_for()
    assert page.get_by_label("Hva har skjedd?").input_value() == "Halvferdig"
    assert page.get_by_label("Nei", exact=True).is_checked()
    page.get_by_text("Mer", exact=True).click()
    page.get_by_role("button", name="Bytt bruker eller logg ut").click()
    page.get_by_role("button", name="Slett og logg ut").click()
    page.get_by_role("heading", name="Hvem vil du være?").wait_for()
    until(page, EMPTY, "drafts")
    enter(page, cast.employee)
    page.goto("/report")
    write(page, "Hele historien")
    page.get_by_text("Lagret", exact=True).wait_for()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Sendt").wait_for()
    until(page, EMPTY, "drafts")
    assert told() == [("Hele historien", cast.employee.id)]
