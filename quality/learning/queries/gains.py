"""Reads of what was won: of one uptake or improvement, of a note, and in all. Summed, never ranked."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from quality.accounts.roles import Act, Actor
from quality.cases.kinds import CaseKind, IdeaStep, Level
from quality.cases.models.case import Case
from quality.cases.policy import may as may_with_case
from quality.cases.queries import Seen
from quality.cases.queries import fetch as fetch_case
from quality.cases.queries.ideas import course_of
from quality.core.text import N_, NotAllowedError, NotVisibleError
from quality.learning import policy
from quality.learning.figures import Won
from quality.learning.models import Gain, Note, Uptake
from quality.learning.states import TAKEN_UP

CARRIED_OUT = frozenset({IdeaStep.DONE, IdeaStep.WORKED, IdeaStep.PARTLY})


@dataclass(frozen=True)
class Subject:
    """What a gain is of, and what this person may do: say what was won, and confirm it."""

    unit_id: int
    title: str
    link: str
    uptake: Uptake | None = None
    case: Case | None = None
    claims: bool = False
    confirms: bool = False


def of_uptake(session: Session, actor: Actor, public_id: str) -> Subject:
    """A unit that uses a note: its people say what was won, its leader confirms."""
    query = sa.select(Uptake, Note).join(Note, Note.id == Uptake.note_id).where(Uptake.public_id == public_id)
    found = session.execute(query.where(policy.visible(actor))).first()
    if found is None:
        raise NotVisibleError(public_id)
    return subject_of_uptake(actor, *found)


def subject_of_uptake(actor: Actor, uptake: Uptake, note: Note) -> Subject:
    """The same for an uptake that is read already."""
    confirms = policy.may_answer(actor, uptake)
    used = uptake.state in TAKEN_UP and note.state in policy.PUBLIC
    return Subject(
        uptake.unit_id,
        note.title,
        f"/learning/{note.public_id}",
        uptake=uptake,
        claims=used and (confirms or actor.unit_id == uptake.unit_id),
        confirms=confirms,
    )


def of_case(session: Session, actor: Actor, public_id: str) -> Subject:
    """An improvement that is done: whoever told of it says what was won, whoever handles it confirms."""
    return subject_of_case(session, actor, fetch_case(session, actor, public_id, Level.TEXT))


def subject_of_case(session: Session, actor: Actor, seen: Seen) -> Subject:
    """The same for a case that is read already."""
    case = seen.case
    confirms = may_with_case(actor, Act.CASE_HANDLE, case, seen.ties)
    course = course_of(session, case.id) if case.kind is CaseKind.IDEA else None
    done = case.kind is CaseKind.IMPROVEMENT or (course is not None and course.step in CARRIED_OUT)
    return Subject(
        case.unit_id,
        case.title,
        f"/cases/{case.public_id}",
        case=case,
        claims=done and (confirms or case.reporter_id == actor.id),
        confirms=confirms,
    )


def claimable(subject: Subject) -> Subject:
    """The subject, for somebody who may say what was won; NotAllowedError for other readers."""
    if not subject.claims:
        raise NotAllowedError(N_("Bare de som gjør det, sier hva som er vunnet."))
    return subject


def gain_of(session: Session, subject: Subject) -> Gain | None:
    """What is said of it already."""
    query = sa.select(Gain).options(joinedload(Gain.claimed_by))
    if subject.uptake is not None:
        return session.scalar(query.where(Gain.uptake_id == subject.uptake.id))
    return session.scalar(query.where(Gain.case_id == (subject.case.id if subject.case else None)))


def _sum(session: Session, *which: sa.ColumnElement[bool]) -> Won | None:
    sure = Gain.confirmed_at.is_not(None)

    def total(column: InstrumentedAttribute[int]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((sure, column), else_=0)), 0)

    def count(*clauses: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((sa.and_(*clauses), 1)))

    query = sa.select(
        total(Gain.hours),
        total(Gain.kroner),
        count(sure, Gain.quality.is_(True)),
        count(sure, Gain.safety.is_(True)),
        count(sure),
        count(sa.not_(sure)),
    )
    won = Won(*(int(number) for number in session.execute(query.where(*which)).one()))
    return won if won.confirmed or won.waiting else None


def won_by_note(session: Session, note: Note) -> Won | None:
    """What the units that use a note have won; None while nobody has said."""
    uptakes = sa.select(Uptake.id).where(Uptake.note_id == note.id, Uptake.state.in_(TAKEN_UP))
    return _sum(session, Gain.uptake_id.in_(uptakes))


def won_in_all(session: Session) -> Won | None:
    """What the whole municipality has won by what is taken up and improved."""
    uptakes = sa.select(Uptake.id).where(Uptake.state.in_(TAKEN_UP))
    return _sum(session, sa.or_(Gain.case_id.is_not(None), Gain.uptake_id.in_(uptakes)))


def gains_of_note(session: Session, note: Note) -> dict[int, Gain]:
    """What each unit that uses the note has said, by uptake."""
    uptakes = sa.select(Uptake.id).where(Uptake.note_id == note.id)
    rows = session.scalars(
        sa.select(Gain).options(joinedload(Gain.claimed_by)).where(Gain.uptake_id.in_(uptakes))
    )
    return {row.uptake_id: row for row in rows if row.uptake_id}
