"""Single sign-on: the way to the sign-in service, and what happens when somebody comes back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from quality.accounts import login
from quality.accounts.forms import LinkForm
from quality.accounts.login import carry, current_actor, proof, signed_in, sso
from quality.accounts.login.provider import AskAgainError, SsoError
from quality.accounts.login.sessions import asleep, let_in, sign_in
from quality.accounts.login.tokens import Told
from quality.accounts.models import Person
from quality.accounts.queries import person_by_id
from quality.accounts.queries.ways_in import usable_link
from quality.accounts.services import sso as services
from quality.accounts.services.sso import Errand, NotBoundError
from quality.accounts.views.sign_in import inside
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_, Message, RefusedError, clean_line
from quality.core.tokens import token_hash
from quality.core.web import open_to_all

bp = Blueprint("sso", __name__, url_prefix="/sso")

Answer = Response | str | tuple[str, int]
Trip = dict[str, Any]

LONGEST_TARGET = 2000
# What a trip takes along when the person must be asked again.
KEPT = ("target", "carried", "own", "fresh", "sign_in_id", "link_hash")
BOUND = N_("Kontoen din er koblet til %(name)s.")


@bp.post("/start")
@open_to_all
def start() -> Answer:
    """Sign in at the sign-in service."""
    carried = request.form.get("carried", "")
    own = request.form.get("own", "") == "y"
    return _away(_errand("enter", carried=carried if carry.is_ours(carried) else "", own=own))


@bp.post("/invitation/<string(maxlength=64):token>")
@open_to_all
def accept_invitation(token: str) -> Answer:
    """Use an account at the sign-in service instead of choosing a password."""
    link_hash = token_hash(token)
    if usable_link(db.session(), link_hash, clock.now()) is None:
        return render_template("accounts/link_ended.html"), 410
    return _away(_errand("invite", link_hash=link_hash))


@bp.post("/signed-out")
@open_to_all
def signed_out() -> Response:
    """The service tells, server to server, that a session there has ended: ours that rest on it end too."""
    service = sso.the_provider()
    try:
        ended = service.signed_out(request.form.get("logout_token", ""), clock.now())
    except SsoError as error:
        current_app.logger.warning("single sign-on refused (signed out): %s", error.why)
        return Response(status=400, mimetype="text/plain")
    with transaction() as session:
        services.end_there(session, ended.issuer, ended.subject, ended.sid, now=clock.now())
    return Response(status=204, mimetype="text/plain")


@bp.post("/unlock")
@open_to_all
def unlock() -> Answer:
    """Open the locked session at the sign-in service."""
    row = asleep()
    if row is None:
        return redirect(url_for("lock.show", next=web.safe_next("/")), 303)
    carried = request.form.get("carried", "")
    more = {"sign_in_id": row.id, "since": sso.left_at(row.person_id, row)}
    return _away(_errand("unlock", carried=carried if carry.is_ours(carried) else "", **more))


@bp.get("/opened")
@signed_in
def opened() -> str:
    """The lock was opened in a tab of its own; the page below it waits in the other."""
    return render_template("accounts/opened.html")


@bp.post("/prove")
@signed_in
def prove() -> Answer:
    """Show anew at the sign-in service who this is, before something that lasts."""
    return _away(_errand("prove", fresh=True, sign_in_id=current_user.sign_in.id))


@bp.get("/link")
@signed_in
def link_page() -> str:
    """What it means to bind one's account."""
    sso.the_provider()
    return _link_page(LinkForm())


@bp.post("/link")
@signed_in
def link() -> Answer:
    """Bind an account at the sign-in service to one's own person here."""
    sso.the_provider()
    form = LinkForm()
    if form.validate_on_submit():
        try:
            proof.check_now(current_user.sign_in, form.password.data or "")
            return _away(_errand("link", fresh=True, sign_in_id=current_user.sign_in.id))
        except RefusedError as error:
            form.refuse(error)
    return _link_page(form), 422


def _link_page(form: LinkForm) -> str:
    free = proof.needs_no_password(_person(current_actor().id))
    return render_template("accounts/sso_link.html", form=form, name=sso.offered(), ask=not free)


@bp.get("/callback")
@open_to_all
def callback() -> Answer:
    """Somebody comes back. This is the one address that signs in by a GET: the protocol has no other way."""
    trip: Trip = {}
    try:
        trip = sso.returned()
        return ARRIVALS[trip["purpose"]](trip, sso.told(trip))
    except AskAgainError as error:
        return _refused(error, trip) if trip["again"] else _ask_again(trip)
    except RefusedError as error:
        return _refused(error, trip)


