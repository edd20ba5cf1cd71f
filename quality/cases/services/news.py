"""Taking back all that people were told of a case which they may no longer know of, mailed or waiting to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from quality.accounts.models import Person
from quality.cases import mails
from quality.cases.mails import serious
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTask
from quality.cases.queries.people import who_sees
from quality.core import notices
from quality.core.mail import OutgoingMail, call_back
from quality.core.notices import Notice


def forget(session: Session, case: Case, person_ids: list[int]) -> None:
    """Take it back from these people."""
    notices.forget(session, mails.link(case), person_ids, _keys(session, case))
    call_back(session, _letters(case), OutgoingMail.person_id.in_(person_ids))


def forget_but(session: Session, case: Case, kept: Collection[int]) -> None:
    """Take it back from everybody but these."""
    notices.forget_but(session, mails.link(case), kept, _keys(session, case))
    call_back(session, _letters(case), OutgoingMail.person_id.not_in(kept))


def forget_unknown(session: Session, case: Case, day: dt.date) -> None:
    """Take it back from those for whom the case is there no longer, after it became a case of another kind."""
    told = sa.select(Notice.person_id).where(Notice.link == mails.link(case))
    people = session.scalars(
        sa.select(Person).options(joinedload(Person.unit)).where(Person.id.in_(told), Person.active)
    ).all()
    forget_lost(session, case, people, day)


def forget_lost(session: Session, case: Case, people: Sequence[Person], day: dt.date) -> None:
    """Take it back from those of these for whom the case is there no longer."""
    known = {person.id for person in who_sees(session, case, people, day)}
    if lost := [person.id for person in people if person.id not in known]:
        forget(session, case, lost)


def _keys(session: Session, case: Case) -> list[str]:
    tasks = session.scalars(sa.select(CaseTask).where(CaseTask.case_id == case.id))
    return [mails.task_key(task) for task in tasks]


def _letters(case: Case) -> sa.ColumnElement[bool]:
    return OutgoingMail.key.startswith(serious.key_of(case), autoescape=True)
