"""Giving somebody a part of a case to do by a day, and ending it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import TaskState
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTask
from quality.cases.services.change import change, leaders, take
from quality.cases.services.measures import refuse_stranger
from quality.cases.services.register import ALREADY_SENT
from quality.cases.states import TAKEN, TOO_LATE, CaseState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, RefusedError

ENDED = {
    TaskState.DONE: N_("Oppgaven er allerede gjort."),
    TaskState.RETURNED: N_("Oppgaven er allerede gitt tilbake."),
    TaskState.CANCELLED: N_("Oppgaven er trukket tilbake."),
}


@dataclass(frozen=True)
class Errand:
    """What somebody is to do, and by when."""

    what: str
    owner_id: int
    due_on: dt.date


def give(
    session: Session, actor: Actor, case: Case, errand: Errand, *, now: dt.datetime, once: str | None = None
) -> CaseTask:
    """Give a part of the case to somebody, who reads the case as long as the part is open."""
    if once and (known := session.scalar(sa.select(CaseTask).where(CaseTask.idempotency_key == once))):
        if (known.given_by_id, known.case_id) != (actor.id, case.id):
            raise ConflictError(ALREADY_SENT)
        return known
    if case.state not in TAKEN | {CaseState.REPORTED}:
        raise ConflictError(TOO_LATE[case.state])
    _check(session, errand, now)
    refuse_stranger(session, errand.owner_id, case)
    with change(session, actor, case, "give_task", now) as values:
        take(case, now)
        task = _add(session, actor, case, errand, once, values, now)
    if errand.owner_id != actor.id:
        notices.tell(session, mails.task_given(task, case, now), now)
    return task


def lend(session: Session, actor: Actor, case: Case, errand: Errand, key: str, *, now: dt.datetime) -> None:
    """Let somebody read the case for one thing, which ends it: also a closed one, in which nothing else is given."""
    refuse_stranger(session, errand.owner_id, case)
    known = session.scalar(sa.select(CaseTask).where(CaseTask.idempotency_key == key))
    if known and known.state is TaskState.OPEN:
        return
    if known:
        known.idempotency_key = None
        session.flush()
    with change(session, actor, case, "give_task", now) as values:
        _add(session, actor, case, errand, key, values, now)


def end_lent(session: Session, actor: Actor | None, keys: str, *, now: dt.datetime) -> None:
    """What was lent under keys that begin like this is read no longer."""
    query = sa.select(CaseTask).where(
        CaseTask.idempotency_key.startswith(keys, autoescape=True), CaseTask.state == TaskState.OPEN
    )
    for task in session.scalars(query.with_for_update()).all():
        task.state, task.ended_at = TaskState.CANCELLED, now
        values = {"task": task.public_id}
        actor_id = actor.id if actor else None
        session.flush()
        record(session, Happening("case", task.case_id, "cancel_task", now, actor_id, values=values))


def _add(
    session: Session,
    actor: Actor,
    case: Case,
    errand: Errand,
    once: str | None,
    values: dict[str, Any],
    now: dt.datetime,
) -> CaseTask:
    task = CaseTask(
        case_id=case.id,
        owner_id=errand.owner_id,
        what=errand.what,
        due_on=errand.due_on,
        given_by_id=actor.id,
        given_at=now,
        idempotency_key=once,
    )
    session.add(task)
    session.flush()
    values |= {"task": task.public_id, "owner": errand.owner_id, "due": errand.due_on}
    return task


def _check(session: Session, errand: Errand, now: dt.datetime) -> None:
    owner = session.get(Person, errand.owner_id)
    if owner is None or not owner.active:
        raise RefusedError(N_("Velg hvem som skal gjøre det."), field="owner")
    if not errand.what:
        raise RefusedError(N_("Skriv hva som skal gjøres."), field="what")
    if errand.due_on < local_date(now):
        raise RefusedError(N_("Fristen kan ikke være før i dag."), field="due_on")


def finish(
    session: Session, actor: Actor, case: Case, task: CaseTask, words: str, *, now: dt.datetime
) -> None:
    """The owner says that it is done, and what came of it."""
    if not words:
        raise RefusedError(N_("Skriv kort hva du gjorde eller fant ut."), field="text")
    _end(session, actor, case, task, TaskState.DONE, words, now)
    notices.tell(session, mails.task_ended(task, case, leaders(session, case, now), True), now)


def hand_back(
    session: Session, actor: Actor, case: Case, task: CaseTask, words: str, *, now: dt.datetime
) -> None:
    """The owner cannot do it, and says why."""
    if not words:
        raise RefusedError(N_("Skriv kort hvorfor du gir oppgaven tilbake."), field="text")
    _end(session, actor, case, task, TaskState.RETURNED, words, now)
    notices.tell(session, mails.task_ended(task, case, leaders(session, case, now), False), now)


def cancel(session: Session, actor: Actor, case: Case, task: CaseTask, *, now: dt.datetime) -> None:
    """The leader takes the task back; its owner no longer reads the case for it."""
    _end(session, actor, case, task, TaskState.CANCELLED, "", now)


_ACTS = {TaskState.DONE: "end_task", TaskState.RETURNED: "return_task", TaskState.CANCELLED: "cancel_task"}


def _end(
    session: Session,
    actor: Actor,
    case: Case,
    task: CaseTask,
    state: TaskState,
    words: str,
    now: dt.datetime,
) -> None:
    if task.state is not TaskState.OPEN:
        raise ConflictError(ENDED[task.state])
    with change(session, actor, case, _ACTS[state], now) as values:
        task.state, task.ended_at, task.words = state, now, words
        values["task"] = task.public_id
