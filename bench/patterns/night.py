"""What the nightly jobs take of a database with many cases: python -m bench.patterns.night.

The cases are made in one process and the jobs run in another, so that the memory told is the worker's own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from bench.data import fill
from config import ROOT, Config
from quality.app import create_app
from quality.cases.models.case import Case
from quality.core.clock import at_local, local_date
from quality.core.db import db, transaction
from quality.patterns import jobs
from quality.patterns.detect.engine import find_patterns, inputs_hash
from quality.patterns.detect.history import lay_out
from quality.patterns.detect.scan import budget_a_year
from quality.patterns.detect.text.groups import regroup
from quality.patterns.detect.text.themes import LONGEST, PAST, find_themes
from quality.patterns.detect.values import Settings
from quality.patterns.queries import counts, texts
from quality.patterns.services.stored import open_files
from tests.servers.postgres import Cluster

NOW = at_local(dt.date(2026, 11, 26), 4)
CHANGED, UNITS = 300, 30
Answer = TypeVar("Answer")


def _app(database: str, folder: Path) -> Flask:
    return create_app(Config(secret_key="bench" * 8, instance_path=folder, database_url=database))


def make(database: str, folder: Path, cases: int, units: int) -> None:
    """The municipality with so many cases in three years."""
    with _app(database, folder).app_context():
        upgrade(directory=str(ROOT / "migrations"))
        fill(cases, NOW - dt.timedelta(hours=1), units)


def run(database: str, folder: Path) -> None:
    """Each job after the other, then the parts of a look: seconds of one core, and the most memory until then."""
    with _app(database, folder).app_context():
        _told("start", lambda: 0)
        _told("all texts read", lambda: jobs.read(NOW))
        _told("first scan", lambda: jobs.scan(NOW))
        later = NOW + dt.timedelta(days=1)
        with transaction() as session:
            newest = sa.select(Case.id).order_by(Case.occurred_at.desc()).limit(CHANGED)
            values = {"changed_at": NOW + dt.timedelta(hours=20), "description": Case.description + " igjen"}
            session.execute(sa.update(Case).where(Case.id.in_(list(session.scalars(newest)))).values(values))
        _told("changed texts read", lambda: jobs.read(later))
        _told("a night's scan", lambda: jobs.scan(later))
        _told("measures and quiet units", lambda: jobs.follow(later))
        parts(local_date(later))


def parts(day: dt.date) -> None:
    """What reading costs, what looking at counts, and what stories do."""
    session, settings, since = db.session(), Settings(), day - dt.timedelta(weeks=LONGEST + PAST + 1)
    categories, units = counts.category_tree(session), counts.unit_tree(session)
    index = counts.CaseIndex(session, categories, since)
    desk, limit = open_files(session, day, settings), budget_a_year(settings, len(units))
    history = _told(
        "  counts read",
        lambda: lay_out(units, categories.leaves, counts.weekly_counts(session, categories), day),
    )
    _told("  counts looked at", lambda: find_patterns(history, day, index.members, desk, settings))
    told, before = _told("  texts read", lambda: texts.corpus(session, categories, since))
    _told("  fingerprint", lambda: inputs_hash(history, settings, told))
    _told("  stories looked for", lambda: find_themes(told, day, limit))
    _told("  put together", lambda: regroup(told, day, before))


def _told(name: str, job: Callable[[], Answer]) -> Answer:
    begun = time.process_time()
    answer = job()
    db.session.remove()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    number = f"  ({answer})" if isinstance(answer, int) else ""
    print(f"{name:26} {time.process_time() - begun:6.2f} s  {peak:5} MB{number}", flush=True)
    return answer


@contextmanager
def database_at(name: str, folder: Path) -> Iterator[str]:
    """An SQLite file in the folder, or a PostgreSQL of its own that goes with it."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'bench.db'}"
        return
    cluster = Cluster()
    try:
        yield cluster.create("bench")
    finally:
        cluster.stop()


def main() -> None:
    """Makes the cases, then runs the jobs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=60_000)
    parser.add_argument("--units", type=int, default=UNITS)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = parser.parse_args()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as base, database_at(chosen.database, Path(base)) as database:
        made = database, Path(base), chosen.cases, chosen.units
        for work, words in ((make, made), (run, made[:2])):
            process = fresh.Process(target=work, args=words)
            process.start()
            process.join()


if __name__ == "__main__":
    main()
