"""A file on its way in through the pages: checked first, then brought in by the job, and its content dropped."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.imports.reading import UNKNOWN_CATEGORY
from quality.cases.services.bring_in import Source, check, file_hash
from quality.cases.services.bring_in_cases import mapping_for
from quality.core.tabular import PAGE_LIMITS
from quality.core.text import N_, NotAllowedError, NotVisibleError, RefusedError, clean_line
from quality.organisation.kinds import IMPORT_KIND_LABELS, ImportState
from quality.organisation.models import Import, ImportMapping

SHOWN = 30
CASES = "cases"


def kinds_for(actor: Actor) -> dict[str, str]:
    """What the person may bring in."""
    acts = {CASES: Act.IMPORT_CASES}
    return {
        kind: label
        for kind, label in IMPORT_KIND_LABELS.items()
        if actor.may(acts.get(kind, Act.IMPORT_ORGANISATION))
    }


def latest(session: Session, actor: Actor) -> list[Import]:
    """The newest files of the kinds that the person may bring in, without their content."""
    query = sa.select(Import).where(Import.kind.in_(kinds_for(actor))).order_by(Import.id.desc())
    return list(session.scalars(query.options(sa.orm.defer(Import.content)).limit(SHOWN)))


def fetch(session: Session, actor: Actor, public_id: str) -> Import:
    """One file; NotVisibleError unless the person may bring in its kind."""
    row = session.scalar(sa.select(Import).where(Import.public_id == public_id))
    if row is None or row.kind not in kinds_for(actor):
        raise NotVisibleError(public_id)
    return row


def saved_mappings(session: Session) -> list[ImportMapping]:
    """Ways of reading that were kept, by name."""
    return list(session.scalars(sa.select(ImportMapping).order_by(ImportMapping.name)))


def upload(
    session: Session, actor: Actor, kind: str, name: str, content: bytes, mapping_id: str, *, now: dt.datetime
) -> Import:
    """Check a file and keep it for the import; RefusedError when it cannot be read at all."""
    if kind not in kinds_for(actor):
        raise NotAllowedError(N_("Du kan ikke hente inn dette."))
    saved = next((found for found in saved_mappings(session) if str(found.id) == mapping_id), None)
    row = Import(
        kind=kind,
        file_name=clean_line(PurePath(name).name) or "fil.csv",
        file_hash=file_hash(io.BytesIO(content)),
        content=content,
        mapping=saved.content if saved else {},
        state=ImportState.CHECKED,
        actor_id=actor.id,
        created_at=now,
    )
    if kind == CASES:
        row.mapping = mapping_for(session, io.BytesIO(content), PAGE_LIMITS, row.mapping).plain()
    _check(session, row, now)
    session.add(row)
    session.flush()
    return row


def source_of(row: Import) -> Source:
    """The kept file, to be read."""
    stream = io.BytesIO(row.content or b"")
    return Source(row.kind, stream, row.file_name, row.mapping, row.leave_out_bad, PAGE_LIMITS, row.actor_id)


def _check(session: Session, row: Import, now: dt.datetime) -> None:
    report = check(session, source_of(row), now=now)
    row.report, row.rows = report.plain(), report.rows


def unknown_categories(row: Import) -> list[str]:
    """The category words of the file that have no category here."""
    found = row.report.get("findings", [])
    return sorted({finding["value"] for finding in found if finding["sentence"] == UNKNOWN_CATEGORY.sentence})


def sort_categories(
    session: Session, row: Import, codes: dict[str, str], keep_as: str, *, now: dt.datetime
) -> None:
    """Give unknown category words their category, check again, and keep the mapping when it gets a name."""
    _require(row, ImportState.CHECKED)
    chosen = {word: code for word, code in codes.items() if code}
    row.mapping = row.mapping | {"categories": row.mapping.get("categories", {}) | chosen}
    _check(session, row, now)
    name = clean_line(keep_as, 80)
    if name:
        _keep(session, name, row.mapping, now)
    session.flush()


def _keep(session: Session, name: str, content: dict[str, Any], now: dt.datetime) -> None:
    saved = session.scalar(sa.select(ImportMapping).where(ImportMapping.name == name))
    if saved is None:
        session.add(ImportMapping(kind=CASES, name=name, content=content, created_at=now))
    else:
        saved.content = content


def start(session: Session, row: Import, *, leave_out_bad: bool, now: dt.datetime) -> None:
    """Let the job take it. Refused rows must be left out knowingly."""
    _require(row, ImportState.CHECKED)
    if row.report["refused"] and not leave_out_bad:
        raise RefusedError(N_("Noen rader er feil. Velg å hente inn uten dem, eller rett filen."))
    row.leave_out_bad, row.state, row.done = leave_out_bad, ImportState.WAITING, 0
    session.flush()


def drop(session: Session, row: Import, *, now: dt.datetime) -> None:
    """Throw away a file that was checked and will not be brought in."""
    _require(row, ImportState.CHECKED)
    row.state, row.content, row.ended_at = ImportState.DROPPED, None, now
    session.flush()


def _require(row: Import, state: ImportState) -> None:
    if row.state != state:
        raise RefusedError(N_("Filen er allerede behandlet."))
