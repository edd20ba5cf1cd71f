"""The municipality itself: its beginning, its name and what it has chosen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.core.history import Happening, record
from quality.organisation.kinds import UnitLevel
from quality.organisation.models import Municipality, Unit
from quality.organisation.queries import municipality


def start_municipality(session: Session, name: str, code: str, *, now: dt.datetime) -> Unit:
    """Make the municipality and the top of its tree."""
    if municipality(session) is None:
        session.add(Municipality(name=name))
    top = Unit(code=code, name=name, level=UnitLevel.MUNICIPALITY, opened_on=None)
    session.add(top)
    session.flush()
    top.path = f"/{top.id}/"
    session.flush()
    record(session, Happening("unit", top.id, "add", now, values={"name": name}))
    return top
