"""The demo municipality: load it, and name those one may sign in as."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import current_app
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from quality.accounts.queries import demo_people
from quality.commands.ready import DatabaseGroup
from quality.core import clock
from quality.core.db import db, transaction
from quality.demo.load.load import load
from quality.learning.jobs import follow
from quality.organisation.models import Municipality
from quality.patterns.jobs import follow as follow_measures
from quality.patterns.jobs import scan

EXPECTED = 4_700

demo = DatabaseGroup("demo", help="The demo municipality.")


@demo.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when a municipality is there.")
@click.option("--replace", is_flag=True, help="Throw away everything in the database first.")
def load_demo(if_empty: bool, replace: bool) -> None:
    """Fill the database with an invented municipality."""
    config = current_app.extensions["loft"]
    if not config.demo:
        raise click.ClickException("The demo is for demo mode alone: set DEMO=1.")
    if replace:
        _empty()
    elif db.session.scalar(sa.select(Municipality.id).limit(1)) is not None:
        if if_empty:
            return
        raise click.ClickException("A municipality is there already; --replace throws it away.")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns) as bar, transaction() as session:
        task = bar.add_task("Building the demo municipality", total=EXPECTED)
        count = load(session, config.public_url, clock.now(), lambda number: bar.advance(task, number))
    scan(clock.now())
    follow_measures(clock.now())
    follow(clock.now())
    click.echo(f"{count} cases")


def _empty() -> None:
    with transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        for table in reversed(db.metadata.sorted_tables):
            session.execute(table.delete())


@demo.command("people")
def list_people() -> None:
    """Name the people one may sign in as."""
    for person in demo_people(db.session()):
        click.echo(f"  {person.name:28} {person.title}, {person.unit.name}")
