"""Times our pages beside the floor's in one run: python -m bench [--cases N] [--rounds N] [--database NAME].

A database can be given with --on: an empty one is filled and can be measured again later.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import sqlalchemy as sa
from flask.testing import FlaskClient
from flask_migrate import upgrade
from rich.console import Console
from rich.table import Table

from bench.data import UNITS, fill
from bench.floor import create_floor
from config import Config
from quality.accounts.models import Person, RoleHeld
from quality.accounts.roles import Role
from quality.app import create_app
from quality.cases.models.case import Case, CaseMessage
from quality.core.db import db
from quality.organisation.models import Unit
from tests.servers.postgres import Cluster

ROOT = Path(__file__).parents[1]
TEXT = "Fant bruker på gulvet på badet. Hun hadde sklidd på en våt matte og slo hoften. " * 4
PAGE_GOAL, REGISTER_GOAL, QUERY_GOAL, MEMORY_GOAL = 2.0, 2.5, 12, 150
SEARCH_GOAL = 3.0
SEARCH = "/search?q="
PORT = 8099


def told() -> str:
    """Words that nobody has sent before: the same words again within minutes would be taken for one report."""
    return f"{TEXT}Sak x{secrets.token_hex(4)}."


@dataclass(frozen=True)
class Route:
    """One thing that people do, in our app and in the floor."""

    name: str
    goal: float
    ours: Callable[[], object]
    floor: Callable[[], object]


@dataclass(frozen=True)
class Timed:
    """What a route took, as pairs of wall and processor milliseconds, and what it asked the database."""

    route: Route
    ours: list[tuple[float, float]]
    floor: list[tuple[float, float]]
    queries: int


def main() -> None:
    """Run on both databases, or one, and print one table each."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=150)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--on", help="the URL of a database, empty or filled before")
    wanted = parser.parse_args()
    if wanted.on:
        bench(wanted.on, wanted)
        return
    for name in [wanted.database] if wanted.database else ["sqlite", "postgresql"]:
        with database(name) as url:
            bench(url, wanted)


@contextmanager
def database(name: str) -> Iterator[str]:
    """An empty database that keeps what it has answered for."""
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="loft-bench-") as folder:
            yield f"sqlite:///{folder}/bench.sqlite"
        return
    cluster = Cluster(fsync="on", synchronous_commit="on", full_page_writes="on")
    try:
        yield cluster.create("bench")
    finally:
        cluster.stop()


def bench(url: str, wanted: argparse.Namespace) -> None:
    """Fill, time, weigh and print."""
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory(prefix="loft-bench-instance-") as instance:
        config = Config(secret_key="bench" * 8, instance_path=Path(instance), database_url=url, demo=True)
        app = create_app(config)
        with app.app_context():
            started = time.perf_counter()
            prepare(wanted.cases, wanted.units, now)
            seconds = time.perf_counter() - started
            engine, known = db.engine, look_up()
            db.session.remove()
        # Without a context around: each request makes its own, as on a server.
        routes = make_routes(FlaskClient(app), FlaskClient(create_floor(engine, now)), known)
        timed = [take_time(engine, route, wanted.rounds) for route in routes]
        engine.dispose()
        memory = weigh(url, instance)
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    made = f"{wanted.cases} cases, {wanted.units} units (ready in {seconds:.0f} s)"
    show(f"{engine.name}, {made}, {wanted.rounds} rounds, load {load}, milliseconds", timed, memory)


def prepare(cases: int, units: int, now: dt.datetime) -> None:
    """Fill the database of the app, unless that was done before."""
    upgrade(directory=str(ROOT / "migrations"))
    if not db.session.scalar(sa.select(sa.func.count(Unit.id))):
        fill(cases, now, units)
        settle()


