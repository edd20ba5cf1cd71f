"""Closing a case, judging the answer, and opening it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.accounts.roles import Actor
from quality.cases import mails, policy
from quality.cases.compose.answers import unedited
from quality.cases.compose.progress import JUDGED_FOR
from quality.cases.kinds import CanLearn, CaseKind, Factor, MessageKind, Strength, Verdict
from quality.cases.models.case import Case, CaseFactor
from quality.cases.models.closing import CaseClosing, ClosingState
from quality.cases.models.measure import CaseMeasure, Measure
from quality.cases.policy import closing_asks_more, closing_needs_approval
from quality.cases.queries.closing import filled_templates, people_to_approve, waiting_closing
from quality.cases.services.change import add_message, change, go, leaders, take
from quality.cases.services.clocks import start_clock
from quality.cases.services.following import tell_followers
from quality.cases.services.idea_course import forget
from quality.cases.services.merge import answer_doubles
from quality.cases.services.register import set_deadlines
from quality.cases.services.retention import keep_for
from quality.cases.states import TAKEN, TOO_LATE, CaseState, MeasureState
from quality.core import notices
from quality.core.clock import local_date
from quality.core.text import N_, ConflictError, RefusedError

# What a closing that waits holds, beside the factors and what has columns of its own.
WAITS = ("answer", "can_learn", "no_measure_reason", "learning_text")


@dataclass(frozen=True)
class Closing:
    """What closing asks: an answer and whether others can learn; of graver deviations all that domain.md 7 says."""

    answer: str
    can_learn: CanLearn
    factors: tuple[Factor, ...] = ()
    no_measure_reason: str = ""
    learning_text: str = ""
    involved: str = ""
    effect_how: str = ""
    weak_reason: str = ""
    safety_told: bool = False
    keep_years: int = 0


Tells = Callable[[Case, str, int], list[notices.News]]


def close(
    session: Session,
    actor: Actor,
    case: Case,
    closing: Closing,
    *,
    now: dt.datetime,
    tells: Tells = mails.closed,
) -> bool:
    """Close with an answer to the reporter, or ask for a second pair of eyes first; tells whether it was closed.

    Those concerned never get this far: they do not see the case. `tells` words the notice to the reporter.
    """
    check(session, case, closing)
    if closing.keep_years:
        keep_for(session, case, closing.keep_years)
    _refuse_unedited(session, actor, case, closing.answer)
    if closing_needs_approval(case):
        _ask_approval(session, actor, case, closing, now)
        return False
    if closing_asks_more(case):
        session.add(_row(case, closing, actor, now, ClosingState.DONE))
    _finish(session, actor, case, closing, now, tells=tells)
    return True


def _finish(
    session: Session,
    actor: Actor,
    case: Case,
    closing: Closing,
    now: dt.datetime,
    author: Person | None = None,
    tells: Tells = mails.closed,
) -> None:
    """Close the case; the answer is its `author`'s where somebody else approved it. An improvement may be new."""
    wrote = author.id if author else actor.id
    with change(session, actor, case, "close", now, counted=True) as values:
        if case.kind is not CaseKind.DEVIATION:
            take(case, now)
        go(case, "close")
        case.closed_at = now
        start_clock(session, case, now)
        case.answered_at = case.answered_at or now
        case.answer = closing.answer
        case.can_learn = closing.can_learn
        case.no_measure_reason = closing.no_measure_reason
        case.verdict = case.verdict_at = None
        if closing.learning_text:
            case.learning_text, case.learning_by_id = closing.learning_text, wrote
        set_factors(session, case, closing.factors)
        message = add_message(session, case, MessageKind.CLOSING, closing.answer, wrote, now)
        values |= {"message": message.id, "can_learn": closing.can_learn, "factors": sorted(closing.factors)}
        if author:
            values["approved"] = True
    if case.reporter_id != wrote:
        notices.tell(session, tells(case, author.name if author else actor.name, message.id), now)
    tell_followers(session, case, message.id, now)
    answer_doubles(session, actor, case, MessageKind.CLOSING, closing.answer, now=now, author=author)


