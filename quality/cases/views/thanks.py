"""Thanking whoever reported a case, and the code that a printed case carries."""

from __future__ import annotations

from flask import Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, signed_in
from quality.cases import queries
from quality.cases.kinds import Level
from quality.cases.services import thanks
from quality.cases.views.blueprint import bp
from quality.core import clock, codes, web
from quality.core.db import db, transaction
from quality.core.text import N_
from quality.core.web import back_to


@bp.post("/cases/<public_id>/thank")
@signed_in
def thank(public_id: str) -> BaseResponse:
    """Say thanks; the reporter is told, and stays unknown to who does not know."""
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch(session, actor, public_id)
        new = thanks.thank(session, actor, seen, now=clock.now())
    web.tell(N_("Takken er sendt til den som meldte.") if new else N_("Du har takket før."))
    return back_to("cases.show", public_id=public_id)


@bp.get("/cases/<public_id>/code.svg")
@signed_in
def case_code(public_id: str) -> Response:
    """The address of a case as a code, for its printed page; it opens only for those who may see the case."""
    queries.fetch(db.session(), current_actor(), public_id, Level.TEXT)
    address = web.outside(url_for("cases.show", public_id=public_id))
    return Response(codes.drawing(address), mimetype="image/svg+xml")
