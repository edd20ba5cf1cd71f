"""The short path of an idea: tried, done or not now, and whether it worked."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import CanLearn, IdeaStep, MessageKind
from quality.cases.models.case import Case
from quality.cases.models.clock import PauseKind
from quality.cases.models.idea import IdeaCourse
from quality.cases.models.measure import Measure
from quality.cases.services.change import add_message, change, known_message
from quality.cases.services.clocks import running_kind, start_clock
from quality.cases.services.close import Closing, close
from quality.cases.services.following import tell_followers
from quality.cases.services.idea_course import set_step
from quality.cases.services.measures import Plan, add_measure, move_measure
from quality.cases.services.merge import answer_doubles
from quality.cases.states import MEASURE_OPEN, TAKEN, TOO_LATE, CaseState, MeasureState
from quality.core import notices
from quality.core.text import N_, ConflictError

BEGINNINGS = {IdeaStep.TRYING: "try_idea", IdeaStep.DOING: "do_idea"}
OUTCOMES = {
    IdeaStep.WORKED: "idea_worked",
    IdeaStep.PARTLY: "idea_partly",
    IdeaStep.FAILED: "idea_failed",
}


def begin(
    session: Session,
    actor: Actor,
    case: Case,
    step: IdeaStep,
    plan: Plan,
    words: str,
    *,
    now: dt.datetime,
    once: str | None = None,
) -> None:
    """Try the idea or do it: somebody has it until a day, and its reporter gets an answer."""
    if known_message(session, case, actor, once):
        return
    _refuse_shut(case)
    if session.get(IdeaCourse, case.id):
        raise ConflictError(N_("Noen har allerede bestemt hva forslaget blir til. Se hva som står nå."))
    measure = add_measure(session, actor, case, plan, now=now, once=once)
    with change(session, actor, case, BEGINNINGS[step], now) as values:
        set_step(session, case, step, now).measure_id = measure.id
        message = add_message(session, case, MessageKind.ANSWER, words, actor.id, now, once)
        if running_kind(session, case, now) is PauseKind.ASKED:
            start_clock(session, case, now)
        case.answered_at = case.answered_at or now
        values["message"] = message.id
    if case.reporter_id != actor.id:
        tell = mails.idea_tried if step is IdeaStep.TRYING else mails.idea_taken_up
        notices.tell(session, tell(case, actor.name, message.id), now)
    tell_followers(session, case, message.id, now)
    answer_doubles(session, actor, case, MessageKind.ANSWER, words, now=now)


def set_aside(session: Session, actor: Actor, case: Case, words: str, *, now: dt.datetime) -> None:
    """Not now: the case is closed with the reason as its answer, and can be taken up again."""
    _refuse_shut(case)
    row = session.get(IdeaCourse, case.id)
    measure = session.get(Measure, row.measure_id) if row else None
    if measure and measure.state in MEASURE_OPEN:
        move_measure(session, actor, case, measure, "drop", now=now)
    with change(session, actor, case, "not_now", now):
        set_step(session, case, IdeaStep.NOT_NOW, now)
    close(session, actor, case, Closing(words, CanLearn.NO), now=now, tells=mails.idea_set_aside)


def conclude(
    session: Session, actor: Actor, case: Case, outcome: IdeaStep, closing: Closing, *, now: dt.datetime
) -> None:
    """Say whether it worked, and close with that as the answer.

    The measure itself is judged too, unless it was carried out by who says so: that is for somebody else.
    """
    _refuse_shut(case)
    row = session.get(IdeaCourse, case.id)
    measure = session.get(Measure, row.measure_id) if row else None
    if row is None or measure is None or row.step is not IdeaStep.DONE:
        raise ConflictError(N_("Forslaget er ikke gjennomført ennå."))
    if measure.state is MeasureState.DONE and actor.id not in (measure.owner_id, measure.done_by_id):
        move_measure(session, actor, case, measure, outcome, now=now, note=closing.answer)
    with change(session, actor, case, OUTCOMES[outcome], now):
        set_step(session, case, outcome, now)
    close(session, actor, case, closing, now=now)


def _refuse_shut(case: Case) -> None:
    if case.state not in TAKEN | {CaseState.REPORTED}:
        raise ConflictError(TOO_LATE[case.state])