def _row(case: Case, closing: Closing, actor: Actor, now: dt.datetime, state: ClosingState) -> CaseClosing:
    return CaseClosing(
        case_id=case.id,
        state=state,
        involved=closing.involved,
        effect_how=closing.effect_how,
        weak_reason=closing.weak_reason,
        safety_told=closing.safety_told,
        asked_by_id=actor.id,
        asked_at=now,
    )


def _ask_approval(session: Session, actor: Actor, case: Case, closing: Closing, now: dt.datetime) -> None:
    if case.state not in TAKEN | {CaseState.REPORTED}:
        raise ConflictError(TOO_LATE[case.state])
    people = people_to_approve(session, case, actor.id, local_date(now))
    if not people:
        raise RefusedError(
            N_(
                "Ingen andre kan godkjenne lukkingen. Be om at en til blir saksbehandler, eller spør koordinatoren."
            )
        )
    if before := waiting_closing(session, case, lock=True):
        before.state, before.content = ClosingState.RETURNED, {}
    row = _row(case, closing, actor, now, ClosingState.WAITING)
    row.content = {name: getattr(closing, name) for name in WAITS} | {"factors": sorted(closing.factors)}
    session.add(row)
    with change(session, actor, case, "ask_close", now):
        take(case, now)
    notices.tell(session, mails.closing_asked(case, people, row.id), now)


def approve(session: Session, actor: Actor, case: Case, *, now: dt.datetime) -> None:
    """The second pair of eyes: the case is closed with what was written."""
    row = _waiting_row(session, case)
    content = row.content
    closing = Closing(
        answer=content["answer"],
        can_learn=CanLearn(content["can_learn"]),
        factors=tuple(Factor(factor) for factor in content["factors"]),
        no_measure_reason=content["no_measure_reason"],
        learning_text=content["learning_text"],
        involved=row.involved,
        effect_how=row.effect_how,
        weak_reason=row.weak_reason,
        safety_told=row.safety_told,
    )
    check(session, case, closing)
    row.state, row.decided_by_id, row.decided_at = ClosingState.DONE, actor.id, now
    session.execute(sa.update(CaseClosing).where(CaseClosing.case_id == case.id).values(content={}))
    _finish(session, actor, case, closing, now, author=row.asked_by)


def send_back(session: Session, actor: Actor, case: Case, words: str, *, now: dt.datetime) -> None:
    """The second pair of eyes wants something else first; what was written stays in the form."""
    row = _waiting_row(session, case)
    if not words:
        raise RefusedError(N_("Skriv hva som mangler."), field="text")
    row.state, row.decided_by_id, row.decided_at = ClosingState.RETURNED, actor.id, now
    with change(session, actor, case, "return_close", now) as values:
        values["message"] = add_message(session, case, MessageKind.NOTE, words, actor.id, now).id
    notices.tell(session, mails.closing_returned(case, row.asked_by, row.id), now)


def _waiting_row(session: Session, case: Case) -> CaseClosing:
    row = waiting_closing(session, case, lock=True)
    if row is None or case.state is CaseState.CLOSED:
        raise ConflictError(N_("Lukkingen venter ikke på godkjenning lenger."))
    return row


def _refuse_unedited(session: Session, actor: Actor, case: Case, answer: str) -> None:
    """Refuse a template as it stands, filled with what its writer knows: a refusal tells nobody who reported."""
    nameless = filled_templates(session, actor, case, "")
    if not nameless:
        return
    named = sa.select(Case.id).where(Case.id == case.id, policy.named_to(actor))
    reporter = case.reporter if session.scalar(named) else None
    texts = filled_templates(session, actor, case, reporter.name if reporter else "")
    if unedited(answer, [text for _, text in [*texts.values(), *nameless.values()]]):
        raise RefusedError(
            N_("Dette er malen slik den står. Skriv den om så den svarer på akkurat denne saken."),
            field="answer",
        )


