"""Taking back all that people were told of a case which they may no longer know of, mailed or waiting to be."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.cases import mails
from quality.cases.mails import serious
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTask
from quality.core import notices
from quality.core.mail import OutgoingMail, call_back


def forget(session: Session, case: Case, person_ids: list[int]) -> None:
    """Take it back from these people."""
    notices.forget(session, mails.link(case), person_ids, _keys(session, case))
    call_back(session, _letters(case), OutgoingMail.person_id.in_(person_ids))


def forget_but(session: Session, case: Case, kept: Collection[int]) -> None:
    """Take it back from everybody but these."""
    notices.forget_but(session, mails.link(case), kept, _keys(session, case))
    call_back(session, _letters(case), OutgoingMail.person_id.not_in(kept))


def _keys(session: Session, case: Case) -> list[str]:
    tasks = session.scalars(sa.select(CaseTask).where(CaseTask.case_id == case.id))
    return [mails.task_key(task) for task in tasks]


def _letters(case: Case) -> sa.ColumnElement[bool]:
    return OutgoingMail.key.startswith(serious.key_of(case), autoescape=True)
