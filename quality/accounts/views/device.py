"""Making a phone one's own: it stays signed in for 30 days behind a PIN or a passkey."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from quality.accounts.forms import OwnDeviceForm
from quality.accounts.login import current_actor, passkeys, proof, signed_in, sso
from quality.accounts.login.sessions import stay
from quality.accounts.services import devices
from quality.accounts.services.devices import Where
from quality.core import clock, web
from quality.core.db import transaction
from quality.core.text import N_, RefusedError, clean_line, show_device

bp = Blueprint("device", __name__, url_prefix="/me/device")

KEPT = N_("Denne telefonen er din. Du er innlogget i 30 dager.")


@bp.get("")
@signed_in
def page() -> str:
    """Choose how this phone is to be opened."""
    return _page(OwnDeviceForm())


@bp.post("")
@signed_in
def keep() -> Response | tuple[str, int]:
    """Stay signed in behind a PIN."""
    form = OwnDeviceForm()
    if form.validate_on_submit():
        try:
            proof.check_again(current_user.sign_in, form.password.data or "")
            with transaction() as session:
                devices.keep_with_pin(session, _where(form.name.data), form.pin.data or "", now=clock.now())
        except RefusedError as error:
            form.refuse(error)
        else:
            stay()
            web.tell(KEPT)
            return redirect(web.safe_next("/"), 303)
    return _page(form), 422


@bp.post("/passkey/ask")
@signed_in
def ask_passkey() -> Response | tuple[Response, int]:
    """What the phone needs to make a key."""
    try:
        proof.check_again(current_user.sign_in, request.form.get("password", ""))
    except RefusedError as error:
        return jsonify(sentence=web.say(error.message)), 422
    options, challenge = passkeys.ask_for_new(current_actor())
    with transaction() as session:
        devices.remember_challenge(session, current_user.sign_in.id, challenge, now=clock.now())
    return jsonify(options)


@bp.post("/passkey")
@signed_in
def keep_passkey() -> Response | tuple[Response, int]:
    """Stay signed in behind the key that the phone made for the challenge."""
    sent = request.get_json(silent=True)
    sent = sent if isinstance(sent, dict) else {}
    try:
        with transaction() as session:
            challenge = devices.take_challenge(session, current_user.sign_in.id, now=clock.now())
        key = passkeys.read_new(sent.get("credential"), challenge)
        with transaction() as session:
            devices.keep_with_passkey(session, _where(sent.get("name")), key, now=clock.now())
    except RefusedError as error:
        return jsonify(sentence=web.say(error.message)), 422
    stay()
    web.tell(KEPT)
    return jsonify(next=web.safe_next("/"))


def _page(form: OwnDeviceForm) -> str:
    if not form.name.data:
        form.name.data = gettext(show_device(current_user.sign_in.device))[:60]
    return render_template(
        "accounts/device.html",
        form=form,
        ask=proof.must_show(current_user.sign_in),
        sso=sso.offered_to(current_actor().id),
        next=web.safe_next("/"),
    )


def _where(name: object) -> Where:
    kept = clean_line(name if isinstance(name, str) else "", 60)
    sign_in = current_user.sign_in
    return Where(sign_in.id, current_actor().id, kept or gettext(show_device(sign_in.device))[:60])
