"""Commands about people."""

from __future__ import annotations

import click
from flask import current_app

from quality.accounts.services.start import Start, create_admin
from quality.cases.services.setup import add_defaults
from quality.commands.ready import DatabaseGroup
from quality.core import clock
from quality.core.db import transaction
from quality.core.text import RefusedError

person = DatabaseGroup("person", help="People.")


@person.command("create-admin")
@click.option("--first-name", prompt="First name")
@click.option("--last-name", prompt="Last name")
@click.option("--email", prompt="E-mail")
@click.option("--municipality", prompt="Name of the municipality (kept when there is one)", default="")
@click.option("--code", default="1000", help="Code of the municipality in the organisation file.")
def create_admin_command(first_name: str, last_name: str, email: str, municipality: str, code: str) -> None:
    """Make the first person who may let others in, and print a single-use link to choose a password.

    In a new municipality the categories, deadlines and tallies that Løft brings come with it.
    """
    start = Start(first_name, last_name, email, municipality, code)
    try:
        with transaction() as session:
            link = create_admin(session, start, current_app.extensions["loft"].public_url, now=clock.now())
            add_defaults(session)
    except RefusedError as error:
        raise click.ClickException(error.message.text % error.message.values) from error
    click.echo(f"Open this once, before {link.until:%Y-%m-%d %H:%M} UTC, to choose a password:\n{link.url}")
