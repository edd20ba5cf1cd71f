"""The session of a browser on the server: begun, asleep, awake again and ended."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from quality.accounts.login import proof
from quality.accounts.models import OwnDevice, Person, SignIn
from quality.accounts.queries import actor_for, held_by
from quality.accounts.roles import Actor
from quality.accounts.services import devices
from quality.accounts.services.sessions import revoke
from quality.core import clock
from quality.core.db import db, transaction
from quality.core.tokens import token_hash
from quality.organisation.models import Municipality, Unit
from quality.organisation.queries import FRAME

manager = LoginManager()


class SignedIn(UserMixin):
    """The signed-in person of this request, for Flask-Login."""

    def __init__(self, sign_in: Any, actor: Actor) -> None:
        self.sign_in = sign_in
        self.actor = actor

    def get_id(self) -> str:
        """The session's public id; the secret token stays in the cookie."""
        return str(self.sign_in.public_id)


# Columns and not entities: this is asked for every page.
_SIGNED_IN = (
    sa.select(
        SignIn.id,
        SignIn.public_id,
        SignIn.created_at,
        SignIn.device,
        SignIn.seen_at,
        SignIn.ends_at,
        SignIn.revoked_at,
        SignIn.locked_at,
        SignIn.person_id,
        Person.first_name,
        Person.last_name,
        Person.unit_id,
        Person.language,
        Person.active,
        OwnDevice.id.label("own_device_id"),
        sa.func.coalesce(OwnDevice.pin_hash, "").label("pin_hash"),
        sa.func.coalesce(OwnDevice.credential_id, "").label("credential_id"),
        Person.shortcuts,
        Unit.name.label("unit_name"),
        *(column.label(f"frame_{number}") for number, column in enumerate(FRAME)),
    )
    .join(Person, Person.id == SignIn.person_id)
    .join(Unit, Unit.id == Person.unit_id)
    .outerjoin(OwnDevice, OwnDevice.sign_in_id == SignIn.id)
    .outerjoin(Municipality, sa.true())
    .where(SignIn.public_id == sa.bindparam("public_id"), SignIn.token_hash == sa.bindparam("token_hash"))
)


@manager.user_loader  # type: ignore[untyped-decorator]
def load(public_id: str) -> SignedIn | None:
    """The session behind the cookie, unless it ended, sleeps, was revoked or its person left."""
    values = {"public_id": public_id, "token_hash": token_hash(cookie.get("token", ""))}
    row = db.session.execute(_SIGNED_IN, values).first()
    if row is None:
        return None
    now = clock.now()
    if _is_over(row, now):
        g.ended = None if row.revoked_at or not row.active else row.person_id
        return None
    if row.locked_at or now - row.seen_at >= dt.timedelta(minutes=_config().lock_minutes):
        g.asleep = row
        return None
    return _signed_in(row, now)


def _is_over(row: Any, now: dt.datetime) -> bool:
    """Whether the session ended: revoked, its time is up, or a shared machine was left alone."""
    idle = row.seen_at + dt.timedelta(minutes=_config().session_idle_minutes)
    ends = row.ends_at if row.own_device_id else min(row.ends_at, idle)
    return bool(row.revoked_at) or not row.active or now >= ends


def _signed_in(row: Any, now: dt.datetime) -> SignedIn:
    held = held_by(db.session(), row.person_id, clock.local_date(now))
    name = f"{row.first_name} {row.last_name}"
    return SignedIn(row, Actor(row.person_id, name, row.unit_id, row.unit_name, row.language, held))


def _config() -> Any:
    return current_app.extensions["loft"]


def asleep() -> Any | None:
    """This browser's session when it is locked, else None."""
    if current_user and current_user.is_authenticated:
        return None
    return g.get("asleep")


@dataclass(frozen=True)
class Key:
    """What somebody shows to open a locked session: a PIN or a password."""

    pin: str = ""
    password: str = ""


def wake(row: Any, key: Key) -> None:
    """Open a locked session for its own person; RefusedError for anybody else."""
    if key.pin:
        proof.check_pin(row, key.pin)
    else:
        proof.check_password(row.person_id, key.password)
    let_in(row)


def let_in(row: Any) -> None:
    """The person of a locked session has shown to be there."""
    now = clock.now()
    with transaction() as session:
        devices.wake(session, row.id, now=now)
    g.pop("asleep", None)
    login_user(_signed_in(row, now))


def fall_asleep() -> None:
    """Lock this browser's session until its person shows up again."""
    with transaction() as session:
        devices.lock(session, current_user.sign_in.id, now=clock.now())


def hang_on_the_wall(row: Any) -> None:
    """Let the board be drawn for a locked session, this time and nothing else; its screen is not left to end idle."""
    now = clock.now()
    with transaction() as session:
        devices.lock(session, row.id, now=now)
        session.execute(sa.update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
    g._login_user = _signed_in(row, now)


def sign_in(person: Person) -> None:
    """Begin a new session with a new token, ending the one this browser had."""
    sign_out()
    now = clock.now()
    token = secrets.token_urlsafe(32)
    hours = current_app.extensions["loft"].session_hours
    with transaction() as session:
        row = SignIn(
            token_hash=token_hash(token),
            person_id=person.id,
            created_at=now,
            seen_at=now,
            ends_at=now + dt.timedelta(hours=hours),
            device=(request.user_agent.string or "")[:120],
        )
        session.add(row)
        session.flush()
        actor = actor_for(session, person, clock.local_date(now))
    cookie.clear()
    cookie["token"] = token
    login_user(SignedIn(row, actor))


def stay() -> None:
    """Let the cookie outlive the browser: the phone is set up as the person's own."""
    cookie.permanent = True


def session_here() -> Any | None:
    """This browser's session, awake or asleep."""
    return current_user.sign_in if current_user.is_authenticated else asleep()


def sign_out() -> None:
    """End the session for good: its cookie is worth nothing afterwards."""
    mine = session_here()
    if mine is not None:
        with transaction() as session:
            revoke(session, mine.person_id, mine.public_id, now=clock.now())
        logout_user()
    g.pop("asleep", None)
    cookie.clear()
