"""Månedens læring as a sheet for the wall, on paper or on a screen, and the feed of published notes."""

from __future__ import annotations

import datetime as dt

from flask import Response, current_app, render_template

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act
from quality.core import clock, web
from quality.core.db import db
from quality.learning.queries.month import month, newest
from quality.learning.views.blueprint import bp
from quality.organisation.queries import municipality

REFRESH_SECONDS = 3600
FEED_LENGTH = 30


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


@bp.get("/feed.atom")
@needs(Act.NOTE_READ)
def feed() -> Response:
    """The published notes, for a feed reader that is signed in as its owner."""
    notes = newest(db.session(), current_actor(), FEED_LENGTH)
    place = municipality(db.session())
    text = render_template(
        "learning/feed.xml",
        notes=notes,
        place=place.name if place else "",
        base=current_app.extensions["loft"].public_url.rstrip("/"),
        updated=max((note.changed_at for note in notes), default=clock.now()),
    )
    return Response(text, mimetype="application/atom+xml")


def _month(text: str, this: dt.date) -> dt.date:
    """The month asked for, as 2026-11; this one when it is no month, or one to come."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return this
    return first if dt.date(2000, 1, 1) <= first <= this else this
