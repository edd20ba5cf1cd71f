"""The safety representative's own page, and what is said and asked for in one case."""

from __future__ import annotations

from flask import render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.forms.safety import SafetyAnswerForm, SafetyForm
from quality.cases.kinds import Access
from quality.cases.queries import safety as reads
from quality.cases.queries.page import masker
from quality.cases.services import safety as service
from quality.cases.states import TAKEN
from quality.cases.views.blueprint import bp, look, note_read, tried
from quality.core import clock, web
from quality.core.db import Session, db
from quality.core.forms import Form
from quality.core.text import N_, NotAllowedError
from quality.core.web import Page, back_to, page_number

Answer = str | Response | tuple[str, int]
SHOWN = 50
NOT_YOURS = N_("Du kan se saken, men ikke gjøre dette med den.")


@bp.get("/safety")
@needs(Act.SAFETY_READ)
def safety() -> str:
    """Health-and-safety cases of the own area, and what has been asked for."""
    session, actor, number = db.session(), current_actor(), page_number()
    rows, total = reads.safety_cases(session, actor, number, SHOWN)
    asked = reads.requests_in_area(session, actor)
    note_read({word.case_id for word in asked if word.case.access is Access.PERSONAL}, "safety")
    told = reads.told(session, asked)
    return render_template("cases/safety.html", page=Page(rows, number, SHOWN, total), asked=asked, told=told)


@bp.get("/cases/<public_id>/safety")
@signed_in
def safety_words(public_id: str) -> str:
    """What the representative has said in this case, and the answers."""
    return _page(public_id, SafetyForm(), SafetyAnswerForm())


@bp.post("/cases/<public_id>/safety")
@signed_in
def say_safety(public_id: str) -> Answer:
    """Comment, or ask for a measure."""
    form, actor = SafetyForm(), current_actor()
    asks = form.kind.data == "ask"

    def work(session: Session) -> None:
        seen = queries.fetch(session, actor, public_id, lock=True)
        if not policy.is_representative(actor, seen.case, seen.ties):
            raise NotAllowedError(NOT_YOURS)
        once = form.once.data or None
        service.say(session, actor, seen.case, form.text.data or "", asks=asks, now=clock.now(), once=once)

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _page(public_id, form, SafetyAnswerForm(formdata=None)), status
    web.tell(
        N_("Lederen har fått beskjed, og må svare med en dato.") if asks else N_("Kommentaren er lagret.")
    )
    return back_to("cases.safety_words", public_id=public_id)


@bp.post("/cases/<public_id>/safety/<word_id>")
@signed_in
def answer_safety(public_id: str, word_id: str) -> Answer:
    """Answer what was asked for."""
    form, actor = SafetyAnswerForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch(session, actor, public_id, lock=True)
        if not policy.may_answer_representative(actor, seen.case, seen.ties):
            raise NotAllowedError(NOT_YOURS)
        word = reads.word_in(session, seen.case, word_id)
        will = form.done.data != "no"
        answer = service.Answered(form.answer.data or "", will, form.done_by.data if will else None)
        service.answer(session, actor, seen.case, word, answer, now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _page(public_id, SafetyForm(formdata=None), form), status
    web.tell(N_("Verneombudet har fått svaret."))
    return back_to("cases.safety_words", public_id=public_id)


def _page(public_id: str, form: SafetyForm, answer_form: SafetyAnswerForm) -> str:
    actor, session = current_actor(), db.session()
    seen = look(public_id, "safety")
    if not reads.may_read_words(actor, seen.case, seen.ties):
        raise NotAllowedError(NOT_YOURS)
    failed: Form = form if form.failed else answer_form
    said = reads.words_in(session, seen.case)
    written = [text for word in said for text in (word.text, word.answer)]
    return render_template(
        "cases/safety_words.html",
        label=seen.case.label,
        public_id=public_id,
        measurable=seen.case.state in TAKEN and policy.may(actor, Act.CASE_HANDLE, seen.case, seen.ties),
        said=said,
        hide=masker(session, actor, seen, written),
        form=form,
        answer_form=answer_form,
        failed=failed,
        speaks=policy.is_representative(actor, seen.case, seen.ties),
        answers=policy.may_answer_representative(actor, seen.case, seen.ties),
    )
