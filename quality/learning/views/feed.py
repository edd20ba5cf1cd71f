"""The feed of published notes, by an address of one's own, and the page where it is made and stopped."""

from __future__ import annotations

import datetime as dt

from flask import Response, abort, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response as BaseResponse

from quality.accounts.login import current_actor, needs
from quality.accounts.roles import Act, Actor
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_
from quality.learning.queries.feed import newest, own_address, owner_of
from quality.learning.services.feeding import count_read, make_address, stop_address
from quality.learning.views.blueprint import bp
from quality.organisation.queries import municipality


@bp.get("/feed")
@needs(Act.NOTE_READ)
def feed_page() -> str:
    """Whether I have an address, and what it is for."""
    return render_template("learning/feed.html", own=own_address(db.session(), current_actor()), address=None)


@bp.post("/feed")
@needs(Act.NOTE_READ)
def make_feed() -> str:
    """A new address, shown this once."""
    actor = current_actor()
    with transaction() as session:
        token = make_address(session, actor, now=clock.now())
    address = web.outside(url_for("learning.feed", token=token))
    return render_template("learning/feed.html", own=own_address(db.session(), actor), address=address)


@bp.post("/feed/stop")
@needs(Act.NOTE_READ)
def stop_feed() -> BaseResponse:
    """Let the address open nothing from now on."""
    with transaction() as session:
        stop_address(session, current_actor(), now=clock.now())
    web.tell(N_("Adressen er slettet. Ingen kan lese med den lenger."))
    return web.back_to("learning.feed_page")


@bp.get("/feed/<string(length=43):token>")
@web.open_to_all
def feed(token: str) -> BaseResponse:
    """What the owner of the address may read now; a feed reader cannot sign in."""
    now = clock.now()
    actor = _let_in(token, now)
    notes = newest(db.session(), actor)
    place = municipality(db.session())
    with force_locale(actor.language):
        text = render_template(
            "learning/feed.xml",
            notes=notes,
            place=place.name if place else "",
            base=web.outside(),
            language=actor.language,
            updated=max((note.changed_at for note in notes), default=clock.at_local(clock.local_date(now))),
        )
    answer = Response(text, mimetype="application/atom+xml")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.add_etag()
    return answer.make_conditional(request)


def _let_in(token: str, now: dt.datetime) -> Actor:
    """The owner of the address; that it was read is counted on the way, as a session notes when it was seen."""
    with transaction() as session:
        actor = owner_of(session, token, clock.local_date(now))
        if not count_read(session, actor.id, now=now):
            abort(429)
    return actor
