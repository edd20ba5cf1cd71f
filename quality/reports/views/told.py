"""The numbers of the whole municipality for those who do not have its cases: frozen, and without small ones."""

from __future__ import annotations

from flask import render_template

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core.db import db
from quality.core.text import N_, NotAllowedError
from quality.core.web import argument, say
from quality.reports import policy
from quality.reports.compose.periods import Period
from quality.reports.compose.shown import shown
from quality.reports.compose.values import read
from quality.reports.kinds import Chapter
from quality.reports.queries import listing
from quality.reports.views.blueprint import bp, reader_of

TOLD = (Chapter.VOLUME, Chapter.CATEGORIES, Chapter.SERIOUS, Chapter.ANSWERS)


@bp.get("/numbers")
@needs(Act.REPORT_READ)
def told() -> str:
    """The numbers of a tertial that has ended, as its report tells them; the newest unless the address says which.

    They are those of the report and no others: what is told once more in another way could be laid beside it.
    """
    session, actor = db.session(), current_actor()
    if not policy.reads_numbers(actor):
        raise NotAllowedError(
            N_("Tallene for hele kommunen er for ledere. Enhetens egne tall står under Tall.")
        )
    rows = listing.tertials(session, actor)
    wanted = argument("since", 10)
    report = next((row for row in rows if row.since.isoformat() == wanted), rows[0] if rows else None)
    parts = shown(read(report.content), reader_of(report)) if report else []
    parts = [part for part in parts if part.chapter in TOLD]
    return render_template(
        "reports/told.html",
        report=report,
        periods=[(row.since.isoformat(), say(Period(row.since, row.until).name())) for row in rows],
        parts=parts,
        withheld=any(table.withheld for part in parts for table in part.tables),
    )
