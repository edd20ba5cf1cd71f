"""Proving who one is: e-mail and password at the door, and PIN or password where a session sleeps."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
from typing import Any

from flask import current_app, request

from quality.accounts.login import sso
from quality.accounts.models import Person
from quality.accounts.queries import person_by_email, person_by_id
from quality.accounts.queries.ways_in import own_device
from quality.accounts.services import devices, passwords, throttle
from quality.core import clock
from quality.core.db import db, transaction
from quality.core.text import N_, RefusedError

WRONG_PASSWORD = N_("Passordet stemmer ikke. Prøv igjen, eller bytt bruker.")
WRONG_OLD = N_("Det er ikke passordet du har nå.")
WRONG_PIN = N_("PIN-en stemmer ikke. Du har %(left)s forsøk igjen.")
NO_MORE_PINS = N_("PIN-en stemte ikke %(most)s ganger. Logg inn på vanlig måte.")
OVER = N_("Du er logget ut. Logg inn på vanlig måte.")
WAIT = N_("For mange forsøk. Vent %(minutes)s min og prøv igjen.")
USE_SSO = N_("Bruk «Logg inn med %(name)s». Kommunen har slått av passord for deg som har konto der.")

# Who finds a screen open must not make it theirs: what lasts asks who it is, unless that was just shown.
JUST_NOW = dt.timedelta(minutes=10)


class EndedError(RefusedError):
    """Too many wrong PINs: the session is over."""


def enter(email: str, password: str) -> tuple[Person | None, int]:
    """The person with this e-mail and password and 0, or nobody and the seconds to wait before the next try.

    The try is counted before it is made, and the hash is worked out outside any transaction. RefusedError for who
    has the right password and is to use single sign-on.
    """
    now = clock.now()
    account, address = mark(email.strip().casefold()), mark(request.remote_addr or "")
    with transaction() as session:
        wait = throttle.wait_seconds(session, account, address, now)
        if not wait:
            throttle.note_try(session, account, address, now)
    if wait:
        return None, wait
    person = person_by_email(db.session(), email)
    stored = person.password_hash if person and person.active else ""
    if not passwords.matches(stored, password) or person is None:
        return None, 0
    if not sso.password_opens(person):
        raise RefusedError(USE_SSO, name=sso.offered())
    with transaction() as session:
        throttle.forget(session, account)
        if passwords.outdated(stored):
            person.password_hash = passwords.hash_password(password)
    return person, 0


def mark(word: str) -> str:
    """What is kept of an e-mail or an address: enough to count it, too little to read it."""
    key = current_app.extensions["loft"].secret_key.encode()
    return hmac.new(key, word.encode(), hashlib.sha256).hexdigest()


def check_pin(row: Any, pin: str) -> None:
    """Raise RefusedError for a wrong PIN, EndedError for the last that is allowed. Counted before it is tried."""
    device = own_device(db.session(), row.id)
    if device is None or not device.pin_hash:
        raise RefusedError(WRONG_PASSWORD)
    with transaction() as session:
        tries = devices.count_try(session, device)
    if tries <= devices.MOST_TRIES and passwords.matches(device.pin_hash, pin):
        with transaction() as session:
            devices.forget_tries(session, device)
        return
    if tries < devices.MOST_TRIES:
        raise RefusedError(WRONG_PIN, left=devices.MOST_TRIES - tries)
    with transaction() as session:
        devices.give_up(session, row.person_id, row.public_id, now=clock.now())
    raise EndedError(NO_MORE_PINS, most=devices.MOST_TRIES)


def check_password(person_id: int, password: str) -> None:
    """Raise RefusedError unless this is the person's password. In a demo nobody has one, and none is asked for."""
    person = person_by_id(db.session(), person_id)
    if needs_no_password(person):
        return
    found, wait = enter((person.email if person else "") or "", password)
    if wait:
        raise RefusedError(WAIT, minutes=math.ceil(wait / 60))
    if found is None or found.id != person_id:
        raise RefusedError(WRONG_PASSWORD)


def check_old(person: Person, password: str) -> None:
    """Raise RefusedError for the field `old` unless this is the password to be changed. Counted as at the door."""
    try:
        found, wait = enter(person.email or "", password)
    except RefusedError as error:
        raise RefusedError(error.message.text, field="old", **error.message.values) from error
    if wait:
        raise RefusedError(WAIT, field="old", minutes=math.ceil(wait / 60))
    if found is None or found.id != person.id:
        raise RefusedError(WRONG_OLD, field="old")


def must_show(sign_in: Any) -> bool:
    """Whether the person of this session must show who it is once more, before something that lasts."""
    shown = sso.shown_at(sign_in)
    if shown is not None and clock.now() - shown < JUST_NOW:
        return False
    return not needs_no_password(person_by_id(db.session(), sign_in.person_id))


def check_again(sign_in: Any, password: str) -> None:
    """Raise RefusedError for the field `password` unless it was just shown who this is, or this is the password."""
    if must_show(sign_in):
        check_now(sign_in, password)


def check_now(sign_in: Any, password: str) -> None:
    """Raise RefusedError for the field `password` unless this is the password, however lately it was shown."""
    try:
        check_password(sign_in.person_id, password)
    except RefusedError as error:
        raise RefusedError(error.message.text, field="password", **error.message.values) from error


def needs_no_password(person: Person | None) -> bool:
    """Whether this is one of the demo's people, who come in without."""
    demo = bool(current_app.extensions["loft"].demo)
    return demo and person is not None and bool(person.demo_hint) and not person.password_hash
