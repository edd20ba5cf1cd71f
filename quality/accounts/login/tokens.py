"""What a token from the sign-in service must say before anybody believes it. Values in, values out."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from config import SingleSignOn
from quality.core.text import N_

# Signed with a key that only the service has: never "none", never a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY = 120
LOGOUT_LIVES = 10 * 60
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"

NOT_FOR_US = N_("Svaret fra %(name)s var ikke til Løft. Prøv igjen fra start.")
CLOCKS = N_("Klokka hos Løft og hos %(name)s går ikke likt. Si fra til systemansvarlig.")
WRONG_TENANT = N_(
    "Du er logget inn hos %(name)s med en konto fra et annet sted. Velg kontoen du har i kommunen."
)
TOO_WEAK = N_("Innloggingen hos %(name)s var ikke sikker nok for Løft. Prøv igjen med en sikrere måte.")
NO_SUBJECT = N_("%(name)s sa ikke hvem du er. Si fra til systemansvarlig.")
NO_TIME = N_("%(name)s sa ikke når du logget inn. Si fra til systemansvarlig.")
TOO_OLD = N_("Du må logge inn på nytt hos %(name)s for å vise at det er deg.")


class BadTokenError(Exception):
    """A token that is not believed: a word for the log and a sentence for the person."""

    def __init__(self, why: str, text: str = NOT_FOR_US) -> None:
        super().__init__(why)
        self.why = why
        self.text = text


class TooOldError(BadTokenError):
    """The person signed in at the service too long ago, and must be asked again there."""


class UnknownKeyError(Exception):
    """Signed with a key that is not among those we know."""


@dataclass(frozen=True)
class Asked:
    """What was sent along when the person went to the service, and how new the sign-in there must be."""

    state: str
    nonce: str
    verifier: str
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Told:
    """What the service says of a person: who, in which session, since when, and what finds who it is here."""

    issuer: str
    subject: str
    sid: str
    auth_at: dt.datetime
    match: str


@dataclass(frozen=True)
class SignedOut:
    """Whose session has ended at the service: one by its id, or all of a subject's."""

    issuer: str
    subject: str
    sid: str


def opened(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token signed with one of the keys; UnknownKeyError when its key is not among them."""
    header = jws.extract_compact(token.encode()).headers()
    if header.get("alg") not in ALGORITHMS:
        raise JoseError("algorithm")
    if not any(key.kid == header.get("kid") for key in keys) and header.get("kid") is not None:
        raise UnknownKeyError
    found = jwt.decode(token, keys, algorithms=ALGORITHMS)
    return dict(found.header), dict(found.claims)


def check(
    settings: SingleSignOn,
    header: dict[str, Any],
    claims: dict[str, Any],
    asked: Asked,
    access_token: Any,
    now: dt.datetime,
) -> Told:
    """What the token says of the person; BadTokenError unless it is ours, of now, and an answer to what we asked."""
    _check_common(settings, claims)
    if not hmac.compare_digest(str(claims.get("nonce", "")), asked.nonce):
        raise BadTokenError("nonce")
    params = {"nonce": asked.nonce, "client_id": settings.client_id, "access_token": access_token}
    try:
        CodeIDToken(claims, header, {}, params).validate(int(now.timestamp()), LEEWAY)
    except ExpiredTokenError as error:
        raise BadTokenError("exp", CLOCKS) from error
    except (ClaimError, TypeError, ValueError) as error:
        why = getattr(error, "claim", "claims")
        raise BadTokenError(str(why), CLOCKS if why in ("iat", "nbf") else NOT_FOR_US) from error
    if settings.tenant and claims.get("tid") != settings.tenant:
        raise BadTokenError("tid", WRONG_TENANT)
    if settings.acr and claims.get("acr") not in settings.acr:
        raise BadTokenError("acr", TOO_WEAK)
    return Told(
        settings.issuer,
        _subject(settings, claims),
        _word(claims.get("sid")),
        _signed_in_at(claims, asked),
        _match(settings, claims),
    )


def check_logout(
    settings: SingleSignOn, header: dict[str, Any], claims: dict[str, Any], now: dt.datetime
) -> SignedOut:
    """Whose session a logout token ends. An ID token is no logout token: that one has a nonce and no event."""
    _check_common(settings, claims)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict) or "nonce" in claims:
        raise BadTokenError("events")
    if str(header.get("typ", "JWT")).lower() not in ("jwt", "logout+jwt"):
        raise BadTokenError("typ")
    issued, ends = _time(claims.get("iat")), _time(claims.get("exp"))
    if issued is None or abs((now - issued).total_seconds()) > LOGOUT_LIVES:
        raise BadTokenError("iat")
    if "exp" in claims and (ends is None or (now - ends).total_seconds() > LEEWAY):
        raise BadTokenError("exp")
    subject, sid = _word(claims.get(settings.subject_claim)), _word(claims.get("sid"))
    if not subject and not sid:
        raise BadTokenError("nobody")
    return SignedOut(settings.issuer, subject, sid)


def _check_common(settings: SingleSignOn, claims: dict[str, Any]) -> None:
    """Issued by whom we asked, and for us alone."""
    if claims.get("iss") != settings.issuer:
        raise BadTokenError("iss")
    audience = claims.get("aud")
    if (audience if isinstance(audience, list) else [audience]) != [settings.client_id]:
        raise BadTokenError("aud")


def _subject(settings: SingleSignOn, claims: dict[str, Any]) -> str:
    subject = _word(claims.get(settings.subject_claim))
    if not subject:
        raise BadTokenError(settings.subject_claim, NO_SUBJECT)
    return subject


def _signed_in_at(claims: dict[str, Any], asked: Asked) -> dt.datetime:
    """When the person signed in at the service; TooOldError when that is longer ago than was asked for."""
    at = _time(claims.get("auth_time"))
    if at is None:
        raise BadTokenError("auth_time", NO_TIME)
    if asked.since and at < asked.since:
        raise TooOldError("auth_time", TOO_OLD)
    return at


def _match(settings: SingleSignOn, claims: dict[str, Any]) -> str:
    """What finds the person in the register the first time; an e-mail that the service has not checked is nothing."""
    claim = settings.match_claim
    if not claim or (claim == "email" and claims.get("email_verified") is not True):
        return ""
    return _word(claims.get(claim))


def _word(value: Any) -> str:
    return value if isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable() else ""


def _time(value: Any) -> dt.datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**33:
        return None
    return dt.datetime.fromtimestamp(value, dt.UTC)
