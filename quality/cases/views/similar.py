"""Seen this before: what is like what somebody is writing, at the side, and following instead of doubling."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs, signed_in
from quality.accounts.roles import Act
from quality.cases import queries
from quality.cases.queries import mine, similar
from quality.cases.services import following
from quality.cases.views.blueprint import bp, note_listed
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, clean
from quality.core.web import back_to
from quality.learning.queries.finding import notes_like

TEXT_READ = 4000


@bp.post("/report/similar")
@needs(Act.CASE_REPORT)
def similar_now() -> str:
    """A fragment of page for what is written so far. A POST, so that no text stands in an address or a log."""
    unit = mine.report_unit(
        db.session(), current_actor(), request.form.get("unit", "")[:40], clock.local_date(clock.now())
    )
    text = clean(request.form.get("text", ""), TEXT_READ)
    return render_template(
        "cases/_similar_now.html", like=like(text, unit.id, request.form.get("category", "")[:12])
    )


def like(text: str, unit_id: int, category: str = "", but: int = 0) -> dict[str, Any]:
    """Open cases, solved ones and notes like this text."""
    session, actor = db.session(), current_actor()
    asked = similar.Asked(similar.read_words(session, text), unit_id, category)
    found = similar.open_like(session, actor, asked, clock.now(), but)
    solved = similar.solved_like(session, actor, asked, but)
    note_listed([*found, *solved], "similar")
    return {
        "open": found,
        "solved": solved,
        "notes": notes_like(session, actor, asked.words),
    }


@bp.post("/cases/<public_id>/follow")
@signed_in
def follow(public_id: str) -> Response | tuple[str, int]:
    """«Gjelder meg også», or no longer."""
    actor = current_actor()
    with transaction() as session:
        seen = queries.fetch(session, actor, public_id)
        if request.form.get("stop"):
            following.unfollow(session, actor, seen.case)
        else:
            following.follow(session, actor, seen, now=clock.now())
    if request.accept_mimetypes.best == "application/json":
        return Response(status=204)
    web.tell(
        N_("Du følger ikke saken lenger.")
        if request.form.get("stop")
        else N_("Du følger saken, og får vite når den er besvart. Du trenger ikke melde den en gang til.")
    )
    return back_to("cases.show", public_id=public_id)
