"""What a leader does with a case: receive, reject, assess, measures, close, reopen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.forms.handle import AssessForm, RejectForm, ReopenForm
from quality.cases.forms.parts import CaseForm
from quality.cases.kinds import CaseKind, Rejection
from quality.cases.kinds.grave import ANCHORS, FIELD_LABELS, FIELDS_OF, Field
from quality.cases.models.case import Case
from quality.cases.queries import Seen
from quality.cases.queries.page import CasePage, case_page
from quality.cases.services import assess as assessing
from quality.cases.services import close as closing
from quality.cases.services import receive as receiving
from quality.cases.states import CASE_MOVES, MEASURE_OPEN, TOO_LATE, CaseState
from quality.cases.views.blueprint import bp, for_handling, offer_undo, tried
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.forms import CleanString
from quality.core.text import N_, ConflictError
from quality.core.web import back_to, say

Answer = str | Response | tuple[str, int]
Verb = Callable[[Session, Case], None]

# The states in which each of these forms can still be saved: closing takes on what nobody has taken yet.
_FROM = {row.verb: row.origin for row in CASE_MOVES}
SAVED_IN = {
    "cases/close.html": _FROM["close"] | {CaseState.REPORTED},
    "cases/reject.html": _FROM["reject"],
    "cases/reopen.html": _FROM["reopen"],
}


@bp.post("/cases/<public_id>/receive")
@needs(Act.CASE_HANDLE)
def receive(public_id: str) -> Response:
    """Take the case on with one press."""
    actor = current_actor()
    try:
        with transaction() as session:
            seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
            receiving.receive(session, actor, seen.case, now=clock.now())
            label = seen.case.label
    except ConflictError as error:
        web.tell(say(error.message), "warning")
        return back_to("cases.show", public_id=public_id)
    web.tell(N_("Du har tatt imot sak %(number)s. Den som meldte har fått beskjed."), number=label)
    offer_undo([public_id])
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


@bp.get("/cases/<public_id>/reject")
@needs(Act.CASE_HANDLE)
def reject(public_id: str) -> str:
    """Ask why the case is not taken further."""
    return form_page(public_id, "cases/reject.html", RejectForm())


@bp.post("/cases/<public_id>/reject")
@needs(Act.CASE_HANDLE)
def send_reject(public_id: str) -> Answer:
    """Take the case no further."""
    form = RejectForm()
    answer = save_case(
        public_id,
        "cases/reject.html",
        form,
        lambda session, case: receiving.reject(
            session, current_actor(), case, Rejection(form.reason.data), form.text.data, now=clock.now()
        ),
        N_("Saken er ikke tatt videre. Den som meldte har fått svar."),
    )
    if isinstance(answer, Response):
        offer_undo([public_id])
    return answer


@bp.get("/cases/<public_id>/assess")
@needs(Act.CASE_HANDLE)
def assess(public_id: str) -> str:
    """Ask for category, severity and how often."""
    seen = for_handling(public_id)
    case = seen.case
    form = AssessForm(
        category=case.category.code,
        severity=str(case.severity),
        potential="" if case.potential is None else str(case.potential),
        recurrence="" if case.recurrence is None else str(case.recurrence),
    )
    return form_page(public_id, "cases/assess.html", form, seen)


@bp.post("/cases/<public_id>/assess")
@needs(Act.CASE_HANDLE)
def send_assess(public_id: str) -> Answer:
    """Save the leader's view."""
    form = AssessForm()

    def verb(session: Session, case: Case) -> None:
        view = assessing.Assessment(
            category=form.category.data or case.category.code,
            severity=int(form.severity.data or case.severity),
            potential=int(form.potential.data) if form.potential.data else None,
            recurrence=int(form.recurrence.data) if form.recurrence.data else None,
        )
        assessing.assess(session, current_actor(), case, view, now=clock.now())

    return save_case(public_id, "cases/assess.html", form, verb, N_("Vurderingen er lagret."))


@bp.get("/cases/<public_id>/reopen")
@needs(Act.CASE_HANDLE)
def reopen(public_id: str) -> str:
    """Ask why."""
    return form_page(public_id, "cases/reopen.html", ReopenForm())


@bp.post("/cases/<public_id>/reopen")
@needs(Act.CASE_HANDLE)
def send_reopen(public_id: str) -> Answer:
    """Take the case up again."""
    form = ReopenForm()
    return save_case(
        public_id,
        "cases/reopen.html",
        form,
        lambda session, case: closing.reopen(session, current_actor(), case, form.text.data, now=clock.now()),
        N_("Saken er åpnet igjen."),
    )


def form_page(
    public_id: str,
    template: str,
    form: CaseForm,
    seen: Seen | None = None,
    page: CasePage | None = None,
    **more: Any,
) -> str:
    """A form about a case, with what others did since its writer last looked; where it is too late, what was typed."""
    seen = seen or for_handling(public_id)
    page = page or case_page(db.session(), current_actor(), seen)
    told = form.told.data or ""
    since = page.story[int(told) :] if told.isascii() and told.isdigit() else []
    state = seen.case.state
    if state not in SAVED_IN.get(template, {state}):
        kept = [field for field in form if isinstance(field, CleanString) and field.data]
        why = TOO_LATE[state]
        return render_template(
            "cases/too_late.html", view=page.view, page=page, why=why, since=since, kept=kept
        )
    form.told.data, form.version.data = str(len(page.story)), str(seen.case.version)
    context: dict[str, Any] = {"asks_more": policy.closing_asks_more(seen.case), "since": since}
    context["open_measures"] = [line for line in page.measures if line.state in MEASURE_OPEN]
    context["next"] = web.safe_next("")
    context["is_deviation"] = seen.case.kind is CaseKind.DEVIATION
    if isinstance(form, AssessForm):
        context["categories"] = queries.category_tree(db.session())
        context |= {"fields": FIELD_LABELS, "anchors": ANCHORS, "near": _fields_of(seen.case)}
    return render_template(template, form=form, page=page, view=page.view, **context, **more)


def _fields_of(case: Case) -> tuple[Field, ...]:
    return FIELDS_OF.get(case.category.code[:1], (Field.PERSON, Field.SERVICE))


def save_case(public_id: str, template: str, form: CaseForm, verb: Verb, receipt: str, **more: Any) -> Answer:
    """One change by a handler: the form's version must be the case's, or the writer is shown what changed."""

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, current_actor(), public_id, Act.CASE_HANDLE, lock=True)
        form.check_version(seen.case.version)
        verb(session, seen.case)

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return form_page(public_id, template, form, **more), status
    web.tell(receipt)
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)
