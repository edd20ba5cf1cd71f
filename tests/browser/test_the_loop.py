"""The whole loop in a real browser, on a phone and on a desktop: from a report to a mail that shares what helped."""

from __future__ import annotations

import datetime as dt
import re
from email.message import EmailMessage
from functools import partial

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from quality.accounts.models import Person
from quality.cases.kinds import CaseKind, Harm
from quality.cases.services.register import Report, register_case
from quality.core import delivery
from quality.core.db import transaction
from quality.digests import jobs as digests
from quality.patterns.services import make
from tests.cast import Cast
from tests.conftest import Clock
from tests.servers.browser import DESKTOP, PHONE, PageFactory
from tests.servers.plugin import Serve
from tests.servers.smtp import Sink

TOLD = "Medisinen ble glemt ved vaktskiftet."


class Visitor:
    """One page that signs in as one person after another."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def become(self, person: Person, path: str = "/") -> Page:
        """Sign out and in as this person, and open a page."""
        self.page.context.clear_cookies()
        self.page.goto("/sign-in")
        self.page.get_by_role("button", name=re.compile(person.first_name)).click()
        self.page.goto(path)
        return self.page

    def press(self, name: str) -> None:
        """Press the first button or link with this name."""
        both = self.page.get_by_role("button", name=name, exact=True)
        both.or_(self.page.get_by_role("link", name=name, exact=True)).first.click()


def choose(page: Page, label: str, words: str) -> None:
    """Choose the option that holds these words."""
    field = page.get_by_label(label)
    value = field.locator("option", has_text=words).first.get_attribute("value")
    field.select_option(value)


def plain(message: EmailMessage) -> str:
    """The text part as its reader sees it."""
    body = message.get_body(("plain",))
    return body.get_content() if body else ""


OPEN_ALL = "() => document.querySelectorAll('details').forEach(folded => { folded.open = true })"


@pytest.fixture(params=[PHONE, DESKTOP])
def visitor(
    request: pytest.FixtureRequest, app: Flask, cast: Cast, serve: Serve, page_factory: PageFactory
) -> Visitor:
    return Visitor(page_factory(request.param, base_url=serve(app)))


def test_a_report_is_answered_and_judged(visitor: Visitor, cast: Cast) -> None:
    page = visitor.become(cast.employee, "/report")
    page.get_by_label("Hva har skjedd?").fill(TOLD)
    page.get_by_role("radio", name="Nei").check()
    visitor.press("Send")
    expect(page.get_by_text("2026-0001").first).to_be_visible()
    expect(page.get_by_text("Mona Prøve").first).to_be_visible()

    page = visitor.become(cast.leader, "/inbox")
    visitor.press("Ta imot")
    page.get_by_role("link", name=re.compile("Medisinen ble glemt")).first.click()
    address = page.url
    visitor.press("Nytt tiltak")
    page.get_by_label("Hva skal gjøres?").fill("Dobbeltsjekk i rapporten")
    page.get_by_label("Når skal det være gjort?").fill("2026-12-01")
    choose(page, "Hvem har ansvaret?", "Ola")
    choose(page, "Hva slags tiltak er det?", "Sjekkliste")
    visitor.press("Legg til tiltak")
    page.goto(f"{address}/close")
    page.get_by_label("Svar til den som meldte").fill("Takk. Vi sjekker dobbelt fra i dag.")
    page.get_by_role("group", name=re.compile("Kan andre")).get_by_role("radio", name="Ja").check()
    visitor.press("Lukk saken")

    page = visitor.become(cast.employee, address)
    expect(page.get_by_text("Vi sjekker dobbelt fra i dag.").first).to_be_visible()
    page.get_by_role("radio", name=re.compile("Ikke løst|Nei")).check()
    page.get_by_role("textbox").last.fill("Det skjedde igjen i natt.")
    visitor.press("Send")
    page = visitor.become(cast.leader, "/inbox")
    expect(page.get_by_text(re.compile("Gjenåpnet|Åpnet igjen")).first).to_be_visible()


def test_the_second_door_never_asks_about_injury(visitor: Visitor, cast: Cast) -> None:
    page = visitor.become(cast.employee)
    page.get_by_role("link", name=re.compile("Forbedring eller noe som gikk bra")).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("skadet")).to_have_count(0)


@pytest.fixture
def candidate(cast: Cast, time: Clock) -> str:
    """Six reports of the same from three units, seen to belong together."""
    with transaction() as session:
        tellers = [(cast.employee, cast.north), (cast.outsider, cast.south), (cast.home_leader, cast.home)]
        cases = [
            register_case(
                session,
                cast.actor(person),
                Report(CaseKind.DEVIATION, TOLD, unit.id, Harm.NO, category="T1.1"),
                now=time.now - dt.timedelta(days),
            )
            for person, unit in tellers
            for days in (20, 3)
        ]
        actor = cast.actor(cast.coordinator)
        return make.make_pattern(session, actor, "Medisin glemmes", cases, now=time.now).public_id


def test_a_pattern_is_raised_and_what_helped_is_spread(
    visitor: Visitor, cast: Cast, candidate: str, time: Clock, smtp_sink: Sink
) -> None:
    page = visitor.become(cast.coordinator, f"/patterns/{candidate}")
    visitor.press("Løft til kommunenivå")
    if page.get_by_role("button", name="Løft til kommunenivå").count():
        visitor.press("Løft til kommunenivå")
    visitor.press("Sett eier")
    choose(page, "Hvem skal eie det?", "Harald")
    page.get_by_label("Hva vil dere oppnå?").fill("Halvparten så mange innen et halvt år.")
    page.get_by_label("Innen").fill("2027-05-31")
    visitor.press("Sett eier")
    expect(page.get_by_text("Harald Prøve").first).to_be_visible()

    page = visitor.become(cast.leader)
    expect(page.get_by_text(re.compile("mønster", re.IGNORECASE)).first).to_be_visible()

    page = visitor.become(cast.coordinator, f"/learning/new?pattern={candidate}")
    page.get_by_label("Tittel").fill("Én har medisinen")
    page.get_by_label("Problemet").fill("Medisin ble glemt når vakta skiftet.")
    page.get_by_label("Hva vi gjorde").fill("Én navngitt på hver vakt har ansvaret.")
    page.locator("summary", has_text="Hvilke enheter gjelder det?").click()
    page.get_by_role("checkbox", name=re.compile("Moen skole")).check()
    visitor.press("Lagre utkastet")
    visitor.press("Send til godkjenning")
    note = page.url
    page = visitor.become(cast.second_coordinator, note)
    visitor.press("Godkjenn og publiser")
    page = visitor.become(cast.school_leader, note)
    visitor.press("Svar for enheten")
    page.get_by_role("radio", name=re.compile("Tilpasset")).check()
    page.get_by_label("Fortell kort").fill("Hos oss er det lærer i første time.")
    visitor.press("Lagre svaret")
    expect(page.get_by_text("1 av 4 enheter har svart").first).to_be_visible()

    digests.compose("https://loft.example", time.now)
    time.move(days=1, hours=1)
    digests.compose("https://loft.example", time.now)
    deliver = partial(delivery.deliver, smtp_sink.url, "loft@example.invalid")
    sent = deliver(time.now)
    assert sent == len(smtp_sink.inbox) > 0
    assert deliver(time.now) == 0
    assert any("Én har medisinen" in plain(message) for message in smtp_sink.to("ulla@bjorkli.invalid"))


def test_every_number_opens_its_cases(visitor: Visitor, cast: Cast, candidate: str) -> None:
    page = visitor.become(cast.coordinator, "/trends")
    page.evaluate(OPEN_ALL)
    link = page.locator("main table a").filter(has_text=re.compile(r"^\s*6\s*$")).first
    link.click()
    expect(page.get_by_text(re.compile(r"\b6 saker\b")).first).to_be_visible()
