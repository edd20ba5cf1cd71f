"""What was typed in a form that met a closed door, carried through the sign-in and given back to the same person."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwe
from joserfc.jwk import OctKey

A_DAY = 24 * 3600
SEALED = {"alg": "dir", "enc": "A256GCM"}
# Forms may be larger than what the library reads by itself.
LONG = jwe.JWERegistry()
LONG.max_ciphertext_length = 1024 * 1024
LEFT_OUT = ("csrf_token", "unlock", "password", "pin", "again", "old")


def typed() -> list[tuple[str, str]]:
    """The fields of this request's form that may be carried: no secrets, no tokens."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if not name.startswith(LEFT_OUT)]


def pack(person_id: int) -> str:
    """This request's form, signed and bound to the person who wrote it."""
    return _signer().dumps({"by": person_id, "to": request.full_path.rstrip("?"), "fields": typed()})


def unpack(packed: str, person_id: int) -> tuple[str, list[tuple[str, str]]] | None:
    """Where it was going and what it held; None for anybody else, and for what we did not sign."""
    try:
        content: dict[str, Any] = _signer().loads(packed, max_age=A_DAY)
    except BadSignature:
        return None
    if content["by"] != person_id:
        return None
    return content["to"], [(name, value) for name, value in content["fields"]]


def is_ours(packed: str) -> bool:
    """Whether this is a form that we signed not long ago."""
    try:
        _signer().loads(packed, max_age=A_DAY)
    except BadSignature:
        return False
    return True


def seal(packed: str, secret: str) -> str:
    """A form as it lies in the database: who has not the secret in this browser's cookie can read nothing of it."""
    return jwe.encrypt_compact(SEALED, packed.encode(), _key(secret), registry=LONG) if packed else ""


def unseal(sealed: str, secret: str) -> str:
    """What was sealed with the same secret."""
    found = jwe.decrypt_compact(sealed, _key(secret), registry=LONG).plaintext if sealed else b""
    return (found or b"").decode()


def _key(secret: str) -> OctKey:
    """Not what the database keeps to know the browser by."""
    return OctKey.import_key(hashlib.sha256(f"seal of a form: {secret}".encode()).digest())


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["loft"].secret_key, salt="carry")
