"""What nobody answers for: open cases without a leader, in closed units or long past everybody, and left work."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.queries import holders
from quality.accounts.roles import Actor, Role
from quality.cases import policy
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.clock import Escalation
from quality.cases.models.flow import CaseTask
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries.flow import is_given
from quality.cases.states import MEASURE_OPEN, OPEN
from quality.core.text import N_
from quality.organisation.models import Unit

SHOWN = 200
NO_LEADER = N_("Enheten har ingen leder, og ingen over har den")
SHUT_UNIT = N_("Enheten er lagt ned")
LEFT_OWNER = N_("Den som har ansvaret for et tiltak, har sluttet")
LEFT_TASK = N_("Den som har en oppgave i saken, har sluttet")
TOO_LATE = N_("Lenge over fristen, og alle nivåer har fått beskjed")


@dataclass(frozen=True)
class Unowned:
    """One open case and why it is here; a link and a title only for who may see them."""

    label: str
    unit: str
    why: str
    title: str
    link: str
    due_on: dt.date | None


def unowned(session: Session, actor: Actor, day: dt.date) -> list[Unowned]:
    """The list for the coordinator, as far as the matrix goes, and for the administrator as technical rows."""
    led = set(holders(session, Role.LEADER, day)) | set(holders(session, Role.HEAD, day))
    units = session.execute(sa.select(Unit.id, Unit.path, Unit.closed_on)).all()
    without = [row.id for row in units if not led.intersection(map(int, row.path.strip("/").split("/")))]
    shut = [row.id for row in units if row.closed_on and row.closed_on <= day]
    left = (
        sa.select(CaseMeasure.case_id)
        .join(Measure, Measure.id == CaseMeasure.measure_id)
        .join(Person, Person.id == Measure.owner_id)
        .where(CaseMeasure.case_id == Case.id, Measure.state.in_(MEASURE_OPEN), sa.not_(Person.active))
        .exists()
    )
    idle = (
        sa.select(CaseTask.case_id)
        .join(Person, Person.id == CaseTask.owner_id)
        .where(CaseTask.case_id == Case.id, is_given(), sa.not_(Person.active))
        .exists()
    )
    reasons = (
        (Case.unit_id.in_(without), NO_LEADER),
        (Case.unit_id.in_(shut), SHUT_UNIT),
        (left, LEFT_OWNER),
        (idle, LEFT_TASK),
        (_listed(), TOO_LATE),
    )
    found: dict[int, Unowned] = {}
    for clause, why in reasons:
        for row in _cases(session, actor, clause):
            found.setdefault(row[0].id, _row(row[0], row[1], row[2], row[3], why))
    return sorted(found.values(), key=lambda row: (row.due_on or dt.date.max, row.label))[:SHOWN]


def count_of_listed(actor: Actor) -> sa.Select[int]:
    """How many cases have risen to the municipality's own list, of those that the person finds there."""
    return sa.select(sa.func.count(Case.id)).where(
        _listed(), *_shown_to(actor), policy.visible(actor, Level.META)
    )


def _listed() -> sa.ColumnElement[bool]:
    """Cases of whose deadline every level has been told, as SQL."""
    told = sa.select(Escalation.case_id).where(
        Escalation.case_id == Case.id, Escalation.due_on == Case.next_due_on, Escalation.stage == "to_list"
    )
    return told.exists()


def _shown_to(actor: Actor) -> tuple[sa.ColumnElement[bool], ...]:
    return Case.state.in_(OPEN), Case.access != Access.SHIELDED, sa.not_(policy.kept_away(actor))


def _cases(
    session: Session, actor: Actor, clause: sa.ColumnElement[bool]
) -> list[tuple[Case, str, bool, bool]]:
    sees = policy.visible(actor, Level.META)
    query = (
        sa.select(Case, Unit.name, sees, policy.readable_plain(actor))
        .join(Unit, Unit.id == Case.unit_id)
        .where(clause, *_shown_to(actor))
        .order_by(Case.next_due_on, Case.id)
        .limit(SHOWN)
    )
    if Role.ADMIN not in actor.roles:
        query = query.where(sees)
    return [(row[0], row[1], bool(row[2]), bool(row[3])) for row in session.execute(query)]


def _row(case: Case, unit: str, sees: bool, plain: bool, why: str) -> Unowned:
    link = f"/cases/{case.public_id}" if sees else ""
    return Unowned(case.label, unit, why, case.title if plain else "", link, case.next_due_on)
