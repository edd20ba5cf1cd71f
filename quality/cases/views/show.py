"""One case: as its handler, its reporter or another reader sees it, and what is written in it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, signed_in
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.compose.masking import hide_id_numbers, id_numbers
from quality.cases.compose.progress import (
    DROPPED,
    GOOD,
    MADE,
    Facts,
    asks_verdict,
    feedback,
    next_step,
    of_idea,
    stands_still,
    steps_done,
)
from quality.cases.forms.talk import MessageForm, VerdictForm
from quality.cases.kinds import CaseKind, IdeaStep, Level, MessageKind, Verdict
from quality.cases.queries import Seen, flow
from quality.cases.queries.closing import waiting_closing
from quality.cases.queries.duty import told_at_once
from quality.cases.queries.ideas import Course, course_of
from quality.cases.queries.page import CasePage, case_page, case_view
from quality.cases.queries.people import leaders_to_tell
from quality.cases.queries.similar import Asked, Like, follows, read_words, solved_like
from quality.cases.queries.story import Event
from quality.cases.services import close, receive, talk
from quality.cases.services.files import attach_to_message
from quality.cases.states import MEASURE_MOVES, MOVABLE, OPEN, CaseState
from quality.cases.views import files
from quality.cases.views.blueprint import bp, look, note_listed, tried
from quality.cases.views.calls import calls_for
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.states import open_moves
from quality.core.text import N_, RefusedError
from quality.core.web import back_to
from quality.learning.queries.gains import gain_of, subject_of_case
from quality.learning.queries.origins import notes_of_case
from quality.patterns.queries.nominated import last_nomination
from quality.patterns.queries.ties import CaseTie, patterns_of_case

Answer = str | Response | tuple[str, int]

WRITERS = {
    MessageKind.QUESTION: (Act.CASE_HANDLE, talk.ask, N_("Spørsmålet er sendt.")),
    MessageKind.ANSWER: (Act.CASE_HANDLE, talk.answer, N_("Svaret er sendt.")),
    MessageKind.NOTE: (Act.CASE_NOTE, talk.add_note, N_("Notatet er lagret.")),
    MessageKind.REPLY: (Act.CASE_JUDGE, talk.reply, N_("Sendt.")),
}


@bp.get("/cases/<public_id>")
@signed_in
def show(public_id: str) -> str:
    """The case, cut to what the reader may see."""
    return _draw(look(public_id), MessageForm())


@bp.post("/cases/<public_id>/message")
@signed_in
def write(public_id: str) -> Answer:
    """Ask, answer, reply or take a note, by the button that was pressed."""
    form = MessageForm()
    kind, _, numbers = request.form.get("kind", "").partition(":")
    form.numbers.data = numbers
    if kind not in WRITERS:
        raise RefusedError(N_("Velg hvem du skriver til."))
    act, verb, receipt = WRITERS[MessageKind(kind)]
    actor = current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, act, lock=True)
        verb(session, actor, seen.case, form.text.data, now=clock.now(), once=form.key)
        attach_to_message(session, actor, form.key, seen.case)

    if unwanted := request.form.get("drop"):
        files.drop(unwanted)
        return _draw(look(public_id), form)
    if form.numbers.data == "hide":
        form.text.data = hide_id_numbers(form.text.data or "")
    well = form.validate()
    if well and not form.numbers.data and id_numbers(form.text.data):
        files.hold(form)
        return _draw(look(public_id), form, warn=kind), 400
    status = tried(form, work) if files.hold(form) and well else 400
    if status != 303:
        return _draw(look(public_id), form), status
    web.tell(receipt)
    return back_to("cases.show", public_id=public_id)


@bp.post("/cases/<public_id>/judge")
@signed_in
def judge(public_id: str) -> Answer:
    """The reporter says whether it helped."""
    form = VerdictForm(prefix="judge-")
    actor = current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_JUDGE, lock=True)
        verdict = Verdict(form.verdict.data)
        close.judge(session, actor, seen.case, verdict, now=clock.now(), words=form.text.data or "")

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _draw(look(public_id), MessageForm(), form), status
    web.tell(N_("Takk. Lederen ser hva du svarte."))
    return back_to("cases.show", public_id=public_id)


@bp.post("/cases/<public_id>/withdraw")
@signed_in
def withdraw(public_id: str) -> Answer:
    """The reporter takes the case back."""
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_JUDGE, lock=True)
        receive.withdraw(session, actor, seen.case, now=clock.now())
    web.tell(N_("Saken er trukket tilbake."))
    return back_to("cases.mine")


def _draw(seen: Seen, form: MessageForm, verdict: VerdictForm | None = None, warn: str = "") -> str:
    actor, session = current_actor(), db.session()
    if seen.level < Level.TEXT:
        tied = seen.ties.involved or seen.ties.involved_above
        given = flow.offer_to_answer(session, actor, seen) if tied else None
        return render_template(
            "cases/glance.html",
            view=case_view(seen, actor),
            follows=follows(session, actor, seen.case.id),
            mine=policy.may_follow(actor, seen.case, seen.ties),
            offer=given,
        )
    page = case_page(session, actor, seen)
    ties, suggested = patterns_of_case(session, actor, seen)
    context = {
        "page": page,
        "view": page.view,
        "form": form,
        "held": files.held(form) if form.is_submitted() else [],
        "warn": warn,
        "ties": ties,
        "thanks": page.beside.thanks,
        "followers": page.beside.followers,
        **_standing(seen),
        **_won(seen),
        "solved": _solved(seen),
        "movable": seen.case.state in MOVABLE,
        "my_tasks": [
            line for line in page.beside.tasks if line.owner_id == actor.id and line.state == "open"
        ],
    }
    context["heard"] = _heard(page)
    can = context["can"]
    context["nomination"] = None
    if suggested and can["nominate"] and not ties:
        named = policy.names_reporter(actor, seen.case, seen.ties)
        context["nomination"] = last_nomination(session, actor, seen.case, named=named)
    if can["judge"]:
        context["verdict"] = verdict or VerdictForm(prefix="judge-")
    offer = page.beside.offer
    context["can"]["answer_offer"] = offer is not None and policy.may_answer_offer(
        actor, seen.case, seen.ties, offer.unit_id
    )
    if context["can"]["handle"] or not context["can"]["judge"]:
        return render_template("cases/show.html", **context)
    leaders = leaders_to_tell(session, seen.case, clock.local_date(clock.now()))
    return render_template(
        "cases/own.html", leaders=leaders, **_came_of(seen, page, ties, context["course"]), **context
    )


def _heard(page: CasePage) -> Event | None:
    """The last thing that was said between leader and reporter."""
    said = [event for event in page.story if event.kind not in (None, MessageKind.NOTE)]
    return said[-1] if said else None


def _won(seen: Seen) -> dict[str, Any]:
    """What was won by an improvement, or an idea that was carried out."""
    if seen.case.kind not in {CaseKind.IMPROVEMENT, CaseKind.IDEA}:
        return {"gain_subject": None, "gain": None}
    subject = subject_of_case(db.session(), current_actor(), seen)
    return {"gain_subject": subject, "gain": gain_of(db.session(), subject)}


def _solved(seen: Seen) -> list[Like]:
    """Closed cases like this one and how they were answered, for who is to answer it."""
    case, session, actor = seen.case, db.session(), current_actor()
    if case.state not in OPEN or not policy.may(actor, Act.CASE_HANDLE, case, seen.ties):
        return []
    words = read_words(session, f"{case.title} {case.description}")
    found = solved_like(session, actor, Asked(words, case.unit_id, case.category.code), case.id)
    note_listed(found, "similar")
    return found


def _came_of(seen: Seen, page: CasePage, ties: list[CaseTie], course: Course | None) -> dict[str, Any]:
    """What the reporter's case led to: here, in patterns and in notes."""
    notes = notes_of_case(db.session(), seen.case.id)
    facts = Facts(
        seen.case.answered_at is not None,
        bool(seen.case.immediate_action),
        bool(seen.case.shared or notes or ties),
        [line.state for line in page.measures],
        seen.case.verdict,
        course.step if course else None,
        seen.case.state is CaseState.CLOSED,
        seen.case.kind in GOOD,
        seen.case.kind is CaseKind.IDEA,
    )
    made = [line for line in page.measures if line.state in MADE]
    return {"notes": notes, "returned": feedback(facts), "made": made}


