"""Bringing a file in, whatever its kind: read, compare, and write all of it or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePath
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.imports import plan_people
from quality.accounts.queries import actor_for, known_people, person_by_id
from quality.accounts.roles import Act
from quality.accounts.services.bring_in import bring_in_people
from quality.cases.imports.reading import CaseReader
from quality.cases.services.bring_in_cases import CaseWriter, known_for_cases, mapping_for
from quality.cases.services.bulk import Run
from quality.cases.services.setup import add_defaults
from quality.core.bulk import roomy
from quality.core.clock import local_date
from quality.core.tabular import COMMAND_LIMITS, Limits, Report, open_table
from quality.core.text import N_, RefusedError
from quality.organisation.imports import plan_units
from quality.organisation.models import Import, Unit
from quality.organisation.queries import known_units
from quality.organisation.services.bring_in import bring_in_units

Progress = Callable[[int], None]
CHUNK = 2_000


@dataclass(frozen=True)
class Source:
    """A file to be brought in and how it is to be read."""

    kind: str
    stream: BinaryIO
    name: str
    mapping: dict[str, Any] = field(default_factory=dict)
    leave_out_bad: bool = False
    limits: Limits = COMMAND_LIMITS
    sender_id: int | None = None
    """Who sent it through the pages; nobody on the command line."""


class BadRowsError(RefusedError):
    """Some rows are refused, and nobody has said that they may be left out. Nothing is written."""

    def __init__(self, report: Report) -> None:
        super().__init__(N_("%(count)s rader er feil. Ingenting er hentet inn."), count=report.refused)
        self.report = report


def check(session: Session, source: Source, *, now: dt.datetime, progress: Progress | None = None) -> Report:
    """What the file would do. Writes nothing."""
    return _READERS[source.kind](session, source, None, now, progress)


def bring_in(
    session: Session,
    actor_id: int | None,
    source: Source,
    *,
    now: dt.datetime,
    progress: Progress | None = None,
    into: Import | None = None,
) -> Report:
    """Write what the file says; BadRowsError when rows are refused and may not be left out."""
    row = into or _import_row(session, actor_id, source, now)
    with roomy(session):
        report = _READERS[source.kind](session, source, row, now, progress)
    if report.refused and not source.leave_out_bad:
        raise BadRowsError(report)
    row.report, row.rows, row.done = report.plain(), report.rows, report.rows
    row.state, row.ended_at, row.content = "done", now, None
    session.flush()
    return report


def _import_row(session: Session, actor_id: int | None, source: Source, now: dt.datetime) -> Import:
    row = Import(
        kind=source.kind,
        file_name=PurePath(source.name).name[:200],
        file_hash=file_hash(source.stream),
        mapping=source.mapping,
        leave_out_bad=source.leave_out_bad,
        actor_id=actor_id,
        created_at=now,
        claimed_at=now,
    )
    session.add(row)
    session.flush()
    return row


def file_hash(stream: BinaryIO) -> str:
    """The digest that tells one file from another."""
    stream.seek(0)
    digest = hashlib.sha256()
    for block in iter(lambda: stream.read(1 << 20), b""):
        digest.update(block)
    return digest.hexdigest()


def _organisation(
    session: Session, source: Source, row: Import | None, now: dt.datetime, _progress: Progress | None
) -> Report:
    plan = plan_units(open_table(source.stream, source.limits), known_units(session))
    if row and _may_write(plan.report, source):
        bring_in_units(session, row.actor_id, plan, now=now)
        add_defaults(session)
    return plan.report


def _people(
    session: Session, source: Source, row: Import | None, now: dt.datetime, _progress: Progress | None
) -> Report:
    if session.scalar(sa.select(Unit.id).limit(1)) is None:
        raise RefusedError(N_("Hent inn organisasjonen først."))
    known = known_people(session, local_date(now))
    sender = person_by_id(session, source.sender_id) if source.sender_id else None
    if sender and not actor_for(session, sender, local_date(now)).may(Act.PEOPLE_MANAGE):
        known = replace(known, sender=sender.employee_number or "")
    plan = plan_people(open_table(source.stream, source.limits), known)
    if row and _may_write(plan.report, source):
        bring_in_people(session, row.actor_id, plan, now=now)
    return plan.report


def _cases(
    session: Session, source: Source, row: Import | None, now: dt.datetime, progress: Progress | None
) -> Report:
    known = known_for_cases(session, local_date(now))
    if not known.unit_codes:
        raise RefusedError(N_("Hent inn organisasjonen først."))
    mapping = mapping_for(session, source.stream, source.limits, source.mapping)
    report = Report()
    reader = CaseReader(open_table(source.stream, source.limits), mapping, known, report)
    actor_id = row.actor_id if row else None
    writer = CaseWriter(
        session, Run(mapping.system, row.id if row else 0, actor_id, dict(known.categories), now)
    )
    cases = reader.cases()
    while chunk := list(islice(cases, CHUNK)):
        writer.take(chunk, report, write=row is not None and _may_write(report, source))
        if progress:
            progress(report.rows)
    if row and _may_write(report, source):
        writer.settle()
    return report


def _may_write(report: Report, source: Source) -> bool:
    return source.leave_out_bad or not report.refused


_READERS = {"organisation": _organisation, "people": _people, "cases": _cases}