def settle() -> None:
    """Let PostgreSQL tidy up and count what was filled in bulk, as it does in the night."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SET statement_timeout = 0"))
            connection.execute(sa.text("VACUUM ANALYZE"))
            connection.execute(sa.text("RESET statement_timeout"))


@dataclass(frozen=True)
class Known:
    """What the routes need to know of the data."""

    leader_id: int
    leader: str
    coordinator: str
    unit: str
    case: str


def look_up() -> Known:
    """The first leader and her unit, the coordinator, and the case with the long story."""
    people = sa.select(Person.id, Person.public_id, Person.unit_id).order_by(Person.id).limit(1)
    leader = db.session.execute(people).one()
    held = sa.select(RoleHeld.person_id).where(RoleHeld.role == Role.COORDINATOR)
    coordinator = db.session.scalars(sa.select(Person.public_id).where(Person.id.in_(held))).one()
    unit = sa.select(Unit.public_id).where(Unit.id == leader.unit_id)
    newest = sa.select(sa.func.max(CaseMessage.id)).scalar_subquery()
    case = sa.select(Case.public_id).join(CaseMessage).where(CaseMessage.id == newest)
    found = [db.session.scalars(query).one() for query in (unit, case)]
    return Known(leader.id, leader.public_id, coordinator, *found)


def make_routes(ours: FlaskClient, floor: FlaskClient, known: Known) -> list[Route]:
    """The four things that are timed, with both apps signed in as the same leader."""
    chief = FlaskClient(ours.application)
    enter(ours, known.leader)
    enter(chief, known.coordinator)
    floor.get(f"/enter/{known.leader_id}")
    token = floor.get("/token").text
    fields = {"csrf_token": csrf(ours.get("/report").text)}
    unit, case_id = known.unit, known.case

    def report() -> object:
        data = fields | {
            "text": told(),
            "unit": unit,
            "harm": "no",
            "once": secrets.token_urlsafe(16),
            "numbers": "",
        }
        return expect(ours.post("/report", data=data | {"visibility": "named"}), 303)

    def bare(path: str) -> Callable[[], object]:
        def send() -> object:
            data = {
                "csrf_token": token,
                "text": told(),
                "unit": unit,
                "harm": "no",
                "once": secrets.token_urlsafe(16),
            }
            return expect(floor.post(path, data=data), 303)

        return send

    return [
        Route("register a case", REGISTER_GOAL, report, bare("/register")),
        Route("register, floor: case + entry alone", 0, report, bare("/fast")),
        Route("leader's inbox", PAGE_GOAL, read(ours, "/inbox"), read(floor, "/inbox")),
        Route("case page", PAGE_GOAL, read(ours, f"/cases/{case_id}"), read(floor, f"/cases/{case_id}")),
        Route(
            "search, in 5 % of texts",
            SEARCH_GOAL,
            read(chief, f"{SEARCH}uttrykk7"),
            read(floor, f"{SEARCH}uttrykk7"),
        ),
        Route(
            "search, in 0.01 %",
            SEARCH_GOAL,
            read(chief, f"{SEARCH}sjelden77"),
            read(floor, f"{SEARCH}sjelden77"),
        ),
        Route(
            "search, in none",
            SEARCH_GOAL,
            read(chief, f"{SEARCH}finnesikke"),
            read(floor, f"{SEARCH}finnesikke"),
        ),
        Route(
            "search, a leader's own unit",
            SEARCH_GOAL,
            read(ours, f"{SEARCH}uttrykk7"),
            read(floor, f"{SEARCH}uttrykk7&unit=own"),
        ),
        Route("trend page, municipality", PAGE_GOAL, read(chief, "/trends"), read(floor, "/trends")),
    ]


def csrf(page: str) -> str:
    """The token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def enter(client: FlaskClient, person: str) -> None:
    """Sign in as in the demo."""
    token = csrf(client.get("/sign-in").text)
    expect(client.post("/sign-in/demo", data={"csrf_token": token, "person": person}), 303)


def read(client: FlaskClient, path: str) -> Callable[[], object]:
    """Get a page."""
    return lambda: expect(client.get(path), 200)