def _standing(seen: Seen) -> dict[str, Any]:
    """Where the case stands and what this reader can do with it."""
    case, actor = seen.case, current_actor()

    def may(act: Act) -> bool:
        return policy.may(actor, act, case, seen.ties)

    answered = case.answered_at is not None
    answers = policy.may_answer_representative(actor, case, seen.ties)
    represents = policy.is_representative(actor, case, seen.ties)
    calls = calls_for(case) if may(Act.CASE_HANDLE) and case.state in OPEN else []
    course = course_of(db.session(), case.id) if case.kind is CaseKind.IDEA else None
    set_aside = course is not None and course.step is IdeaStep.NOT_NOW
    unjudged = case.state is CaseState.CLOSED and case.verdict is None and not set_aside
    asked = asks_verdict(case.kind, case.state, case.closed_at, case.verdict, clock.now())
    return {
        "can": {
            "handle": may(Act.CASE_HANDLE),
            "note": may(Act.CASE_NOTE),
            "judge": may(Act.CASE_JUDGE),
            "nominate": may(Act.CASE_NOMINATE) and (represents or may(Act.CASE_HANDLE)),
            "breach": policy.may_assess_breach(actor, case, seen.ties),
            "safety": answers or represents,
            "answer_safety": answers,
            "speak_safety": represents and not answers and case.state in OPEN,
        },
        "closing": _waiting(seen),
        "calls": calls,
        "told": told_at_once(db.session(), case) if calls else [],
        "asks_more": policy.closing_asks_more(case),
        "done": steps_done(case.state, answered, case.verdict is not None),
        "next": next_step(case.state, answered),
        "closed": case.state is CaseState.CLOSED,
        "course": course,
        "said": stands_still(case.state) or (of_idea(course.step) if course else ""),
        "withdrawable": receive.untaken(case),
        "taken_further": case.state not in DROPPED and not set_aside,
        "set_aside": set_aside,
        "judgeable": unjudged and asked,
        "good": case.kind in GOOD,
        "expired": unjudged and not asked and case.kind not in GOOD,
        "dates": [case.registered_at, case.received_at, case.answered_at, case.closed_at, case.verdict_at],
        "measure_moves": lambda line: open_moves(MEASURE_MOVES, line.state),
    }


def _waiting(seen: Seen) -> tuple[str, bool] | None:
    """Who asked for a second pair of eyes on the closing, and whether the reader may be that."""
    case = seen.case
    if case.state is CaseState.CLOSED or not policy.closing_needs_approval(case):
        return None
    row = waiting_closing(db.session(), case)
    return (
        (row.asked_by.name, policy.may_approve(current_actor(), case, seen.ties, row.asked_by_id))
        if row
        else None
    )
