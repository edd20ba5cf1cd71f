"""Pages that belong to no single room: home, gallery, health."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request
from flask import session as cookie

from quality.accounts.login import current_actor, optional_actor, signed_in
from quality.accounts.services import people
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import LANGUAGES
from quality.core.web import open_to_all
from quality.front import queries
from quality.front.forms import GalleryForm, wrong_form

bp = Blueprint("front", __name__)

# A disk is short of room when both are undershot: a tenth of a large one lasts for years.
LEAST_SHARE, LEAST_BYTES = 0.1, 5 * 1024**3


@bp.get("/")
@signed_in
def home() -> str:
    """What the reader can do and what is new."""
    found = queries.home(db.session(), current_actor(), clock.now())
    if found.cases:
        web.once("waiting", lambda: found.cases)
    return render_template("front/home.html", home=found, once=secrets.token_urlsafe(16))


@bp.post("/language")
@open_to_all
def set_language() -> Response:
    """Choose the language: a person's own for every page and mail; before sign-in, this browser's."""
    chosen, actor = request.form.get("language", ""), optional_actor()
    if chosen in LANGUAGES and actor:
        with transaction() as session:
            people.set_language(session, actor, chosen, now=clock.now())
    elif chosen in LANGUAGES:
        cookie["language"] = chosen
    return redirect(web.safe_next("/"), 303)  # type: ignore[return-value]


@bp.get("/dev/components", defaults={"page": "components"})
@bp.get("/dev/components/<any(home,report,receipt,inbox,case):page>")
@open_to_all
def gallery(page: str) -> str:
    """Every component in every state, and sketches of pages; shown in a demo alone."""
    if not current_app.extensions["loft"].demo:
        abort(404)
    return render_template(
        f"gallery/{page}.html", form=GalleryForm(), wrong=wrong_form(), filters=GalleryForm(prefix="filter-")
    )


@bp.get("/manifest.webmanifest")
@open_to_all
def manifest() -> Response:
    """What a phone needs to put Løft on its home screen."""
    content = Path(current_app.static_folder or "", "manifest.webmanifest").read_bytes()
    return Response(content, mimetype="application/manifest+json")


@bp.get("/healthz")
@open_to_all
def health() -> tuple[Response, int]:
    """Whether the database answers and the disk of the files has room, for the monitoring."""
    db.session.connection()
    disk = shutil.disk_usage(current_app.extensions["loft"].instance_path)
    room = disk.free >= min(LEAST_SHARE * disk.total, LEAST_BYTES)
    return jsonify(ok=room, room=room), 200 if room else 503
