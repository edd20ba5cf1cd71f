"""What the form says while somebody writes. Nothing that is sent here is stored."""

from __future__ import annotations

from flask import Response, jsonify, request, url_for

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.compose.channels import WAYS, told_of
from quality.cases.queries import mine
from quality.cases.queries.telling import people_told, suggested
from quality.cases.views import channels
from quality.cases.views.blueprint import bp
from quality.cases.views.names import category_name
from quality.core import clock
from quality.core.db import db
from quality.core.speech import word
from quality.core.text import RefusedError, clean
from quality.core.web import TEXT_LIMIT


@bp.post("/report/hints")
@needs(Act.CASE_REPORT)
def hints() -> Response:
    """Likely names in the text, the categories it may be about, and where else it may belong."""
    session, actor = db.session(), current_actor()
    text = clean(request.form.get("text", ""), TEXT_LIMIT)
    chosen = clean(request.form.get("unit", ""), 22)
    try:
        unit_id = mine.report_unit(session, actor, chosen, clock.local_date(clock.now())).id
    except RefusedError:
        unit_id = actor.unit_id
    places = channels.ways()
    elsewhere = told_of(text, mine.service_of(session, chosen, actor.unit_id))
    categories = suggested(session, text, unit_id)
    return jsonify(
        people=people_told(session, text),
        categories=[{"code": code, "name": category_name(name)} for code, name in categories],
        elsewhere=[
            {
                "channel": channel,
                "title": word(WAYS[channel].title),
                "who": places["contacts"][channel].who,
                "url": url_for("cases.where_to", _anchor=channel),
            }
            for channel in elsewhere
        ],
    )
