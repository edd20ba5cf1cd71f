"""The meeting: the list of what is to be shown, and showing it, one point a screen."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, NotVisibleError, RefusedError
from quality.insights.compose.points import Point
from quality.insights.compose.saved import kept, pairs_of
from quality.insights.models.meeting import MeetingPoint
from quality.insights.queries.meeting import fetch_point, points
from quality.insights.services import meeting as services
from quality.insights.views.blueprint import bp
from quality.insights.views.links import point_pictures
from quality.insights.views.points import point_of

STEPS = {"up": -1, "down": 1}


@bp.get("/trends/meeting")
@needs(Act.TRENDS_READ)
def meeting() -> str:
    """What the reader has put together, in its order."""
    return render_template("insights/meeting.html", points=points(db.session(), current_actor()))


@bp.post("/trends/meeting/add")
@needs(Act.TRENDS_READ)
def add_point() -> Response:
    """Add the trend or the pattern of an address, as it may be shown to others."""
    chosen = [pair for pair in pairs_of(request.form.get("address", "")) if pair[0] != "own"]
    address = kept(chosen)
    point = point_of(MultiDict(pairs_of(address)))
    if point.within:
        raise RefusedError(N_("Dette er ikke for alle, og kan ikke vises i et møte."))
    with transaction() as session:
        services.add_point(session, current_actor(), address, point.title, now=clock.now())
    web.tell(N_("Lagt til møtet."))
    return redirect(web.safe_next(url_for("insights.meeting")), 303)


@bp.post("/trends/meeting/<public_id>/<any(up, down, remove):how>")
@needs(Act.TRENDS_READ)
def change_point(public_id: str, how: str) -> Response:
    """Move one point, or take it out."""
    with transaction() as session:
        actor = current_actor()
        point = fetch_point(session, actor, public_id)
        if how == "remove":
            services.remove_point(session, actor, point, now=clock.now())
        else:
            services.move_point(session, actor, point, STEPS[how], now=clock.now())
    return web.back_to("insights.meeting")


@bp.get("/trends/meeting/show")
@needs(Act.TRENDS_READ)
def show_meeting() -> str | Response:
    """One point on a screen of its own, with the way to the one before and the one after."""
    rows = points(db.session(), current_actor())
    if not rows:
        return web.back_to("insights.meeting")
    at = min(web.page_number(), len(rows))
    row = rows[at - 1]
    point = _made(row)
    pictures = point_pictures(point.figure, row.address) if point else {}
    return render_template(
        "insights/show.html", row=row, point=point, at=at, count=len(rows), pictures=pictures
    )


def _made(row: MeetingPoint) -> Point | None:
    """The point as it is today; None when it is no longer there for this reader."""
    try:
        return point_of(MultiDict(pairs_of(row.address)))
    except (NotVisibleError, RefusedError):
        return None
