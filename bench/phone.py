"""A person with a telephone, timed: python -m bench.phone report|tally [--rounds N] [--seed N].

Chromium as a middling phone on a slow 4G line, with an empty cache, the day after Løft was last used: from the icon on
the home screen, through the phone's lock (PIN and passkey in turn), to the receipt. The person reads, hesitates, types
as people type on glass, and corrects slips. Everything is drawn anew for each round; the clock is a real one.
A tally is one of many in a shift, so its time runs from the icon on a phone that was unlocked within the ten minutes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import math
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, CDPSession, Locator, Page
from rich.console import Console
from rich.table import Table
from werkzeug.serving import make_server

from config import Config
from quality.accounts.services import passwords
from quality.app import create_app
from quality.cases.models.case import Case
from quality.cases.models.tally import Tally
from quality.core import clock
from quality.core.db import db, transaction
from tests.cast import make_cast
from tests.servers.browser import chromium

ROOT = Path(__file__).parents[1]
PASSWORD, PIN = "en blå båt seiler sakte", "274916"
EMAIL = "kari@bjorkli.invalid"
# Median and nine in ten, in seconds (the goals); a tally has one goal for every round.
GOALS = {"report": (45.0, 90.0), "tally": (10.0, 10.0)}
PHONE = {"width": 390, "height": 844}
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER_PROCESSOR = 4

BEGINNINGS = (
    "Bruker falt på vei til badet",
    "Medisin til kvelden var ikke gitt",
    "Fant feil tabletter i dosetten",
    "Døra til medisinrommet sto åpen",
    "Rullestolen har ødelagt brems",
    "Pårørende ble sint og truet meg",
    "Alarmen virket ikke i natt",
    "Beskjed fra sykehuset kom for sent",
)
ENDINGS = (
    "",
    ". Ingen skade.",
    ". Ringte legevakta og satt hos til de kom.",
    " og ble liggende en stund. Hjalp opp igjen.",
    ". Andre gang denne uka.",
    ". Sa fra til vakta og skrev i journalen.",
)


@dataclass
class Person:
    """How one person is today: how fast they type, how long they look, how sure their thumb is."""

    dice: random.Random
    words_a_minute: float
    slips: float
    calm: float
    own: float = 0.0  # seconds that were the person's own doing, and not the machine's

    @classmethod
    def drawn(cls, dice: random.Random) -> Person:
        """About 36 words a minute on a phone (Palin et al. 2019 found 36.2 in 37 000 people), widely spread."""
        speed = min(70.0, max(15.0, dice.lognormvariate(math.log(36), 0.3)))
        return cls(dice, speed, dice.uniform(0.01, 0.06), dice.lognormvariate(0, 0.25))

    def wait(self, seconds: float) -> None:
        """Let exactly so much time go."""
        self.own += seconds
        time.sleep(seconds)

    def look(self, seconds: float) -> None:
        """Read or think for about so long."""
        self.wait(seconds * self.calm * self.dice.uniform(0.6, 1.6))

    def tap(self, target: Locator) -> None:
        """Find it, move the thumb, touch."""
        self.look(0.8)
        target.tap()

    def write(self, page: Page, text: str) -> None:
        """Letter by letter, with slips taken back. The thumbs keep their pace unless Løft cannot follow."""
        pause = 60 / (self.words_a_minute * 5)
        for letter in text:
            if self.dice.random() < self.slips:
                self.press(page, self.dice.choice("aeinrst"), pause * 2)
                self.press(page, "Backspace", pause)
            self.press(page, letter, pause * self.dice.uniform(0.5, 1.4))

    def press(self, page: Page, key: str, pause: float) -> None:
        """One key, and on to the next one after so long."""
        due = time.perf_counter() + pause
        page.keyboard.press(key) if len(key) > 1 else page.keyboard.type(key)
        self.own += pause
        time.sleep(max(0.0, due - time.perf_counter()))


@dataclass
class Watch:
    """Where the time of a round went."""

    started: float = field(default_factory=time.perf_counter)
    marks: list[tuple[str, float]] = field(default_factory=list)

    def mark(self, name: str) -> None:
        """A part of the round has ended."""
        self.marks.append((name, time.perf_counter()))

    def parts(self) -> dict[str, float]:
        """Seconds of each part, and of the whole."""
        at, found = self.started, {}
        for name, then in self.marks:
            found[name], at = then - at, then
        return {**found, "all of it": at - self.started}


class Days:
    """The real clock, some days on."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def next(self) -> None:
        """Sleep over it."""
        self.ahead += dt.timedelta(days=1)


@contextmanager
def town(days: Days) -> Iterator[tuple[Flask, str]]:
    """A small municipality, served under a name, since a passkey belongs to a name."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    clock.set_clock(days)
    with tempfile.TemporaryDirectory(prefix="loft-phone-") as folder:
        app = create_app(Config(secret_key="phone" * 8, instance_path=Path(folder)))
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            with transaction() as session:
                cast = make_cast(session, days())
                cast.employee.password_hash = passwords.hash_password(PASSWORD)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        address = f"http://localhost:{server.server_port}"
        app.extensions["loft"] = replace(app.extensions["loft"], public_url=address)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield app, address
        finally:
            server.shutdown()
            clock.set_clock(None)


def slow_down(page: Page) -> CDPSession:
    """A middling phone on slow 4G that holds nothing from before."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_PROCESSOR})
    line.send("Network.clearBrowserCache")
    return line


