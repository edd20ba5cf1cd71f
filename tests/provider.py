"""A sign-in service of our own: it answers as one on the net would, and signs its tokens with real keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.test import TestResponse

from quality.core.ask import Answer, NoAnswerError
from tests.client import Client
from tests.conftest import Clock

ISSUER = "https://logg-inn.invalid/kommunen"
CLIENT = "loft-klient"
SECRET = "hemmelig nok for en prøve"


class SignInService:
    """Knows one client. `claims` go into the next token; `token` replaces it; `down` hangs up."""

    def __init__(self, time: Clock) -> None:
        self.time = time
        self.key = ECKey.generate_key("P-256", {"kid": "first", "use": "sig"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {}
        self.token: Callable[[dict[str, Any]], str] | None = None
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/logout",
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        self.down = False
        self.date = ""
        self.asked: list[str] = []
        self.went: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.posted: dict[str, str] = {}

    def __call__(self, url: str, data: bytes | None = None, headers: Any = None) -> Answer:
        """Answer as a server would."""
        if self.down:
            raise NoAnswerError("timed out")
        self.asked.append(url)
        if url.endswith("/.well-known/openid-configuration"):
            return self._say(self.metadata)
        if url.endswith("/keys"):
            return self._say({"keys": [key.as_dict(private=False) for key in self.published]})
        return self._tokens({name: values[0] for name, values in parse_qs((data or b"").decode()).items()})

    def _say(self, content: Any, status: int = 200) -> Answer:
        return Answer(status, json.dumps(content).encode(), self.date)

    def _tokens(self, form: dict[str, str]) -> Answer:
        self.posted = form
        went = self.codes.pop(form.get("code", ""), None)
        proven = form.get("client_secret") == SECRET or "client_assertion" in form
        if went is None or not proven or went["redirect_uri"] != form["redirect_uri"]:
            return self._say({"error": "invalid_grant"}, 400)
        if create_s256_code_challenge(form["code_verifier"]) != went["code_challenge"]:
            return self._say({"error": "invalid_grant"}, 400)
        claims = self.about(went) | self.claims
        token = self.token(claims) if self.token else self.sign(claims)
        return self._say({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def about(self, went: dict[str, str]) -> dict[str, Any]:
        """What an honest token says."""
        now = int(self.time.now.timestamp())
        said = {"iss": ISSUER, "aud": CLIENT, "sub": "s-1", "sid": "there-1", "nonce": went.get("nonce")}
        return said | {"iat": now, "exp": now + 300, "auth_time": now}

    def sign(self, claims: dict[str, Any], key: ECKey | None = None, **header: Any) -> str:
        """A token of ours; claims that are None are left out."""
        key = key or self.key
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "ES256", "kid": key.kid} | header, told, key, algorithms=["ES256"])

    def rotate(self) -> None:
        """A new key, and the old one gone."""
        self.key = ECKey.generate_key("P-256", {"kid": f"next-{len(self.asked)}", "use": "sig"})
        self.published = [self.key]

    def meet(self, answer: TestResponse) -> str:
        """Somebody comes with the page that leads here, signs in, and is sent back to this address a little later."""
        self.time.move(seconds=2)
        text = answer.get_data(as_text=True)
        found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', text)
        address = unescape(found[1]) if found else answer.headers["Location"]
        code = f"code-{len(self.asked)}-{len(self.codes)}"
        self.codes[code] = self.follow(address)
        return f"/sso/callback?code={code}&state={self.went['state']}"

    def follow(self, address: str) -> dict[str, str]:
        """What came along in the address."""
        assert address.startswith(self.metadata["authorization_endpoint"]), address
        self.went = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        return self.went

    def sign_in(
        self, client: Client, claims: dict[str, Any] | None = None, status: int = 303, **form: str
    ) -> TestResponse:
        """The whole way there and back."""
        self.claims = claims or {}
        back = self.meet(client.post("/sso/start", form, status=200))
        return client.get(back, status=status)
