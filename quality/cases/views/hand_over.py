"""Sending a case to another unit, answering what another unit has sent, and marks at the side."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases import policy, queries
from quality.cases.forms.hand_over import OutForm, SendForm, WordsForm
from quality.cases.forms.parts import offer
from quality.cases.kinds import Channel
from quality.cases.models.case import Case
from quality.cases.models.flow import CaseTransfer
from quality.cases.queries import Seen, flow
from quality.cases.queries import mine as own
from quality.cases.queries.page import form_view
from quality.cases.services import flags, transfer
from quality.cases.views.blueprint import bp, for_handling, look, offer_undo, tried
from quality.core import clock, web
from quality.core.db import Session, db, transaction
from quality.core.text import N_, ConflictError, NotAllowedError
from quality.core.web import back_to, say

Answer = str | Response | tuple[str, int]
GONE = N_("Den andre enheten har hentet saken tilbake, eller noen har svart før deg.")


@bp.get("/cases/<public_id>/send")
@needs(Act.CASE_HANDLE)
def send(public_id: str) -> str:
    """Ask where the case belongs."""
    return _send_page(public_id, SendForm())


@bp.post("/cases/<public_id>/send")
@needs(Act.CASE_HANDLE)
def send_on(public_id: str) -> Answer:
    """Offer the case to another unit, or let it read along."""
    form, actor = SendForm(), current_actor()
    reads = form.how.data == "read"

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        unit = own.report_unit(session, actor, form.unit.data, clock.local_date(clock.now()))
        if reads:
            transfer.involve(session, actor, seen.case, unit, now=clock.now())
        else:
            transfer.send(session, actor, seen.case, unit, form.text.data or "", now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _send_page(public_id, form), status
    if reads:
        web.tell(N_("Lederen der kan lese saken og har fått beskjed. Den er fortsatt din."))
    else:
        web.tell(
            N_(
                "Saken er sendt. Svarer de ikke innen to virkedager, kommer den tilbake. Melder har fått beskjed."
            )
        )
        offer_undo([public_id])
    return redirect(web.safe_next(f"/cases/{public_id}"), 303)


def _send_page(public_id: str, form: SendForm) -> str:
    seen = for_handling(public_id)
    units = own.report_units(db.session(), clock.local_date(clock.now()))
    others = [(unit.public_id, unit.name) for unit in units if unit.id != seen.case.unit_id]
    form.unit.choices = offer([("", gettext("Velg")), *others])
    return _page("cases/send.html", form, seen)


@bp.post("/cases/<public_id>/accept")
@needs(Act.CASE_HANDLE)
def accept(public_id: str) -> Response:
    """Take over what another unit has sent."""
    try:
        with transaction() as session:
            case, _ = _offered(session, public_id, lock=True)
            transfer.accept(session, current_actor(), case, now=clock.now())
    except ConflictError as error:
        web.tell(say(error.message), "warning")
        return redirect(web.safe_next("/inbox"), 303)
    web.tell(N_("Saken er din enhets nå. Den som meldte har fått beskjed."))
    return back_to("cases.show", public_id=public_id)


@bp.get("/cases/<public_id>/decline")
@needs(Act.CASE_HANDLE)
def decline(public_id: str) -> str:
    """Ask why it does not belong here."""
    look(public_id)
    case, given = _offered(db.session(), public_id)
    return _decline_page(case, given, WordsForm())


@bp.post("/cases/<public_id>/decline")
@needs(Act.CASE_HANDLE)
def send_back(public_id: str) -> Answer:
    """Send it back to the unit that sent it."""
    form = WordsForm()
    if form.validate():
        with transaction() as session:
            case, _ = _offered(session, public_id, lock=True)
            transfer.decline(session, current_actor(), case, form.text.data or "", now=clock.now())
        web.tell(N_("Saken er sendt tilbake med det du skrev."))
        return back_to("cases.inbox")
    case, given = _offered(db.session(), public_id)
    return _decline_page(case, given, form), 400


def _decline_page(case: Case, given: CaseTransfer, form: WordsForm) -> str:
    return render_template("cases/decline.html", form=form, case=case, offer=given)


def _offered(session: Session, public_id: str, lock: bool = False) -> tuple[Case, CaseTransfer]:
    """A case that waits for this person's answer; ConflictError when it waits no longer."""
    actor = current_actor()
    seen = queries.fetch(session, actor, public_id, lock=lock)
    found = flow.open_offer(session, seen.case.id)
    if found is None:
        raise ConflictError(GONE)
    if not policy.may_answer_offer(actor, seen.case, seen.ties, found.to_unit_id):
        raise NotAllowedError(N_("Bare lederen i enheten saken er sendt til, kan svare."))
    return seen.case, found


@bp.post("/cases/<public_id>/recall")
@needs(Act.CASE_HANDLE)
def recall(public_id: str) -> Response:
    """Take back what another unit has not answered."""
    with transaction() as session:
        seen = queries.fetch_for(session, current_actor(), public_id, Act.CASE_HANDLE, lock=True)
        transfer.recall(session, current_actor(), seen.case, now=clock.now())
    web.tell(N_("Saken er hentet tilbake."))
    return back_to("cases.show", public_id=public_id)


@bp.get("/cases/<public_id>/out")
@needs(Act.CASE_HANDLE)
def out(public_id: str) -> str:
    """Ask where outside Løft the case is told of."""
    return _page("cases/out.html", OutForm(), for_handling(public_id))


@bp.post("/cases/<public_id>/out")
@needs(Act.CASE_HANDLE)
def send_out(public_id: str) -> Answer:
    """Write where outside Løft the case is told of."""
    form, actor = OutForm(), current_actor()

    def work(session: Session) -> None:
        seen = queries.fetch_for(session, actor, public_id, Act.CASE_HANDLE, lock=True)
        channel, reference = Channel(form.channel.data), form.reference.data or ""
        flags.send_out(session, actor, seen.case, channel, reference, now=clock.now())

    status = tried(form, work) if form.validate() else 400
    if status != 303:
        return _page("cases/out.html", form, for_handling(public_id)), status
    web.tell(N_("Saken er merket som meldt videre. Den som meldte har fått beskjed."))
    return back_to("cases.show", public_id=public_id)


@bp.post("/cases/<public_id>/urgent")
@needs(Act.CASE_HANDLE)
def urgent(public_id: str) -> Response:
    """Mark that it hastes, or that it does not."""
    on = request.form.get("on", "") == "1"
    with transaction() as session:
        seen = queries.fetch_for(session, current_actor(), public_id, Act.CASE_HANDLE, lock=True)
        flags.set_urgent(session, current_actor(), seen.case, on, now=clock.now())
    return back_to("cases.show", public_id=public_id)


def _page(template: str, form: SendForm | OutForm, seen: Seen) -> str:
    view = form_view(db.session(), current_actor(), seen)
    return render_template(template, form=form, view=view, next=web.safe_next(""))
