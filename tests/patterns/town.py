"""A small municipality with more than a year of cases, in which one thing has begun to happen in three units."""

from __future__ import annotations

import datetime as dt
import random

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.kinds import CaseKind, Factor
from quality.cases.models.case import Case
from quality.cases.services.register import Report, register_case
from quality.core.clock import at_local
from quality.organisation.models import Unit
from tests.cast import Cast

PLANTED = "T4.1"
NOISE = ("T1.2", "T2.1", "T3.1", "H1.2", "R2", "P1")
WEEKS = 60
RISE_WEEKS = 3


def report(session: Session, actor: Actor, unit: Unit, category: str, day: dt.date, now: dt.datetime) -> Case:
    """One deviation, told as an employee tells it."""
    told = Report(
        CaseKind.DEVIATION,
        f"Noe skjedde {day}",
        unit.id,
        category=category,
        occurred_at=at_local(day, 10),
        factors=(Factor.ROUTINE,) if category == PLANTED else (),
    )
    return register_case(session, actor, told, now=now)


def live(session: Session, cast: Cast, now: dt.datetime) -> set[int]:
    """Three quiet units, then more and more trouble at discharge from hospital; gives the planted cases."""
    chance, planted = random.Random(4), set()
    first = cast.day - dt.timedelta(weeks=WEEKS)
    actor = cast.actor(cast.employee)
    for week in range(WEEKS):
        monday = first + dt.timedelta(weeks=week, days=-first.weekday())
        for unit in (cast.north, cast.south, cast.home, cast.school):
            day = monday + dt.timedelta(days=chance.randrange(7))
            report(session, actor, unit, chance.choice(NOISE), day, now)
        if week >= WEEKS - RISE_WEEKS:
            for unit in (cast.north, cast.south, cast.home) * 2:
                planted.add(report(session, actor, unit, PLANTED, monday + dt.timedelta(days=2), now).id)
    return planted
