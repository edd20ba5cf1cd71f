"""Following the 72 hours of each breach of personal data, and forgetting what was written about old ones."""

from __future__ import annotations

import datetime as dt

from quality.accounts.queries import holders
from quality.accounts.roles import Role
from quality.cases import mails
from quality.cases.queries.breach import SOON, Line, running, with_old_texts
from quality.cases.queries.people import leaders_to_tell, who_sees
from quality.cases.services.breach import forget_texts
from quality.core import notices
from quality.core.clock import local_date
from quality.core.db import transaction

LOOKED_BACK = dt.timedelta(14)
YEAR = 365.25
AT_A_TIME = 500


def remind(now: dt.datetime) -> int:
    """Tell the privacy officer and the leaders of each that nobody has decided on: new, soon and late, once each."""
    told, day = 0, local_date(now)
    with transaction() as session:
        officers = [p for people in holders(session, Role.PRIVACY_OFFICER, day).values() for p in people]
        for line in running(session, now - LOOKED_BACK):
            people = [*leaders_to_tell(session, line.case, day), *who_sees(session, line.case, officers, day)]
            told += notices.tell(session, mails.breach_due(line.case, people, _stage(line, now)), now)
    return told


def forget(years: int, now: dt.datetime) -> int:
    """Empty what was written about breaches so many years after their cases ended."""
    with transaction() as session:
        old = with_old_texts(session, now - dt.timedelta(days=round(years * YEAR)), AT_A_TIME)
        for case in old:
            forget_texts(session, case, now=now)
        return len(old)


def _stage(line: Line, now: dt.datetime) -> str:
    if now >= line.due_at:
        return "late"
    return "soon" if now >= line.due_at - SOON else "new"
