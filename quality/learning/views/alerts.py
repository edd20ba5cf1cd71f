"""Stop-alerts: sending one, following its receipts, and giving one."""

from __future__ import annotations

from flask import render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.learning import compose, queries
from quality.learning.forms import AlertForm, ReceiptForm, SelectChoice
from quality.learning.mails import Site
from quality.learning.queries import alerts
from quality.learning.services import alerts as sending
from quality.learning.views.blueprint import bp
from quality.organisation.kinds import SERVICE_LABELS
from quality.organisation.queries import municipality, open_units

Answered = Response | tuple[str, int]
TEXTS = ("title", "danger", "action")


@bp.get("/alerts")
@needs(Act.NOTE_READ)
def all_alerts() -> str:
    """The stop-alerts the reader may see."""
    return render_template("learning/alerts.html", sent=alerts.sent(db.session(), current_actor()))


@bp.get("/alerts/new")
@needs(Act.ALERT_SEND)
def new_alert() -> str:
    """Write a stop-alert."""
    return _page(_form())


@bp.post("/alerts/new")
@needs(Act.ALERT_SEND)
def send_alert() -> Answered:
    """Send it, once its writer has looked at what may tell who it is about."""
    form = _form()
    if not form.validate() or not _is_sure(form):
        return _page(form), 422
    place = municipality(db.session())
    site = Site(web.outside(), place.name if place else "")
    words = sending.Words(form.title.data or "", form.danger.data or "", form.action.data or "")
    chosen = [int(value) for value in form.units.data or []]
    try:
        with transaction() as session:
            alert = sending.send(
                session,
                current_actor(),
                words,
                chosen,
                site=site,
                now=clock.now(),
                once=form.once.data or None,
            )
    except RefusedError as error:
        form.refuse(error)
        return _page(form), 422
    web.tell(N_("Stoppvarselet er sendt. Her ser du hvem som har kvittert."))
    return web.back_to("learning.show_alert", public_id=alert.public_id)


@bp.get("/alerts/<public_id>")
@needs(Act.NOTE_READ)
def show_alert(public_id: str) -> str:
    """One stop-alert, and the receipts of its units."""
    return _alert_page(public_id, ReceiptForm(None))


@bp.post("/alerts/<public_id>/receipt/<unit_id>")
@needs(Act.UPTAKE_ANSWER)
def acknowledge(public_id: str, unit_id: str) -> Answered:
    """Give the unit's receipt; who comes too late, or writes too much, keeps what was typed."""
    actor, form = current_actor(), ReceiptForm()
    if not form.validate():
        return _alert_page(public_id, form, unit_id), 422
    try:
        with transaction() as session:
            alert = alerts.fetch(session, actor, public_id)
            receipt = alerts.receipt_of(session, actor, alert, unit_id)
            sending.acknowledge(session, actor, alert, receipt, form.words.data or "", now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        return _alert_page(public_id, form, unit_id), 409
    web.tell(N_("Takk. Enheten har kvittert."))
    return web.back_to("learning.show_alert", public_id=public_id)


@bp.post("/alerts/<public_id>/end")
@needs(Act.ALERT_SEND)
def end_alert(public_id: str) -> Response:
    """Call the danger over."""
    actor = current_actor()
    try:
        with transaction() as session:
            sending.end(session, actor, alerts.fetch(session, actor, public_id), now=clock.now())
    except RefusedError as error:
        web.tell(web.say(error.message), "warning")
    else:
        web.tell(N_("Stoppvarselet er avsluttet. Ingen blir påminnet mer."))
    return web.back_to("learning.show_alert", public_id=public_id)


def _alert_page(public_id: str, form: ReceiptForm, unit_id: str = "") -> str:
    """The page, with what was just written for a unit."""
    actor, session = current_actor(), db.session()
    alert = alerts.fetch(session, actor, public_id)
    rows = alerts.receipts(session, alert)
    mine = [row for row in rows if row.at is None and actor.may_in(Act.UPTAKE_ANSWER, row.unit_id)]
    return render_template(
        "learning/alert.html", alert=alert, rows=rows, mine=mine, form=form, written_for=unit_id
    )


def _form() -> AlertForm:
    form = AlertForm()
    units = open_units(db.session(), clock.local_date(clock.now()))
    form.units.choices = [SelectChoice(str(unit.id), unit.name) for unit in units]
    return form


def _is_sure(form: AlertForm) -> bool:
    """Whether nothing marks a person, or the writer has looked and says so."""
    if form.sure.data or not _marks(form):
        return True
    form.refuse(
        RefusedError(N_("Les gjennom det som er merket, og kryss av når ingen kan kjenne seg igjen."))
    )
    return False


def _marks(form: AlertForm) -> list[compose.Mark]:
    return queries.marks(db.session(), [form[name].data or "" for name in TEXTS])


def _page(form: AlertForm) -> str:
    units = open_units(db.session(), clock.local_date(clock.now()))
    services = {str(unit.id): gettext(SERVICE_LABELS[unit.service]) for unit in units if unit.service}
    return render_template(
        "learning/alert_new.html",
        form=form,
        services=services,
        marks=_marks(form) if form.is_submitted() else [],
        cancel=url_for("learning.index"),
    )
