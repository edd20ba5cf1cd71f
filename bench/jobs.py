"""How long each job keeps others from writing, in a filled database: python -m bench.jobs --on URL.

On SQLite one writes at a time, so what counts is the longest single transaction of a job, not the whole job.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.console import Console
from rich.table import Table

from bench.__main__ import prepare
from bench.data import UNITS
from config import Config
from quality.app import create_app
from quality.core import clock
from quality.core.claims import Job
from quality.core.db import db
from quality.schedule import jobs


@dataclass
class Held:
    """What one job did: rows handled, seconds in all, and seconds in each transaction that may write."""

    handled: int = 0
    seconds: float = 0.0
    writes: list[float] = field(default_factory=list)


def main() -> None:
    """Run every job of the schedule on some mornings in a row, and print the longest transactions."""
    parser = argparse.ArgumentParser(prog="python -m bench.jobs", description=__doc__)
    parser.add_argument(
        "--on", required=True, help="the URL of a database, empty or filled before; it is changed"
    )
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--but", nargs="*", default=[], help="jobs to leave out")
    wanted = parser.parse_args()
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory(prefix="loft-bench-instance-") as instance:
        config = Config(
            secret_key="bench" * 8, instance_path=Path(instance), database_url=wanted.on, demo=True
        )
        with create_app(config).app_context():
            prepare(wanted.cases, UNITS, now)
            listed = [job for job in jobs(config) if job.name not in wanted.but]
            found = {
                day: mornings(listed, at) for day, at in enumerate(working_mornings(now, wanted.days), 1)
            }
            show(f"{db.engine.name}, {wanted.cases} cases, {UNITS} units", found)


def working_mornings(now: dt.datetime, count: int) -> Iterator[dt.datetime]:
    """Seven in the morning, Norwegian time, of the next working days."""
    day = clock.local_date(now)
    while count:
        day += dt.timedelta(1)
        if clock.is_working_day(day):
            count -= 1
            yield clock.at_local(day, 7)


def mornings(listed: list[Job], at: dt.datetime) -> dict[str, Held]:
    """Every job once, in the order of the clock, at this moment."""
    order = sorted(listed, key=lambda job: (job.when.hour or 0, job.when.minute or 0))
    return {job.name: timed(job, at) for job in order}


def timed(job: Job, at: dt.datetime) -> Held:
    """One job, with the clock set."""
    held = Held()
    started = time.perf_counter()
    clock.set_clock(lambda: at)
    with watched(held):
        held.handled = job.run(at)
    clock.set_clock(None)
    held.seconds = time.perf_counter() - started
    db.session.remove()
    return held


@contextmanager
def watched(held: Held) -> Iterator[None]:
    """Note how long each transaction that announced a write lasts, from the lock to the commit."""
    engine, since = db.engine, dict[int, float]()

    def begun(connection: sa.Connection, *_: Any) -> None:
        if connection.get_execution_options().get("loft_writes"):
            since[id(connection)] = time.perf_counter()

    def ended(connection: sa.Connection, *_: Any) -> None:
        if (started := since.pop(id(connection), None)) is not None:
            held.writes.append(time.perf_counter() - started)

    heard = (("begin", begun), ("commit", ended), ("rollback", ended))
    for name, hears in heard:
        sa.event.listen(engine, name, hears)
    try:
        yield
    finally:
        for name, hears in heard:
            sa.event.remove(engine, name, hears)


def show(title: str, found: dict[int, dict[str, Held]]) -> None:
    """One row a job, the longest first."""
    load = " ".join(f"{number:.1f}" for number in os.getloadavg())
    table = Table(title=f"{title}, load {load}")
    for name in ("job", "morning", "handled", "seconds", "transactions", "longest s"):
        table.add_column(name, justify="left" if name == "job" else "right")
    rows = [(job, day, held) for day, by_job in found.items() for job, held in by_job.items()]
    for job, day, held in sorted(rows, key=lambda row: -max(row[2].writes, default=0)):
        longest = f"{max(held.writes, default=0):.2f}"
        table.add_row(job, str(day), str(held.handled), f"{held.seconds:.2f}", str(len(held.writes)), longest)
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
