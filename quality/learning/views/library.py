"""The library of learning notes."""

from __future__ import annotations

from flask import render_template

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.queries import categories
from quality.core import web
from quality.core.db import db
from quality.learning import queries
from quality.learning.queries import alerts
from quality.learning.queries.gains import won_in_all
from quality.learning.queries.ledger import waiting
from quality.learning.states import NOTE_STATE_LABELS
from quality.learning.views.blueprint import bp
from quality.organisation.kinds import SERVICE_LABELS, Service


@bp.get("")
@needs(Act.NOTE_READ)
def index() -> str:
    """What waits for an answer, then the library."""
    actor, session = current_actor(), db.session()
    chosen = _service(web.argument("service"))
    category = web.argument("category", 12)
    effect = web.argument("effect")
    return render_template(
        "learning/index.html",
        waiting=waiting(session, actor),
        alerts=alerts.waiting(session, actor),
        at_work=queries.at_work(session, actor),
        library=queries.library(session, actor, chosen, category, effect),
        services=SERVICE_LABELS,
        mains=[row for row in categories(session) if row.level == 2],
        chosen={"service": chosen, "category": category, "effect": effect},
        states=NOTE_STATE_LABELS,
        won=won_in_all(session),
    )


def _service(value: str) -> Service | None:
    return Service(value) if value in set(Service) else None
