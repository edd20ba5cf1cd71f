"""Whether what the sign-in service says of itself goes with our settings. For who sets it up, so in English."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from config import SingleSignOn
from quality.accounts.login.provider import Provider

SECONDS_APART = 60


def findings(provider: Provider, now: dt.datetime) -> list[tuple[bool, str]]:
    """Sentences, each with whether it is well; SsoError when the service gave nothing to go by."""
    metadata = provider.read_metadata()
    keys = provider.read_keys(metadata)
    apart = provider.seconds_apart(now) or 0
    return [
        (True, f"{metadata['issuer']} answers, and signs with {len(list(keys))} keys."),
        _either(
            abs(apart) < SECONDS_APART,
            "The clocks agree.",
            f"The clocks are {abs(apart):.0f} seconds apart. Mend ours or theirs.",
        ),
        *_what_it_takes(provider.settings, metadata),
        *_what_it_tells(provider.settings, metadata),
    ]


def _what_it_takes(settings: SingleSignOn, metadata: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    methods = _listed(metadata, "code_challenge_methods_supported")
    yield _either(
        not methods or "S256" in methods,
        "It takes PKCE.",
        "It does not list PKCE with S256, which Løft sends.",
    )
    ways = _listed(metadata, "token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    ours = {"private_key_jwt"} if settings.key else {"client_secret_post", "client_secret_basic"}
    yield _either(
        bool(ours & set(ways)),
        "It takes the way in which Løft shows who it is.",
        f"It takes {', '.join(ways)}, and Løft has a {'key' if settings.key else 'secret'}.",
    )
    levels = _listed(metadata, "acr_values_supported")
    strange = [level for level in settings.acr if levels and level not in levels]
    yield _either(
        not strange, "It knows the levels in SSO_ACR.", f"It does not know {', '.join(strange)} in SSO_ACR."
    )


def _what_it_tells(settings: SingleSignOn, metadata: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    claims = _listed(metadata, "claims_supported")
    yield _either(
        not claims or "auth_time" in claims,
        "It can say when somebody signed in, or does not list what it can say.",
        "It does not list auth_time, without which nobody comes in.",
    )
    yield _either(
        bool(metadata.get("end_session_endpoint")) or not settings.sign_out,
        "Who signs out of Løft signs out there too, unless SSO_SIGN_OUT is 0.",
        "It names no place to sign out. Set SSO_SIGN_OUT=0 if that is as it should be.",
    )


def _either(fine: bool, right: str, wrong: str) -> tuple[bool, str]:
    return fine, right if fine else wrong


def _listed(metadata: dict[str, Any], name: str) -> list[str]:
    found = metadata.get(name)
    return [str(value) for value in found] if isinstance(found, list) else []
