"""Reminding leaders of what safety representatives wait for."""

from __future__ import annotations

import datetime as dt

from quality.cases import mails
from quality.cases.queries.people import leaders_to_tell, who_sees
from quality.cases.queries.safety import late_requests
from quality.core import notices
from quality.core.clock import is_working_day, local_date
from quality.core.db import transaction

AGAIN = dt.timedelta(7)


def remind(now: dt.datetime) -> int:
    """Tell the leaders, and the one who asked, of each request that is late: once a week until it is answered."""
    day = local_date(now)
    if not is_working_day(day):
        return 0
    told = 0
    with transaction() as session:
        for word in late_requests(session, day, day - AGAIN):
            people = leaders_to_tell(session, word.case, day)
            asked = who_sees(session, word.case, [word.author], day)
            told += notices.tell(session, mails.safety_late(word.case, [*people, *asked], word.id, day), now)
            word.reminded_on = day
    return told
