"""The outbox: every mail with its state, as its reader would see it."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.mail import MailState
from quality.core.text import N_
from quality.core.web import Page, back_to
from quality.front.kinds import MAIL_KINDS, MAIL_LABELS
from quality.front.queries import outbox as queries
from quality.front.queries.outbox import MAILS_A_PAGE
from quality.front.services import outbox

bp = Blueprint("outbox", __name__, url_prefix="/outbox")

MAIL = "<string(maxlength=22):public_id>"
# A mail carries its style with it and nothing else may run, load or lead anywhere.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"


def _sends() -> bool:
    """Whether a mail server is set up."""
    return bool(current_app.extensions["loft"].smtp_url)


@bp.get("")
@needs(Act.MAIL_READ)
def index() -> str:
    """The newest mails, by state."""
    asked = request.args.get("state", "")
    state = MailState(asked) if asked in set(MailState) else None
    number = web.page_number()
    found = queries.outbox(db.session(), current_actor(), state, number)
    return render_template(
        "outbox/index.html",
        outbox=found,
        state=state,
        page=Page(found.mails, number, MAILS_A_PAGE, found.total),
        labels=MAIL_LABELS,
        kinds=MAIL_KINDS,
        sends=_sends(),
    )


@bp.get(f"/{MAIL}")
@needs(Act.MAIL_READ)
def show(public_id: str) -> str:
    """One mail, as it looks and as plain text."""
    mail = queries.outgoing(db.session(), current_actor(), public_id)
    text, _ = queries.as_shown(current_actor(), mail, _sends())
    return render_template(
        "outbox/show.html",
        mail=mail,
        text=text,
        label=MAIL_LABELS[mail.state],
        may_send=mail.state in outbox.SENDABLE and mail.text,
        may_stop=mail.state in outbox.STOPPABLE,
        uncertain=mail.state is MailState.UNCERTAIN,
    )


@bp.get(f"/{MAIL}/html")
@needs(Act.MAIL_READ)
def html(public_id: str) -> Response:
    """The HTML part alone, for the frame on the page; nothing in it can run."""
    mail = queries.outgoing(db.session(), current_actor(), public_id)
    answer = Response(queries.as_shown(current_actor(), mail, _sends())[1], mimetype="text/html")
    answer.headers["Content-Security-Policy"] = MAIL_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@bp.post(f"/{MAIL}/send-again")
@needs(Act.MAIL_READ)
def send_again(public_id: str) -> BaseResponse:
    """Back into the queue."""
    with transaction() as session:
        mail = queries.outgoing(session, current_actor(), public_id)
        outbox.send_again(session, current_actor(), mail, now=clock.now())
    web.tell(N_("E-posten ligger i køen igjen."))
    return back_to("outbox.show", public_id=public_id)


@bp.post(f"/{MAIL}/stop")
@needs(Act.MAIL_READ)
def stop(public_id: str) -> BaseResponse:
    """Out of the queue."""
    with transaction() as session:
        mail = queries.outgoing(session, current_actor(), public_id)
        outbox.stop(session, current_actor(), mail, now=clock.now())
    web.tell(N_("E-posten er stoppet."))
    return back_to("outbox.show", public_id=public_id)