def with_keys(page: Page) -> None:
    """The phone's own key keeper, which recognises its owner."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    kept = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
    line.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**kept, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def own_phone(browser: Browser, address: str, way: str) -> Page:
    """A phone signed in yesterday and set up as one's own."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        base_url=address,
        has_touch=True,
        is_mobile=True,
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    page = context.new_page()
    with_keys(page)
    page.goto("/sign-in")
    page.get_by_label("E-post").fill(EMAIL)
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_label("Dette er min egen telefon").check()
    page.get_by_role("button", name="Logg inn").click()
    if way == "passkey":
        page.get_by_role("button", name="Lås opp som telefonen ellers").click()
    else:
        page.get_by_label("Velg en PIN").fill(PIN)
        page.get_by_label("Samme PIN en gang til").fill(PIN)
        page.get_by_role("button", name="Bruk PIN").click()
    page.get_by_role("heading", name="Hei").wait_for()
    return page


def unlock(page: Page, person: Person, way: str) -> None:
    """The icon, the lock, the first page."""
    page.goto("/")
    person.look(0.8)
    if way == "passkey":
        person.tap(page.get_by_role("button", name="Lås opp med telefonen"))
        person.look(1.5)  # the finger finds the sensor; the virtual key answers at once
    else:
        for digit in PIN:
            person.press(page, digit, person.dice.uniform(0.2, 0.5))
        person.tap(page.get_by_role("button", name="Lås opp", exact=True))
    page.get_by_role("heading", name="Hei").wait_for()


def report(page: Page, person: Person, watch: Watch) -> None:
    """Three questions, in one's own words."""
    person.look(1.0)
    person.tap(page.get_by_role("link", name="Meld avvik"))
    page.get_by_label("Hva har skjedd?").wait_for()
    watch.mark("to the form")
    person.look(1.8)
    person.tap(page.get_by_label("Hva har skjedd?"))
    person.write(page, person.dice.choice(BEGINNINGS) + person.dice.choice(ENDINGS))
    watch.mark("writing")
    answer = person.dice.choices(("no", "nearly", "yes"), (60, 25, 15))[0]
    person.tap(page.locator(f"input[name=harm][value={answer}]"))
    if answer == "yes":
        person.look(1.5)
        person.tap(page.locator(f"input[name=severity][value='{person.dice.choice('12')}']"))
    person.look(1.5)
    person.tap(page.get_by_role("button", name="Send", exact=True))
    page.get_by_role("heading", name="Sendt").wait_for()
    watch.mark("answering and sending")


def tally(page: Page, person: Person, watch: Watch) -> None:
    """The icon, and one tap on the first page."""
    page.goto("/")
    person.look(1.0)
    watch.mark("opening and looking")
    person.tap(person.dice.choice(page.locator(".l-quick .l-tap").all()))
    page.locator("[data-said]").get_by_text("Talt").wait_for()
    watch.mark("tapping")


ACTS: dict[str, tuple[Callable[[Page, Person, Watch], None], type[Case] | type[Tally]]] = {
    "report": (report, Case),
    "tally": (tally, Tally),
}


def one_round(
    browser: Browser, address: str, days: Days, what: str, dice: random.Random, way: str
) -> dict[str, float]:
    """A day later, once."""
    page = own_phone(browser, address, way)
    try:
        days.next()
        slow_down(page)
        person, watch = Person.drawn(dice), Watch()
        unlock(page, person, way)
        if what == "tally":
            person, watch = Person.drawn(dice), Watch()
            page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        else:
            watch.mark(f"unlocking by {way}")
        ACTS[what][0](page, person, watch)
        found = watch.parts()
        return {**found, "of that, waiting for Løft": found["all of it"] - person.own}
    finally:
        page.context.close()


def show(what: str, rounds: list[dict[str, float]]) -> bool:
    """Print how the times are spread; whether the goals are met."""
    table = Table("part", "rounds", "least", "median", "nine in ten", "most", title=f"{what}, seconds")
    last = ["all of it", "of that, waiting for Løft"]
    names = dict.fromkeys(name for each in rounds for name in each if name not in last)
    for name in [*names, *last]:
        times = sorted(each[name] for each in rounds if name in each)
        nine = times[math.ceil(0.9 * len(times)) - 1]
        table.add_row(
            name,
            str(len(times)),
            *(f"{n:.1f}" for n in (times[0], statistics.median(times), nine, times[-1])),
        )
    Console().print(table)
    whole = sorted(each["all of it"] for each in rounds)
    median, nine = statistics.median(whole), whole[math.ceil(0.9 * len(whole)) - 1]
    print(f"goal: median under {GOALS[what][0]:.0f} s, nine in ten under {GOALS[what][1]:.0f} s")
    print(" ".join(f"{seconds:.0f}" for seconds in whole))
    return median < GOALS[what][0] and nine < GOALS[what][1]


def main() -> None:
    """Time so many rounds, check that each was stored, and end with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.phone", description=__doc__)
    parser.add_argument("what", choices=sorted(ACTS))
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026)
    wanted = parser.parse_args()
    dice, days, rounds = random.Random(wanted.seed), Days(), []
    loads: list[float] = []
    with town(days) as (app, address), chromium() as browser:
        for number in range(wanted.rounds):
            way = ("pin", "passkey")[number % 2]
            rounds.append(one_round(browser, address, days, wanted.what, dice, way))
            loads.append(os.getloadavg()[0])
            told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in rounds[-1].items())
            print(f"{number + 1}: {told}", file=sys.stderr, flush=True)
        with app.app_context():
            stored = db.session.scalar(sa.select(sa.func.count()).select_from(ACTS[wanted.what][1]))
    good = show(wanted.what, rounds)
    print(f"load of the machine meanwhile: {min(loads):.1f} to {max(loads):.1f}")
    if stored != wanted.rounds:
        print(f"{wanted.rounds} sent, {stored} stored")
    sys.exit(not (good and stored == wanted.rounds))


if __name__ == "__main__":
    main()
