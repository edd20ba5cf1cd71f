"""One search for everything one may read."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.cases.compose.filters import read_filter
from quality.cases.compose.spelling import marked
from quality.cases.queries import search as reads
from quality.cases.services.reads import SENSITIVE
from quality.cases.views.blueprint import bp
from quality.cases.views.lists import choices, note_found
from quality.core.db import db
from quality.core.web import Page, page_number
from quality.learning.queries.finding import find_notes
from quality.patterns.queries.finding import find_patterns

SHOWN = 20


@bp.get("/search")
@needs(Act.TRENDS_READ)
def search() -> str | Response:
    """Cases, notes, patterns and measures with these words; a case number leads to its case."""
    session, actor, number = db.session(), current_actor(), page_number()
    wanted = read_filter(request.args)
    narrowed = replace(wanted, q="").active
    if public_id := reads.by_number(session, actor, wanted.q):
        return redirect(url_for("cases.show", public_id=public_id))
    found = reads.search(session, actor, wanted, number, SHOWN) if wanted.q else reads.Found([], 0)
    note_found([row.id for row in found.rows if row.title and row.access in SENSITIVE])
    words = found.stems if number == 1 else []
    return render_template(
        "cases/search.html",
        page=Page(found.rows, number, SHOWN, found.total),
        found=found,
        wanted=wanted,
        # Hundreds of units and categories, which most searches do without.
        choices=choices() if narrowed or "narrow" in request.args else None,
        marked=lambda text: marked(text, found.stems),
        notes=find_notes(session, actor, words),
        patterns=find_patterns(session, actor, words),
        measures=reads.measures(session, actor, words),
    )
