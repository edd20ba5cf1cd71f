"""Pages for signing in and out, and for the links that come by mail."""

from __future__ import annotations

import math
import time
from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from quality.accounts import queries
from quality.accounts.forms import ChoosePasswordForm, ForgottenForm, SignInForm
from quality.accounts.login import carry, optional_actor, proof, sessions, signed_in, sso
from quality.accounts.models import Person
from quality.accounts.queries import ways_in
from quality.accounts.services import links
from quality.cases.queries.intake import lets_in_anonymous
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, Message, RefusedError, clean_line
from quality.core.tokens import token_hash
from quality.core.web import open_to_all

bp = Blueprint("accounts", __name__)

WRONG = N_("E-post og passord stemmer ikke. Prøv igjen, eller lag et nytt passord.")
WAIT = N_("For mange forsøk. Vent %(minutes)s min og prøv igjen, eller lag et nytt passord.")

# Writing a mail takes longer than finding nobody to write to; who asks is not to tell the two apart.
EVEN_SECONDS = 0.2


def _demo() -> bool:
    return bool(current_app.extensions["loft"].demo)


@bp.get("/sign-in")
@open_to_all
def sign_in_page() -> Response | str:
    """Choose a demo person, or give e-mail and password."""
    if optional_actor():
        return redirect(web.safe_next("/"))
    return _door()


@bp.post("/sign-in/continue")
@open_to_all
def sign_in_and_continue() -> str:
    """Sign in with a form in the hand that met a closed door."""
    return _door()


def _door(form: SignInForm | None = None) -> str:
    common = {
        "next": web.safe_next("/"),
        "carried": request.form.get("carried", ""),
        "sso": sso.offered(),
        "anonymous": lets_in_anonymous(db.session()),
        "led_to": _led_to(),
    }
    if _demo() and form is None:
        people = queries.demo_choices(db.session(), clock.local_date(clock.now()))
        return render_template("accounts/sign_in.html", people=people, **common)
    return render_template("accounts/sign_in.html", form=form or SignInForm(None), **common)


def _led_to() -> dict[str, str]:
    """Unit and place of the poster that led to this door, for who would rather not sign in."""
    wanted = urlsplit(web.safe_next("/"))
    said = parse_qs(wanted.query) if wanted.path == url_for("cases.report") else {}
    return {name: said[name][0] for name in ("unit", "place") if name in said}


def inside(person: Person, target: str, carried: str = "", own: bool = False) -> Response | str:
    """On to where one was going: the phone to be set up first, a form in the hand given back to who wrote it."""
    back = carry.unpack(carried, person.id)
    if back:
        return render_template("accounts/carried.html", target=back[0], fields=back[1])
    if own:
        return redirect(url_for("device.page", next=target), 303)
    return redirect(target, 303)


@bp.post("/sign-in")
@open_to_all
def sign_in() -> Response | str | tuple[str, int]:
    """Sign in with e-mail and password. Unknown people and wrong passwords get the same answer in the same time."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _door(form), 422
    try:
        person = _who(form)
    except RefusedError as error:
        form.refuse(error)
        return _door(form), 429 if error.message.text == WAIT else 422
    sessions.sign_in(person)
    return inside(person, web.safe_next("/"), request.form.get("carried", ""), form.own.data)


def _who(form: SignInForm) -> Person:
    person, wait = proof.enter(form.email.data or "", form.password.data or "")
    if wait:
        raise RefusedError(WAIT, minutes=math.ceil(wait / 60))
    if person is None:
        raise RefusedError(WRONG)
    return person


@bp.post("/sign-in/demo")
@open_to_all
def sign_in_demo() -> Response | str:
    """Sign in as a demo person; exists in demo mode alone."""
    if not _demo():
        abort(404)
    person = queries.person_by_public_id(db.session(), clean_line(request.form.get("person", ""), 22))
    if not person.demo_hint or not person.active:
        abort(404)
    sessions.sign_in(person)
    return inside(person, web.safe_next("/"), request.form.get("carried", ""))


@bp.post("/sign-out")
@signed_in
def sign_out() -> Response | str:
    """End the session, at the sign-in service too where it began there."""
    return leave()


def leave() -> Response | str:
    """End this browser's session, awake or asleep."""
    mine = sessions.session_here()
    address = sso.way_out(mine) if mine else ""
    sessions.sign_out()
    if address:
        return render_template("accounts/away.html", address=address, name=sso.offered(), out=True)
    return redirect(url_for("accounts.sign_in_page"), 303)


@bp.get("/sign-in/forgotten")
@open_to_all
def forgotten_page() -> str:
    """Ask for a link to a new password."""
    return render_template("accounts/forgotten.html", form=ForgottenForm(), sent=False)


@bp.post("/sign-in/forgotten")
@open_to_all
def forgotten() -> str | tuple[str, int]:
    """Mail the link. The answer is the same whether anybody has this address or not."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten.html", form=form, sent=False), 422
    started = time.monotonic()
    person = queries.person_by_email(db.session(), form.email.data or "")
    if person and not sso.password_opens(person):
        person = None
    with transaction() as session:
        links.ask_for_reset(session, person, web.outside(), now=clock.now())
    time.sleep(max(0.0, EVEN_SECONDS - (time.monotonic() - started)))
    return render_template("accounts/forgotten.html", form=form, sent=True)


@bp.get("/account/password/<string(maxlength=64):token>")
@open_to_all
def choose_password_page(token: str) -> str | tuple[str, int]:
    """Choose a password, coming from a mail. Looking at the page does not use the link."""
    found = ways_in.usable_link(db.session(), token_hash(token), clock.now())
    if found is None:
        return render_template("accounts/link_ended.html"), 410
    if not sso.password_opens(found[1]):
        return _use_sso()
    return _choose_page(ChoosePasswordForm(), found[1], token)


def _use_sso() -> tuple[str, int]:
    """No password for who is to sign in elsewhere, link or not."""
    sentence = web.say(Message(proof.USE_SSO, {"name": sso.offered()}))
    again = url_for("accounts.sign_in_page")
    return render_template("accounts/sso_refused.html", sentence=sentence, again=again, carried=""), 403


def _choose_page(form: ChoosePasswordForm, person: Person, token: str) -> str:
    return render_template(
        "accounts/choose_password.html", form=form, person=person, token=token, sso=sso.offered()
    )


@bp.post("/account/password/<string(maxlength=64):token>")
@open_to_all
def choose_password(token: str) -> Response | str | tuple[str, int]:
    """Use the link: store the password and sign in."""
    found = ways_in.usable_link(db.session(), token_hash(token), clock.now())
    if found is None:
        return render_template("accounts/link_ended.html"), 410
    if not sso.password_opens(found[1]):
        return _use_sso()
    form = ChoosePasswordForm()
    if not form.validate_on_submit():
        return _choose_page(form, found[1], token), 422
    try:
        with transaction() as session:
            person = links.choose_password(session, token, form.password.data or "", now=clock.now())
    except RefusedError as error:
        form.refuse(error)
        return _choose_page(form, found[1], token), 422
    sessions.sign_in(person)
    web.tell(N_("Passordet er lagret, og du er logget inn."))
    return redirect(url_for("front.home"), 303)
