"""A unit's answer to a note."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id, staff_of
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.learning.forms import SelectChoice, UptakeForm
from quality.learning.queries.ledger import fetch_uptake
from quality.learning.services.answering import Answer, answer_uptake
from quality.learning.states import ANSWERS, UPTAKE_LABELS, UptakeState
from quality.learning.views.blueprint import bp


@bp.get("/uptake/<public_id>")
@needs(Act.UPTAKE_ANSWER)
def ask(public_id: str) -> str:
    """The unit's answer, as a form of its own."""
    uptake, note = fetch_uptake(db.session(), current_actor(), public_id)
    form = _uptake_form(uptake.unit_id)
    form.version.data = str(uptake.version)
    if uptake.state in ANSWERS:
        form.state.data, form.words.data = uptake.state.value, uptake.words
    return render_template("learning/answer.html", form=form, note=note, uptake=uptake)


@bp.post("/uptake/<public_id>")
@needs(Act.UPTAKE_ANSWER)
def answer(public_id: str) -> Response | tuple[str, int]:
    """Store the unit's answer."""
    actor = current_actor()
    uptake, note = fetch_uptake(db.session(), actor, public_id)
    form = _uptake_form(uptake.unit_id)
    page = {"form": form, "note": note, "uptake": uptake}
    if not form.validate_on_submit():
        return render_template("learning/answer.html", **page), 422
    try:
        form.check_version(uptake.version)
        with transaction() as session:
            uptake, note = fetch_uptake(session, actor, public_id)
            owner = person_by_public_id(session, form.owner.data).id if form.owner.data else None
            given = Answer(UptakeState(form.state.data), form.words.data or "", owner, form.due_on.data)
            answer_uptake(session, actor, uptake, note, given, now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        return render_template("learning/answer.html", **page), 422
    web.tell(N_("Takk. Svaret for enheten er lagret."))
    return web.back_to("learning.show", public_id=note.public_id)


def _uptake_form(unit_id: int) -> UptakeForm:
    form = UptakeForm()
    form.state.choices = [SelectChoice(state.value, gettext(UPTAKE_LABELS[state])) for state in ANSWERS]
    people = staff_of(db.session(), frozenset({unit_id}))
    form.owner.choices = [
        SelectChoice("", gettext("Meg")),
        *(SelectChoice(p.public_id, p.name) for p in people),
    ]
    return form
