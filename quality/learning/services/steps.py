"""One step in the life of a note, and its line in the history."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.core.history import Happening, record
from quality.core.states import find_move
from quality.learning.models import Note
from quality.learning.states import NOTE_MOVES


def advance(session: Session, actor: Actor, note: Note, verb: str, now: dt.datetime, **values: Any) -> None:
    """Take the note to where `verb` leads and write it down; RefusedError when the table has no such move."""
    row = find_move(NOTE_MOVES, verb, note.state)
    before, note.state = note.state, row.target
    note.changed_at = now
    session.flush()
    tell_history(session, actor, note, verb, now, {"before": before, "after": note.state, **values})


def tell_history(
    session: Session, actor: Actor, note: Note, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    """Write what was done with the note; the system has no id in the history."""
    record(session, Happening("note", note.id, act, now, actor.id or None, values=values))
