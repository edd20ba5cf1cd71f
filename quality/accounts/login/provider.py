"""The sign-in service of the municipality: where it is, with which keys it signs, and what it says of a person."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.discovery import OpenIDProviderMetadata
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from config import SingleSignOn
from quality.accounts.login import tokens
from quality.accounts.login.keys import private_key, public_key, signing_algorithm
from quality.accounts.login.tokens import Asked, Told
from quality.core.ask import Answer, NoAnswerError, ask
from quality.core.text import N_, RefusedError

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT = dt.timedelta(hours=1)
# A key that nobody knows makes us look again, but never more often than this, whoever sends such tokens.
LOOK_AGAIN = dt.timedelta(seconds=30)
# Of a service that does not answer nobody asks again at once: each who waits holds a thread.
SILENT = dt.timedelta(seconds=10)

DOWN = N_("%(name)s svarer ikke. Prøv igjen om litt. Haster det, logg inn med passord.")
NOT_TAKEN = N_("%(name)s godtok ikke innloggingen. Prøv igjen fra start.")

Ask = Callable[..., Answer]
UNREADABLE = (JoseError, ValueError, TypeError)


class SsoError(RefusedError):
    """A sign-in elsewhere that came to nothing: a sentence for the person, and a word for the log."""

    def __init__(self, why: str, text: str, code: int = 403, **values: Any) -> None:
        super().__init__(text, **values)
        self.why = why
        self.code = code


class AskAgainError(SsoError):
    """The person signed in there too long ago, and is to be asked again."""


@dataclass(frozen=True)
class Kept:
    """What the service says of itself, and when it was read."""

    metadata: dict[str, Any]
    keys: KeySet
    at: dt.datetime


class Provider:
    """One sign-in service. What it says of itself is kept for an hour in each process."""

    def __init__(self, settings: SingleSignOn, public_url: str, ask: Ask = ask) -> None:
        self.settings = settings
        self.redirect_uri = f"{public_url}/sso/callback"
        self.after_sign_out = f"{public_url}/sign-in"
        self.logout_uri = f"{public_url}/sso/signed-out"
        self.ask = ask
        self.key = private_key(settings) if settings.key else None
        self._kept: Kept | None = None
        self._silent_until: dt.datetime | None = None
        self._turn = threading.Lock()

    def address(self, asked: Asked, extra: dict[str, str], now: dt.datetime) -> str:
        """Where the person goes to sign in."""
        endpoint = self.look(now).metadata["authorization_endpoint"]
        url, _ = self._client().create_authorization_url(
            endpoint, state=asked.state, code_verifier=asked.verifier, nonce=asked.nonce, **extra
        )
        return str(url)

    def redeem(self, code: str, asked: Asked, now: dt.datetime) -> Told:
        """What the service says of the person who came back with this code, checked."""
        found = self._token(code, asked, now)
        token = found.get("id_token")
        if not isinstance(token, str):
            raise self.refused("no id_token")
        header, claims = self._open(token, now)
        access = found.get("access_token")
        try:
            return tokens.check(self.settings, header, claims, asked, access, now)
        except tokens.TooOldError as error:
            raise AskAgainError(error.why, error.text, name=self.settings.name) from error
        except tokens.BadTokenError as error:
            raise SsoError(error.why, error.text, name=self.settings.name) from error

    def signed_out(self, token: str, now: dt.datetime) -> tokens.SignedOut:
        """Whose session the service says has ended; SsoError for a token that it did not mean for us."""
        header, claims = self._open(token, now)
        try:
            return tokens.check_logout(self.settings, header, claims, now)
        except tokens.BadTokenError as error:
            raise SsoError(error.why, error.text, 400, name=self.settings.name) from error

    def sign_out_address(self, now: dt.datetime) -> str:
        """Where the person's session at the service is ended; empty when it has no such place."""
        endpoint = self.look(now).metadata.get("end_session_endpoint", "")
        if not self.settings.sign_out or not endpoint:
            return ""
        where = {
            "client_id": self.settings.client_id,
            "post_logout_redirect_uri": self.after_sign_out,
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(where)}"

    def look(self, now: dt.datetime) -> Kept:
        """What the service says of itself, from memory for an hour."""
        with self._turn:
            if self._kept is None or now - self._kept.at >= KEPT:
                self._kept = self._read(now)
            return self._kept

    def refused(self, why: str) -> SsoError:
        """A sign-in that the service did not go through with."""
        return SsoError(why, NOT_TAKEN, name=self.settings.name)

    def _read(self, now: dt.datetime) -> Kept:
        if self._silent_until and now < self._silent_until:
            raise self._down("silent a moment ago")
        try:
            metadata = self.read_metadata()
            return Kept(metadata, self.read_keys(metadata), now)
        except SsoError:
            self._silent_until = now + SILENT
            raise

    def read_metadata(self) -> dict[str, Any]:
        """The service's description of itself, which must be of the service that was named."""
        metadata = self._json(self.settings.issuer.rstrip("/") + WELL_KNOWN)
        try:
            OpenIDProviderMetadata(metadata).validate_issuer()
        except (ValueError, TypeError) as error:
            raise self._down(f"discovery: {error}") from error
        if metadata["issuer"] != self.settings.issuer:
            raise self._down("discovery: another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._check_address(name, metadata.get(name))
        if "end_session_endpoint" in metadata:
            self._check_address("end_session_endpoint", metadata["end_session_endpoint"])
        return metadata

    def _check_address(self, name: str, address: Any) -> None:
        """What is sent to a place that the description names is never sent in the clear."""
        scheme = urlsplit(self.settings.issuer).scheme
        if not isinstance(address, str) or urlsplit(address).scheme not in ("https", scheme):
            raise self._down(f"discovery: {name}")

    def read_keys(self, metadata: dict[str, Any]) -> KeySet:
        """The public keys that the service signs with. A shared secret is no public key, whatever it is called."""
        listed = self._json(metadata["jwks_uri"]).get("keys")
        keys = [key for entry in listed if (key := public_key(entry))] if isinstance(listed, list) else []
        if not keys:
            raise self._down("no keys")
        return KeySet(keys)

    def seconds_apart(self, now: dt.datetime) -> float | None:
        """How far the service's clock is from ours; None when it does not tell."""
        date = self._answer(self.settings.issuer.rstrip("/") + WELL_KNOWN).date
        return (parsedate_to_datetime(date) - now).total_seconds() if date else None

    def _open(self, token: str, now: dt.datetime) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token that one of the service's keys has signed."""
        kept = self.look(now)
        try:
            return tokens.opened(token, kept.keys)
        except tokens.UnknownKeyError:
            kept = self._look_again(now)
        except UNREADABLE as error:
            raise self.refused(f"signature: {type(error).__name__}") from error
        try:
            return tokens.opened(token, kept.keys)
        except (tokens.UnknownKeyError, *UNREADABLE) as error:
            raise self.refused(f"signature: {type(error).__name__}") from error

    def _look_again(self, now: dt.datetime) -> Kept:
        with self._turn:
            if self._kept is None or now - self._kept.at >= LOOK_AGAIN:
                self._kept = self._read(now)
            return self._kept

    def _token(self, code: str, asked: Asked, now: dt.datetime) -> dict[str, Any]:
        metadata = self.look(now).metadata
        client = self._client(_Line(self._answer), self._proof(metadata))
        try:
            found = client.fetch_token(
                metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=asked.verifier,
                redirect_uri=self.redirect_uri,
            )
        except OAuth2Error as error:
            raise self.refused(f"token endpoint: {error.error}") from error
        except ValueError as error:
            raise self._down(f"token endpoint: {error}") from error
        return dict(found)

    def _client(self, line: Any = None, proof: Any = None) -> Any:
        return OAuth2Client(
            line,
            client_id=self.settings.client_id,
            client_secret=self.key or self.settings.secret,
            token_endpoint_auth_method=proof,
            scope=self.settings.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )

    def _proof(self, metadata: dict[str, Any]) -> Any:
        """How we show who we are: by a key of our own, else by the secret in the way that the service takes."""
        if self.key is None:
            listed = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
            return "client_secret_post" if "client_secret_post" in listed else "client_secret_basic"
        now = int(dt.datetime.now(dt.UTC).timestamp())
        # For this service and for two minutes; the library's own hour is more than ID-porten takes.
        claims = {"aud": metadata["issuer"], "exp": now + 120}
        header = {"kid": self.settings.key_id} if self.settings.key_id else None
        return PrivateKeyJWT(metadata["token_endpoint"], claims, header, signing_algorithm(self.key))

    def _json(self, url: str) -> dict[str, Any]:
        answer = self._answer(url)
        found = _dictionary(answer.body)
        if answer.status != 200 or found is None:
            raise self._down(f"{url} answered {answer.status}")
        return found

    def _answer(self, url: str, data: bytes | None = None, headers: Any = None) -> Answer:
        try:
            return self.ask(url, data, headers)
        except NoAnswerError as error:
            raise self._down(str(error)) from error

    def _down(self, why: str) -> SsoError:
        return SsoError(why, DOWN, 503, name=self.settings.name)


@dataclass(frozen=True)
class _Reply:
    """An answer as the OAuth library reads it."""

    answer: Answer

    @property
    def status_code(self) -> int:
        return self.answer.status

    def json(self) -> Any:
        return json.loads(self.answer.body)

    def raise_for_status(self) -> None:
        if self.answer.status >= 400:
            raise ValueError(f"HTTP {self.answer.status}")


@dataclass(frozen=True)
class _Line:
    """What the OAuth library posts through."""

    send: Ask

    def post(self, url: str, data: dict[str, str], headers: dict[str, str], auth: Any) -> _Reply:
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Reply(self.send(url, body.encode(), headers))


def _dictionary(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
