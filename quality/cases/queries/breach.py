"""Breaches of personal data: the register of them, the clock of each, and the decisions in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql import ColumnElement

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import Access, CaseKind, Level
from quality.cases.kinds.breach import Harmed, Reporting, Risk
from quality.cases.models.breach import Breach, BreachDecision
from quality.cases.models.case import Case
from quality.cases.models.category import Category
from quality.cases.states import OPEN, UNCOUNTED

# Clock time, weekends and holidays and all (GDPR article 33).
HOURS = dt.timedelta(hours=72)
SOON = dt.timedelta(hours=24)
SHOWN_AT_MOST = 2000


@dataclass(frozen=True)
class Line:
    """A breach in the register; `row` is missing until somebody has assessed it, `read` where its text may be read."""

    case: Case
    row: Breach | None
    read: bool

    @property
    def known_at(self) -> dt.datetime:
        """When the municipality knew: what was written, else when it was reported."""
        return self.row.known_at if self.row else self.case.registered_at

    @property
    def due_at(self) -> dt.datetime:
        """When the 72 hours are out."""
        return self.known_at + HOURS

    @property
    def decided(self) -> bool:
        """Whether it is reported, or decided that it shall not be."""
        return self.row is not None and self.row.reporting is not Reporting.LATER

    @property
    def late(self) -> bool:
        """Whether it was reported after the 72 hours."""
        return bool(self.row and self.row.reported_at and self.row.reported_at > self.due_at)

    @property
    def untold(self) -> bool:
        """Whether those concerned are to be told and nobody has written that they are."""
        return self.row is not None and self.row.risk is Risk.HIGH and not self.row.told

    @property
    def harmed(self) -> list[Harmed]:
        """What happened to the data."""
        return [each for each in Harmed if self.row and getattr(self.row, each.value)]


def _breaches() -> ColumnElement[bool]:
    return sa.and_(
        Case.kind == CaseKind.DEVIATION,
        Category.code.startswith(policy.BREACHES),
        Case.state.not_in(UNCOUNTED),
        Case.access != Access.SHIELDED,
    )


def _undecided() -> ColumnElement[bool]:
    return sa.or_(Breach.case_id.is_(None), Breach.reporting == Reporting.LATER)


def register(session: Session, actor: Actor) -> list[Line]:
    """Every breach that the person may know of: those that are not decided first, then the newest.

    A shielded one is not here: it is followed on its own page by those who are named in it. Nor is one that was brought
    in from an old system and never assessed here.
    """
    query = (
        sa.select(Case, Breach, policy.visible(actor, Level.TEXT))
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Breach, Breach.case_id == Case.id)
        .options(joinedload(Case.unit), joinedload(Case.category))
        .where(
            _breaches(),
            sa.or_(Case.import_id.is_(None), Breach.case_id.is_not(None)),
            policy.visible(actor, Level.META),
        )
        .order_by(_undecided().desc(), Case.registered_at.desc(), Case.id.desc())
        .limit(SHOWN_AT_MOST)
    )
    return [Line(case, row, bool(read)) for case, row, read in session.execute(query)]


def count_undecided(session: Session, actor: Actor) -> int:
    """How many open ones wait for a decision, of those whose text the person reads."""
    query = (
        sa.select(sa.func.count(Case.id))
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Breach, Breach.case_id == Case.id)
        .where(_breaches(), _undecided(), Case.import_id.is_(None), Case.state.in_(OPEN))
        .where(policy.visible(actor, Level.TEXT))
    )
    return session.scalar(query) or 0


def running(session: Session, since: dt.datetime) -> list[Line]:
    """Breaches without a decision reported since then, for the job that follows the clock for everybody."""
    query = (
        sa.select(Case, Breach)
        .join(Category, Category.id == Case.category_id)
        .outerjoin(Breach, Breach.case_id == Case.id)
        .options(joinedload(Case.unit))
        .where(_breaches(), _undecided(), Case.registered_at >= since, Case.import_id.is_(None))
        .order_by(Case.id)
    )
    return [Line(case, row, False) for case, row in session.execute(query)]


def line_of(session: Session, case: Case) -> Line:
    """One breach for somebody who may read it."""
    return Line(case, session.get(Breach, case.id), True)


def decisions(session: Session, case: Case) -> list[tuple[BreachDecision, str]]:
    """What was decided in it and by whom, the newest first."""
    query = sa.select(BreachDecision, Person).join(Person, Person.id == BreachDecision.by_id)
    query = query.where(BreachDecision.case_id == case.id).order_by(BreachDecision.id.desc())
    return [(row, person.name) for row, person in session.execute(query)]
