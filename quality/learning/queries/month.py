"""What the municipality learnt in a month, as it hangs on the wall: notes that came out, and those that spread most."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.roles import Actor
from quality.core.clock import at_local, month_start
from quality.learning import policy
from quality.learning.models import Note, Uptake
from quality.learning.states import TAKEN_UP, NoteState

MOST_NEW, MOST_SPREAD = 4, 3


@dataclass(frozen=True)
class Line:
    """A note on the wall: units it concerns, those that use it, and those that took it up in the month."""

    note: Note
    units: int
    used: int
    taken_up: int


@dataclass(frozen=True)
class Month:
    """A month's sheet."""

    first: dt.date
    new: list[Line]
    spread: list[Line]


def month(session: Session, actor: Actor, first: dt.date) -> Month:
    """What is on the sheet of the month that begins on `first`."""
    begins, ends = at_local(first), at_local(month_start(first + dt.timedelta(31)))
    used = Uptake.state.in_(TAKEN_UP)
    now = sa.func.count(
        sa.case((sa.and_(used, Uptake.answered_at >= begins, Uptake.answered_at < ends), Uptake.id))
    )
    query = (
        sa.select(Note, sa.func.count(Uptake.id), sa.func.count(sa.case((used, Uptake.id))), now)
        .join(Uptake, Uptake.note_id == Note.id, isouter=True)
        .options(joinedload(Note.contact))
        .where(Note.state == NoteState.PUBLISHED, policy.visible(actor))
        .group_by(Note.id)
    )
    out = sa.and_(Note.published_at >= begins, Note.published_at < ends)
    fresh = query.where(out).order_by(Note.positive.desc(), Note.published_at, Note.id).limit(MOST_NEW)
    new = [Line(*row) for row in session.execute(fresh)]
    older = query.where(Note.id.not_in([line.note.id for line in new])).having(now > 0)
    spread = session.execute(older.order_by(now.desc(), Note.id).limit(MOST_SPREAD))
    return Month(first, new, [Line(*row) for row in spread])
