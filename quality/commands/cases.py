"""flask cases: upkeep of what is kept about cases."""

from __future__ import annotations

import sys

import click

from quality.cases.services import recount
from quality.commands.ready import DatabaseGroup
from quality.core.db import db, transaction

cases = DatabaseGroup("cases", help="Upkeep of what is kept about cases.")

SHOWN = 20


@cases.command("recount")
@click.option(
    "--check", is_flag=True, help="Only compare; change nothing, and end with 1 when something differs."
)
def recount_cases(check: bool) -> None:
    """Count everything anew from the cases, and write the kept counts again."""
    if not check:
        with transaction() as session:
            number = recount.rebuild(session)
        click.echo(f"{number} counts written.")
        return
    found = recount.differences(db.session())
    for each in found[:SHOWN]:
        cell = ", ".join(f"{name}={value}" for name, value in each.cell._asdict().items())
        click.echo(f"{each.table}: {cell}: kept {each.kept}, counted {each.counted}")
    click.echo(
        "Every count is right." if not found else f"{len(found)} counts differ. Mend: flask cases recount"
    )
    sys.exit(1 if found else 0)
