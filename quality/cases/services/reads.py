"""The access log and what a reader has seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import ReadLog
from quality.accounts.roles import Actor
from quality.cases import mails, policy
from quality.cases.kinds import Level
from quality.cases.models.case import Case
from quality.cases.queries import Seen
from quality.core import notices
from quality.core.clock import at_local, local_date
from quality.core.history import Happening, record

SENSITIVE = policy.SENSITIVE
TOGETHER = 1000


def is_logged(seen: Seen) -> bool:
    """Whether reading this much of this case is written down."""
    return seen.case.access in SENSITIVE and seen.level >= Level.TEXT


def note_read(session: Session, actor: Actor, seen: Seen, surface: str, *, now: dt.datetime) -> None:
    """Write that the case was read where that is to be known, and that its news has been seen."""
    if is_logged(seen):
        why = policy.why(actor, seen.case, seen.ties)
        session.add(_row(actor, seen.case.id, why, surface, now))
        session.flush()
    if seen.news:
        notices.mark_read(session, actor.id, mails.link(seen.case), now)


def note_refused(session: Session, actor: Actor, public_id: str, surface: str, *, now: dt.datetime) -> None:
    """Write that somebody tried to read a sensitive case and was told that there is none."""
    query = sa.select(Case.id).where(Case.public_id == public_id, Case.access.in_(SENSITIVE))
    case_id = session.scalar(query)
    if case_id is not None:
        row = _row(actor, case_id, "", surface, now)
        row.refused = True
        session.add(row)
        session.flush()


def note_found(
    session: Session, actor: Actor, case_ids: list[int], *, now: dt.datetime, surface: str = "search"
) -> None:
    """Write which sensitive cases a search, or another list, showed the title of."""
    row = {"at": now, "actor_id": actor.id, "subject": "case", "why": "", "surface": surface}
    if case_ids:
        session.execute(sa.insert(ReadLog), [row | {"subject_id": case_id} for case_id in case_ids])


def note_taken(
    session: Session, actor: Actor, rows: int, case_ids: Iterable[int], *, now: dt.datetime
) -> None:
    """Write that cases were taken out in a file: how many, and which sensitive ones, with or without their words."""
    left = iter(case_ids)
    while part := list(islice(left, TOGETHER)):
        note_found(session, actor, part, now=now, surface="export")
    record(session, Happening("person", actor.id, "export", now, actor.id, values={"rows": rows}))


def note_listed(
    session: Session, actor: Actor, case_ids: Collection[int], surface: str, *, now: dt.datetime
) -> None:
    """Write which sensitive cases a list that people live in showed words of: each once a day and surface.

    A leader opens the inbox twenty times a day; the log is to show who read what, and twenty lines would hide it.
    """
    since = at_local(local_date(now))
    known = sa.select(ReadLog.subject_id).where(
        ReadLog.subject == "case",
        ReadLog.subject_id.in_(case_ids),
        ReadLog.at >= since,
        ReadLog.actor_id == actor.id,
        ReadLog.surface == surface,
    )
    fresh = sorted(set(case_ids).difference(session.scalars(known)))
    session.add_all(_row(actor, case_id, "", surface, now) for case_id in fresh)
    session.flush()


def _row(actor: Actor, case_id: int, why: str, surface: str, now: dt.datetime) -> ReadLog:
    return ReadLog(at=now, actor_id=actor.id, subject="case", subject_id=case_id, why=why, surface=surface)
