"""Times a four-monthly report from being asked for to its PDF: python -m bench.report [--cases N].

Its numbers, its pictures drawn anew, its paper; and the most memory that the process has held. The goals are those of
the worker: 20 seconds and 600 MB.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

from bench.__main__ import prepare
from bench.data import UNITS
from config import Config
from quality.accounts.roles import SYSTEM
from quality.app import create_app
from quality.core.artist import artist
from quality.core.clock import local_date
from quality.core.db import db, transaction
from quality.reports.compose.periods import latest
from quality.reports.compose.values import read
from quality.reports.jobs import numbers, papers
from quality.reports.kinds import RECIPES, ReportKind
from quality.reports.models import Report
from quality.reports.queries.listing import root, standing
from quality.reports.services.making import new_edition, order
from quality.reports.services.writing import want_paper

GOAL_SECONDS, GOAL_MEGABYTES = 20.0, 600


def main() -> None:
    """Fill, order, make, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=100_000)
    asked.add_argument("--on", help="the URL of a database, empty or filled before")
    wanted = asked.parse_args()
    cases: int = wanted.cases
    now = dt.datetime.now(dt.UTC)
    with tempfile.TemporaryDirectory(prefix="loft-bench-") as folder:
        url = wanted.on or f"sqlite:///{folder}/bench.sqlite"
        config = Config(secret_key="bench" * 8, instance_path=Path(folder), database_url=url, demo=True)
        with create_app(config).app_context():
            prepare(cases, UNITS, now)
            sys.exit(0 if _measure(cases, now) else 1)


def _measure(cases: int, now: dt.datetime) -> bool:
    before, processor = _megabytes(), _processor()
    with transaction() as session:
        top = root(session)
        assert top
        period = latest(RECIPES[ReportKind.TERTIAL].months, local_date(now))
        made = standing(session, ReportKind.TERTIAL, top.id, period.since)
        report = (
            new_edition(session, SYSTEM, made[0], now=now)
            if made
            else order(session, SYSTEM, ReportKind.TERTIAL, top, period, now=now)
        )
    started = time.perf_counter()
    numbers.make(now)
    counted = time.perf_counter()
    with transaction() as session:
        want_paper(session, session.get_one(Report, report.id), now=now)
    papers.make(now)
    printed = time.perf_counter()
    parts = read(db.session().get_one(Report, report.id).content).parts
    tables, figures = (sum(len(getattr(part, what)) for part in parts) for what in ("tables", "drawings"))
    print(f"{cases} cases, {tables} tables, {figures} figures")
    print(
        f"numbers {counted - started:.1f} s, paper {printed - counted:.1f} s (goal {GOAL_SECONDS:.0f} s in all)"
    )
    print(f"of the processor {_processor() - processor:.1f} s, drawing included")
    print(f"most memory {_megabytes()} MB, {before} MB before (goal {GOAL_MEGABYTES} MB)")
    return printed - started <= GOAL_SECONDS and _megabytes() < GOAL_MEGABYTES


def _processor() -> float:
    """Seconds of the processor, of this process and of the drawing ones that have ended."""
    artist.close()
    return time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
