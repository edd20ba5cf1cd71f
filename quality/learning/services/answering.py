"""Seeing a note and answering it for a unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases.kinds import Strength
from quality.cases.models.measure import Measure
from quality.core import notices
from quality.core.claims import insert_once
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError
from quality.learning import mails
from quality.learning.models import Note, NoteRead, Uptake
from quality.learning.queries import ledger
from quality.learning.services.asking import ask_next, finish_if_answered
from quality.learning.services.steps import tell_history
from quality.learning.states import ANSWERS, NEEDS_WORDS, UPTAKE_LABELS, UptakeState
from quality.organisation.models import Unit


def see_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Remember that the person has opened it, and that the units answered for have seen it."""
    insert_once(session, NoteRead, {"note_id": note.id, "person_id": actor.id, "at": now})
    for uptake in ledger.unseen_by(session, actor, note):
        uptake.state, uptake.seen_at = UptakeState.SEEN, now
    session.flush()


@dataclass(frozen=True)
class Answer:
    """A unit's answer. «Prøver» brings a measure with an owner and a date."""

    state: UptakeState
    words: str = ""
    owner_id: int | None = None
    due_on: dt.date | None = None


def answer_uptake(
    session: Session, actor: Actor, uptake: Uptake, note: Note, answer: Answer, *, now: dt.datetime
) -> None:
    """Give the unit's answer; it may be changed later, and the history keeps each. The next note in line is asked."""
    if answer.state not in ANSWERS:
        raise RefusedError(N_("Velg et svar."), field="state")
    if answer.state in NEEDS_WORDS and not answer.words:
        raise RefusedError(_words_needed(answer.state), field="words")
    if answer.state is UptakeState.TRYING and uptake.measure_id is None:
        uptake.measure_id = _try_here(session, actor, uptake, note, answer, now).id
    before = uptake.state
    uptake.state, uptake.words = answer.state, answer.words
    uptake.answered_by_id, uptake.answered_at = actor.id, now
    uptake.seen_at = uptake.seen_at or now
    session.flush()
    unit = session.get_one(Unit, uptake.unit_id)
    change = {"unit": unit.name, "before": before, "after": answer.state, "words": answer.words}
    tell_history(session, actor, note, "uptake", now, change)
    if (note.contact_id or note.author_id) != actor.id:
        notices.tell(session, mails.answered(note, unit.name, UPTAKE_LABELS[answer.state]), now)
    ask_next(session, [unit.id], now)
    finish_if_answered(session, note, now)


def _words_needed(state: UptakeState) -> str:
    return (
        N_("Skriv hvordan dere tilpasset det.") if state is UptakeState.ADAPTED else N_("Skriv hvorfor ikke.")
    )


def _try_here(
    session: Session, actor: Actor, uptake: Uptake, note: Note, answer: Answer, now: dt.datetime
) -> Measure:
    if answer.due_on is None or answer.due_on < local_date(now):
        raise RefusedError(N_("Velg en dato fra i dag og framover."), field="due_on")
    measure = Measure(
        title=note.title,
        strength=Strength.MEDIUM,
        owner_id=answer.owner_id or actor.id,
        unit_id=uptake.unit_id,
        due_on=answer.due_on,
        created_by_id=actor.id,
        created_at=now,
    )
    session.add(measure)
    session.flush()
    happening = Happening("measure", measure.id, "plan", now, actor.id, values={"title": measure.title})
    record(session, happening, first=True)
    return measure
