"""Who is signed in, the closed doors, and what each route must name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, abort, current_app, g, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from quality.accounts.login import carry, proof, sso
from quality.accounts.login.sessions import Key, asleep, hang_on_the_wall, manager, wake
from quality.accounts.models import Deputy, SignIn
from quality.accounts.queries import deputies_for, person_by_id
from quality.accounts.roles import BY_NAME, Act, Actor
from quality.core import clock, errors, web
from quality.core.db import db, write_if_free
from quality.core.text import N_, RefusedError
from quality.organisation.queries import Frame, frame

View = TypeVar("View", bound=Callable[..., Any])
SEEN_EVERY = dt.timedelta(minutes=1)

# Asked for by the browser itself and not by a person, so nobody is kept awake by them.
UNATTENDED = {"static", "front.manifest", "offline.worker", "offline.token", "cases.wall"}
# Shown on a screen all day that nobody sits at. Everything else on that screen is locked.
WALLS = {"cases.wall"}

NOT_YOURS = N_("Dette er skrevet av noen andre. Bytt bruker for å sende det.")


def frame_of_page() -> Frame | None:
    """The municipality as every page shows it; it came with the session where somebody is signed in."""
    row = current_user.sign_in if current_user and current_user.is_authenticated else None
    if row is None or getattr(row, "frame_0", None) is None:
        return frame(db.session())
    return Frame(row.frame_0, row.frame_1, row.frame_2, row.frame_3)


def current_actor() -> Actor:
    """Who is acting; 401 when nobody is signed in."""
    actor = optional_actor()
    if actor is None:
        abort(401)
    return actor


def optional_actor() -> Actor | None:
    """Who is acting, or None."""
    return current_user.actor if current_user and current_user.is_authenticated else None


def owner_mark(actor: Actor) -> str:
    """What a browser knows its keeper by: the same for a person every time, and of no use to anybody else."""
    return _mark_of(actor.id)


def _mark_of(person_id: int) -> str:
    return proof.mark(f"owner of a draft: {person_id}")[:22]


def shortcuts_on() -> bool:
    """Whether single keys do things for this person; they can be switched off (WCAG 2.1.4)."""
    row = current_user.sign_in if current_user and current_user.is_authenticated else None
    return bool(getattr(row, "shortcuts", False))


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
            named = request.view_args and BY_NAME.intersection(acts)
            if not named and not any(actor.may(act) for act in acts):
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


def _keep_out() -> Response | tuple[str, int] | None:
    if request.endpoint is None or permission_of(current_app, request.endpoint) == "open":
        return None
    if not current_user.is_authenticated and asleep() is not None:
        answer = _at_the_lock()
        if answer is not None:
            return answer
    if current_user.is_authenticated:
        g.actor = current_user.actor
        return _not_mine()
    if request.method != "GET":
        return _gone()
    return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))


def _not_mine() -> tuple[str, int] | None:
    """What one person wrote is never sent as another's, whoever is signed in when it leaves."""
    mark = owner_mark(current_user.actor)
    if request.method == "GET" or request.form.get("written_by", mark) == mark:
        return None
    return errors.error_page(409, gettext(NOT_YOURS))


def _at_the_lock() -> Response | tuple[str, int] | None:
    """A page is asked for after the lock; a form is kept on the lock page and goes through once its person is back."""
    if request.endpoint in WALLS:
        hang_on_the_wall(asleep())
        return None
    if request.method == "GET":
        return redirect(url_for("lock.show", next=request.full_path.rstrip("?")))
    if "unlock" not in request.form:
        return lock_page(carry.typed()), 401
    try:
        wake(asleep(), Key(request.form.get("unlock_pin", ""), request.form.get("unlock_password", "")))
    except proof.EndedError:
        return _gone()
    except RefusedError as error:
        return lock_page(carry.typed(), error), 422
    return None


def lock_page(carried: list[tuple[str, str]], error: RefusedError | None = None, target: str = "") -> str:
    """The page of a locked session. `carried` is a form that waits for its person; `target` where to go on to."""
    row = asleep()
    person = person_by_id(db.session(), row.person_id) if row else None
    elsewhere = sso.offered_to(person.id) if person else ""
    return render_template(
        "accounts/lock.html",
        sso=elsewhere,
        packed=carry.pack(person.id) if carried and elsewhere and person else "",
        password=not elsewhere
        or person is None
        or (bool(person.password_hash) and sso.password_opens(person)),
        name=f"{row.first_name} {row.last_name}" if row else "",
        owner=_mark_of(row.person_id) if row else "",
        pin=bool(row and row.pin_hash),
        passkey=bool(row and row.credential_id),
        free=proof.needs_no_password(person),
        carried=carried,
        files=bool(request.files),
        sentence=web.say(error.message) if error else "",
        target=target,
    )


def _gone() -> tuple[str, int]:
    """The session ended while a form was open: what was typed is shown, and goes along through the sign-in."""
    person_id = g.get("ended") or getattr(g.get("asleep"), "person_id", None)
    return errors.error_page(401, carried=carry.pack(person_id) if person_id else "")


def _note_seen() -> None:
    if request.endpoint in UNATTENDED or not current_user.is_authenticated:
        return
    now = clock.now()
    row = current_user.sign_in
    if now - row.seen_at > SEEN_EVERY:
        # A page that is only read waits for no job that writes: the next one notes it.
        write_if_free(sa.update(SignIn).where(SignIn.id == row.id).values(seen_at=now))
