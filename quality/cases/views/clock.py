"""What a leader does with a case's clock: stop it, start it, move its date."""

from __future__ import annotations

from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.forms.clock import ExtendForm, PauseForm
from quality.cases.models.case import Case
from quality.cases.services import clocks
from quality.cases.views.blueprint import bp
from quality.cases.views.handle import Answer, form_page, save_case
from quality.core import clock, web
from quality.core.db import Session, transaction
from quality.core.text import N_, ConflictError
from quality.core.web import back_to, say


@bp.get("/cases/<public_id>/pause")
@needs(Act.CASE_HANDLE)
def pause(public_id: str) -> str:
    """Ask until when the clock is to stand still, and why."""
    return form_page(public_id, "cases/clock.html", PauseForm())


@bp.post("/cases/<public_id>/pause")
@needs(Act.CASE_HANDLE)
def send_pause(public_id: str) -> Answer:
    """Let the clock stand still."""
    form = PauseForm()

    def verb(session: Session, case: Case) -> None:
        clocks.pause(session, current_actor(), case, form.until_on.data, form.why.data or "", now=clock.now())

    return save_case(
        public_id, "cases/clock.html", form, verb, N_("Klokka står, og den som meldte har fått beskjed.")
    )


@bp.post("/cases/<public_id>/resume")
@needs(Act.CASE_HANDLE)
def resume(public_id: str) -> Response:
    """Start the clock again with one press."""
    try:
        with transaction() as session:
            seen = queries.fetch_for(session, current_actor(), public_id, Act.CASE_HANDLE, lock=True)
            clocks.resume(session, current_actor(), seen.case, now=clock.now())
    except ConflictError as error:
        web.tell(say(error.message), "warning")
    else:
        web.tell(N_("Klokka går igjen."))
    return back_to("cases.show", public_id=public_id)


@bp.get("/cases/<public_id>/extend")
@needs(Act.CASE_HANDLE)
def extend(public_id: str) -> str:
    """Ask for a later date, and why."""
    return form_page(public_id, "cases/clock.html", ExtendForm())


@bp.post("/cases/<public_id>/extend")
@needs(Act.CASE_HANDLE)
def send_extend(public_id: str) -> Answer:
    """Move the date of the step that runs."""
    form = ExtendForm()

    def verb(session: Session, case: Case) -> None:
        clocks.extend(
            session, current_actor(), case, form.until_on.data, form.why.data or "", now=clock.now()
        )

    return save_case(
        public_id,
        "cases/clock.html",
        form,
        verb,
        N_("Fristen er flyttet, og den som meldte har fått beskjed."),
    )
