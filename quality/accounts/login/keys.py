"""The keys of signing in by a service: our own, and those that it signs with."""

from __future__ import annotations

import json
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, RSAKey

from config import BadConfigurationError, SingleSignOn

NO_KEY = "Løft cannot start:\n- SSO_KEY_FILE must hold a private RSA or EC key, as PEM or JWK."


def private_key(settings: SingleSignOn) -> RSAKey | ECKey:
    """Our own key, from PEM or JWK."""
    try:
        if settings.key.startswith("{"):
            key = JWKRegistry.import_key(json.loads(settings.key))
        else:
            key = _from_pem(settings.key)
    except (JoseError, ValueError, TypeError) as error:
        raise BadConfigurationError(NO_KEY) from error
    if not isinstance(key, RSAKey | ECKey) or not key.is_private:
        raise BadConfigurationError(NO_KEY)
    return key


def _from_pem(text: str) -> Key:
    try:
        return RSAKey.import_key(text)
    except (JoseError, ValueError, TypeError):
        return ECKey.import_key(text)


def signing_algorithm(key: RSAKey | ECKey) -> str:
    """What our own key signs with."""
    if isinstance(key, RSAKey):
        return "RS256"
    return {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}.get(key.curve_name, "ES256")


def public_key(entry: Any) -> Key | None:
    """A key of theirs to check signatures with; None for what is none."""
    if not isinstance(entry, dict) or entry.get("kty") == "oct" or entry.get("use", "sig") != "sig":
        return None
    try:
        return JWKRegistry.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