def _enter(trip: Trip, found: Told) -> Answer:
    field = sso.the_provider().settings.match_field
    with transaction() as session:
        person = services.owner_of(session, sso.account(found), field, found.match, now=clock.now())
        sso.check_newer(person.id, asleep(), found)
    sign_in(person)
    sso.rest_on(current_user.sign_in.id, found)
    return inside(person, trip["target"], trip["carried"], trip["own"])


def _invite(trip: Trip, found: Told) -> Answer:
    with transaction() as session:
        account = sso.account(found)
        person = services.accept_invitation(session, trip["link_hash"], account, now=clock.now())
        sso.check_newer(person.id, asleep(), found)
    sign_in(person)
    sso.rest_on(current_user.sign_in.id, found)
    web.tell(BOUND, name=sso.offered())
    return redirect(url_for("front.home"), 303)


def _unlock(trip: Trip, found: Told) -> Answer:
    row = asleep()
    if row is None and login.optional_actor():
        _check_session(trip)
        return redirect(trip["target"], 303)
    if row is None or row.id != trip["sign_in_id"]:
        raise RefusedError(services.OVER)
    services.check_same(db.session(), row.person_id, sso.account(found))
    sso.check_newer(row.person_id, row, found)
    let_in(row)
    sso.rest_on(row.id, found)
    return inside(_person(row.person_id), trip["target"], trip["carried"])


def _prove(trip: Trip, found: Told) -> Answer:
    _check_session(trip)
    services.check_same(db.session(), current_actor().id, sso.account(found))
    sso.rest_on(current_user.sign_in.id, found)
    return redirect(trip["target"], 303)


def _link(trip: Trip, found: Told) -> Answer:
    _check_session(trip)
    with transaction() as session:
        person = _person(current_actor().id)
        if services.bind(session, person, sso.account(found), now=clock.now()):
            services.tell_linked(session, person, sso.offered(), web.outside(), now=clock.now())
    sso.rest_on(current_user.sign_in.id, found)
    web.tell(BOUND, name=sso.offered())
    return redirect(url_for("me.show"), 303)


def _person(person_id: int) -> Person:
    found = person_by_id(db.session(), person_id)
    if found is None:
        abort(404)
    return found


def _check_session(trip: Trip) -> None:
    """Who comes back is still in the session that set out."""
    if not login.optional_actor() or current_user.sign_in.id != trip["sign_in_id"]:
        raise RefusedError(services.OVER)


ARRIVALS = {"enter": _enter, "invite": _invite, "unlock": _unlock, "prove": _prove, "link": _link}


def _errand(purpose: str, **more: Any) -> Errand:
    target = web.safe_next("/")
    return Errand(
        purpose,
        browser=sso.browser(),
        address=proof.mark(request.remote_addr or ""),
        target=target if len(target) <= LONGEST_TARGET else "/",
        **more,
    )


def _away(errand: Errand) -> Answer:
    """A page that leads on. A redirect after a form may not leave this site, which the policy of our pages says."""
    try:
        address = sso.go(errand)
    except RefusedError as error:
        return _refused(error, {name: getattr(errand, name) for name in ("target", "purpose", "carried")})
    return render_template("accounts/away.html", address=address, name=sso.offered(), out=False)


def _ask_again(trip: Trip) -> Answer:
    """The person was known at the service from before, for too long: once more, and this time they ask."""
    kept = {name: trip[name] for name in KEPT}
    errand = Errand(trip["purpose"], browser=sso.browser(), address=trip["address_hash"], again=True, **kept)
    try:
        return redirect(sso.go(errand))
    except RefusedError as error:
        return _refused(error, trip)


def _refused(error: RefusedError, trip: Trip) -> tuple[str, int]:
    """Why it came to nothing, in plain words, and a way on. The log gets a word, never a claim or an address."""
    why = clean_line(getattr(error, "why", type(error).__name__), 120)
    current_app.logger.warning("single sign-on refused (%s): %s", trip.get("purpose", "no trip"), why)
    if isinstance(error, NotBoundError) and error.person_id:
        with transaction() as session:
            services.note_refused(session, error.person_id, error.message.text, now=clock.now())
    sentence = web.say(Message(error.message.text, {"name": sso.offered()} | error.message.values))
    page = render_template(
        "accounts/sso_refused.html",
        sentence=sentence,
        again=_again(trip),
        carried=trip.get("carried", ""),
    )
    if isinstance(error, SsoError):
        return page, error.code
    return page, 429 if error.message.text == services.TOO_MANY else 403


def _again(trip: Trip) -> str:
    """Where to try once more."""
    target = trip.get("target", "/")
    if trip.get("purpose") == "unlock":
        return url_for("lock.show", next=target)
    if trip.get("purpose") in ("prove", "link"):
        return str(target)
    return url_for("accounts.sign_in_page", next=target)
