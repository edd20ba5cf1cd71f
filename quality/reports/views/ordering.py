"""Asking for a report that is not there yet: one of the municipality's, or a unit's half-year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask import render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.forms import OnceForm
from quality.core.text import N_, NotAllowedError, RefusedError
from quality.core.web import back_to, say
from quality.organisation.models import Unit
from quality.reports.compose.periods import Period, of, offered, title
from quality.reports.forms import OrderForm, SelectChoice, UnitOrderForm
from quality.reports.kinds import RECIPES, ReportKind
from quality.reports.models import Report
from quality.reports.policy import OF_ALL
from quality.reports.queries import listing
from quality.reports.services import making
from quality.reports.views.blueprint import bp

Answer = Response | tuple[str, int]
Place = Callable[[Session], Unit]
PERIODS = 3


@bp.get("/new")
@needs(Act.REPORT_WRITE)
def new() -> str:
    """Which report to make now: one of those that are not there yet."""
    form, top = _order_form(), listing.root(db.session())
    there = listing.known(db.session(), top.id) if top else set()
    made = {f"{kind}:{since.isoformat()}" for kind, since in there}
    form.what.choices = [choice for choice in form.what.choices or [] if choice.value not in made]
    return _page(form)


@bp.post("/new")
@needs(Act.REPORT_WRITE)
def order() -> Answer:
    """Ask the worker for a report on the municipality."""
    form = _order_form()
    if not form.validate_on_submit():
        return _page(form), 422
    name, _, day = (form.what.data or "").partition(":")
    return _ordered(form, ReportKind(name), day, _whole)


@bp.get("/units/new")
@needs(Act.REPORT_WRITE)
def new_of_unit() -> str:
    """Which unit's half-year to make now."""
    return _page(_unit_form(), of_unit=True)


@bp.post("/units/new")
@needs(Act.REPORT_WRITE)
def order_of_unit() -> Answer:
    """Ask the worker for a unit's half-year."""
    form = _unit_form()
    if not form.validate_on_submit():
        return _page(form, of_unit=True), 422
    return _ordered(
        form, ReportKind.UNIT, form.since.data or "", lambda session: _unit(session, form.unit.data)
    )


def _order_form() -> OrderForm:
    form, today = OrderForm(), clock.local_date(clock.now())
    choices = []
    if current_actor().everywhere(Act.REPORT_WRITE):
        for kind in OF_ALL:
            for period in offered(RECIPES[kind].months, today, PERIODS):
                choices.append(SelectChoice(f"{kind}:{period.since.isoformat()}", say(title(kind, period))))
    form.what.choices = choices
    return form


def _unit_form() -> UnitOrderForm:
    form, today = UnitOrderForm(), clock.local_date(clock.now())
    units = listing.units_to_report(db.session(), current_actor(), today)
    if not units:
        raise NotAllowedError(N_("Du har ingen enhet å lage halvår for."))
    form.unit.choices = [SelectChoice(unit.public_id, unit.name) for unit in units]
    periods = offered(RECIPES[ReportKind.UNIT].months, today, PERIODS)
    form.since.choices = [SelectChoice(each.since.isoformat(), say(each.name())) for each in periods]
    return form


def _whole(session: Session) -> Unit:
    top = listing.root(session)
    if top is None:
        raise RefusedError(N_("Hent inn organisasjonen først."), field="what")
    return top


def _unit(session: Session, public_id: str) -> Unit:
    """One of the units that the form offered."""
    units = listing.units_to_report(session, current_actor(), clock.local_date(clock.now()))
    return next(unit for unit in units if unit.public_id == public_id)


def _ordered(form: OnceForm, kind: ReportKind, day: str, place: Place) -> Answer:
    """The report is asked for, or the form says why it is not."""
    actor, once = current_actor(), form.once.data or None
    period: Period = of(dt.date.fromisoformat(day), RECIPES[kind].months)
    there: Report | None = None
    try:
        unit = place(db.session())
        there = next(iter(listing.standing(db.session(), kind, unit.id, period.since)), None)
        with transaction() as session:
            report = making.order(session, actor, kind, place(session), period, now=clock.now(), once=once)
    except RefusedError as error:
        form.refuse(error)
        return _page(form, of_unit=kind is ReportKind.UNIT, there=there), 409
    web.tell(N_("Tallene hentes nå. Det tar noen sekunder."))
    return back_to("reports.show", public_id=report.public_id)


def _page(form: OnceForm, *, of_unit: bool = False, there: Report | None = None) -> str:
    """The form; with `there`, the report that was asked for and is there already."""
    return render_template("reports/new.html", form=form, of_unit=of_unit, there=there)
