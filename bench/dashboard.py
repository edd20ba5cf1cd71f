"""The trend page beside the floor's dashboard, at several sizes in one run: python -m bench.dashboard [--cases N N].

It ends with 1 when the page costs more than 1.2 times as much of the processor at the last size as at the one before.
The floor is the year by category: one query and one table; beside a picture that is kept stands the barest answer there
is. The page is measured three times: as its reader sees it again while nothing has happened; made anew because a leader
has reported a case since; and made anew by a process that has nothing from before.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import secrets
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table

from bench.__main__ import csrf, database, enter, expect, look_up, prepare, read, spent, told
from bench.data import UNITS
from bench.floor import create_floor
from config import Config
from quality.app import create_app
from quality.core.changed import forget
from quality.core.db import db

GROWTH_GOAL = 1.2
ANEW = "page made anew"
PICTURE = re.compile(r'srcset="([^"]+)"')


@dataclass(frozen=True)
class Look:
    """What is timed, and what happens before it that is not."""

    work: Callable[[], object]
    before: Callable[[], object] = lambda: None


def main() -> int:
    """Both sizes in turns, on both databases or one."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard", description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--kept", type=Path, help="a folder for the SQLite files, to be measured again later")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--on", nargs="+", default=[], help="filled databases, one for each size, to measure")
    wanted = parser.parse_args()
    if wanted.on:
        return 0 if compare(wanted.database or "given", wanted, wanted.on) else 1
    names = [wanted.database] if wanted.database else ["sqlite", "postgresql"]
    held = [compare(name, wanted) for name in names]
    return 0 if all(held) else 1


def compare(name: str, wanted: argparse.Namespace, on: Sequence[str] = ()) -> bool:
    """One database with few cases and others with more; whether the goals hold."""
    sizes: list[int] = wanted.cases
    with ExitStack() as stack:
        urls = on or [_empty(stack, name, cases, wanted.kept) for cases in sizes]
        doors = [_doors(stack, url, cases, wanted.units) for url, cases in zip(urls, sizes, strict=True)]
        took: list[dict[str, list[tuple[float, float]]]] = [{what: [] for what in each} for each in doors]
        for number in range(wanted.rounds + 10):
            for place, each in enumerate(doors):
                for what, look in each.items():
                    look.before()
                    pair = spent(look.work)
                    if number >= 10:
                        took[place][what].append(pair)
    return _show(name, sizes, took)


def _empty(stack: ExitStack, name: str, cases: int, kept: Path | None) -> str:
    return f"sqlite:///{kept}/{cases}.sqlite" if kept else stack.enter_context(database(name))


def _doors(stack: ExitStack, url: str, cases: int, units: int) -> dict[str, Look]:
    """A filled database with our app and the floor's, signed in, and what is asked of them."""
    now = dt.datetime.now(dt.UTC)
    instance = stack.enter_context(tempfile.TemporaryDirectory(prefix="loft-bench-instance-"))
    config = Config(secret_key="bench" * 8, instance_path=Path(instance), database_url=url, demo=True)
    app = create_app(config)
    with app.app_context():
        prepare(cases, units, now)
        engine, known = db.engine, look_up()
        stack.callback(engine.dispose)
        db.session.remove()
    ours, leader, floor = FlaskClient(app), FlaskClient(app), FlaskClient(create_floor(engine, now))
    enter(ours, known.coordinator)
    enter(leader, known.leader)
    floor.get(f"/enter/{known.leader_id}")
    fields = {"csrf_token": csrf(leader.get("/report").text), "unit": known.unit, "harm": "no", "numbers": ""}
    page = read(ours, "/trends")

    def report() -> None:
        data = fields | {"text": told(), "once": secrets.token_urlsafe(16), "visibility": "named"}
        expect(leader.post("/report", data=data), 303)

    drawn: list[str] = []

    def draw() -> None:
        """The picture of the page as it is now, which is kept from then on."""
        picture = PICTURE.search(ours.get("/trends").text)
        assert picture
        drawn[:] = [unescape(picture[1])]
        expect(ours.get(drawn[0]), 200)

    def begin() -> None:
        app.extensions.pop("shelf", None)
        forget(engine)

    return {
        "page": Look(page),
        ANEW: Look(page, report),
        "with nothing from before": Look(page, begin),
        "floor": Look(read(floor, "/year")),
        "picture": Look(lambda: expect(ours.get(drawn[0]), 200), draw),
        "bare": Look(read(floor, "/hello")),
    }


def _show(name: str, sizes: list[int], took: list[dict[str, list[tuple[float, float]]]]) -> bool:
    middle = [
        {what: tuple(map(statistics.median, zip(*pairs, strict=True))) for what, pairs in each.items()}
        for each in took
    ]
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    table = Table("what", "p50", "cpu", "floor p50", "cpu", "ratio by cpu", title=f"{name}, load {load}, ms")
    for cases, each in zip(sizes, middle, strict=True):
        for ours, floor in (
            ("page", "floor"),
            (ANEW, "floor"),
            ("with nothing from before", "floor"),
            ("picture", "bare"),
        ):
            words = (
                f"{cases} cases, {ours}",
                *(f"{each[side][at]:.2f}" for side in (ours, floor) for at in (0, 1)),
            )
            table.add_row(*words, f"{each[ours][1] / each[floor][1]:.2f}")
    grown = middle[-1][ANEW][1] / middle[max(0, len(middle) - 2)][ANEW][1]
    console = Console(width=110)
    console.print(table)
    fewer = sizes[max(0, len(sizes) - 2)]
    console.print(f"the page made anew at {sizes[-1]} beside {fewer} cases: {grown:.2f} (goal {GROWTH_GOAL})")
    return grown <= GROWTH_GOAL


if __name__ == "__main__":
    sys.exit(main())
