"""Pages that explain: help, who sees what, accessibility."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from quality.accounts.login import current_actor, signed_in
from quality.accounts.queries import person_by_id
from quality.cases.kinds import Access
from quality.cases.queries.retention import in_use, schedule
from quality.core import clock
from quality.core.db import db
from quality.core.web import open_to_all
from quality.front import compose
from quality.front.kinds import EXAMPLES
from quality.organisation.kinds import SERVICE_LABELS, Service

bp = Blueprint("about", __name__)


@bp.get("/help")
@signed_in
def help_page() -> str:
    """What is worth reporting, how it goes and who sees it."""
    asked = request.args.get("service", "")
    person = person_by_id(db.session(), current_actor().id)
    own = person.unit.service if person else None
    service = Service(asked) if asked in set(Service) else own or Service.HOME_CARE
    return render_template(
        "about/help.html", service=service, examples=EXAMPLES[service], services=SERVICE_LABELS
    )


@bp.get("/who-sees-what")
@signed_in
def who_sees() -> str:
    """Who sees how much of which cases, and may do what where."""
    rows = compose.standings()
    asked = request.args.get("role", "")
    own = compose.own_key(current_actor().roles)
    session, day = db.session(), clock.local_date(clock.now())
    term = schedule(session, day).terms[Access.SERVICE] if in_use(session, day) else None
    row = rows.get(asked) or rows[own]
    return render_template("about/who_sees.html", rows=rows, row=row, own=own, term=term)


@bp.get("/accessibility")
@open_to_all
def accessibility() -> str:
    """The accessibility statement."""
    return render_template("about/accessibility.html")
