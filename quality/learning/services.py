"""What can be done with a learning note and an uptake, one verb a function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.queries import holders, leaders_of
from quality.accounts.roles import Actor, Role
from quality.cases.kinds import Strength
from quality.cases.models.measure import Measure
from quality.core import notices
from quality.core.claims import insert_once
from quality.core.clock import local_date
from quality.core.history import Happening, record
from quality.core.states import find_move
from quality.core.text import N_, ConflictError, RefusedError
from quality.learning import mails, queries
from quality.learning.models import Note, NoteRead, NoteUnit, Uptake
from quality.learning.states import (
    ANSWERS,
    NEEDS_WORDS,
    NOTE_MOVES,
    UPTAKE_LABELS,
    NoteState,
    UptakeState,
)
from quality.organisation.models import Unit

NEEDED_TO_SUBMIT = (("problem", N_("Skriv hva problemet var.")), ("action", N_("Skriv hva dere gjorde.")))


@dataclass(frozen=True)
class Content:
    """What a note says."""

    title: str
    problem: str
    action: str
    effect: str = ""
    needs: str = ""
    adapting: str = ""
    positive: bool = False
    category_id: int | None = None
    contact_id: int | None = None


@dataclass(frozen=True)
class Source:
    """What a note began with, and the unit that learned it."""

    unit_id: int | None = None
    pattern_id: int | None = None
    case_id: int | None = None


def write_note(
    session: Session,
    actor: Actor,
    content: Content,
    units: Iterable[int],
    source: Source,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> Note:
    """Make a draft. Sent twice with the same `once`, it makes one."""
    if once and (known := session.scalar(sa.select(Note).where(Note.idempotency_key == once))):
        if known.author_id != actor.id:
            raise ConflictError(N_("Skjemaet er brukt før. Last siden på nytt og send en gang til."))
        return known
    note = Note(
        author_id=actor.id,
        source_unit_id=source.unit_id or actor.unit_id,
        pattern_id=source.pattern_id,
        case_id=source.case_id,
        created_at=now,
        changed_at=now,
        idempotency_key=once,
    )
    _fill(note, content)
    note.contact_id = content.contact_id or actor.id
    session.add(note)
    session.flush()
    _choose(session, note, units)
    record(
        session, Happening("note", note.id, "write", now, actor.id, values={"title": note.title}), first=True
    )
    return note


def edit_note(
    session: Session, actor: Actor, note: Note, content: Content, units: Iterable[int], *, now: dt.datetime
) -> None:
    """Change a note that nobody has approved yet."""
    if note.state not in {NoteState.DRAFT, NoteState.SUBMITTED}:
        raise RefusedError(
            N_("Notatet er publisert og kan ikke endres. Merk det som utdatert og skriv et nytt.")
        )
    before = {field.name: getattr(note, field.name) for field in fields(Content)}
    _fill(note, content)
    note.changed_at, note.editor_id = now, actor.id
    session.flush()
    _choose(session, note, units)
    changed = {name: [old, getattr(note, name)] for name, old in before.items() if old != getattr(note, name)}
    _tell_history(session, actor, note, "edit", now, changed)


def submit_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Ask a second person to approve it."""
    for name, sentence in NEEDED_TO_SUBMIT:
        if not getattr(note, name):
            raise RefusedError(sentence, field=name)
    if not queries.chosen_units(session, note):
        raise RefusedError(N_("Velg minst én enhet som notatet gjelder."), field="units")
    _advance(session, actor, note, "submit", now)
    people = [
        person for found in holders(session, Role.COORDINATOR, local_date(now)).values() for person in found
    ]
    notices.tell(session, mails.submitted(note, queries.approvers(session, note, people)), now)


def return_note(session: Session, actor: Actor, note: Note, words: str, *, now: dt.datetime) -> None:
    """Send it back to its author with a reason."""
    if not words:
        raise RefusedError(N_("Skriv hva som må endres."), field="words")
    _advance(session, actor, note, "return", now, words=words)
    notices.tell(session, mails.returned(note, words), now)


def publish_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Approve and publish: a row opens for every unit it concerns, and their leaders are asked."""
    if actor.id in (note.author_id, note.editor_id):
        raise RefusedError(N_("En annen enn forfatteren må godkjenne."))
    note.approver_id = actor.id
    note.published_at = now
    _advance(session, actor, note, "publish", now)
    units = list(session.scalars(sa.select(Unit).where(Unit.id.in_(queries.chosen_units(session, note)))))
    session.add_all(Uptake(note_id=note.id, unit_id=unit.id, opened_at=now) for unit in units)
    session.flush()
    leaders = {
        person.id: unit.name for unit in units for person in leaders_of(session, unit, local_date(now))
    }
    notices.tell(session, mails.published(note, leaders), now)
    notices.tell(session, mails.became_learning(note, queries.reporters_behind(session, note)), now)


def outdate_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Mark a published note as no longer to be followed; its ledger stands."""
    _advance(session, actor, note, "outdate", now)


def withdraw_note(session: Session, actor: Actor, note: Note, words: str, *, now: dt.datetime) -> None:
    """Take a note away from all readers but its author and coordinators."""
    if note.state in {NoteState.PUBLISHED, NoteState.OUTDATED} and not words:
        raise RefusedError(N_("Skriv hvorfor notatet trekkes tilbake."), field="words")
    _advance(session, actor, note, "withdraw", now, words=words)


def see_note(session: Session, actor: Actor, note: Note, *, now: dt.datetime) -> None:
    """Remember that the person has opened it, and that the units answered for have seen it."""
    insert_once(session, NoteRead, {"note_id": note.id, "person_id": actor.id, "at": now})
    for row in queries.ledger(session, actor, note):
        if row.mine and row.uptake.state is UptakeState.UNSEEN:
            row.uptake.state = UptakeState.SEEN
            row.uptake.seen_at = now
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
    """Give the unit's answer; it may be changed later, and the history keeps each."""
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
    _tell_history(session, actor, note, "uptake", now, change)
    if (note.contact_id or note.author_id) != actor.id:
        notices.tell(session, mails.answered(note, unit.name, UPTAKE_LABELS[answer.state]), now)


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


def _fill(note: Note, content: Content) -> None:
    if not content.title:
        raise RefusedError(N_("Gi notatet en tittel."), field="title")
    for field in fields(Content):
        setattr(note, field.name, getattr(content, field.name))


def _choose(session: Session, note: Note, units: Iterable[int]) -> None:
    wanted = set(units)
    known = set(session.scalars(sa.select(Unit.id).where(Unit.id.in_(wanted)))) if wanted else set()
    session.execute(sa.delete(NoteUnit).where(NoteUnit.note_id == note.id))
    session.add_all(NoteUnit(note_id=note.id, unit_id=unit_id) for unit_id in sorted(known))
    session.flush()


def _advance(session: Session, actor: Actor, note: Note, verb: str, now: dt.datetime, **values: Any) -> None:
    row = find_move(NOTE_MOVES, verb, note.state)
    before, note.state = note.state, row.target
    note.changed_at = now
    session.flush()
    _tell_history(session, actor, note, verb, now, {"before": before, "after": note.state, **values})


def _tell_history(
    session: Session, actor: Actor, note: Note, act: str, now: dt.datetime, values: dict[str, Any]
) -> None:
    record(session, Happening("note", note.id, act, now, actor.id, values=values))
