"""Following the 72 hours of each breach of personal data."""

from __future__ import annotations

import datetime as dt

from quality.accounts.queries import holders
from quality.accounts.roles import Role
from quality.cases import mails
from quality.cases.queries.breach import SOON, Line, running
from quality.cases.queries.people import leaders_to_tell, who_sees
from quality.core import notices
from quality.core.clock import local_date
from quality.core.db import transaction

LOOKED_BACK = dt.timedelta(14)


def remind(now: dt.datetime) -> int:
    """Tell the privacy officer and the leaders of each that nobody has decided on: new, soon and late, once each."""
    told, day = 0, local_date(now)
    with transaction() as session:
        officers = [p for people in holders(session, Role.PRIVACY_OFFICER, day).values() for p in people]
        for line in running(session, now - LOOKED_BACK):
            people = [*leaders_to_tell(session, line.case, day), *who_sees(session, line.case, officers, day)]
            told += notices.tell(session, mails.breach_due(line.case, people, _stage(line, now)), now)
    return told


def _stage(line: Line, now: dt.datetime) -> str:
    if now >= line.due_at:
        return "late"
    return "soon" if now >= line.due_at - SOON else "new"
