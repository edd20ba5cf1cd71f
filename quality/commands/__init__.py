"""The command line: thin, one command per verb."""

from __future__ import annotations

import logging
import os
import signal
import sys
from functools import partial
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from quality import schedule
from quality.commands.cases import cases
from quality.commands.demo import demo
from quality.commands.imports import imports
from quality.commands.patterns import patterns
from quality.commands.people import person
from quality.commands.ready import DatabaseGroup, check_database
from quality.commands.sso import sso
from quality.core import clock
from quality.core.db import db
from quality.core.history import verify
from quality.core.runs import UNWELL, job_states, worker_silent
from quality.front.kinds import JOB_LABELS

history = DatabaseGroup("history", help="The hash-chained history.")
job = DatabaseGroup("job", help="Background jobs.")


def register(verbs: AppGroup) -> None:
    """Add every command to the application's."""
    for command in (cases, demo, history, imports, job, patterns, person, sso, worker):
        verbs.add_command(command)


@history.command("verify")
def verify_history() -> None:
    """Find entries that were changed, removed or reordered, and name them."""
    faults = list(verify(db.session()))
    for fault in faults:
        click.echo(f"{fault.subject} {fault.subject_id}, entry {fault.seq}: {fault.what}")
    click.echo("The history is whole." if not faults else f"{len(faults)} faults.")
    sys.exit(1 if faults else 0)


@job.command("list")
def list_jobs() -> None:
    """Name every job."""
    for found in schedule.jobs(current_app.extensions["loft"]):
        click.echo(f"{found.name:20} {JOB_LABELS[found.name]}")


@job.command("status")
def job_status() -> None:
    """Tell how each job went; ends with 1 when the worker is down or a job is late or failed, for monitoring."""
    now = clock.now()
    silent = worker_silent(db.session(), now)
    states = job_states(db.session(), JOB_LABELS, now)
    for state in states:
        began = f"{state.started_at:%Y-%m-%d %H:%M} UTC" if state.started_at else "-"
        click.echo(f"{state.name:20} {state.health.value:10} {began:22} {state.fault}".rstrip())
    if silent:
        click.echo("The worker is down: no job has begun in the last 15 minutes.")
    sys.exit(1 if silent or any(state.health in UNWELL for state in states) else 0)


@job.command("run")
@click.argument("name")
def run_job(name: str) -> None:
    """Run a job now, by hand."""
    found = schedule.find(current_app.extensions["loft"], name)
    if found is None:
        raise click.ClickException(f"There is no job called {name}; see: flask job list")
    click.echo(f"{name}: {found.run(clock.now())} handled")


# What libraries tell of every step is not for whoever watches the worker; what goes wrong is.
HEARD_FROM = {"apscheduler": logging.ERROR, "weasyprint": logging.WARNING, "fontTools": logging.WARNING}


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Run the background jobs until stopped."""
    # A job keeps to one core: in small sums threads mostly wait for each other where others use the machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    check_database()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for library, level in HEARD_FROM.items():
        logging.getLogger(library).setLevel(level)
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    running = schedule.scheduler(app.extensions["loft"], partial(_ring_in, app))
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: running.shutdown(wait=False))
    running.start()


def _ring_in(app: Flask, found: Any) -> None:
    with app.app_context():
        schedule.ring(found)
