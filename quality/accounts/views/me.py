"""A person's own page: language, password and where one is signed in."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quality.accounts import queries
from quality.accounts.forms import ChangePasswordForm
from quality.accounts.login import current_actor, proof, signed_in, sso
from quality.accounts.models import Person
from quality.accounts.queries import manage, ways_in
from quality.accounts.roles import ROLE_LABELS, Act
from quality.accounts.services import links, people, sessions
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError
from quality.core.web import back_to

bp = Blueprint("me", __name__, url_prefix="/me")


@bp.get("")
@signed_in
def show() -> str:
    """Who I am here, and what I may change myself."""
    actor, today = current_actor(), clock.local_date(clock.now())
    session = db.session()
    return render_template(
        "accounts/me.html",
        person=queries.person_by_id(session, actor.id),
        roles=queries.roles_of(session, [actor.id], today)[actor.id],
        standing_in=queries.deputies_for(session, actor.id, today),
        deputies=[row for row in manage.all_deputies(session, actor.id) if row.to_on >= today],
        sessions=ways_in.open_sessions(session, actor.id, clock.now(), _idle()),
        this=current_user.get_id(),
        own=bool(getattr(current_user.sign_in, "own_device_id", None)),
        leads=actor.may(Act.CASE_HANDLE),
        sso=sso.offered(),
        bound=sso.binding(actor.id),
        role_labels=ROLE_LABELS,
    )


def _idle() -> dt.timedelta:
    return dt.timedelta(minutes=current_app.extensions["loft"].session_idle_minutes)


@bp.post("/language")
@signed_in
def set_language() -> Response:
    """Choose the language of pages and mails."""
    with transaction() as session:
        people.set_language(session, current_actor(), request.form.get("language", ""), now=clock.now())
    return back_to("me.show")


@bp.post("/shortcuts")
@signed_in
def set_shortcuts() -> Response:
    """Let single keys do things, or not."""
    with transaction() as session:
        people.set_shortcuts(session, current_actor(), request.form.get("on", "") == "1", now=clock.now())
    web.tell(N_("Valget er lagret."))
    return redirect(web.safe_next(url_for("me.show")), 303)


@bp.post("/sessions/<string(maxlength=22):public_id>/end")
@signed_in
def end_session(public_id: str) -> Response:
    """Sign out somewhere else."""
    with transaction() as session:
        sessions.revoke(session, current_actor().id, public_id, now=clock.now())
    web.tell(N_("Logget ut der."))
    return back_to("me.show")


@bp.post("/sessions/end-others")
@signed_in
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    with transaction() as session:
        sessions.revoke_all(session, current_actor().id, now=clock.now(), keep=current_user.get_id())
    web.tell(N_("Du er logget ut alle andre steder."))
    return back_to("me.show")


@bp.get("/password")
@signed_in
def password_page() -> str:
    """Change the password."""
    return render_template("accounts/change_password.html", form=ChangePasswordForm())


@bp.post("/password")
@signed_in
def change_password() -> Response | tuple[str, int]:
    """Store a new password for who knows the old one; other sessions end."""
    form = ChangePasswordForm()
    person = queries.person_by_id(db.session(), current_actor().id)
    if person is None:
        abort(404)
    if not form.validate_on_submit() or not _changed(form, person):
        return render_template("accounts/change_password.html", form=form), 422
    web.tell(N_("Passordet er byttet. Du er logget ut alle andre steder."))
    return back_to("me.show")


def _changed(form: ChangePasswordForm, person: Person) -> bool:
    password, keep = form.password.data or "", current_user.get_id()
    try:
        proof.check_old(person, form.old.data or "")
        with transaction() as session:
            links.set_password(session, person, password, now=clock.now(), keep=keep)
    except RefusedError as error:
        form.refuse(error)
        return False
    return True
