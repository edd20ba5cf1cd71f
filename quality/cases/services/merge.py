"""Putting two cases that tell the same together: one is worked with, both reporters are answered."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import Access, MessageKind
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseMerge
from quality.cases.queries.flow import doubles_of
from quality.cases.services.change import add_message, change, go
from quality.cases.states import OPEN, CaseState, back_to
from quality.core import notices
from quality.core.history import Happening, record
from quality.core.text import N_, ConflictError, RefusedError


def merge(session: Session, actor: Actor, case: Case, into: Case, *, now: dt.datetime) -> None:
    """Close a case as the double of another of the unit, whose deadlines stand. It leaves the counts.

    Its reporter follows the other. The graver of two stands, so that nothing that is asked of a grave case is lost.
    """
    _check(session, case, into)
    with change(session, actor, case, "merge", now, counted=True) as values:
        before = case.state
        go(case, "merge")
        found = CaseMerge(case_id=case.id, into_id=into.id, state_before=before)
        found.merged_by_id, found.merged_at = actor.id, now
        session.add(found)
        values["into"] = into.public_id
    with change(session, actor, into, "absorb", now) as values:
        values["double"] = case.label
    if case.reporter_id not in (actor.id, into.reporter_id):
        notices.tell(session, mails.merged(case, actor.name, now), now)


def _check(session: Session, case: Case, into: Case) -> None:
    if case.id == into.id:
        raise RefusedError(N_("Velg en annen sak enn denne."), field="into")
    if case.unit_id != into.unit_id or Access.SHIELDED in (case.access, into.access):
        raise RefusedError(N_("Sakene må være i samme enhet, og ingen av dem skjermet."), field="into")
    if into.state not in OPEN - {CaseState.TRANSFERRED}:
        raise ConflictError(N_("Den andre saken er ikke åpen lenger. Velg en annen."))
    if case.priority > into.priority:
        raise RefusedError(
            N_("Denne saken har høyere prioritet. Slå den andre sammen med denne i stedet."), field="into"
        )
    if doubles_of(session, case.id):
        raise RefusedError(
            N_("Andre saker er slått sammen med denne. Slå den andre sammen med denne i stedet."),
            field="into",
        )


def unmerge(session: Session, actor: Actor, case: Case, *, now: dt.datetime, act: str = "unmerge") -> None:
    """Take the double out again, to where it was; it is counted again."""
    found = session.get(CaseMerge, case.id)
    if found is None:
        raise ConflictError(N_("Saken er ikke slått sammen med noen lenger."))
    with change(session, actor, case, act, now, counted=True):
        go(case, back_to(found.state_before))
        session.delete(found)
    with change(session, actor, found.into, "release", now) as values:
        values["double"] = case.label


def answer_doubles(
    session: Session,
    actor: Actor,
    case: Case,
    kind: MessageKind,
    text: str,
    *,
    now: dt.datetime,
    author: Person | None = None,
) -> None:
    """Give those who told the same the same answer, each in the case they know; nothing leaves a shielded case."""
    if case.access is Access.SHIELDED:
        return
    writer, name = (author.id, author.name) if author else (actor.id, actor.name)
    for double in doubles_of(session, case.id):
        message = add_message(session, double, kind, text, writer, now)
        happening = Happening(
            "case",
            double.id,
            "answer",
            now,
            actor.id,
            actor.standing_in_for(double.unit_id),
            {"message": message.id},
        )
        record(session, happening)
        double.answered_at = double.answered_at or now
        double.changed_at = now
        if double.reporter_id not in (writer, case.reporter_id):
            notices.tell(session, mails.answered(double, name, message.id), now)
    session.flush()


def merged_with(session: Session, case_id: int) -> Case | None:
    """The case that this one is the double of."""
    query = sa.select(Case).join(CaseMerge, CaseMerge.into_id == Case.id)
    return session.scalar(query.where(CaseMerge.case_id == case_id))
