"""An anonymous case as the holder of its code sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import policy
from quality.cases.kinds import Level, MessageKind
from quality.cases.models.case import Case
from quality.cases.models.code import CaseCode, CodeTry
from quality.cases.queries import Seen
from quality.cases.queries.intake import SMALL_UNIT
from quality.cases.queries.page import REPORTERS_STORY, MeasureLine, measures_of
from quality.cases.queries.story import Event, messages_of, story_of
from quality.core.clock import at_local, local_date

# Nobody in particular: owns nothing, is nobody's id, and stands in no log.
HOLDER = Actor(id=-1, name="", unit_id=-1, unit_name="", language="nb", held=())

TRIES_OF_ADDRESS, TRIES_IN_ALL = 20, 200
WINDOW = dt.timedelta(minutes=1)
MOST_A_DAY = 200


def code_row(session: Session, selector: str) -> tuple[int, str] | None:
    """The case and the hash of the code with this selector."""
    row = session.execute(
        sa.select(CaseCode.case_id, CaseCode.secret_hash).where(CaseCode.selector == selector)
    ).first()
    return (row[0], row[1]) if row else None


def anonymous_case(session: Session, case_id: int, lock: bool = False) -> Case:
    """The case of a code that was right."""
    query = (
        sa.select(Case).options(joinedload(Case.unit), joinedload(Case.category)).where(Case.id == case_id)
    )
    if lock:
        query = query.with_for_update(of=Case).execution_options(populate_existing=True)
    return session.scalars(query).one()


def too_many_tries(session: Session, address: str, now: dt.datetime) -> bool:
    """Whether so many codes were wrong in the last minute that no more are tried."""
    recent = sa.select(sa.func.count(CodeTry.id)).where(CodeTry.at > now - WINDOW)
    mine = session.scalar(recent.where(CodeTry.address_hash == address)) or 0
    return mine >= TRIES_OF_ADDRESS or (session.scalar(recent) or 0) >= TRIES_IN_ALL


def too_many_reports(session: Session, now: dt.datetime) -> bool:
    """Whether more came in today than people write."""
    day = at_local(local_date(now))
    query = sa.select(sa.func.count(Case.id)).where(Case.anonymous, Case.registered_at >= day)
    return (session.scalar(query.where(Case.import_id.is_(None))) or 0) >= MOST_A_DAY


def is_small(session: Session, unit_id: int) -> bool:
    """Whether so few work in the unit that a reporter is easily recognised."""
    query = sa.select(sa.func.count(Person.id)).where(Person.unit_id == unit_id, Person.active)
    return (session.scalar(query) or 0) < SMALL_UNIT


@dataclass(frozen=True)
class AnswerPage:
    """The reporter's page of an anonymous case."""

    case: Case
    story: list[Event]
    measures: list[MeasureLine]


def answer_page(session: Session, case: Case) -> AnswerPage:
    """The case with what was said, done and decided in it, internal notes left out."""
    seen = Seen(case, Level.TEXT, policy.Ties())
    messages = [row for row in messages_of(session, case.id) if row.kind != MessageKind.NOTE]
    story = story_of(session, seen, HOLDER, messages)
    told = [event for event in story if event.act in REPORTERS_STORY]
    return AnswerPage(case, told, measures_of(session, case.id))
