"""Where an idea is: it follows its measure, and begins anew when the case is taken up again."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import IdeaStep
from quality.cases.models.case import Case
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import Measure
from quality.cases.states import MeasureState
from quality.core import notices


def set_step(session: Session, case: Case, step: IdeaStep, now: dt.datetime) -> IdeaCourse:
    """Put the idea at this step."""
    row = session.get(IdeaCourse, case.id)
    if row is None:
        row = IdeaCourse(case_id=case.id)
        session.add(row)
    row.step, row.changed_at = step, now
    return row


def forget(session: Session, case: Case) -> None:
    """Nothing is decided on the idea any more."""
    session.execute(sa.delete(IdeaCourse).where(IdeaCourse.case_id == case.id))


def follow_measure(session: Session, actor: Actor, case: Case, measure: Measure, now: dt.datetime) -> None:
    """What the idea's measure has come to: carried out, which its reporter is told, or dropped."""
    row = session.get(IdeaCourse, case.id)
    if row is None or row.measure_id != measure.id:
        return
    if measure.state is MeasureState.DROPPED:
        forget(session, case)
    elif measure.state is MeasureState.DONE:
        set_step(session, case, IdeaStep.DONE, now)
        if case.reporter_id != actor.id:
            notices.tell(session, mails.idea_done(case, actor.name, measure), now)
