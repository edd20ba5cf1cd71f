"""All that one has been told, read and unread."""

from __future__ import annotations

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, signed_in
from quality.core import clock, notices, web
from quality.core.db import db, transaction
from quality.core.text import N_
from quality.core.web import Page, back_to, page_number
from quality.patterns.queries.titles import titles_at

bp = Blueprint("notices", __name__, url_prefix="/notices")

SHOWN = 30


@bp.get("")
@signed_in
def index() -> str:
    """The notices of the reader, the newest first."""
    number = page_number()
    rows, total = notices.listed(db.session(), current_actor().id, number, SHOWN)
    waiting = len(notices.unread(db.session(), current_actor().id, 1))
    called = titles_at(db.session(), current_actor(), [row.link for row in rows])
    page = Page(rows, number, SHOWN, total)
    return render_template("front/notices.html", page=page, waiting=waiting, called=called)


@bp.post("/read")
@signed_in
def read_all() -> Response:
    """Mark everything as read."""
    with transaction() as session:
        notices.mark_all_read(session, current_actor().id, clock.now())
    web.tell(N_("Alt er merket som lest."))
    return back_to("notices.index")


@bp.post("/<int:number>")
@signed_in
def turn(number: int) -> Response:
    """Mark one as read, or as unread again to come back to."""
    with transaction() as session:
        notices.turn(session, current_actor().id, min(number, 2**31 - 1), clock.now())
    return back_to("notices.index")