def check(session: Session, case: Case, closing: Closing) -> None:
    """Refuse, at its field, the first thing that is missing (domain.md section 7)."""
    if not closing.answer:
        raise RefusedError(N_("Skriv et svar til den som meldte."), field="answer")
    for refusal in missing(session, case, closing):
        raise refusal


def missing(
    session: Session, case: Case, closing: Closing, planned: Strength | None = None
) -> Iterator[RefusedError]:
    """Everything that a serious case lacks, so that a page can say it all at once; `planned` is a measure to come."""
    if not closing_asks_more(case):
        return
    if not closing.factors:
        yield RefusedError(N_("Velg minst én ting som medvirket."), field="factors")
    strengths = strengths_in(session, case.id) | ({planned} if planned else set())
    if not closing.no_measure_reason and not strengths:
        yield RefusedError(
            N_("Legg til et tiltak, eller skriv hvorfor det ikke trengs."), field="no_measure_reason"
        )
    if not closing.involved:
        yield RefusedError(N_("Skriv hvem som var med."), field="involved")
    if not closing_needs_approval(case):
        return
    if strengths and strengths == {Strength.WEAK} and not closing.weak_reason:
        yield RefusedError(
            N_("Alle tiltakene er svake. Legg til et sterkere, eller skriv hvorfor det holder."),
            field="weak_reason",
        )
    if strengths and not closing.effect_how:
        yield RefusedError(N_("Skriv hvordan dere ser om det virket."), field="effect_how")
    if case.safety and not closing.safety_told:
        yield RefusedError(N_("Verneombudet skal vite om saken før den lukkes."), field="safety_told")


def strengths_in(session: Session, case_id: int) -> set[Strength]:
    """How strong the measures of a case are, those that were dropped left out."""
    query = sa.select(Measure.strength).join(CaseMeasure, CaseMeasure.measure_id == Measure.id)
    query = query.where(CaseMeasure.case_id == case_id, Measure.state != MeasureState.DROPPED)
    return set(session.scalars(query))


def set_factors(session: Session, case: Case, factors: tuple[Factor, ...]) -> None:
    """Replace the leader's factors; the reporter's stand."""
    session.execute(sa.delete(CaseFactor).where(CaseFactor.case_id == case.id, CaseFactor.by_leader))
    session.add_all(CaseFactor(case_id=case.id, factor=factor, by_leader=True) for factor in set(factors))
    session.flush()


def judge(
    session: Session, actor: Actor | None, case: Case, verdict: Verdict, *, now: dt.datetime, words: str = ""
) -> None:
    """The reporter says whether it helped; «ikke løst» opens the case again."""
    if case.state is not CaseState.CLOSED or case.closed_at is None:
        raise ConflictError(N_("Saken er ikke lukket, så det er ikke noe svar å vurdere ennå."))
    if now - case.closed_at > JUDGED_FOR:
        raise RefusedError(N_("Saken ble lukket for over 30 dager siden. Meld fra på nytt i stedet."))
    unsolved, writer = verdict is Verdict.UNSOLVED, None if case.anonymous else actor
    with change(session, writer, case, "judge", now, counted=unsolved) as values:
        case.verdict, case.verdict_at = verdict, now
        values["verdict"] = verdict
        if words:
            author_id = writer.id if writer else None
            values["message"] = add_message(session, case, MessageKind.REPLY, words, author_id, now).id
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
    answer_doubles(session, actor, case, MessageKind.ANSWER, words, now=now)


def start_again(session: Session, case: Case, now: dt.datetime) -> None:
    """A reopened case has its answer and its closing before it, with new deadlines counted from today."""
    case.closed_at = case.answered_at = None
    case.clock_from, case.paused_until = local_date(now), None
    set_deadlines(session, case, now)
    forget(session, case)
