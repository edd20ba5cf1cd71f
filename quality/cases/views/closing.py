"""Closing on one page, the second pair of eyes, and the answers to begin from."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.compose.answers import PLACEHOLDERS
from quality.cases.compose.retention import SHIELDED_AT_MOST
from quality.cases.forms.closing import AnswerTemplateForm, ApproveForm, CloseForm
from quality.cases.forms.parts import offer
from quality.cases.kinds import Access, CanLearn, Factor
from quality.cases.models.case import Case
from quality.cases.models.closing import AnswerTemplate, CaseClosing
from quality.cases.queries import Seen
from quality.cases.queries import closing as waiting
from quality.cases.queries.page import CasePage, case_page, masker
from quality.cases.queries.retention import keeping_of, schedule
from quality.cases.queries.story import shows_reporter
from quality.cases.services import answers
from quality.cases.services import close as closing
from quality.cases.views.blueprint import bp, for_handling, look, note_listed, tried
from quality.cases.views.handle import Answer, form_page
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.core.web import back_to
from quality.organisation.queries import units_by_ids

TEMPLATE = "cases/close.html"


@bp.get("/cases/<public_id>/close")
@needs(Act.CASE_HANDLE)
def close(public_id: str) -> str:
    """Show what is missing before the case can be closed; what was sent back stands there still."""
    seen = for_handling(public_id)
    page = case_page(db.session(), current_actor(), seen)
    grave = policy.closing_needs_approval(seen.case)
    before = waiting.latest_closing(db.session(), seen.case) if grave else None
    told: dict[str, Any] = {
        "factors": page.factors[True] or page.factors[False],
        "no_measure_reason": seen.case.no_measure_reason,
        "learning_text": seen.case.learning_text,
    }
    if before and before.content:
        told |= before.content | _kept(before)
    return _close_page(public_id, CloseForm(**told), seen, page)


def _kept(row: CaseClosing) -> dict[str, Any]:
    names = ("involved", "effect_how", "weak_reason", "safety_told")
    return {name: getattr(row, name) for name in names}


@bp.post("/cases/<public_id>/close")
@needs(Act.CASE_HANDLE)
def send_close(public_id: str) -> Answer:
    """Close with an answer, ask for a second pair of eyes, or put a template into the answer."""
    form, actor = CloseForm(), current_actor()
    if "fill" in request.form:
        return _filled(public_id, form)
    closed: list[bool] = []

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        form.check_version(seen.case.version)
        closed.append(closing.close(session, actor, seen.case, _closing(form), now=clock.now()))

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _close_page(public_id, form), status
    if closed[0]:
        web.tell(N_("Saken er lukket, og den som meldte har fått svaret."))
    else:
        web.tell(N_("Lukkingen venter på godkjenning. Svaret sendes når den er godkjent."))
    return back_to("cases.show", public_id=public_id)


def _closing(form: CloseForm) -> closing.Closing:
    chosen, years = form.can_learn.data, form.keep_years.data or ""
    return closing.Closing(
        answer=form.answer.data or "",
        can_learn=CanLearn(chosen) if chosen in list(CanLearn) else CanLearn.UNSURE,
        factors=tuple(Factor(value) for value in form.factors.data or () if value in list(Factor)),
        no_measure_reason=form.no_measure_reason.data or "",
        learning_text=form.learning_text.data or "",
        involved=form.involved.data or "",
        effect_how=form.effect_how.data or "",
        weak_reason=form.weak_reason.data or "",
        safety_told=bool(form.safety_told.data),
        keep_years=int(years) if years in map(str, range(1, SHIELDED_AT_MOST + 1)) else 0,
    )


def _filled(public_id: str, form: CloseForm) -> str:
    """The form as it was sent, with the chosen template in the answer."""
    seen = for_handling(public_id)
    found = _templates(seen).get(form.template.data or "")
    if found:
        form.answer.data = found[1]
    return _close_page(public_id, form, seen)


def _templates(seen: Seen) -> dict[str, tuple[str, str]]:
    actor, case = current_actor(), seen.case
    reporter = case.reporter.name if case.reporter and shows_reporter(seen, actor) else ""
    return waiting.filled_templates(db.session(), actor, case, reporter)


def _close_page(
    public_id: str, form: CloseForm, seen: Seen | None = None, page: CasePage | None = None
) -> str:
    seen = seen or for_handling(public_id)
    session, case = db.session(), seen.case
    if form.failed:
        for refusal in closing.missing(session, case, _closing(form)):
            form.refuse_once(refusal)
    found = _templates(seen)
    if case.access is Access.SHIELDED:
        _offer_years(form, case)
    form.template.choices = offer(
        [("", gettext("Ingen mal")), *((key, row[0]) for key, row in found.items())]
    )
    return form_page(
        public_id,
        TEMPLATE,
        form,
        seen,
        page,
        templates=found,
        grave=policy.closing_needs_approval(case),
        safety=case.safety,
        alike=waiting.closed_alike(session, current_actor(), case),
    )


def _offer_years(form: CloseForm, case: Case) -> None:
    """How long a shielded case may be kept: as was decided before, else as long as the municipality allows."""
    session = db.session()
    most, row = (
        schedule(session, clock.local_date(clock.now())).terms[Access.SHIELDED].text,
        keeping_of(session, case),
    )
    years = range(1, most + 1)
    words = [(str(count), ngettext("%(num)s år", "%(num)s år", count)) for count in years]
    form.keep_years.choices = offer(words)
    form.keep_years.data = form.keep_years.data or str((row and row.years) or most)


@bp.get("/approvals")
@needs(Act.CASE_NOTE)
def approvals() -> str:
    """The closings that wait for the reader."""
    rows = waiting.approvals(db.session(), current_actor())
    note_listed(rows, "approvals")
    return render_template("cases/approvals.html", rows=rows)


@bp.get("/cases/<public_id>/approve")
@signed_in
def approve(public_id: str) -> str:
    """What is to be approved, and what it rests on."""
    return _approve_page(public_id, ApproveForm())


@bp.post("/cases/<public_id>/approve")
@signed_in
def send_approve(public_id: str) -> Answer:
    """Approve the closing, or send it back with what is missing."""
    form, actor = ApproveForm(), current_actor()
    back = request.form.get("decision") == "back"

    def work(session: Session) -> None:
        seen = queries.fetch(session, actor, public_id, lock=True)
        _permit_approval(seen, waiting.waiting_closing(session, seen.case))
        if back:
            closing.send_back(session, actor, seen.case, form.text.data or "", now=clock.now())
        else:
            closing.approve(session, actor, seen.case, now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _approve_page(public_id, form), status
    web.tell(
        N_("Lukkingen er sendt tilbake.")
        if back
        else N_("Saken er lukket, og den som meldte har fått svaret.")
    )
    return back_to("cases.show", public_id=public_id)


def _permit_approval(seen: Seen, row: CaseClosing | None) -> None:
    asked_by = row.asked_by_id if row else 0
    if not policy.may_approve(current_actor(), seen.case, seen.ties, asked_by):
        raise NotAllowedError(N_("Lukkingen må godkjennes av noen andre."))


def _approve_page(public_id: str, form: ApproveForm) -> str:
    seen = look(public_id)
    row = waiting.waiting_closing(db.session(), seen.case)
    _permit_approval(seen, row)
    page = case_page(db.session(), current_actor(), seen)
    written = [row.involved, row.effect_how, row.weak_reason, *map(str, row.content.values())] if row else []
    hide = masker(db.session(), current_actor(), seen, written)
    return render_template("cases/approve.html", form=form, view=page.view, page=page, row=row, hide=hide)


@bp.get("/answers")
@needs(Act.CASE_HANDLE, Act.ANSWER_SHARE)
def answer_list() -> str:
    """The answers that the reader may change, and below them the municipality's."""
    session = db.session()
    shared = [] if current_actor().may(Act.ANSWER_SHARE) else waiting.shared_templates(session)
    rows = waiting.own_templates(session, current_actor())
    names = {
        unit.id: unit.name for unit in units_by_ids(session, [row.unit_id for row in rows if row.unit_id])
    }
    return render_template("cases/answers.html", rows=rows, names=names, shared=shared)


