"""Taking back what was just done with a case, as long as nobody has done anything with it since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.flow import CaseTask
from quality.cases.services import merge, snooze, tasks, transfer
from quality.cases.services.change import change, go
from quality.cases.states import CaseState, back_to
from quality.core.history import Entry, entries_of
from quality.core.notices import Notice
from quality.core.text import N_, ConflictError

# The page offers it for ten seconds and more; whoever reads slowly has these minutes (WCAG 2.2.1).
MINUTES = 10
TOO_LATE_TO_UNDO = N_("Det er for sent å angre. Noen kan ha gjort mer med saken siden.")

Values = dict[str, Any]


def undo(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> str:
    """Undo the last thing, if this person did it a moment ago; returns what it was."""
    entry, values = entries_of(session, "case", case.id)[-1]
    if (
        entry.actor_id != actor.id
        or entry.act not in UNDOERS
        or now - entry.at > dt.timedelta(minutes=MINUTES)
    ):
        raise ConflictError(TOO_LATE_TO_UNDO)
    UNDOERS[entry.act](session, actor, case, values, now)
    _untell(session, case, entry)
    return entry.act


def _unreceive(session: Session, actor: Actor, case: Case, values: Values, now: dt.datetime) -> None:
    with change(session, actor, case, "undo", now) as undone:
        go(case, back_to(CaseState.REPORTED))
        case.received_at = None
        undone["undone"] = "receive"


def _unreject(session: Session, actor: Actor, case: Case, values: Values, now: dt.datetime) -> None:
    with change(session, actor, case, "undo", now, counted=True) as undone:
        go(case, back_to(CaseState(values["state"][0])))
        case.rejected_reason = ""
        session.execute(sa.delete(CaseMessage).where(CaseMessage.id == values.get("message")))
        undone["undone"] = "reject"


def _unmerge(session: Session, actor: Actor, case: Case, values: Values, now: dt.datetime) -> None:
    merge.unmerge(session, actor, case, now=now, act="undo")


def _unsend(session: Session, actor: Actor, case: Case, values: Values, now: dt.datetime) -> None:
    transfer.recall(session, actor, case, now=now)


def _unsnooze(session: Session, actor: Actor, case: Case, values: Values, now: dt.datetime) -> None:
    snooze.wake(session, actor, case, now=now, act="undo")


def _ungive(session: Session, actor: Actor, case: Case, values: Values, now: dt.datetime) -> None:
    task = session.scalar(sa.select(CaseTask).where(CaseTask.public_id == values["task"]))
    if task is None:
        raise ConflictError(TOO_LATE_TO_UNDO)
    tasks.cancel(session, actor, case, task, now=now)


UNDOERS: dict[str, Callable[[Session, Actor, Case, Values, dt.datetime], None]] = {
    "receive": _unreceive,
    "reject": _unreject,
    "merge": _unmerge,
    "transfer": _unsend,
    "snooze": _unsnooze,
    "give_task": _ungive,
}


def _untell(session: Session, case: Case, entry: Entry) -> None:
    """Take back what nobody has read or been mailed, and ask again those who were asked before."""
    about = Notice.link == f"/cases/{case.public_id}"
    session.execute(
        sa.delete(Notice).where(
            about,
            Notice.created_at == entry.at,
            Notice.kind != "case_new",
            Notice.read_at.is_(None),
            Notice.mailed_at.is_(None),
        )
    )
    if case.state is CaseState.REPORTED:
        session.execute(
            sa.update(Notice)
            .where(about, Notice.kind == "case_new", Notice.read_at == entry.at)
            .values(read_at=None)
        )
