"""Closes the cases of started orders: each in a transaction of its own, and on from there after a stop half-way."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import actor_for
from quality.cases.models.bulk_close import BulkClose, BulkCloseRow, BulkState, RowState
from quality.cases.queries.bulk_close import waiting_cases
from quality.cases.services import bulk_close
from quality.core import clock
from quality.core.clock import local_date
from quality.core.db import db, transaction
from quality.core.text import N_, Message, NotVisibleError, RefusedError

STALE = dt.timedelta(minutes=2)
KEPT = dt.timedelta(days=7)
GONE = Message(N_("Saken finnes ikke lenger."))
FAULT = Message(N_("Noe gikk galt hos oss. Saken er ikke endret. Prøv å lukke den for seg."))


def run(now: dt.datetime) -> int:
    """Carry out every order that waits; returns how many cases were seen to."""
    _forget(now)
    handled = 0
    while (claimed := _claim(now)) is not None:
        handled += _carry_out(claimed, now)
    return handled


def run_one(order_id: int, now: dt.datetime) -> int:
    """Carry out this order at once, unless somebody else has it."""
    claimed = _claim(now, order_id)
    return _carry_out(claimed, now) if claimed is not None else 0


def _forget(now: dt.datetime) -> None:
    """Throw away orders that were looked over a week ago and never started."""
    old = sa.select(BulkClose.id).where(
        BulkClose.state == BulkState.PREVIEW, BulkClose.created_at < now - KEPT
    )
    with transaction() as session:
        session.execute(sa.delete(BulkCloseRow).where(BulkCloseRow.bulk_close_id.in_(old)))
        session.execute(
            sa.delete(BulkClose).where(
                BulkClose.state == BulkState.PREVIEW, BulkClose.created_at < now - KEPT
            )
        )


def _claim(now: dt.datetime, only: int | None = None) -> int | None:
    """Take the oldest order that waits, or that was left behind by a worker that stopped."""
    left = sa.and_(BulkClose.state == BulkState.RUNNING, BulkClose.claimed_at < now - STALE)
    free = sa.or_(BulkClose.state == BulkState.WAITING, left)
    query = sa.select(BulkClose.id).where(free)
    if only is not None:
        query = query.where(BulkClose.id == only)
    with transaction() as session:
        found = session.scalar(query.order_by(BulkClose.id).limit(1))
        if found is None:
            return None
        claim = sa.update(BulkClose).where(BulkClose.id == found, free)
        taken = session.execute(claim.values(state=BulkState.RUNNING, claimed_at=now))
        return found if taken.rowcount else None  # type: ignore[attr-defined]


def _carry_out(order_id: int, now: dt.datetime) -> int:
    for case_id in waiting_cases(db.session(), order_id):
        try:
            _close(order_id, case_id, now)
        except RefusedError as error:
            _refuse(order_id, case_id, error.message, now)
        except NotVisibleError:
            _refuse(order_id, case_id, GONE, now)
        except Exception:
            _refuse(order_id, case_id, FAULT, now)
            _let_go(order_id)
            raise
    with transaction() as session:
        found = _hold(session, order_id)
        bulk_close.end(found, now=now)
        return found.cases


def _close(order_id: int, case_id: int, now: dt.datetime) -> None:
    """One case, whole or not at all; whoever has it done already is not followed."""
    with transaction() as session:
        found = _hold(session, order_id)
        row = _row(session, order_id, case_id)
        if row.state is RowState.WAITING:
            actor = actor_for(session, bulk_close.person_of(session, found), local_date(now))
            bulk_close.close_row(session, actor, found, row, now=now)


def _refuse(order_id: int, case_id: int, why: Message, now: dt.datetime) -> None:
    with transaction() as session:
        _hold(session, order_id)
        row = _row(session, order_id, case_id)
        if row.state is RowState.WAITING:
            bulk_close.refuse_row(row, why, now=now)


def _hold(session: Session, order_id: int) -> BulkClose:
    """Lock the order until the end of the transaction, which also says that the worker is alive."""
    query = sa.select(BulkClose).where(BulkClose.id == order_id).with_for_update()
    found = session.scalars(query.execution_options(populate_existing=True)).one()
    found.claimed_at = clock.now()
    return found


def _row(session: Session, order_id: int, case_id: int) -> BulkCloseRow:
    return session.get_one(BulkCloseRow, (order_id, case_id), populate_existing=True)


def _let_go(order_id: int) -> None:
    """Give the order back, so that the rest of its cases are seen to at the next turn."""
    with transaction() as session:
        _hold(session, order_id).state = BulkState.WAITING
