"""Closing many cases by one measure: written once, looked over, carried out, and what became of each."""

from __future__ import annotations

from flask import Response, make_response, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import person_by_public_id
from quality.accounts.roles import Act
from quality.cases import policy
from quality.cases.compose.answers import unedited
from quality.cases.forms.closing import CloseManyForm
from quality.cases.forms.parts import offer
from quality.cases.jobs import bulk_close as job
from quality.cases.kinds import CanLearn, Factor, MeasureKind
from quality.cases.models.bulk_close import BulkClose, BulkState, RowState
from quality.cases.models.measure import Measure
from quality.cases.queries import bulk_close as reads
from quality.cases.queries.bulk_close import Chosen
from quality.cases.queries.closing import closed_alike
from quality.cases.services import bulk_close
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan, checked
from quality.cases.views.blueprint import bp, due, tried
from quality.cases.views.measures import kinds
from quality.cases.views.names import can_have, owner_choices
from quality.cases.views.triage import chosen_ids
from quality.core import clock
from quality.core.db import Session, db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import back_to

Answer = str | BaseResponse | tuple[str, int]
REFRESH_SECONDS = 2
AT_ONCE = 5  # more than this is left to the worker, so that nobody waits for the page
UNDER_WAY = {BulkState.WAITING, BulkState.RUNNING}


@bp.get("/close-many")
@needs(Act.CASE_HANDLE)
def close_many() -> str:
    """Ask for the measure and the answer that these cases are closed by."""
    return _page(CloseManyForm(), _chosen())


@bp.post("/close-many")
@needs(Act.CASE_HANDLE)
def send_close_many() -> Answer:
    """Keep what was written, to be looked over; or put a template into the answer."""
    form, chosen = CloseManyForm(), _chosen()
    if "fill" in request.form:
        found = _templates(form, chosen).get(form.template.data or "")
        form.answer.data = found[1] if found else form.answer.data
        return _page(form, chosen)
    made: list[BulkClose] = []

    def work(session: Session) -> None:
        _refuse_unedited(form, chosen)
        by, closing = _measure(session, form, chosen), _closing(form)
        cases = [row.case for row in chosen]
        once, now = form.once.data, clock.now()
        made.append(bulk_close.prepare(session, current_actor(), cases, closing, by, now=now, once=once))

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _page(form, chosen), status
    return back_to("cases.closed_many", public_id=made[0].public_id)


def _chosen() -> list[Chosen]:
    found = reads.chosen(db.session(), current_actor(), chosen_ids())
    if not any(row.mine for row in found):
        raise RefusedError(N_("Kryss av for sakene først."))
    return found


def _refuse_unedited(form: CloseManyForm, chosen: list[Chosen]) -> None:
    if unedited(form.answer.data or "", [text for _, text in _templates(form, chosen).values()]):
        raise RefusedError(
            N_("Dette er malen slik den står. Skriv den om så den svarer på akkurat disse sakene."),
            field="answer",
        )


def _measure(session: Session, form: CloseManyForm, chosen: list[Chosen]) -> Plan | Measure:
    """The measure that was chosen, or the new one that was written."""
    mine = [row.case for row in chosen if row.mine]
    if form.measure.data:
        for measure in reads.measures_to_choose(session, current_actor(), mine):
            if measure.public_id == form.measure.data:
                return measure
        raise RefusedError(N_("Velg et av tiltakene i listen."), field="measure")
    if not form.title.data:
        raise RefusedError(N_("Skriv hva som skal gjøres."), field="title")
    if not can_have(mine[0], form.owner.data):
        raise RefusedError(N_("Velg hvem som har ansvaret."), field="owner")
    if form.due_on.data is None:
        raise RefusedError(N_("Velg en dato."), field="due_on")
    if form.kind.data not in list(MeasureKind):
        raise RefusedError(N_("Velg hva slags tiltak det er."), field="kind")
    owner = person_by_public_id(session, form.owner.data)
    return checked(
        session,
        Plan(form.title.data, owner.id, form.due_on.data, kind=MeasureKind(form.kind.data)),
        now=clock.now(),
    )


def _closing(form: CloseManyForm) -> Closing:
    return Closing(
        answer=form.answer.data or "",
        can_learn=CanLearn(form.can_learn.data),
        factors=tuple(Factor(value) for value in form.factors.data or () if value in list(Factor)),
        involved=form.involved.data or "",
        effect_how=form.effect_how.data or "",
        weak_reason=form.weak_reason.data or "",
        safety_told=bool(form.safety_told.data),
    )


def _templates(form: CloseManyForm, chosen: list[Chosen]) -> dict[str, tuple[str, str]]:
    first = next(row.case for row in chosen if row.mine)
    return reads.templates_for_many(db.session(), current_actor(), first, form.title.data or "")


def _page(form: CloseManyForm, chosen: list[Chosen]) -> str:
    session, actor = db.session(), current_actor()
    mine = [row.case for row in chosen if row.mine]
    measures = reads.measures_to_choose(session, actor, mine)
    form.measure.choices = offer(
        [("", gettext("Et nytt tiltak")), *((row.public_id, _named(row)) for row in measures)]
    )
    form.owner.choices = owner_choices(mine[0])
    form.kind.choices = {"": [("", gettext("Velg"))], **kinds()}
    templates = _templates(form, chosen)
    form.template.choices = offer(
        [("", gettext("Ingen mal")), *((key, row[0]) for key, row in templates.items())]
    )
    grave = [case for case in mine if policy.closing_needs_approval(case)]
    return render_template(
        "cases/close_many.html",
        form=form,
        chosen=chosen,
        measures=measures,
        templates=templates,
        asks_more=any(policy.closing_asks_more(case) for case in mine),
        grave=bool(grave),
        safety=any(case.safety for case in grave),
        alike=closed_alike(session, actor, mine[0]),
    )


def _named(measure: Measure) -> str:
    """A measure with its day: two may have the same words."""
    if measure.due_on is None:
        return measure.title
    return str(gettext("%(title)s, frist %(day)s", title=measure.title, day=due(measure.due_on)))


@bp.get("/closed-many")
@needs(Act.CASE_HANDLE)
def closed_many_list() -> str:
    """What the reader has closed together before."""
    return render_template("cases/closed_many_list.html", rows=reads.orders(db.session(), current_actor()))


@bp.get("/closed-many/<public_id>")
@needs(Act.CASE_HANDLE)
def closed_many(public_id: str) -> Response:
    """What will happen to each case, how far it has come, or what became of each."""
    session, actor = db.session(), current_actor()
    found = reads.order(session, actor, public_id)
    rows = reads.lines(session, actor, found)
    foreseen = []
    if found.state is BulkState.PREVIEW:
        foreseen = bulk_close.foresee(session, found, rows, now=clock.now())
    states = [each.state for each in foreseen] or [line.row.state for line in rows]
    answer = make_response(
        render_template(
            "cases/closed_many.html",
            order=found,
            rows=rows,
            foreseen=foreseen,
            plan=bulk_close.plan_of(found),
            count={state.value: states.count(state) for state in RowState},
            under_way=found.state in UNDER_WAY,
        )
    )
    if found.state in UNDER_WAY:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@bp.post("/closed-many/<public_id>/start")
@needs(Act.CASE_HANDLE)
def start_close_many(public_id: str) -> BaseResponse:
    """Carry it out: a few cases at once, many by the worker."""
    with transaction() as session:
        found = reads.order(session, current_actor(), public_id)
        bulk_close.start(session, found)
    if found.cases <= AT_ONCE:
        job.run_one(found.id, clock.now())
    return back_to("cases.closed_many", public_id=public_id)
