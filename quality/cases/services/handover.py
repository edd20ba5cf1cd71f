"""Handing over what somebody had, when they leave: never to who hands it over, and only to who may have it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.accounts.services.people import permit
from quality.cases import mails
from quality.cases.kinds import Access
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTask
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries.flow import is_given
from quality.cases.queries.people import possible_owners
from quality.cases.services.change import change
from quality.cases.states import MEASURE_OPEN, OPEN
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, RefusedError


@dataclass(frozen=True)
class Handed:
    """How many went over, and how many the receiver may not have."""

    given: int = 0
    left: int = 0

    def __add__(self, other: Handed) -> Handed:
        return Handed(self.given + other.given, self.left + other.left)


def check_receiver(actor: Actor, person: Person, receiver: Person) -> None:
    """Raise for a receiver that cannot be: who hands over would open the cases to themselves."""
    permit(actor)
    if receiver.id in (actor.id, person.id) or not receiver.active:
        raise RefusedError(N_("Velg en annen som skal ta over."), field="receiver")


def count_work(session: Session, person: Person) -> int:
    """Open measures, tasks and cases that are the person's, those of shielded cases left out."""
    return len(_measures(session, person)) + len(_tasks(session, person)) + len(_cases(session, person))


def hand_over(
    session: Session, actor: Actor, person: Person, receiver: Person, *, now: dt.datetime
) -> Handed:
    """Give the person's open measures, tasks and cases to another, one by one."""
    check_receiver(actor, person, receiver)
    found = Handed()
    for measure, case in _measures(session, person):
        found += _give_measure(session, actor, measure, case, receiver, now)
    for task, case in _tasks(session, person):
        found += _give_task(session, actor, task, case, receiver, now)
    for case in _cases(session, person):
        found += _give_case(session, actor, case, receiver, now)
    return found


def _measures(session: Session, person: Person) -> list[tuple[Measure, Case]]:
    query = (
        sa.select(Measure, Case)
        .join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
        .join(Case, Case.id == CaseMeasure.case_id)
        .where(Measure.owner_id == person.id, Measure.state.in_(MEASURE_OPEN), Case.access != Access.SHIELDED)
        .order_by(Measure.id, Case.id)
    )
    first: dict[int, tuple[Measure, Case]] = {}
    for measure, case in session.execute(query):
        first.setdefault(measure.id, (measure, case))
    return list(first.values())


def _tasks(session: Session, person: Person) -> list[tuple[CaseTask, Case]]:
    """What was lent for one thing ends with that thing, and is nobody else's to read."""
    query = sa.select(CaseTask, Case).join(Case, Case.id == CaseTask.case_id)
    query = query.where(
        CaseTask.owner_id == person.id, is_given(), Case.state.in_(OPEN), Case.access != Access.SHIELDED
    )
    return [(task, case) for task, case in session.execute(query.order_by(CaseTask.id))]


def _cases(session: Session, person: Person) -> list[Case]:
    query = sa.select(Case).where(
        Case.handler_id == person.id, Case.state.in_(OPEN), Case.access != Access.SHIELDED
    )
    return list(session.scalars(query.order_by(Case.id)))


def _may_have(session: Session, case: Case, receiver: Person, now: dt.datetime) -> bool:
    return receiver.public_id in dict(possible_owners(session, case, local_date(now)))


def _give_measure(
    session: Session, actor: Actor, measure: Measure, case: Case, receiver: Person, now: dt.datetime
) -> Handed:
    cases = sa.select(Case).join(CaseMeasure, CaseMeasure.case_id == Case.id)
    for each in session.scalars(cases.where(CaseMeasure.measure_id == measure.id)):
        if not _may_have(session, each, receiver, now):
            return Handed(left=1)
    with change(session, actor, case, "change_measure", now) as values:
        measure.owner_id, measure.reminded_on = receiver.id, None
        values |= {"measure": measure.public_id, "owner": receiver.id}
    notices.tell(session, mails.measure_given(measure, case, now), now)
    return Handed(given=1)


def _give_task(
    session: Session, actor: Actor, task: CaseTask, case: Case, receiver: Person, now: dt.datetime
) -> Handed:
    if not _may_have(session, case, receiver, now):
        return Handed(left=1)
    with change(session, actor, case, "give_task", now) as values:
        task.owner_id = receiver.id
        values |= {"task": task.public_id, "owner": receiver.id, "due": task.due_on}
    notices.tell(session, mails.task_given(task, case, now), now)
    return Handed(given=1)


def _give_case(session: Session, actor: Actor, case: Case, receiver: Person, now: dt.datetime) -> Handed:
    if not _may_have(session, case, receiver, now):
        return Handed(left=1)
    with change(session, actor, case, "hand_over", now) as values:
        case.handler_id, case.handler = receiver.id, receiver
        values["owner"] = receiver.id
    return Handed(given=1)
