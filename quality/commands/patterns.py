"""flask patterns: the nightly scan by hand, and replays of past days."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from quality.commands.ready import check_database
from quality.core import clock
from quality.patterns.detect.replay import replay
from quality.patterns.jobs import recomputed, scan

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])

patterns = AppGroup("patterns", help="What keeps happening.")


@patterns.command("scan")
def scan_patterns() -> None:
    """Look for what keeps happening in the counts as they stand; a second time the same day adds nothing."""
    check_database()
    click.echo(f"{scan(clock.now())} new")


@patterns.command("replay")
@click.option("--in", "in_dir", type=FOLDER, required=True, help="Folder with cases.csv and units.csv.")
@click.option(
    "--out", "out_dir", type=click.Path(path_type=Path), required=True, help="Where alerts.csv goes."
)
@click.option("--from", "start", type=DAY, help="First day looked at.")
@click.option("--to", "end", type=DAY, help="Last day looked at.")
@click.option("--step", type=click.IntRange(min=1), default=7, show_default=True, help="Days between looks.")
def replay_patterns(
    in_dir: Path, out_dir: Path, start: dt.datetime | None, end: dt.datetime | None, step: int
) -> None:
    """Walk through past days and write what could have been found on each; reads no database."""
    columns = (TextColumn("Replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        number = replay(
            in_dir,
            out_dir,
            start.date() if start else None,
            end.date() if end else None,
            step,
            progress=lambda done, of: bar.update(task, completed=done, total=of),
        )
    click.echo(f"{number} alerts in {out_dir / 'alerts.csv'}")


@patterns.command("recompute")
@click.option("--last", default=10, show_default=True, help="How many of the newest findings.")
def recompute_patterns(last: int) -> None:
    """Compute stored findings again from the counts as they stand, and say whether they agree."""
    check_database()
    rows = list(recomputed(clock.now(), last))
    for row in rows:
        again = f"{row.again.observed} seen, {row.again.expected:.2f} expected" if row.again else "cannot be"
        click.echo(
            f"{row.series}: stored {row.observed} seen, {row.expected:.2f} expected; again {again}; {row.verdict}"
        )
    click.echo(f"{sum(row.verdict == 'same' for row in rows)} of {len(rows)} the same")
