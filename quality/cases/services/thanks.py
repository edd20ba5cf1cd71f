"""Thanking the reporter of a case."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import Level
from quality.cases.models.thanks import Thanks
from quality.cases.queries import Seen
from quality.cases.states import UNCOUNTED
from quality.core import notices
from quality.core.claims import insert_once
from quality.core.text import N_, NotAllowedError, RefusedError


def thank(session: Session, actor: Actor, seen: Seen, *, now: dt.datetime) -> bool:
    """Thank whoever reported the case: those who read its text may, once; tells whether it was new."""
    case = seen.case
    if seen.level < Level.TEXT:
        raise NotAllowedError(N_("Du kan takke den som meldte når du kan lese saken."))
    if case.reporter_id == actor.id:
        raise RefusedError(N_("Du meldte saken selv."))
    if case.state in UNCOUNTED or case.names_gone_at:
        raise RefusedError(N_("Saken er ikke lenger i gang."))
    values: dict[str, object] = {"case_id": case.id, "person_id": actor.id, "created_at": now}
    new = insert_once(session, Thanks, values)
    if new:
        notices.tell(session, mails.thanked(case, actor.name, actor.id), now)
    return new