def expect(answer: object, status: int) -> object:
    """A wrong answer is quick and worth nothing."""
    code = getattr(answer, "status_code", 0)
    if code != status:
        raise SystemExit(f"answered {code} instead of {status}: {getattr(answer, 'text', '')[:2000]}")
    return answer


def take_time(engine: sa.Engine, route: Route, rounds: int) -> Timed:
    """Ours and the floor's in turns, after warming both."""
    for _ in range(10):
        route.ours()
        route.floor()
    asked: list[str] = []

    def note(*words: object) -> None:
        asked.append(str(words[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    route.ours()
    sa.event.remove(engine, "before_cursor_execute", note)
    ours, floor = [], []
    for _ in range(rounds):
        ours.append(spent(route.ours))
        floor.append(spent(route.floor))
    queries = [text for text in asked if not text.startswith(("BEGIN", "PRAGMA"))]
    if os.environ.get("BENCH_SQL"):
        print("\n\n".join([f"== {route.name}", *queries]))
    return Timed(route, ours, floor, len(queries))


def spent(work: Callable[[], object]) -> tuple[float, float]:
    """How long it took by the clock and of this process's processor time, in milliseconds."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000


def weigh(url: str, instance: str) -> float:
    """PSS in MB of the heavier of two gunicorn workers after some pages."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "INSTANCE_PATH": instance,
        "DEMO": "1",
        "SECRET_KEY": "bench" * 8,
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        "2",
        "-k",
        "gthread",
        "--threads",
        "4",
        "-b",
        f"127.0.0.1:{PORT}",
    ]
    with subprocess.Popen(
        [*command, "wsgi:app"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _browse(f"http://127.0.0.1:{PORT}")
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            return max(_pss(int(child)) for child in children)
        finally:
            server.terminate()


def _browse(base: str) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    for _ in range(100):
        try:
            page = browser.open(f"{base}/sign-in").read().decode()
            break
        except OSError:
            time.sleep(0.2)
    person = re.search(r'name="person"[^>]*value="([^"]+)"', page)
    assert person
    data = f"csrf_token={csrf(page)}&person={person[1]}".encode()
    request = urllib.request.Request(f"{base}/sign-in/demo", data, {"Referer": base})
    browser.open(request).read()
    for path in ("/", "/inbox", "/cases", "/report", "/trends", "/trends/wide.svg") * 20:
        browser.open(base + path).read()


def _pss(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1]) / 1024


def show(title: str, timed: list[Timed], memory: float) -> None:
    """The table; what is over its goal is marked. The processor's ratio tells more where others use the machine."""
    columns = (
        "route",
        "ours p50",
        "p95",
        "floor p50",
        "p95",
        "ratio",
        "cpu",
        "cpu floor",
        "ratio",
        "goal",
        "queries",
    )
    table = Table(*columns, title=title)
    for each in timed:
        goal = each.route.goal
        ours, floor = _halves(each.ours), _halves(each.floor)
        table.add_row(
            each.route.name,
            f"{ours[0]:.2f}",
            f"{_p95(each.ours):.2f}",
            f"{floor[0]:.2f}",
            f"{_p95(each.floor):.2f}",
            _against(ours[0] / floor[0], goal),
            f"{ours[1]:.2f}",
            f"{floor[1]:.2f}",
            _against(ours[1] / floor[1], goal),
            f"{goal:.1f}" if goal else "",
            f"{each.queries}{' !' if goal == PAGE_GOAL and each.queries > QUERY_GOAL else ''}",
        )
    console = Console(width=130)
    console.print(table)
    console.print(f"web process: {memory:.0f} MB PSS (goal: under {MEMORY_GOAL})\n")


def _halves(pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(wall for wall, _ in pairs), statistics.median(cpu for _, cpu in pairs)


def _p95(pairs: list[tuple[float, float]]) -> float:
    return statistics.quantiles([wall for wall, _ in pairs], n=20)[-1]


def _against(ratio: float, goal: float) -> str:
    return f"{ratio:.2f}{' !' if goal and ratio > goal else ''}"


if __name__ == "__main__":
    main()
