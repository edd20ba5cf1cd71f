"""flask import: the organisation, the people and old cases from files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from quality.cases.services.bring_in import BadRowsError, Source, bring_in, check
from quality.cases.services.bring_in_cases import suggested
from quality.commands.ready import DatabaseGroup
from quality.core import clock
from quality.core.db import db, transaction
from quality.core.tabular import COMMAND_LIMITS, Finding, Report
from quality.core.text import RefusedError

imports = DatabaseGroup("import", help="Files of the organisation, the people and old cases.")

SHOWN_REMARKS = 10
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
DRY_RUN = click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
LEAVE_OUT = click.option("--leave-out-bad", is_flag=True, help="Take the rest when some rows are refused.")


@imports.command("organisation")
@FILE
@DRY_RUN
@LEAVE_OUT
def import_organisation(file: Path, dry_run: bool, leave_out_bad: bool) -> None:
    """Units: kode;overordnet;navn;nivå;tjeneste;årsverk;fra;til. The row without overordnet is the municipality."""
    _run("organisation", file, {}, dry_run, leave_out_bad)


@imports.command("people")
@FILE
@DRY_RUN
@LEAVE_OUT
def import_people(file: Path, dry_run: bool, leave_out_bad: bool) -> None:
    """People: ansattnr;fornavn;etternavn;epost;enhetskode;stilling;rolle. Nobody gets mail of it."""
    _run("people", file, {}, dry_run, leave_out_bad)


@imports.command("cases")
@FILE
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="How the file is to be read, as JSON; suggested from the file where none is given.",
)
@DRY_RUN
@LEAVE_OUT
def import_cases(file: Path, mapping: Path | None, dry_run: bool, leave_out_bad: bool) -> None:
    """Old cases of another system. They keep their dates and status, and wake nobody."""
    _run("cases", file, _read_mapping(mapping) if mapping else {}, dry_run, leave_out_bad)


@imports.command("suggest")
@FILE
def suggest_mapping(file: Path) -> None:
    """Print how a file of old cases would be read, as JSON for --mapping; words without a category stand empty."""
    with file.open("rb") as stream, _sentences():
        mapping = suggested(db.session(), stream, COMMAND_LIMITS)
    click.echo(json.dumps(mapping.plain(), ensure_ascii=False, indent=2))


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise click.ClickException(f"{path.name} er ikke JSON: {error}") from error
    return found if isinstance(found, dict) and found else {"": None}


@contextmanager
def _sentences() -> Iterator[None]:
    """A refusal as one sentence instead of a trace."""
    try:
        yield
    except RefusedError as error:
        db.session.rollback()
        raise click.ClickException(error.message.text % error.message.values) from error


def _run(kind: str, file: Path, mapping: dict[str, Any], dry_run: bool, leave_out_bad: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    with file.open("rb") as stream, _sentences():
        source = Source(kind, stream, file.name, mapping, leave_out_bad)
        try:
            report = _with_bar(source, dry_run)
        except BadRowsError as error:
            _show(console, error.report, "Ingenting er hentet inn.")
            sys.exit(1)
    _show(console, report, "Prøvekjøring: ingenting er skrevet." if dry_run else "Hentet inn.")
    sys.exit(1 if dry_run and report.refused else 0)


def _with_bar(source: Source, dry_run: bool) -> Report:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    screen = Console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("Leser rader", total=_lines(source.stream))
        now, tick = clock.now(), lambda done: bar.update(task, completed=done)
        if dry_run:
            return check(db.session(), source, now=now, progress=tick)
        with transaction() as session:
            return bring_in(session, None, source, now=now, progress=tick)


def _lines(stream: BinaryIO) -> int:
    stream.seek(0)
    return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


def _show(console: Console, report: Report, ending: str) -> None:
    for finding in report.findings:
        console.print(_sentence(finding), style="red", markup=False)
    for finding in report.remarks[:SHOWN_REMARKS]:
        console.print(_sentence(finding), style="dim", markup=False)
    left = sum(count for flaw, count in report.counts.items() if not flaw.refused) - SHOWN_REMARKS
    if left > 0:
        console.print(f"… og {left} merknader til.", style="dim")
    counts = Table(show_header=False, box=None)
    for flaw, count in sorted(report.counts.items(), key=lambda item: (not item[0].refused, item[0].label)):
        counts.add_row(str(count), flaw.label, "avvist" if flaw.refused else "tatt med")
    if counts.row_count:
        console.print(counts)
    console.print(
        f"{report.rows} rader: {report.added} nye, {report.changed} endret, {report.same} uendret, "
        f"{report.refused} avvist. {ending}"
    )


def _sentence(finding: Finding) -> str:
    plain = finding.plain()
    return f"Rad {finding.row}, {finding.column}: {plain['sentence'] % plain}"
