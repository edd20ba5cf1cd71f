"""The library of learning notes."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from flask import render_template

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.queries import categories
from quality.core import web
from quality.core.db import db
from quality.core.stems import stems
from quality.core.text import N_
from quality.learning import queries
from quality.learning.queries import alerts
from quality.learning.queries.gains import won_in_all
from quality.learning.queries.ledger import waiting
from quality.learning.queries.shelves import LIBRARY_PAGE, Effect, Wanted, library
from quality.learning.states import NOTE_STATE_LABELS
from quality.learning.views.blueprint import bp
from quality.organisation.kinds import SERVICE_LABELS, Service

EFFECT_LABELS = {
    Effect.USED: N_("Brukt av flest"),
    Effect.ALIKE: N_("Brukt av enheter som min"),
    Effect.WORKS: N_("Virker i tallene"),
}


@bp.get("")
@needs(Act.NOTE_READ)
def index() -> str:
    """What waits for an answer, then the library."""
    actor, session = current_actor(), db.session()
    asked, page = web.argument("q", 80), web.page_number()
    wanted = Wanted(
        tuple(stems(asked).split()),
        _one_of(Service, web.argument("service")),
        web.argument("category", 12),
        _one_of(Effect, web.argument("effect")),
    )
    shelves, total = library(session, actor, wanted, page)
    return render_template(
        "learning/index.html",
        waiting=waiting(session, actor),
        alerts=alerts.waiting(session, actor),
        at_work=queries.at_work(session, actor),
        library=web.Page(shelves, page, LIBRARY_PAGE, total),
        services=SERVICE_LABELS,
        effects=EFFECT_LABELS,
        mains=[row for row in categories(session) if row.level == 2],
        asked=asked,
        wanted=wanted,
        states=NOTE_STATE_LABELS,
        won=won_in_all(session),
    )


Chosen = TypeVar("Chosen", bound=StrEnum)


def _one_of(kind: type[Chosen], value: str) -> Chosen | None:
    return kind(value) if value in set(kind) else None
