"""The receipt: number, who got it, what happens next, and what it may be about."""

from __future__ import annotations

from flask import render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.queries import holders
from quality.accounts.roles import Act, Role
from quality.cases.compose.channels import GRAVE, clocks
from quality.cases.defaults import UNSORTED
from quality.cases.kinds import CaseKind, Level
from quality.cases.models.case import Case
from quality.cases.queries import fetch_for
from quality.cases.queries.people import leaders_to_tell
from quality.cases.queries.telling import suggested
from quality.cases.services.assess import sort_by_reporter
from quality.cases.views import channels
from quality.cases.views.blueprint import bp, look
from quality.cases.views.calls import calls_for
from quality.cases.views.similar import like
from quality.core import clock
from quality.core.db import db, transaction
from quality.core.text import NotVisibleError
from quality.core.web import back_to
from quality.organisation.queries import leader_title


@bp.get("/cases/<public_id>/receipt")
@needs(Act.CASE_REPORT)
def receipt(public_id: str) -> str:
    """Number, who got it, and what happens next."""
    seen = look(public_id, "receipt", Level.TEXT)
    if seen.case.reporter_id != current_actor().id:
        raise NotVisibleError(public_id)
    session, day = db.session(), clock.local_date(clock.now())
    leaders = leaders_to_tell(session, seen.case, day)
    own = holders(session, Role.LEADER, day, [seen.case.unit_id]).get(seen.case.unit_id, [])
    led = bool(leaders) and all(person in own for person in leaders)
    title = leader_title(session, seen.case.unit) if led else ""
    return render_template(
        "cases/receipt.html",
        case=seen.case,
        leaders=leaders,
        title=title,
        led=led,
        calls=calls_for(seen.case),
        categories=_unsorted(seen.case),
        like=like(seen.case.description, seen.case.unit_id, seen.case.category.code, seen.case.id),
        clocks=clocks(seen.case.severity, seen.case.category.branch)
        if seen.case.kind is CaseKind.DEVIATION
        else [],
        grave=seen.case.severity >= GRAVE,
        **channels.ways(),
    )


@bp.post("/cases/<public_id>/sort")
@needs(Act.CASE_REPORT)
def sort(public_id: str) -> Response:
    """The reporter confirms what the case is about."""
    actor, code = current_actor(), request.form.get("category", "")
    with transaction() as session:
        seen = fetch_for(session, actor, public_id, Act.CASE_JUDGE, lock=True)
        sort_by_reporter(session, actor, seen.case, code[:12], now=clock.now())
    return back_to("cases.receipt", public_id=public_id)


def _unsorted(case: Case) -> list[tuple[str, str]]:
    """What a deviation that nobody has sorted may be about."""
    if case.kind is not CaseKind.DEVIATION or case.category.code != UNSORTED:
        return []
    return suggested(db.session(), case.description, case.unit_id)
