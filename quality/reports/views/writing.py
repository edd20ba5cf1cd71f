"""Asking for a report, writing in it, approving it."""

from __future__ import annotations

import datetime as dt

from flask import redirect, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.speech import word
from quality.core.text import N_, ConflictError, NotVisibleError, RefusedError
from quality.core.web import back_to, say
from quality.reports.compose.periods import Period, of, offered
from quality.reports.forms import CommentForm, OrderForm, SelectChoice
from quality.reports.kinds import KIND_LABELS, RECIPES, Chapter, ReportKind
from quality.reports.policy import OF_ALL
from quality.reports.queries import listing
from quality.reports.services import making, writing
from quality.reports.views.blueprint import bp
from quality.reports.views.pages import page_url, report_page

Answer = Response | tuple[str, int]
PERIODS = 3


@bp.get("/new")
@needs(Act.REPORT_WRITE)
def new() -> str:
    """Which report to make now."""
    return _order_page(_order_form())


@bp.post("/new")
@needs(Act.REPORT_WRITE)
def order() -> Answer:
    """Ask the worker for a report."""
    form, actor = _order_form(), current_actor()
    if not form.validate_on_submit():
        return _order_page(form), 422
    kind, period = _asked(form.what.data or "")
    try:
        with transaction() as session:
            top = listing.root(session)
            if top is None:
                raise RefusedError(N_("Hent inn organisasjonen først."), field="what")
            report = making.order(
                session, actor, kind, top, period, now=clock.now(), once=form.once.data or None
            )
    except RefusedError as error:
        form.refuse(error)
        return _order_page(form), 409
    web.tell(N_("Tallene hentes nå. Det tar noen sekunder."))
    return back_to("reports.show", public_id=report.public_id)


def _order_form() -> OrderForm:
    form, today = OrderForm(), clock.local_date(clock.now())
    choices = []
    if current_actor().everywhere(Act.REPORT_WRITE):
        for kind in OF_ALL:
            for period in offered(RECIPES[kind].months, today, PERIODS):
                name = f"{word(KIND_LABELS[kind])}, {say(period.name())}"
                choices.append(SelectChoice(f"{kind}:{period.since.isoformat()}", name))
    form.what.choices = choices
    return form


def _asked(value: str) -> tuple[ReportKind, Period]:
    """What one of the choices stands for."""
    name, _, day = value.partition(":")
    kind = ReportKind(name)
    return kind, of(dt.date.fromisoformat(day), RECIPES[kind].months)


def _order_page(form: OrderForm) -> str:
    return render_template("reports/new.html", form=form)


@bp.post("/<public_id>/chapters/<chapter>")
@needs(Act.REPORT_WRITE)
def comment(public_id: str, chapter: str) -> Answer:
    """Keep what somebody wrote in a chapter, unless somebody else wrote there meanwhile."""
    actor = current_actor()
    if chapter not in list(Chapter):
        raise NotVisibleError(chapter)
    place = Chapter(chapter)
    report = listing.fetch_for(db.session(), actor, public_id, "comment")
    if place not in RECIPES[report.kind].chapters:
        raise NotVisibleError(chapter)
    form = CommentForm(prefix=f"{place}-")
    if not form.validate_on_submit():
        return report_page(report, (place, form)), 422
    try:
        with transaction() as session:
            report = listing.fetch_for(session, actor, public_id, "comment")
            row = listing.comments(session, report).get(place)
            form.check_version(row.version if row else 0)
            writing.comment(session, actor, report, place, form.text.data or "", now=clock.now())
    except ConflictError as error:
        row = listing.comments(db.session(), report).get(place)
        form.clash(error, row.version if row else 0, {"text": row.text if row else ""})
        return report_page(listing.fetch(db.session(), actor, public_id), (place, form)), 409
    web.tell(N_("Kommentaren er lagret."))
    return redirect(page_url(report, place), 303)


@bp.post("/<public_id>/approve")
@needs(Act.REPORT_APPROVE)
def approve(public_id: str) -> Response:
    """Freeze the words with the numbers and let everybody it concerns know."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch_for(session, actor, public_id, "approve")
        writing.approve(session, actor, report, now=clock.now())
    web.tell(N_("Rapporten er godkjent. De den gjelder, får vite det i dagens e-post."))
    return back_to("reports.show", public_id=public_id)


@bp.post("/<public_id>/edition")
@needs(Act.REPORT_WRITE)
def new_edition(public_id: str) -> Response:
    """The same report with the numbers as they are now."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch_for(session, actor, public_id, "replace")
        made = making.new_edition(session, actor, report, now=clock.now())
    web.tell(N_("Tallene hentes på nytt. Det dere har skrevet, følger med."))
    return back_to("reports.show", public_id=made.public_id)


@bp.post("/<public_id>/retry")
@needs(Act.REPORT_WRITE)
def retry(public_id: str) -> Response:
    """Try once more to get the numbers."""
    actor = current_actor()
    with transaction() as session:
        report = listing.fetch_for(session, actor, public_id, "retry")
        making.retry(session, actor, report, now=clock.now())
    return back_to("reports.show", public_id=public_id)
