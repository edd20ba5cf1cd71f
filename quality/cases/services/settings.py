"""Changing deadlines and the table of priorities, and who may change settings at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.cases.models.category import Deadline
from quality.cases.models.clock import PriorityCell
from quality.cases.queries.settings import priority_table
from quality.core.history import Happening, record
from quality.core.text import N_, NotAllowedError


def permit(actor: Actor) -> None:
    """Raise NotAllowedError for who may not change settings."""
    if not actor.may(Act.SETTINGS_MANAGE):
        raise NotAllowedError(N_("Bare den som styrer oppsettet, kan gjøre dette."))


def change_deadlines(
    session: Session,
    actor: Actor,
    days: Mapping[tuple[str, int], int],
    calendar: Mapping[str, bool],
    *,
    now: dt.datetime,
) -> None:
    """Store how many days each step may take at each priority. Running cases keep the dates they have."""
    permit(actor)
    changes: dict[str, list[int | None]] = {}
    rows = session.scalars(sa.select(Deadline)).all()
    known = {(row.step, row.priority) for row in rows}
    for row in rows:
        wanted = days.get((row.step, row.priority), row.days)
        if wanted != row.days:
            changes[f"{row.step} {row.priority}"] = [row.days, wanted]
            row.days = wanted
        in_calendar = calendar.get(row.step, row.calendar_days)
        if in_calendar != row.calendar_days:
            changes[f"{row.step} calendar"] = [row.calendar_days, in_calendar]
            row.calendar_days = in_calendar
    for step, priority in sorted(set(days) - known):
        wanted = days[step, priority]
        changes[f"{step} {priority}"] = [None, wanted]
        session.add(
            Deadline(step=step, priority=priority, days=wanted, calendar_days=calendar.get(step, False))
        )
    if changes:
        session.flush()
        record(session, Happening("deadlines", 1, "change", now, actor.id, values=changes))


def change_priorities(
    session: Session, actor: Actor, cells: Mapping[tuple[int, int], int], *, now: dt.datetime
) -> None:
    """Store the priority for each possible harm and recurrence. A case keeps its own until it is assessed again."""
    permit(actor)
    table, changes = priority_table(session), {}
    for (potential, recurrence), wanted in sorted(cells.items()):
        before = table[potential][recurrence - 1]
        if wanted != before:
            changes[f"{potential} {recurrence}"] = [before, wanted]
            session.merge(PriorityCell(potential=potential, recurrence=recurrence, priority=wanted))
    if changes:
        session.flush()
        record(session, Happening("priorities", 1, "change", now, actor.id, values=changes))
