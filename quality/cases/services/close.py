"""Closing a case, judging the answer, and opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Actor
from quality.cases import mails
from quality.cases.kinds import CanLearn, Factor, MessageKind, Verdict
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.measure import CaseMeasure
from quality.cases.policy import closing_asks_more
from quality.cases.services.change import add_message, change, go, leaders
from quality.cases.services.clocks import start_clock
from quality.cases.services.register import set_deadlines
from quality.cases.states import CaseState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, ConflictError, RefusedError

JUDGE_DAYS = 30


@dataclass(frozen=True)
class Closing:
    """What closing asks: an answer and whether others can learn; of graver deviations also why and what is done."""

    answer: str
    can_learn: CanLearn
    factors: tuple[Factor, ...] = ()
    no_measure_reason: str = ""
    learning_text: str = ""


def close(session: Session, actor: Actor, case: Case, closing: Closing, *, now: dt.datetime) -> None:
    """Close with an answer to the reporter. Those concerned never get this far: they do not see the case."""
    check(session, case, closing)
    with change(session, actor, case, "close", now, counted=True) as values:
        go(case, "close")
        case.closed_at = now
        start_clock(session, case, now)
        case.answered_at = case.answered_at or now
        case.answer = closing.answer
        case.can_learn = closing.can_learn
        case.no_measure_reason = closing.no_measure_reason
        case.verdict = case.verdict_at = None
        if closing.learning_text:
            case.learning_text, case.learning_by_id = closing.learning_text, actor.id
        set_factors(session, case, closing.factors)
        message = add_message(session, case, MessageKind.CLOSING, closing.answer, actor.id, now)
        values |= {"message": message.id, "can_learn": closing.can_learn, "factors": sorted(closing.factors)}
    if case.reporter_id != actor.id:
        notices.tell(session, mails.closed(case, actor.name, message.id), now)


def check(session: Session, case: Case, closing: Closing) -> None:
    """Refuse, at its field, the first thing that is missing (domain.md section 7)."""
    if not closing.answer:
        raise RefusedError(N_("Skriv et svar til den som meldte."), field="answer")
    for refusal in missing(session, case, bool(closing.factors), closing.no_measure_reason):
        raise refusal


def missing(
    session: Session, case: Case, has_factors: bool, no_measure_reason: str
) -> Iterator[RefusedError]:
    """Everything that a serious case lacks, so that a page can say it all at once."""
    if not closing_asks_more(case):
        return
    if not has_factors:
        yield RefusedError(N_("Velg minst én ting som medvirket."), field="factors")
    if not no_measure_reason and not has_measure(session, case.id):
        yield RefusedError(
            N_("Legg til et tiltak, eller skriv hvorfor det ikke trengs."), field="no_measure_reason"
        )


def has_measure(session: Session, case_id: int) -> bool:
    """Whether anything is done because of the case."""
    query = sa.select(CaseMeasure.case_id).where(CaseMeasure.case_id == case_id)
    return session.scalar(query.limit(1)) is not None


def set_factors(session: Session, case: Case, factors: tuple[Factor, ...]) -> None:
    """Replace the leader's factors; the reporter's stand."""
    session.execute(sa.delete(CaseFactor).where(CaseFactor.case_id == case.id, CaseFactor.by_leader))
    session.add_all(CaseFactor(case_id=case.id, factor=factor, by_leader=True) for factor in set(factors))
    session.flush()


def judge(
    session: Session, actor: Actor, case: Case, verdict: Verdict, *, now: dt.datetime, words: str = ""
) -> None:
    """The reporter says whether it helped; «ikke løst» opens the case again."""
    if case.state is not CaseState.CLOSED or case.closed_at is None:
        raise ConflictError(N_("Saken er ikke lukket, så det er ikke noe svar å vurdere ennå."))
    if now - case.closed_at > dt.timedelta(JUDGE_DAYS):
        raise RefusedError(N_("Saken ble lukket for over 30 dager siden. Meld fra på nytt i stedet."))
    unsolved = verdict is Verdict.UNSOLVED
    with change(session, actor, case, "judge", now, counted=unsolved) as values:
        case.verdict, case.verdict_at = verdict, now
        values["verdict"] = verdict
        if words:
            values["message"] = add_message(session, case, MessageKind.REPLY, words, actor.id, now).id
        if unsolved:
            go(case, "object")
            start_again(session, case, now)
    if unsolved:
        notices.tell(session, mails.objected(case, leaders(session, case, now), now), now)


def reopen(session: Session, actor: Actor, case: Case, words: str, *, now: dt.datetime) -> None:
    """The leader takes a closed case up again and says why."""
    if not words:
        raise RefusedError(N_("Skriv hvorfor saken åpnes igjen."), field="text")
    with change(session, actor, case, "reopen", now, counted=True) as values:
        go(case, "reopen")
        start_again(session, case, now)
        values["message"] = add_message(session, case, MessageKind.ANSWER, words, actor.id, now).id
    if case.reporter_id != actor.id:
        notices.tell(session, mails.reopened(case, actor.name, now), now)


def start_again(session: Session, case: Case, now: dt.datetime) -> None:
    """A reopened case has its answer and its closing before it, with new deadlines counted from today."""
    case.closed_at = case.answered_at = None
    case.clock_from, case.paused_until = local_date(now), None
    set_deadlines(session, case, now)
