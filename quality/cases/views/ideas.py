"""An idea on its short path: prøves, gjøres, ikke nå, and whether it worked."""

from __future__ import annotations

from collections.abc import Callable

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.forms.ideas import IdeaOutcomeForm, IdeaPlanForm, NotNowForm
from quality.cases.forms.parts import CaseForm
from quality.cases.kinds import CanLearn, CaseKind, IdeaStep
from quality.cases.models.case import Case
from quality.cases.queries import Seen
from quality.cases.services import ideas
from quality.cases.services.change import known_message
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan
from quality.cases.views.blueprint import bp, for_handling, tried
from quality.cases.views.handle import Answer, form_page, save_case
from quality.cases.views.names import can_have, owner_choices
from quality.core import clock, web
from quality.core.db import Session
from quality.core.text import N_, NotVisibleError, RefusedError
from quality.core.web import back_to

TEMPLATE = "cases/idea.html"
WAYS = {"try": IdeaStep.TRYING, "do": IdeaStep.DOING}
RECEIPTS = {
    IdeaStep.TRYING: N_("Forslaget prøves, og den som foreslo det har fått svar."),
    IdeaStep.DOING: N_("Forslaget gjøres, og den som foreslo det har fått svar."),
}


@bp.get("/cases/<public_id>/idea/<any(try,do):way>")
@needs(Act.CASE_HANDLE)
def begin_idea(public_id: str, way: str) -> str:
    """Ask who tries it or does it, and until when."""
    return _plan_page(public_id, WAYS[way])


@bp.post("/cases/<public_id>/idea/<any(try,do):way>")
@needs(Act.CASE_HANDLE)
def send_begin_idea(public_id: str, way: str) -> Answer:
    """Try it, or do it."""
    return _begin(public_id, WAYS[way])


@bp.get("/cases/<public_id>/idea/not-now")
@needs(Act.CASE_HANDLE)
def not_now(public_id: str) -> str:
    """Ask why."""
    return _page(public_id, NotNowForm(), "not_now")


@bp.post("/cases/<public_id>/idea/not-now")
@needs(Act.CASE_HANDLE)
def send_not_now(public_id: str) -> Answer:
    """Let it lie, with the reason as the answer."""
    form = NotNowForm()

    def verb(session: Session, case: Case) -> None:
        _refuse_other(case)
        ideas.set_aside(session, current_actor(), case, form.text.data or "", now=clock.now())

    return _save(public_id, form, "not_now", verb, N_("Den som foreslo det har fått vite hvorfor."))


@bp.get("/cases/<public_id>/idea/worked")
@needs(Act.CASE_HANDLE)
def idea_worked(public_id: str) -> str:
    """Ask whether it worked."""
    return _page(public_id, IdeaOutcomeForm(), "worked")


@bp.post("/cases/<public_id>/idea/worked")
@needs(Act.CASE_HANDLE)
def send_idea_worked(public_id: str) -> Answer:
    """Say whether it worked, and close with that."""
    form = IdeaOutcomeForm()

    def verb(session: Session, case: Case) -> None:
        _refuse_other(case)
        closing = Closing(
            form.answer.data or "",
            CanLearn(form.can_learn.data),
            learning_text=form.learning_text.data or "",
        )
        outcome = IdeaStep(form.outcome.data)
        ideas.conclude(session, current_actor(), case, outcome, closing, now=clock.now())

    return _save(
        public_id, form, "worked", verb, N_("Saken er lukket, og den som foreslo det har fått svaret.")
    )


def _begin(public_id: str, step: IdeaStep) -> Answer:
    form, actor = IdeaPlanForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        case, once = seen.case, form.once.data or None
        _refuse_other(case)
        if known_message(session, case, actor, once):
            return
        form.check_version(case.version)
        if not can_have(case, form.owner.data):
            raise RefusedError(N_("Velg hvem som har ansvaret."), field="owner")
        owner = person_by_public_id(session, form.owner.data)
        plan = Plan(form.title.data, owner.id, form.due_on.data)
        ideas.begin(session, actor, case, step, plan, form.text.data or "", now=clock.now(), once=once)

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _plan_page(public_id, step, form), status
    web.tell(RECEIPTS[step])
    return back_to("cases.show", public_id=public_id)


def _plan_page(public_id: str, step: IdeaStep, form: IdeaPlanForm | None = None) -> str:
    seen = _idea(public_id)
    form = form or IdeaPlanForm(title=seen.case.title)
    form.owner.choices = owner_choices(seen.case)
    return form_page(public_id, TEMPLATE, form, seen, asks=step.value)


def _page(public_id: str, form: CaseForm, asks: str) -> str:
    return form_page(public_id, TEMPLATE, form, _idea(public_id), asks=asks)


def _save(
    public_id: str, form: CaseForm, asks: str, verb: Callable[[Session, Case], None], receipt: str
) -> Answer:
    return save_case(public_id, TEMPLATE, form, verb, receipt, asks=asks)


def _idea(public_id: str) -> Seen:
    seen = for_handling(public_id)
    _refuse_other(seen.case)
    return seen


def _refuse_other(case: Case) -> None:
    """The short path is for ideas alone; for anything else these addresses lead nowhere."""
    if case.kind is not CaseKind.IDEA:
        raise NotVisibleError(case.public_id)
