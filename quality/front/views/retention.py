"""How long cases are kept: the schedule, what the next night would take out, what is held, and the protocols."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.compose.retention import PLAIN
from quality.cases.kinds import ACCESS_LABELS
from quality.cases.models.retention import Step
from quality.cases.queries import retention as reads
from quality.cases.services import retention as service
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.forms import Form
from quality.core.text import N_, ConflictError, RefusedError
from quality.core.web import Page, back_to, page_number
from quality.front.forms.retention import HoldForm, ScheduleForm, told_by, wanted_by
from quality.organisation.models import Municipality
from quality.organisation.queries import municipality

bp = Blueprint("retention", __name__)

BAD = 422
SAVED = N_("Lagret. Planen er i bruk fra neste natt.")
SHOWN = 25
IF_USED = N_("Hvis planen blir tatt i bruk")
STEP_LABELS = {Step.NAMES: N_("Navn slettes"), Step.TEXT: N_("Tekst slettes")}
DONE_LABELS = {Step.NAMES: N_("navn slettet"), Step.TEXT: N_("tekst slettet")}
OTHER_LABELS = {
    "reads": N_("linjer i innsynsloggen"),
    "mails": N_("e-poster tømt for tekst"),
    "answers": N_("svar på innsyn tømt for tekst"),
}


@bp.get("/settings/retention")
@needs(Act.RETENTION_READ)
def index() -> str:
    """The schedule, a dry run of the next night, and what the nights before took out."""
    place, day = _place(), _today()
    waiting = reads.coming(place, day)
    form = ScheduleForm(**told_by(waiting.terms if waiting else reads.schedule(db.session(), day)))
    form.version.data = str(place.version)
    return _page(form)


@bp.post("/settings/retention")
@needs(Act.RETENTION_MANAGE)
def save() -> Response | tuple[str, int]:
    """Store the schedule; what takes out more than before waits for its day."""
    form, place = ScheduleForm(), _place()
    if not form.validate():
        return _page(form), BAD
    try:
        with transaction() as session:
            form.check_version(place.version)
            service.change_schedule(session, current_actor(), place, wanted_by(form), now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        form.version.data = str(_place().version)
        return _page(form), 409 if isinstance(error, ConflictError) else BAD
    waits = reads.coming(_place(), _today()) is not None
    web.tell(N_("Lagret. Endringen venter, så andre rekker å se den.") if waits else SAVED)
    return back_to("retention.index")


def _today() -> dt.date:
    return clock.local_date(clock.now())


def _place() -> Municipality:
    place = municipality(db.session())
    if place is None:
        abort(404)
    return place


def _page(form: Form) -> str:
    session, actor, now = db.session(), current_actor(), clock.now()
    day, waiting = _today(), reads.coming(_place(), _today())
    used = reads.in_use(session, day)
    runs = [(N_("Neste natt") if used else IF_USED, reads.schedule(session, day))]
    if waiting:
        runs = [*(runs if used else []), (N_("Når den nye planen gjelder"), waiting.terms)]
    return render_template(
        "settings/retention.html",
        form=form,
        kinds=ACCESS_LABELS,
        plain=PLAIN,
        steps=STEP_LABELS,
        did=DONE_LABELS,
        runs=[(title, reads.counts_for(session, actor, terms, now)) for title, terms in runs],
        waiting=waiting,
        protocols=reads.protocols(session, actor),
        others=OTHER_LABELS,
        in_use=used,
        may_change=actor.held_for(None).may(Act.RETENTION_MANAGE),
    )


@bp.get("/settings/retention/cases")
@needs(Act.RETENTION_HOLD)
def cases() -> str:
    """Which cases the next night would reach, and which are held, as far as the reader knows of them."""
    return _cases(HoldForm(), "")


@bp.post("/settings/retention/cases/<public_id>/hold")
@needs(Act.RETENTION_HOLD)
def hold(public_id: str) -> Response | tuple[str, int]:
    """Keep everything in one case."""
    form = HoldForm()
    if not form.validate():
        return _cases(form, public_id), BAD
    with transaction() as session:
        seen = queries.fetch(session, current_actor(), public_id, lock=True)
        service.hold(session, current_actor(), seen.case, form.why.data or "", now=clock.now())
    web.tell(N_("Saken blir stående til noen slipper den."))
    return back_to("retention.cases")


@bp.post("/settings/retention/cases/<public_id>/release")
@needs(Act.RETENTION_HOLD)
def release(public_id: str) -> Response:
    """Let the schedule reach it again."""
    with transaction() as session:
        seen = queries.fetch(session, current_actor(), public_id, lock=True)
        service.release(session, current_actor(), seen.case, now=clock.now())
    web.tell(N_("Sletteplanen gjelder saken igjen."))
    return back_to("retention.cases")


def _cases(form: HoldForm, at: str) -> str:
    session, actor, number = db.session(), current_actor(), page_number()
    waiting = reads.coming(_place(), _today())
    terms = waiting.terms if waiting else reads.schedule(session, _today())
    rows, total = reads.due_list(session, actor, terms, clock.now(), number, SHOWN)
    return render_template(
        "settings/retention_cases.html",
        form=form,
        waiting=waiting,
        at=at,
        page=Page(rows, number, SHOWN, total),
        held=reads.held_list(session, actor),
        kinds=ACCESS_LABELS,
    )
