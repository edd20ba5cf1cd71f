"""Reads for closing: what waits for a second pair of eyes, answers to begin from, and what solved the same before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.queries import actors_for
from quality.accounts.roles import Act, Actor, Role
from quality.cases import policy
from quality.cases.compose.answers import filled
from quality.cases.kinds import Access, Level
from quality.cases.models.case import Case
from quality.cases.models.closing import AnswerTemplate, CaseClosing, ClosingState
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.queries.people import also_told, handlers_of
from quality.cases.queries.ties import read_ties
from quality.cases.states import CaseState
from quality.core.text import NotVisibleError

APPROVING = frozenset({Role.COORDINATOR, Role.HEAD, Role.PRIVACY_OFFICER})
ALIKE_SHOWN = 3
WAITING_SHOWN = 100


def waiting_closing(session: Session, case: Case, lock: bool = False) -> CaseClosing | None:
    """The closing of this case that waits for somebody else."""
    query = sa.select(CaseClosing).options(joinedload(CaseClosing.asked_by))
    query = query.where(CaseClosing.case_id == case.id, CaseClosing.state == ClosingState.WAITING)
    if lock:
        query = query.with_for_update(of=CaseClosing).execution_options(populate_existing=True)
    return session.scalar(query.order_by(CaseClosing.id.desc()).limit(1))


def latest_closing(session: Session, case: Case) -> CaseClosing | None:
    """The newest closing of the case, waiting or sent back, to go on from."""
    query = sa.select(CaseClosing).where(CaseClosing.case_id == case.id).order_by(CaseClosing.id.desc())
    return session.scalar(query.limit(1))


@dataclass(frozen=True)
class Approval:
    """A closing that waits for the reader."""

    id: int
    access: Access
    label: str
    title: str
    unit: str
    link: str
    asked_by: str
    asked_at: dt.datetime


def approvals(session: Session, actor: Actor) -> list[Approval]:
    """The closings that this person may approve, the oldest first."""
    if not actor.roles.intersection(APPROVING):
        return []
    query = (
        sa.select(Case, CaseClosing, policy.readable_plain(actor))
        .join(CaseClosing, CaseClosing.case_id == Case.id)
        .options(joinedload(Case.unit), joinedload(CaseClosing.asked_by))
        .where(CaseClosing.state == ClosingState.WAITING, policy.visible(actor, Level.TEXT))
        .order_by(CaseClosing.id)
        .limit(WAITING_SHOWN)
    )
    rows = session.execute(query).all()
    if not rows:
        return []
    book = read_ties(session, [actor.id], [case.id for case, _, _ in rows])
    return [
        Approval(
            case.id,
            case.access,
            case.label,
            case.title if plain else "",
            case.unit.name,
            f"/cases/{case.public_id}/approve",
            closing.asked_by.name,
            closing.asked_at,
        )
        for case, closing, plain in rows
        if policy.may_approve(actor, case, book.of(actor, case.id), closing.asked_by_id)
    ]


def templates_for(session: Session, unit_id: int) -> list[AnswerTemplate]:
    """What the unit may begin an answer from: its own and the municipality's."""
    query = sa.select(AnswerTemplate).where(
        sa.or_(AnswerTemplate.unit_id == unit_id, AnswerTemplate.unit_id.is_(None)),
        AnswerTemplate.retired_on.is_(None),
    )
    return list(session.scalars(query.order_by(AnswerTemplate.unit_id.is_(None), AnswerTemplate.name)))


def shared_templates(session: Session) -> list[AnswerTemplate]:
    """What every unit may begin an answer from."""
    query = sa.select(AnswerTemplate).where(
        AnswerTemplate.unit_id.is_(None), AnswerTemplate.retired_on.is_(None)
    )
    return list(session.scalars(query.order_by(AnswerTemplate.name)))


def own_templates(session: Session, actor: Actor) -> list[AnswerTemplate]:
    """What this person may change: of led units, and the municipality's for who shares them."""
    ways = [AnswerTemplate.unit_id.in_(actor.reach(Act.CASE_HANDLE))]
    if actor.may(Act.ANSWER_SHARE):
        ways.append(AnswerTemplate.unit_id.is_(None))
    query = sa.select(AnswerTemplate).where(sa.or_(*ways), AnswerTemplate.retired_on.is_(None))
    return list(session.scalars(query.order_by(AnswerTemplate.name, AnswerTemplate.id)))


def template_to_change(session: Session, actor: Actor, public_id: str) -> AnswerTemplate:
    """One of them; NotVisibleError for somebody else's."""
    for template in own_templates(session, actor):
        if template.public_id == public_id:
            return template
    raise NotVisibleError(public_id)


def filled_templates(session: Session, actor: Actor, case: Case, reporter: str) -> dict[str, tuple[str, str]]:
    """Name and filled text of each template, by public id. `reporter` is empty where the name is not to be told."""
    rows = templates_for(session, case.unit_id)
    if not rows:
        return {}
    query = sa.select(Measure.title).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    titles = session.scalars(query.where(CaseMeasure.case_id == case.id).order_by(Measure.id)).all()
    values = {
        "navn": reporter.partition(" ")[0],
        "sak": case.label,
        "enhet": case.unit.name,
        "tiltak": ", ".join(titles),
        "leder": actor.name,
    }
    return {row.public_id: (row.name, filled(row.text, values)) for row in rows}


@dataclass(frozen=True)
class Alike:
    """A case that was closed before, and how it was answered."""

    label: str
    title: str
    link: str
    answer: str


def closed_alike(session: Session, actor: Actor, case: Case) -> list[Alike]:
    """The latest cases of the same category closed in the unit, of those the person reads as they were written."""
    query = (
        sa.select(Case)
        .where(
            Case.unit_id == case.unit_id,
            Case.category_id == case.category_id,
            Case.state == CaseState.CLOSED,
            Case.answer != "",
            Case.id != case.id,
            policy.readable_plain(actor),
        )
        .order_by(Case.closed_at.desc(), Case.id.desc())
        .limit(ALIKE_SHOWN)
    )
    return [
        Alike(row.label, row.title, f"/cases/{row.public_id}", row.answer) for row in session.scalars(query)
    ]


def people_to_approve(session: Session, case: Case, asked_by_id: int, day: dt.date) -> list[Person]:
    """Who may be the second pair of eyes, to tell them that it is wanted."""
    found = also_told(session, case, case.unit, APPROVING, day)
    people = list({person.id: person for person in [*found, *handlers_of(session, case)]}.values())
    actors = actors_for(session, people, day)
    book = read_ties(session, list(actors), [case.id])
    return [
        person
        for person in people
        if policy.may_approve(actors[person.id], case, book.of(actors[person.id], case.id), asked_by_id)
    ]
