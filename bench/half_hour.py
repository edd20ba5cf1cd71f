"""A leader's half hour in clicks and keys: python -m bench.half_hour [--cases N].

So many cases wait in the inbox as in an ordinary week: most are received and answered, some are doubles, some belong
elsewhere, one waits, one is not ours. The leader works with the keys that the page offers and the mouse for the rest,
first the new ones one by one, then those in work by one measure and one answer, then the few that want an answer of
their own. Every click, key and letter is counted in the page itself; the walk ends when nothing new waits.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from playwright.sync_api import Page
from rich.console import Console
from rich.table import Table

from bench.phone import PASSWORD, Days, town
from quality.accounts.models import Person
from quality.accounts.queries import actor_for
from quality.accounts.services import passwords
from quality.cases.jobs import bulk_close
from quality.cases.kinds import CaseKind, Harm
from quality.cases.models.case import Case
from quality.cases.services.register import Report, register_case
from quality.cases.states import CaseState
from quality.core import clock
from quality.core.db import db, transaction
from tests.servers.browser import chromium

LEADER, REPORTER = "mona@bjorkli.invalid", "kari@bjorkli.invalid"
SCREEN = {"width": 1280, "height": 900}
ANSWER = "Takk for at du sa fra. Vi har gått gjennom det i dag, og gjør det slik fra nå av."
# What becomes of each new case, over and over: most are received, and the rest as a week has them.
DECISIONS = (
    ("receive",) * 6 + ("merge",) + ("receive",) * 7 + ("send",) + ("receive",) * 3 + ("snooze", "reject")
)
TEXTS = (
    "Bruker falt på vei til badet. Ingen skade.",
    "Medisin til kvelden var ikke gitt.",
    "Trygghetsalarmen virket ikke i natt.",
    "Beskjed fra sykehuset kom for sent.",
    "Døra til medisinrommet sto åpen.",
)


@dataclass
class Hands:
    """What the leader does, counted by what it is for."""

    page: Page
    clicks: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    part: str = ""

    def click(self, selector: str) -> None:
        """One press of the mouse."""
        self.page.locator(selector).first.click()
        self.clicks[self.part] += 1
        self.page.wait_for_load_state()

    def key(self, name: str) -> None:
        """One key that the page listens for, and the page that follows."""
        with self.page.expect_navigation():
            self.page.keyboard.press(name)
        self.keys[self.part] += 1

    def write(self, selector: str, text: str) -> None:
        """A click into the field, and the letters."""
        self.click(selector)
        self.page.keyboard.type(text)
        self.letters[self.part] += len(text)


def fill(cases: int) -> None:
    """So many new cases for one leader, of five kinds."""
    with transaction() as session:
        day = clock.local_date(clock.now())
        found = session.scalars(sa.select(Person).where(Person.email.in_([LEADER, REPORTER])))
        people = {person.email: person for person in found}
        reporter = actor_for(session, people[REPORTER], day)
        for number in range(cases):
            text = f"{TEXTS[number % len(TEXTS)]} ({number + 1})"
            told = Report(kind=CaseKind.DEVIATION, description=text, unit_id=reporter.unit_id, harm=Harm.NO)
            register_case(session, reporter, told, now=clock.now())
        people[LEADER].password_hash = passwords.hash_password(PASSWORD)


def decide(hands: Hands, what: str) -> None:
    """One new case, by the keys."""
    hands.part = f"new: {what}"
    if what == "receive":
        hands.key("Enter")
    elif what == "merge":
        hands.key("1")
        hands.click("main input[type=radio]")
        hands.click("main button.ds-button[type=submit]")
    elif what == "send":
        hands.key("2")
        hands.page.locator("main select[name=unit]").select_option(index=1)
        hands.clicks[hands.part] += 2
        hands.write("main textarea[name=text]", "Dette hører til hos dere.")
        hands.click("main button.ds-button[type=submit]")
    elif what == "snooze":
        hands.key("4")
        hands.click("main form button[type=submit]")
    else:
        hands.key("3")
        hands.click("main input[type=radio]")
        hands.write("main textarea[name=text]", "Meldt hos vaktmester.")
        hands.click("main button.ds-button[type=submit]")


def close_together(hands: Hands) -> None:
    """Those in work by one measure and one answer."""
    hands.part = "closed together"
    hands.page.goto(hands.page.url.split("/inbox")[0] + "/inbox")
    hands.click(".l-tick-all input[value=open]")
    hands.click(".l-tray button[value=close]")
    hands.write("main input[name=title]", "Fast plass for utstyret, med merking på veggen")
    hands.page.locator("main select[name=owner]").select_option(index=1)
    hands.page.locator("main select[name=kind]").select_option(index=1)
    hands.clicks[hands.part] += 4
    hands.page.locator("main input[name=due_on]").fill("2026-12-18")
    hands.keys[hands.part] += 8
    hands.write("main textarea[name=answer]", ANSWER)
    hands.click("main input[name=can_learn][value=no]")
    hands.click("main form button.ds-button[type=submit]:has-text('Se hva som skjer')")
    hands.click("main form button[type=submit]")


def show(hands: Hands, cases: int) -> None:
    """What it took, by part and by case."""
    table = Table("part", "clicks", "keys", "letters", title=f"{cases} waiting cases")
    for part in dict.fromkeys([*hands.clicks, *hands.keys]):
        table.add_row(part, *(str(each[part]) for each in (hands.clicks, hands.keys, hands.letters)))
    total = [sum(each.values()) for each in (hands.clicks, hands.keys, hands.letters)]
    table.add_row("all of it", *map(str, total))
    Console().print(table)
    print(f"clicks and keys a case: {(total[0] + total[1]) / cases:.1f}")


def main() -> None:
    """Walk through them, and end with 1 where something new is left."""
    parser = argparse.ArgumentParser(prog="python -m bench.half_hour", description=__doc__)
    parser.add_argument("--cases", type=int, default=40)
    cases = parser.parse_args().cases
    with town(Days()) as (app, address), chromium() as browser:
        with app.app_context():
            fill(cases)
        page = browser.new_context(viewport=SCREEN, locale="nb-NO").new_page()
        page.goto(f"{address}/sign-in")
        page.fill("input[name=email]", LEADER)
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button[type=submit]")
        hands = Hands(page)
        for number in range(cases):
            page.goto(f"{address}/inbox")
            decide(hands, DECISIONS[number % len(DECISIONS)])
        close_together(hands)
        with app.app_context():
            bulk_close.run(clock.now())
            left = db.session.scalar(
                sa.select(sa.func.count(Case.id)).where(Case.state == CaseState.REPORTED)
            )
            states = Counter(db.session.scalars(sa.select(Case.state)))
    show(hands, cases)
    print(", ".join(f"{state} {number}" for state, number in sorted(states.items())))
    put_off = sum(DECISIONS[number % len(DECISIONS)] == "snooze" for number in range(cases))
    sys.exit(left != put_off)


if __name__ == "__main__":
    main()
