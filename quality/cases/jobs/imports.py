"""Brings in the files that wait: one at a time, all of a file or nothing, and again after a stop half-way."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases.services.bring_in import BadRowsError, bring_in, check
from quality.cases.services.import_files import source_of
from quality.core import clock
from quality.core.db import db, transaction
from quality.core.text import N_, Message, RefusedError
from quality.organisation.kinds import ImportState
from quality.organisation.models import Import

STALE = dt.timedelta(minutes=2)
KEPT = dt.timedelta(days=7)


def run(now: dt.datetime) -> int:
    """Bring in every waiting file; returns how many came in."""
    _forget(now)
    taken = 0
    while (claimed := _claim(now)) is not None:
        taken += _bring_in(claimed, now)
    return taken


def _forget(now: dt.datetime) -> None:
    """Throw away files that were checked a week ago and never brought in."""
    with transaction() as session:
        session.execute(
            sa.update(Import)
            .where(Import.state == ImportState.CHECKED, Import.created_at < now - KEPT)
            .values(state=ImportState.DROPPED, content=None, ended_at=now)
        )


def _claim(now: dt.datetime) -> int | None:
    """Take the oldest file that waits, or that was left behind by a worker that stopped."""
    free = sa.or_(
        Import.state == ImportState.WAITING,
        sa.and_(Import.state == ImportState.RUNNING, Import.claimed_at < now - STALE),
    )
    with transaction() as session:
        found = session.scalar(sa.select(Import.id).where(free).order_by(Import.id).limit(1))
        if found is None:
            return None
        claim = sa.update(Import).where(Import.id == found, free)
        taken = session.execute(claim.values(state=ImportState.RUNNING, claimed_at=now, done=0))
        return found if taken.rowcount else None  # type: ignore[attr-defined]


def _bring_in(import_id: int, now: dt.datetime) -> int:
    """Read it all, telling how far it has come; then write it all in one transaction."""
    try:
        row = db.session().get_one(Import, import_id)
        check(db.session(), source_of(row), now=now, progress=partial(_note, import_id))
        with transaction() as session:
            if not _hold(session, import_id):
                return 0
            row = session.get_one(Import, import_id, populate_existing=True)
            bring_in(session, row.actor_id, source_of(row), now=now, into=row)
    except BadRowsError as error:
        _fail(import_id, error.message, now, error.report.plain())
        return 0
    except RefusedError as error:
        _fail(import_id, error.message, now)
        return 0
    except Exception:
        _fail(import_id, Message(N_("Noe gikk galt hos oss. Ingenting er hentet inn. Prøv igjen.")), now)
        raise
    return 1


def _note(import_id: int, done: int) -> None:
    """Write down how many rows have been read, which also says that the worker is alive."""
    with transaction() as session:
        session.execute(
            sa.update(Import).where(Import.id == import_id).values(done=done, claimed_at=clock.now())
        )


def _hold(session: Session, import_id: int) -> bool:
    """Lock the row until the end of the transaction, so that nobody takes it over while it is written."""
    mine = sa.update(Import).where(Import.id == import_id, Import.state == ImportState.RUNNING)
    return bool(session.execute(mine.values(claimed_at=clock.now())).rowcount)  # type: ignore[attr-defined]


def _fail(import_id: int, why: Message, now: dt.datetime, report: dict[str, Any] | None = None) -> None:
    with transaction() as session:
        row = session.get_one(Import, import_id, populate_existing=True)
        row.state, row.content, row.ended_at = ImportState.FAILED, None, now
        row.report = (report or row.report) | {"fault": {"text": why.text, "values": why.values}}
