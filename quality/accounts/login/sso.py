"""Going to the municipality's sign-in service and back: from this browser, once, and to the same person."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Any

from flask import abort, current_app, request
from flask import session as cookie

from quality.accounts.login import carry
from quality.accounts.login.provider import AskAgainError, Provider, SsoError
from quality.accounts.login.tokens import TOO_OLD, Asked, Told
from quality.accounts.models import Person, SsoBinding
from quality.accounts.queries import actor_for
from quality.accounts.queries import sso as reads
from quality.accounts.roles import Act
from quality.accounts.services import sso as services
from quality.accounts.services.sso import Account, Errand
from quality.core import clock, web
from quality.core.db import db, transaction
from quality.core.text import N_

# Their clock and ours, where a sign-in must be newer than the moment somebody set out.
CLOCKS_APART = dt.timedelta(minutes=1)

# Entra ID's word for an account that nobody has given the application.
NOT_ASSIGNED = "AADSTS50105"

CANCELLED = N_("Du avbrøt innloggingen hos %(name)s. Prøv igjen når du vil.")
BUSY = N_("%(name)s er ikke klar akkurat nå. Prøv igjen om litt.")
NO_ACCESS = N_("%(name)s slipper deg ikke inn i Løft. Spør den som styrer brukerne i kommunen.")


def provider() -> Provider | None:
    """The sign-in service of this installation, if it has one."""
    found: Provider | None = current_app.extensions["loft.provider"]
    return found


def the_provider() -> Provider:
    """The sign-in service, where there must be one."""
    found = provider()
    if found is None:
        abort(404)
    return found


def offered() -> str:
    """What the sign-in service is called on buttons; empty where there is none."""
    found = provider()
    return found.settings.name if found else ""


def offered_to(person_id: int) -> str:
    """What the service is called where this person can show up through it; empty for who is not bound."""
    return offered() if binding(person_id) else ""


def binding(person_id: int) -> SsoBinding | None:
    """The person's account at the service, if one is known."""
    found = provider()
    return reads.binding_of(db.session(), person_id, found.settings.issuer) if found else None


def password_opens(person: Person) -> bool:
    """Whether a password may open for this person: not for who is bound, where the municipality has said so.

    Who manages people can always come in: somebody must, when the sign-in service is down or wrongly set up.
    """
    found = provider()
    if found is None or found.settings.passwords or not offered_to(person.id):
        return True
    return actor_for(db.session(), person, clock.local_date(clock.now())).may(Act.PEOPLE_MANAGE)


def shown_at(sign_in: Any) -> dt.datetime | None:
    """When the person of this session last showed who it is."""
    row = reads.sso_session(db.session(), sign_in.id)
    created: dt.datetime = sign_in.created_at
    return row.auth_at if row else created


def left_at(person_id: int, sleeping: Any | None) -> dt.datetime | None:
    """When the person last locked or ended a session, or the one that sleeps in this browser fell asleep."""
    if sleeping is None or sleeping.person_id != person_id:
        return reads.last_left(db.session(), person_id)
    lock = dt.timedelta(minutes=current_app.extensions["loft"].lock_minutes)
    asleep_at: dt.datetime = sleeping.locked_at or sleeping.seen_at + lock
    left = reads.last_left(db.session(), person_id, sleeping.id)
    return max(asleep_at, left) if left else asleep_at


def check_newer(person_id: int, sleeping: Any | None, found: Told) -> None:
    """Raise AskAgainError for a sign-in there from before the person left: it may be somebody else who stands there."""
    left = left_at(person_id, sleeping)
    if left and found.auth_at < left:
        raise AskAgainError("auth_time before the lock", TOO_OLD, name=offered())


def go(errand: Errand) -> str:
    """Remember the errand, and say where to go with it."""
    service, now, state = the_provider(), clock.now(), secrets.token_urlsafe(32)
    service.look(now)
    sealed = replace(errand, carried=carry.seal(errand.carried, errand.browser))
    with transaction() as session:
        trip = services.set_out(session, sealed, state, now=now)
        asked = Asked(state, trip.nonce, trip.verifier)
    return service.address(asked, _wishes(service, errand), now)


def browser() -> str:
    """What this browser is known by while somebody is at the sign-in service; other tabs share it."""
    if "sso" not in cookie:
        cookie["sso"] = secrets.token_urlsafe(32)
    return str(cookie["sso"])


def _wishes(service: Provider, errand: Errand) -> dict[str, str]:
    wishes = {"ui_locales": web.language()}
    if service.settings.acr:
        wishes["acr_values"] = " ".join(service.settings.acr)
    if errand.fresh or errand.again:
        return wishes | {"prompt": "login", "max_age": "0"}
    ages = [service.settings.max_age_minutes * 60] if service.settings.max_age_minutes else []
    if errand.since:
        ages.append(int((clock.now() - errand.since).total_seconds()))
    return wishes | {"max_age": str(max(0, min(ages)))} if ages else wishes


def returned() -> dict[str, Any]:
    """The trip that somebody comes back from, which is thereby over."""
    with transaction() as session:
        state, known = request.args.get("state", ""), str(cookie.get("sso", ""))
        trip = services.come_back(session, state, known, now=clock.now())
    return trip | {"carried": carry.unseal(trip["carried"], known)}


def told(trip: dict[str, Any]) -> Told:
    """What the service says of who came back."""
    service = the_provider()
    _check_answer(service)
    asked = Asked(request.args["state"], trip["nonce"], trip["verifier"], _since(service, trip))
    return service.redeem(request.args.get("code", ""), asked, clock.now())


def _check_answer(service: Provider) -> None:
    """An answer from the service that was asked, and with a code in it."""
    name, metadata = service.settings.name, service.look(clock.now()).metadata
    said = request.args.get("iss")
    must_say = metadata.get("authorization_response_iss_parameter_supported") or said is not None
    if must_say and said != service.settings.issuer:
        raise service.refused("iss of the answer")
    error = request.args.get("error")
    if error is None and request.args.get("code"):
        return
    why = f"answer: {(error or 'no code')[:40]!r}"
    if error in ("access_denied", "user_cancelled", "login_required", "interaction_required"):
        shut_out = NOT_ASSIGNED in request.args.get("error_description", "")
        raise SsoError(why, NO_ACCESS if shut_out else CANCELLED, name=name)
    if error in ("server_error", "temporarily_unavailable"):
        raise SsoError(why, BUSY, 503, name=name)
    raise service.refused(why)


def _since(service: Provider, trip: dict[str, Any]) -> dt.datetime | None:
    """How new the sign-in at the service must be; None for any."""
    started: dt.datetime = trip["started_at"]
    if trip["fresh"]:
        return started - CLOCKS_APART
    minutes = service.settings.max_age_minutes
    return started - dt.timedelta(minutes=minutes) if minutes else None


def account(found: Told) -> Account:
    """The account that the service told of."""
    return Account(found.issuer, found.subject)


def rest_on(sign_in_id: int, found: Told) -> None:
    """Remember that this session rests on what the service told."""
    with transaction() as session:
        services.note_session(session, sign_in_id, account(found), found.sid, found.auth_at)


def way_out(sign_in: Any) -> str:
    """Where to end the session at the service that this one rests on; empty for none, and when nobody answers."""
    service = provider()
    if service is None or reads.sso_session(db.session(), sign_in.id) is None:
        return ""
    try:
        return service.sign_out_address(clock.now())
    except SsoError:
        return ""
