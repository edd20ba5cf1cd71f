"""Giving out what is written of somebody: proposed redacted, approved by another, and written down each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.models.innsyn import Innsyn, InnsynCase, InnsynState
from quality.cases.queries.innsyn import Hit, approvers
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, RefusedError


def propose(
    session: Session,
    actor: Actor,
    hits: list[Hit],
    texts: Mapping[str, str],
    reference: str,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> Innsyn:
    """Put redacted texts before a second person; the same form makes one."""
    known = session.scalar(sa.select(Innsyn).where(Innsyn.idempotency_key == once)) if once else None
    if known:
        if known.proposed_by_id != actor.id:
            raise ConflictError(N_("Skjemaet er sendt før."))
        return known
    if not hits:
        raise RefusedError(N_("Velg minst én sak."))
    content = [
        {
            "case": hit.case.label,
            "unit": hit.case.unit.name,
            "registered": hit.case.registered_at.isoformat(),
            "text": texts.get(hit.case.public_id, ""),
        }
        for hit in hits
    ]
    row = Innsyn(
        reference=reference,
        content=content,
        proposed_by_id=actor.id,
        proposed_at=now,
        idempotency_key=once or None,
    )
    session.add(row)
    session.flush()
    session.add_all(InnsynCase(innsyn_id=row.id, case_id=hit.case.id) for hit in hits)
    session.flush()
    record(session, Happening("innsyn", row.id, "propose", now, actor.id, values={"cases": len(hits)}))
    people = approvers(session, row, local_date(now))
    notices.tell(session, mails.innsyn_asked(row.public_id, [person.id for person in people]), now)
    return row


def decide(session: Session, actor: Actor, row: Innsyn, approved: bool, *, now: dt.datetime) -> None:
    """The second person approves it, or sends it back."""
    if row.state is not InnsynState.WAITING:
        raise ConflictError(N_("Noen andre har avgjort det alt."))
    row.state = InnsynState.APPROVED if approved else InnsynState.RETURNED
    row.decided_by_id, row.decided_at = actor.id, now
    session.flush()
    record(session, Happening("innsyn", row.id, "approve" if approved else "return", now, actor.id))
    notices.tell(session, mails.innsyn_decided(row.public_id, row.proposed_by_id, approved), now)


def take_out(session: Session, actor: Actor, row: Innsyn, *, now: dt.datetime) -> None:
    """Write that an approved answer was taken out."""
    if row.state is not InnsynState.APPROVED:
        raise RefusedError(N_("Det må godkjennes av en annen først."))
    record(session, Happening("innsyn", row.id, "take_out", now, actor.id))


def forget_old(session: Session, before: dt.datetime, *, now: dt.datetime) -> int:
    """Empty answers from before then; that they were given stays."""
    old = sa.update(Innsyn).where(Innsyn.proposed_at < before, Innsyn.emptied_at.is_(None))
    return int(session.execute(old.values(content=[], emptied_at=now)).rowcount)  # type: ignore[attr-defined]
