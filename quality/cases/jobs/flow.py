"""What happens to cases by itself: an offer that nobody answered ends, and a case that was put off comes back."""

from __future__ import annotations

import datetime as dt

from quality.cases.queries import flow
from quality.cases.services import snooze, transfer
from quality.core.clock import is_working_day, local_date
from quality.core.db import transaction


def bring_back(now: dt.datetime) -> int:
    """Give cases that no other unit took in time back to their senders; on working days only."""
    day = local_date(now)
    if not is_working_day(day):
        return 0
    with transaction() as session:
        late = flow.late_offers(session, day)
        for offer, case in late:
            transfer.return_unanswered(session, offer, case, now=now)
        return len(late)


def wake(now: dt.datetime) -> int:
    """Bring back cases whose day is here, or of which more have come."""
    with transaction() as session:
        woken = [found for found in flow.asleep(session) if flow.wakes(session, found, local_date(now))]
        for found in woken:
            snooze.wake(session, None, found.case, now=now)
        return len(woken)
