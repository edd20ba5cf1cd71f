"""Where to turn: one page for those who are unsure, and what other pages show of it."""

from __future__ import annotations

from typing import Any

from flask import render_template

from quality.accounts.login import needs
from quality.accounts.roles import Act
from quality.cases.compose.channels import WAYS, contacts
from quality.cases.views.blueprint import bp
from quality.core.db import db
from quality.organisation.queries import municipality


@bp.get("/report/where")
@needs(Act.CASE_REPORT)
def where_to() -> str:
    """What goes where, whom to turn to, and by when."""
    elsewhere = [channel for channel, way in WAYS.items() if way.elsewhere]
    here = [channel for channel, way in WAYS.items() if not way.elsewhere]
    return render_template("cases/where.html", elsewhere=elsewhere, here=here, **ways())


def ways() -> dict[str, Any]:
    """The channels and the municipality's own words for them."""
    place = municipality(db.session())
    settings = place.settings.get("channels", {}) if place else {}
    return {
        "ways_to": WAYS,
        "contacts": contacts(settings),
        "phone": place.on_call_phone if place else "",
    }
