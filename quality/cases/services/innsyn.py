"""Giving out what is written of somebody: proposed redacted, approved by another, and written down each time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases.mails import keeping
from quality.cases.models.case import Case
from quality.cases.models.flow import LENT
from quality.cases.models.innsyn import Innsyn, InnsynCase, InnsynState
from quality.cases.queries.innsyn import Hit, approvers
from quality.cases.services import tasks
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, RefusedError

# Working days until who was lent the cases is reminded.
LENT_DAYS = 3


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
    notices.tell(session, keeping.innsyn_asked(row.public_id, [person.id for person in people]), now)
    return row


def lend(
    session: Session,
    actor: Actor,
    row: Innsyn,
    person: Person,
    cases: list[Case],
    what: str,
    *,
    now: dt.datetime,
) -> None:
    """Let somebody with the right to approve read these cases, closed ones too, until the answer is decided on.

    Where somebody may approve it already, the proposer does not choose another.
    """
    if row.state is not InnsynState.WAITING:
        raise ConflictError(N_("Noen andre har avgjort det alt."))
    if any(each.id != person.id for each in approvers(session, row, local_date(now))):
        raise ConflictError(N_("Noen kan alt godkjenne svaret, så sakene gis ikke til andre."))
    if not cases:
        return
    errand = tasks.Errand(what, person.id, add_working_days(local_date(now), LENT_DAYS))
    for case in cases:
        tasks.lend(session, actor, case, errand, _lent(row, case, person.id), now=now)
    values = {"person": person.id, "cases": [case.label for case in cases]}
    record(session, Happening("innsyn", row.id, "lend", now, actor.id, values=values))
    notices.tell(session, keeping.innsyn_asked(row.public_id, [person.id]), now)


def _lent(row: Innsyn, case: Case, person_id: int) -> str:
    return f"{_lent_for(row)}{case.id}-{person_id}"


def _lent_for(row: Innsyn) -> str:
    return f"{LENT}{row.public_id}-"


def decide(session: Session, actor: Actor, row: Innsyn, approved: bool, *, now: dt.datetime) -> None:
    """The second person approves it, or sends it back."""
    if row.state is not InnsynState.WAITING:
        raise ConflictError(N_("Noen andre har avgjort det alt."))
    row.state = InnsynState.APPROVED if approved else InnsynState.RETURNED
    row.decided_by_id, row.decided_at = actor.id, now
    session.flush()
    record(session, Happening("innsyn", row.id, "approve" if approved else "return", now, actor.id))
    tasks.end_lent(session, actor, _lent_for(row), now=now)
    notices.tell(session, keeping.innsyn_decided(row.public_id, row.proposed_by_id, approved), now)


def take_out(session: Session, actor: Actor, row: Innsyn, *, now: dt.datetime) -> None:
    """Write that an approved answer was taken out."""
    if row.state is not InnsynState.APPROVED:
        raise RefusedError(N_("Det må godkjennes av en annen først."))
    record(session, Happening("innsyn", row.id, "take_out", now, actor.id))


def forget_old(session: Session, before: dt.datetime, *, now: dt.datetime) -> int:
    """Empty answers from before then; that they were given stays, and nobody reads for their sake any more."""
    waiting = sa.select(Innsyn).where(
        Innsyn.proposed_at < before, Innsyn.emptied_at.is_(None), Innsyn.state == InnsynState.WAITING
    )
    for row in session.scalars(waiting).all():
        tasks.end_lent(session, None, _lent_for(row), now=now)
    old = sa.update(Innsyn).where(Innsyn.proposed_at < before, Innsyn.emptied_at.is_(None))
    return int(session.execute(old.values(content=[], emptied_at=now)).rowcount)  # type: ignore[attr-defined]
