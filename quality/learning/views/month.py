"""Månedens læring as a sheet for the wall, on paper or on a screen."""

from __future__ import annotations

import datetime as dt

from flask import render_template

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db
from quality.learning.queries.month import month
from quality.learning.views.blueprint import bp

REFRESH_SECONDS = 3600


@bp.get("/month")
@needs(Act.NOTE_READ)
def sheet() -> str:
    """What was learnt in a month; on a screen on the wall with wall=1."""
    now = clock.now()
    this = clock.month_start(clock.local_date(now))
    first = _month(web.argument("month", 7), this)
    found = month(db.session(), current_actor(), first)
    template = "learning/month_wall.html" if web.argument("wall", 1) else "learning/month.html"
    before = clock.month_start(first - dt.timedelta(1))
    after = clock.month_start(first + dt.timedelta(31))
    return render_template(
        template,
        found=found,
        before=before,
        after=after if after <= this else None,
        at=now,
        seconds=REFRESH_SECONDS,
    )


def _month(text: str, this: dt.date) -> dt.date:
    """The month asked for, as 2026-11; this one when it is no month, or one to come."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return this
    return first if dt.date(2000, 1, 1) <= first <= this else this
