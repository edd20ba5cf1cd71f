"""Pages for signing in and out."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from quality.accounts import login, queries
from quality.accounts.login import optional_actor, signed_in
from quality.core import clock, web
from quality.core.db import db
from quality.core.web import open_to_all

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@open_to_all
def sign_in_page() -> Response | str:
    """Choose a demo person, or give e-mail and password."""
    if optional_actor():
        return redirect("/")
    people = queries.demo_choices(db.session(), clock.local_date(clock.now()))
    return render_template("accounts/sign_in.html", people=people, next=web.safe_next("/"))


@bp.post("/sign-in/demo")
@open_to_all
def sign_in_demo() -> Response:
    """Sign in as a demo person; exists in demo mode alone."""
    if not current_app.extensions["loft"].demo:
        abort(404)
    person = queries.person_by_public_id(db.session(), request.form.get("person", ""))
    if not person.demo_hint or not person.active:
        abort(404)
    login.sign_in(person)
    return redirect(web.safe_next("/"), 303)


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End the session."""
    login.sign_out()
    return redirect("/sign-in", 303)