@bp.get("/answers/new")
@needs(Act.CASE_HANDLE, Act.ANSWER_SHARE)
def answer_new() -> str:
    """Write a new one."""
    return _answer_page(AnswerTemplateForm())


@bp.post("/answers/new")
@needs(Act.CASE_HANDLE, Act.ANSWER_SHARE)
def answer_add() -> Answer:
    """Store a new one."""
    form = AnswerTemplateForm()

    def work(session: Session) -> None:
        unit_id = _unit_id(form)
        once = form.once.data or None
        answers.write_template(
            session, current_actor(), unit_id, form.name.data, form.text.data, now=clock.now(), once=once
        )

    return _answer_sent(form, work)


@bp.get("/answers/<public_id>")
@needs(Act.CASE_HANDLE, Act.ANSWER_SHARE)
def answer_edit(public_id: str) -> str:
    """Change one."""
    row = waiting.template_to_change(db.session(), current_actor(), public_id)
    form = AnswerTemplateForm(name=row.name, text=row.text, version=str(row.version))
    form.unit.data = str(row.unit_id or 0)
    return _answer_page(form, row)


@bp.post("/answers/<public_id>")
@needs(Act.CASE_HANDLE, Act.ANSWER_SHARE)
def answer_change(public_id: str) -> Answer:
    """Store the change."""
    form, actor = AnswerTemplateForm(), current_actor()

    def work(session: Session) -> None:
        row = waiting.template_to_change(session, actor, public_id)
        form.check_version(row.version)
        unit_id = _unit_id(form)
        answers.change_template(session, actor, row, unit_id, form.name.data, form.text.data, now=clock.now())

    return _answer_sent(form, work, waiting.template_to_change(db.session(), actor, public_id))


