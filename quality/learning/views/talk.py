"""Thanking for a note, asking its contact person, and answering."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.learning import queries
from quality.learning.forms import AnswerForm, QuestionForm
from quality.learning.models import Note
from quality.learning.queries.talk import answers_questions, fetch_question
from quality.learning.services import talking
from quality.learning.views.blueprint import bp
from quality.learning.views.note import show_page

Answered = Response | tuple[str, int]


@bp.post("/<public_id>/thanks")
@needs(Act.NOTE_READ)
def thank(public_id: str) -> Answered:
    """Thank those behind the note."""
    return _do(public_id, lambda session, actor, note: talking.thank(session, actor, note, now=clock.now()))


@bp.post("/<public_id>/question")
@needs(Act.NOTE_READ)
def ask_contact(public_id: str) -> Answered:
    """Ask the contact person."""
    form = QuestionForm(prefix="ask-")
    if not form.validate():
        return show_page(_note(public_id), asking=form), 422

    def work(session: Session, actor: Actor, note: Note) -> None:
        talking.ask(session, actor, note, form.text.data or "", now=clock.now(), once=form.once.data or None)

    return _do(public_id, work, N_("Spørsmålet er sendt. Svaret kommer her og som varsel."))


@bp.post("/<public_id>/question/<question_id>")
@needs(Act.NOTE_READ)
def answer_question(public_id: str, question_id: str) -> Answered:
    """Answer a question about the note."""
    form = AnswerForm(prefix="answer-")
    if not form.validate():
        web.tell(N_("Skriv et svar."), "warning")
        return web.back_to("learning.show", public_id=public_id)

    def work(session: Session, actor: Actor, note: Note) -> None:
        if not answers_questions(actor, note):
            raise NotAllowedError(N_("Bare kontaktpersonen svarer."))
        asked = fetch_question(session, note, question_id)
        talking.answer(session, actor, note, asked, form.text.data or "", now=clock.now())

    return _do(public_id, work, N_("Svaret er sendt."))


def _note(public_id: str) -> Note:
    return queries.fetch(db.session(), current_actor(), public_id)


def _do(
    public_id: str, work: Callable[[Session, Actor, Note], None], told: str = N_("Takken er sendt.")
) -> Answered:
    actor = current_actor()
    try:
        with transaction() as session:
            work(session, actor, queries.fetch(session, actor, public_id))
    except NotAllowedError:
        raise
    except RefusedError as error:
        web.tell(web.say(error.message), "warning")
    else:
        web.tell(told)
    return web.back_to("learning.show", public_id=public_id)
