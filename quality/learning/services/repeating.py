"""Writing down what the counts say of notes where they are in use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from quality.learning.models import NoteEffect
from quality.learning.queries.effects import InUse, newest_effects
from quality.patterns.detect.effect import Effect


def record_effects(session: Session, effects: Mapping[InUse, Effect], *, day: dt.date) -> int:
    """Bring what is said of each unit up to date, and drop those that use it no longer; gives how many are new."""
    known = newest_effects(session)
    new = 0
    for place, effect in effects.items():
        row = known.pop((place.note_id, place.unit_id), None)
        if row is None:
            row = NoteEffect(note_id=place.note_id, unit_id=place.unit_id, since=place.since)
            session.add(row)
        if row.verdict != effect.verdict.value:
            row.verdict, row.said_on = effect.verdict.value, day
            new += 1
        row.at_source, row.checked_on, row.answer_on = place.at_source, day, effect.answer_on
        row.weeks_before, row.before = effect.weeks_before, effect.before
        row.weeks_after, row.after, row.due = effect.weeks_after, effect.after, effect.due
    for row in known.values():
        session.delete(row)
    session.flush()
    return new
