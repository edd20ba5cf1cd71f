"""The locked screen: locking, and opening it again with a PIN, a password or a passkey."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from quality.accounts import login
from quality.accounts.login import optional_actor, passkeys, proof, signed_in
from quality.accounts.login.sessions import Key, asleep, fall_asleep, let_in, wake
from quality.accounts.queries import ways_in
from quality.accounts.services import devices
from quality.accounts.views import sign_in
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import RefusedError
from quality.core.web import open_to_all

bp = Blueprint("lock", __name__, url_prefix="/lock")

Answer = Response | str | tuple[str | Response, int]


@bp.get("")
@open_to_all
def show() -> Answer:
    """Ask the person of the locked session to show up."""
    if optional_actor():
        return redirect(web.safe_next("/"))
    if asleep() is None:
        return redirect(url_for("accounts.sign_in_page", next=web.safe_next("/")))
    return login.lock_page([], target=web.safe_next("/"))


@bp.post("")
@signed_in
def lock() -> Response:
    """Lock the screen now."""
    fall_asleep()
    return redirect(url_for("lock.show", next=web.safe_next("/")), 303)


@bp.post("/awake")
@signed_in
def awake() -> Response:
    """Somebody is writing, though no page is asked for."""
    return jsonify(ok=True)


@bp.post("/leave")
@open_to_all
def leave() -> Response | str:
    """Let somebody else in: the locked session ends, at the sign-in service too where it began there."""
    return sign_in.leave()


@bp.post("/open")
@open_to_all
def unlock() -> Answer:
    """Open with a PIN or a password. Script asks for JSON and keeps the page that lies below."""
    try:
        _wake()
    except proof.EndedError as error:
        if _wants_json():
            return _refused(error, 410)
        web.tell(error.message.text, "warning", **error.message.values)
        return redirect(url_for("accounts.sign_in_page"), 303)
    except RefusedError as error:
        if _wants_json():
            return _refused(error, 422)
        return login.lock_page([], error, web.safe_next("/")), 422
    return jsonify(ok=True) if _wants_json() else redirect(web.safe_next("/"), 303)


def _wake() -> None:
    row = asleep()
    if row is None:
        if optional_actor():
            return
        raise proof.EndedError(proof.OVER)
    wake(row, Key(request.form.get("unlock_pin", ""), request.form.get("unlock_password", "")))


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _refused(error: RefusedError, code: int) -> tuple[Response, int]:
    return jsonify(sentence=web.say(error.message)), code


@bp.post("/passkey/ask")
@open_to_all
def ask_passkey() -> Answer:
    """What the phone must sign to open the locked session."""
    row = asleep()
    device = ways_in.own_device(db.session(), row.id) if row else None
    if row is None or device is None or not device.credential_id:
        return _refused(proof.EndedError(proof.OVER), 410)
    options, challenge = passkeys.ask_for(device)
    with transaction() as session:
        devices.remember_challenge(session, row.id, challenge, now=clock.now())
    return jsonify(options)


@bp.post("/passkey")
@open_to_all
def open_with_passkey() -> Answer:
    """Open the locked session with what the phone signed."""
    row = asleep()
    device = ways_in.own_device(db.session(), row.id) if row else None
    if row is None or device is None or not device.credential_id:
        return _refused(proof.EndedError(proof.OVER), 410)
    try:
        with transaction() as session:
            challenge = devices.take_challenge(session, row.id, now=clock.now())
        count = passkeys.check(_answer(), device, challenge)
    except RefusedError as error:
        return _refused(error, 422)
    with transaction() as session:
        devices.note_use(session, device, count)
    let_in(row)
    return jsonify(ok=True)


def _answer() -> Any:
    found = request.get_json(silent=True)
    return found if isinstance(found, dict) else {}
