"""Settings of single sign-on: what is wrong is named before anybody is let in by it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from config import BadConfigurationError, Config
from quality.accounts.login.provider import Provider
from quality.accounts.login.tokens import Asked
from tests.conftest import Clock
from tests.provider import CLIENT, ISSUER, SignInService

GOOD = {
    "SECRET_KEY": "x" * 40,
    "PUBLIC_URL": "https://avvik.bjorkli.invalid",
    "SSO_ISSUER": ISSUER,
    "SSO_CLIENT_ID": CLIENT,
    "SSO_CLIENT_SECRET": "hemmelig",
    "SSO_NAME": "Kommunekonto",
}
ENTRA = "https://login.microsoftonline.com/"


def test_what_is_set_is_read_and_the_rest_is_on_the_safe_side() -> None:
    sso = Config.from_environment(
        GOOD | {"LOCK_MINUTES": "5", "SSO_ACR": "a b", "SSO_MATCH": "email:upn"}
    ).sso
    assert sso
    assert (sso.max_age_minutes, sso.acr, sso.match_field, sso.match_claim) == (5, ("a", "b"), "email", "upn")
    assert sso.subject_claim == "sub"
    assert "hemmelig" not in repr(sso)
    assert Config.from_environment({"SECRET_KEY": "x" * 40}).sso is None


WRONG = {
    "no name": ({"SSO_NAME": ""}, "SSO_NAME"),
    "no client": ({"SSO_CLIENT_ID": " "}, "SSO_CLIENT_ID"),
    "no secret": ({"SSO_CLIENT_SECRET": ""}, "SSO_KEY_FILE"),
    "no such file": ({"SSO_CLIENT_SECRET": "", "SSO_CLIENT_SECRET_FILE": "/no/such"}, "not a file"),
    "in the clear": ({"SSO_ISSUER": "http://logg-inn.invalid"}, "https://"),
    "we in the clear": ({"PUBLIC_URL": "http://avvik.bjorkli.invalid"}, "PUBLIC_URL"),
    "everybody's tenant": ({"SSO_ISSUER": f"{ENTRA}common/v2.0"}, "tenant"),
    "an e-mail one chooses": ({"SSO_ISSUER": f"{ENTRA}a/v2.0", "SSO_MATCH": "email:email"}, "choose"),
    "an account named by e-mail": ({"SSO_SUBJECT_CLAIM": "Email"}, "SSO_SUBJECT_CLAIM"),
    "an account named by a name": ({"SSO_SUBJECT_CLAIM": "upn"}, "oid"),
    "an odd match": ({"SSO_MATCH": "name:name"}, "SSO_MATCH"),
    "a match without a claim": ({"SSO_MATCH": "email"}, "SSO_MATCH"),
    "too old": ({"SSO_MAX_AGE_MINUTES": "2000"}, "SSO_MAX_AGE_MINUTES"),
    "turned on by half": ({"SSO_ISSUER": ""}, "turns it on"),
}


@pytest.mark.parametrize(("changes", "word"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_stops_the_start_with_a_sentence(changes: dict[str, str], word: str) -> None:
    with pytest.raises(BadConfigurationError) as stopped:
        Config.from_environment(GOOD | changes)
    assert word in str(stopped.value)


def with_key(text: str, service: Any = None) -> Provider:
    sso = Config.from_environment(GOOD).sso
    assert sso
    settings = replace(sso, secret="", key=text, key_id="ours")
    return Provider(settings, "https://avvik.bjorkli.invalid", service)


@pytest.mark.parametrize("text", ["søppel", "{}", '{"kty": "oct", "k": "aGVtbWVsaWcgbm9rIGZvciBvc3M"}'])
def test_a_file_without_a_private_key_stops_the_start(text: str) -> None:
    with pytest.raises(BadConfigurationError):
        with_key(text)
    public = ECKey.generate_key("P-256").as_pem(private=False).decode()
    with pytest.raises(BadConfigurationError):
        with_key(public)


@pytest.mark.parametrize("kind", [ECKey, RSAKey])
def test_a_key_shows_who_we_are_for_two_minutes_and_never_twice_alike(time: Clock, kind: Any) -> None:
    made = kind.generate_key("P-256" if kind is ECKey else 2048)
    service = SignInService(time)
    provider = with_key(made.as_pem(private=True).decode(), service)
    seen = []
    for _ in range(2):
        asked = Asked("state", "nonce", "verifier" * 8)
        address = provider.address(asked, {}, time.now)
        service.codes["code"] = service.follow(address)
        provider.redeem("code", asked, time.now)
        token = jwt.decode(service.posted["client_assertion"], made, algorithms=["ES256", "RS256"])
        assert token.header["kid"] == "ours"
        assert (token.claims["iss"], token.claims["sub"], token.claims["aud"]) == (CLIENT, CLIENT, ISSUER)
        assert 0 < token.claims["exp"] - token.claims["iat"] <= 120
        seen.append(token.claims["jti"])
    assert seen[0] != seen[1]
