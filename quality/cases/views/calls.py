"""Whom to ring about a serious case, for the receipt and the case."""

from __future__ import annotations

from quality.cases.kinds import CaseKind
from quality.cases.models.case import Case
from quality.cases.policy import GRAVE
from quality.cases.queries.duty import OnCall, on_call
from quality.core import clock
from quality.core.db import db


def calls_for(case: Case) -> list[OnCall]:
    """The numbers of whoever is on duty, where the case is serious."""
    if case.kind is not CaseKind.DEVIATION or case.priority < GRAVE:
        return []
    return on_call(db.session(), case.unit, clock.local_date(clock.now()))
