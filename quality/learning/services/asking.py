"""Asking units about notes, a few at a time, and reminding them until each has answered or chosen silence."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import leaders_of
from quality.accounts.roles import SYSTEM
from quality.core import notices
from quality.core.clock import add_working_days, local_date
from quality.learning import mails
from quality.learning.models import Note, Uptake
from quality.learning.queries import ledger
from quality.learning.queries.origins import reporters_behind
from quality.learning.services.steps import tell_history
from quality.learning.states import ASKING, NoteState, UptakeState
from quality.organisation.models import Unit

ASKED_AT_ONCE = 2
REMINDERS = 2
# Working days from the question to the first reminder, to the next, and to silence being the answer.
PATIENCE = 10


def open_rows(session: Session, note: Note, units: Iterable[Unit], now: dt.datetime) -> None:
    """Give each of these units its row in the ledger, and ask those that have room."""
    opened = [Uptake(note_id=note.id, unit_id=unit.id, opened_at=now) for unit in units]
    session.add_all(opened)
    note.finished_at = None
    session.flush()
    ask_next(session, [row.unit_id for row in opened], now)


def ask_next(session: Session, unit_ids: Collection[int], now: dt.datetime) -> int:
    """Ask each unit about its oldest waiting notes, as long as no more than two ask it; returns how many."""
    waiting: dict[int, list[tuple[Uptake, Note]]] = defaultdict(list)
    asking: dict[int, int] = defaultdict(int)
    for uptake, note in ledger.unanswered(session, unit_ids):
        if uptake.asked_at:
            asking[uptake.unit_id] += 1
        else:
            waiting[uptake.unit_id].append((uptake, note))
    asked = 0
    for unit_id, rows in waiting.items():
        for uptake, note in rows[: max(0, ASKED_AT_ONCE - asking[unit_id])]:
            _ask(session, uptake, note, now)
            asked += 1
    session.flush()
    return asked


def _ask(session: Session, uptake: Uptake, note: Note, now: dt.datetime) -> None:
    uptake.asked_at = now
    uptake.remind_on = add_working_days(local_date(now), PATIENCE)
    unit = session.get_one(Unit, uptake.unit_id)
    leaders = {person.id: unit.name for person in leaders_of(session, unit, local_date(now))}
    notices.tell(session, mails.published(note, leaders), now)


def remind(session: Session, uptake: Uptake, note: Note, *, now: dt.datetime) -> bool:
    """Remind the unit's leaders, or take its silence for the answer; tells whether this call did it."""
    if not _claim(session, uptake, now):
        return False
    unit = session.get_one(Unit, uptake.unit_id)
    if uptake.state is UptakeState.NO_ANSWER:
        change = {"unit": unit.name, "after": uptake.state}
        tell_history(session, SYSTEM, note, "uptake", now, change)
        ask_next(session, [unit.id], now)
        finish_if_answered(session, note, now)
        return True
    leaders = {person.id: unit.name for person in leaders_of(session, unit, local_date(now))}
    notices.tell(session, mails.reminded(note, leaders, uptake.reminders), now)
    return True


def _claim(session: Session, uptake: Uptake, now: dt.datetime) -> bool:
    """Move the row on unless another worker or an answer came first."""
    day = local_date(now)
    silent = uptake.reminders >= REMINDERS
    change: dict[str, object] = {"version": uptake.version + 1}
    if silent:
        change |= {"state": UptakeState.NO_ANSWER, "answered_at": now, "remind_on": None}
    else:
        change |= {"reminders": uptake.reminders + 1, "remind_on": add_working_days(day, PATIENCE)}
    found = session.execute(
        sa.update(Uptake)
        .where(Uptake.id == uptake.id, Uptake.version == uptake.version, Uptake.state.in_(ASKING))
        .values(**change)
        .execution_options(synchronize_session=False)
    )
    if found.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.refresh(uptake)
    return True


def finish_if_answered(session: Session, note: Note, now: dt.datetime) -> None:
    """Call the note finished once every unit has answered, and tell those behind it what came of it."""
    if note.finished_at or note.state is not NoteState.PUBLISHED:
        return
    tally = ledger.tally(session, note)
    if tally.answered < tally.units:
        return
    note.finished_at = now
    session.flush()
    tell_history(session, SYSTEM, note, "finish", now, {"units": tally.units, "taken_up": tally.taken_up})
    people = {note.author_id, note.contact_id or note.author_id, *reporters_behind(session, note)}
    notices.tell(session, mails.finished(note, sorted(people), tally.taken_up, tally.units), now)


def drop_closed(session: Session, now: dt.datetime) -> int:
    """A closed unit is asked no more; returns how many rows that ended."""
    ended = 0
    for uptake, note in ledger.of_closed_units(session, local_date(now)):
        uptake.state, uptake.answered_at = UptakeState.NOT_RELEVANT, now
        uptake.words, uptake.remind_on = ledger.CLOSED_UNIT, None
        session.flush()
        finish_if_answered(session, note, now)
        ended += 1
    return ended


def take_in_new_units(session: Session, now: dt.datetime) -> int:
    """Give units that opened after a note was published, of a kind it concerns, their row; returns how many."""
    opened = 0
    for note, units in ledger.newcomers(session, local_date(now)):
        open_rows(session, note, units, now)
        opened += len(units)
    return opened
