"""Marking a case: it hastes, or it is also told of outside Løft."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import Access, Channel, Flag
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseFlag
from quality.cases.services.change import change
from quality.core import notices
from quality.core.text import N_, RefusedError


def set_urgent(session: Session, actor: Actor, case: Case, on: bool, *, now: dt.datetime) -> None:
    """Mark the case as one that hastes, or not; pressing twice is pressing once."""
    found = session.get(CaseFlag, (case.id, Flag.URGENT))
    if (found is not None) == on:
        return
    with change(session, actor, case, "flag" if on else "unflag", now) as values:
        values["flag"] = Flag.URGENT
        if found is not None:
            session.delete(found)
        else:
            session.add(CaseFlag(case_id=case.id, flag=Flag.URGENT, set_by_id=actor.id, set_at=now))


def send_out(
    session: Session, actor: Actor, case: Case, channel: Channel, reference: str, *, now: dt.datetime
) -> None:
    """Write that the case is also told of where somebody outside Løft answers for it; the reporter is told."""
    if case.access is Access.SHIELDED:
        raise RefusedError(N_("En skjermet sak sendes ikke videre. Bare den som er satt til den, ser den."))
    with change(session, actor, case, "send_out", now) as values:
        found = session.get(CaseFlag, (case.id, Flag.SENT_OUT))
        if found is None:
            found = CaseFlag(case_id=case.id, flag=Flag.SENT_OUT)
            session.add(found)
        found.channel, found.reference, found.set_by_id, found.set_at = channel, reference, actor.id, now
        values |= {"channel": channel, "reference": reference}
    if case.reporter_id != actor.id:
        notices.tell(session, mails.sent_out(case, actor.name, now), now)
