"""flask cases: upkeep of what is kept about cases."""

from __future__ import annotations

import sys

import click

from quality.cases.jobs.retention import retain
from quality.cases.queries.retention import coming, due_counts, in_use, schedule
from quality.cases.services import recount
from quality.commands.ready import DatabaseGroup
from quality.core import clock
from quality.core.db import db, transaction
from quality.organisation.queries import municipality

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
            recount.tell(session, number, now=clock.now())
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


@cases.command("retain")
@click.option(
    "--dry-run", is_flag=True, help="Only say how many cases of each kind it would be; change nothing."
)
def retain_cases(dry_run: bool) -> None:
    """Take names and words out of old cases as the schedule says; the nightly job does the same."""
    now = clock.now()
    if not dry_run:
        click.echo(f"{retain(now)} things done; the protocol is on the page Oppbevaring.")
        return
    session, day = db.session(), clock.local_date(now)
    waiting = coming(municipality(session), day)
    if waiting:
        click.echo(f"A new schedule is in use from {waiting.from_on}; these are the numbers by that.")
    elif not in_use(session, day):
        click.echo(
            "The schedule is a proposal until somebody saves it on the page Oppbevaring; nothing is taken out."
        )
    terms = waiting.terms if waiting else schedule(session, day)
    for (access, step), number in sorted(due_counts(session, terms, now).items()):
        click.echo(f"{access}: {step} of {number} cases")