@bp.post("/answers/<public_id>/retire")
@needs(Act.CASE_HANDLE, Act.ANSWER_SHARE)
def answer_retire(public_id: str) -> Response:
    """Offer it no more."""
    with transaction() as session:
        row = waiting.template_to_change(session, current_actor(), public_id)
        answers.retire_template(session, current_actor(), row, now=clock.now())
    web.tell(N_("Malen er tatt ut av bruk."))
    return back_to("cases.answer_list")


def _unit_choices() -> list[tuple[str, str]]:
    actor, session = current_actor(), db.session()
    everybody = [("0", gettext("Hele kommunen"))] if actor.may(Act.ANSWER_SHARE) else []
    units = units_by_ids(session, sorted(actor.reach(Act.CASE_HANDLE)))
    return [*everybody, *((str(unit.id), unit.name) for unit in units)]


def _unit_id(form: AnswerTemplateForm) -> int | None:
    if form.unit.data not in dict(_unit_choices()):
        raise RefusedError(N_("Velg hvem malen er for."), field="unit")
    return int(form.unit.data) or None


def _answer_sent(form: AnswerTemplateForm, work: Any, row: AnswerTemplate | None = None) -> Answer:
    form.unit.choices = offer(_unit_choices())
    status = tried(form, work) if form.validate() else 400
    if status != 303:
        if row:
            form.version.data = str(row.version)
        return _answer_page(form, row), status
    web.tell(N_("Malen er lagret."))
    return back_to("cases.answer_list")


def _answer_page(form: AnswerTemplateForm, row: AnswerTemplate | None = None) -> str:
    form.unit.choices = offer(_unit_choices())
    return render_template("cases/answer_edit.html", form=form, row=row, placeholders=PLACEHOLDERS)
