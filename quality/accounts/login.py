"""Signing in: the server-side session, the closed door, and what each route must name."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from quality.accounts.models import Deputy, Person, SignIn
from quality.accounts.queries import actor_for, deputies_for, held_by, person_by_email
from quality.accounts.roles import Act, Actor
from quality.accounts.services import passwords, throttle
from quality.accounts.services.sessions import revoke
from quality.core import clock
from quality.core.db import db, transaction
from quality.organisation.models import Municipality, Unit
from quality.organisation.queries import FRAME, Frame, frame

View = TypeVar("View", bound=Callable[..., Any])
SEEN_EVERY = dt.timedelta(minutes=2)

manager = LoginManager()


class SignedIn(UserMixin):
    """The signed-in person of this request, for Flask-Login."""

    def __init__(self, sign_in: Any, actor: Actor) -> None:
        self.sign_in = sign_in
        self.actor = actor

    def get_id(self) -> str:
        """The session's public id; the secret token stays in the cookie."""
        return str(self.sign_in.public_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# Columns and not entities: this is asked for every page.
_SIGNED_IN = (
    sa.select(
        SignIn.id,
        SignIn.public_id,
        SignIn.seen_at,
        SignIn.ends_at,
        SignIn.revoked_at,
        SignIn.person_id,
        Person.first_name,
        Person.last_name,
        Person.unit_id,
        Person.language,
        Person.active,
        Unit.name.label("unit_name"),
        *(column.label(f"frame_{number}") for number, column in enumerate(FRAME)),
    )
    .join(Person, Person.id == SignIn.person_id)
    .join(Unit, Unit.id == Person.unit_id)
    .outerjoin(Municipality, sa.true())
    .where(SignIn.public_id == sa.bindparam("public_id"), SignIn.token_hash == sa.bindparam("token_hash"))
)


@manager.user_loader  # type: ignore[untyped-decorator]
def load(public_id: str) -> SignedIn | None:
    """The session behind the cookie, unless it ended, was revoked or its person left."""
    values = {"public_id": public_id, "token_hash": _hash(cookie.get("token", ""))}
    row = db.session.execute(_SIGNED_IN, values).first()
    if row is None:
        return None
    now = clock.now()
    config = current_app.extensions["loft"]
    idle = row.seen_at + dt.timedelta(minutes=config.session_idle_minutes)
    if row.revoked_at or not row.active or now >= min(row.ends_at, idle):
        return None
    held = held_by(db.session(), row.person_id, clock.local_date(now))
    name = f"{row.first_name} {row.last_name}"
    return SignedIn(row, Actor(row.person_id, name, row.unit_id, row.unit_name, row.language, held))


def frame_of_page() -> Frame | None:
    """The municipality as every page shows it; it came with the session where somebody is signed in."""
    row = current_user.sign_in if current_user and current_user.is_authenticated else None
    if row is None or getattr(row, "frame_0", None) is None:
        return frame(db.session())
    return Frame(row.frame_0, row.frame_1, row.frame_2, row.frame_3)


def sign_in(person: Person) -> None:
    """Begin a new session with a new token, ending the one this browser had."""
    sign_out()
    now = clock.now()
    token = secrets.token_urlsafe(32)
    hours = current_app.extensions["loft"].session_hours
    with transaction() as session:
        row = SignIn(
            token_hash=_hash(token),
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


def sign_out() -> None:
    """End the session for good: its cookie is worth nothing afterwards."""
    if current_user.is_authenticated:
        with transaction() as session:
            mine = current_user.sign_in
            revoke(session, mine.person_id, mine.public_id, now=clock.now())
        logout_user()
    cookie.clear()


def enter(email: str, password: str) -> tuple[Person | None, int]:
    """The person with this e-mail and password and 0, or nobody and the seconds to wait before the next try.

    The try is counted before it is made, and the hash is worked out outside any transaction.
    """
    now = clock.now()
    account, address = _mark(email.strip().casefold()), _mark(request.remote_addr or "")
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
    with transaction() as session:
        throttle.forget(session, account)
        if passwords.outdated(stored):
            person.password_hash = passwords.hash_password(password)
    return person, 0


def _mark(word: str) -> str:
    """What is kept of an e-mail or an address: enough to count it, too little to read it."""
    key = current_app.extensions["loft"].secret_key.encode()
    return hmac.new(key, word.encode(), hashlib.sha256).hexdigest()


def current_actor() -> Actor:
    """Who is acting; 401 when nobody is signed in."""
    actor = optional_actor()
    if actor is None:
        abort(401)
    return actor


def optional_actor() -> Actor | None:
    """Who is acting, or None."""
    return current_user.actor if current_user and current_user.is_authenticated else None


def standing_in(actor: Actor | None) -> list[Deputy]:
    """Whom the actor stands in for today, to be said on every page. Asks nothing for most people."""
    if actor is None or not any(held.deputy_for for held in actor.held):
        return []
    return deputies_for(db.session(), actor.id, clock.local_date(clock.now()))


def signed_in(view: View) -> View:
    """List a route as open to everybody signed in."""
    view.permission = "signed in"  # type: ignore[attr-defined]
    return view


def needs(*acts: Act) -> Callable[[View], View]:
    """List a route as open to those who may do one of the acts somewhere; the thing itself is checked when fetched."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if not any(actor.may(act) for act in acts):
                abort(403)
            return view(*args, **kwargs)

        guarded.permission = " | ".join(acts)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def guard(app: Flask) -> None:
    """Close every door that is not listed as open."""
    manager.init_app(app)
    app.before_request(_keep_out)
    app.before_request(_note_seen)


def check_listed(app: Flask) -> None:
    """Refuse to start with a route that names no permission."""
    unlisted = [rule.rule for rule in app.url_map.iter_rules() if not permission_of(app, rule.endpoint)]
    if unlisted:
        raise RuntimeError(f"routes without a permission: {', '.join(sorted(unlisted))}")


def permission_of(app: Flask, endpoint: str) -> str:
    """What a route has named: open, signed in, or its acts."""
    if endpoint == "static":
        return "open"
    return str(getattr(app.view_functions[endpoint], "permission", ""))


def _keep_out() -> Response | None:
    if request.endpoint is None or permission_of(current_app, request.endpoint) == "open":
        return None
    if current_user.is_authenticated:
        g.actor = current_user.actor
        return None
    if request.method != "GET":
        abort(401)
    return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))


def _note_seen() -> None:
    if request.endpoint == "static" or not current_user.is_authenticated:
        return
    now = clock.now()
    row = current_user.sign_in
    if now - row.seen_at > SEEN_EVERY:
        with transaction() as session:
            session.execute(sa.update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
