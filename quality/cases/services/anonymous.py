"""Reports without a name: registered, found again by their code, and made somebody's own."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.case import Case
from quality.cases.models.code import CaseCode, CodeTry
from quality.cases.queries.anonymous import WINDOW, too_many_tries
from quality.cases.services.change import change
from quality.cases.services.register import Report, register_case
from quality.core.clock import at_local, local_date
from quality.core.text import N_, ConflictError


def coarse(now: dt.datetime) -> dt.datetime:
    """The day and no more: a minute could be held against who was signed in then."""
    return at_local(local_date(now))


def register(session: Session, report: Report, *, now: dt.datetime) -> Case:
    """Store a report of which nothing says whose it is."""
    return register_case(session, None, report, now=coarse(now))


def keep_code(session: Session, case: Case, selector: str, secret_hash: str) -> bool:
    """Store the hash of the code; False when another report has the same selector."""
    if session.get(CaseCode, case.id) is not None:
        return True
    taken = session.scalar(sa.select(CaseCode.case_id).where(CaseCode.selector == selector))
    if taken is not None:
        return False
    session.add(CaseCode(case_id=case.id, selector=selector, secret_hash=secret_hash))
    session.flush()
    return True


def count_try(session: Session, address: str, *, now: dt.datetime) -> int | None:
    """Count a try as wrong before it is made; its id, or None when there were too many."""
    session.execute(sa.delete(CodeTry).where(CodeTry.at <= now - WINDOW))
    if too_many_tries(session, address, now):
        return None
    row = CodeTry(address_hash=address, at=now)
    session.add(row)
    session.flush()
    return row.id


def forget_try(session: Session, try_id: int) -> None:
    """The code was right: nothing stays of the try."""
    session.execute(sa.delete(CodeTry).where(CodeTry.id == try_id))


def claim(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """The reporter gives the name: from now on it is a report like others, and the code opens nothing."""
    if not case.anonymous:
        raise ConflictError(N_("Navnet ditt vises allerede."))
    with change(session, actor, case, "reveal", now):
        case.anonymous, case.reporter_id, case.reporter_unit_id = False, actor.id, actor.unit_id
        session.execute(sa.delete(CaseCode).where(CaseCode.case_id == case.id))
