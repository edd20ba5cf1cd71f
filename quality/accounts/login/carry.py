"""What was typed in a form that met a closed door, carried through the sign-in and given back to the same person."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

A_DAY = 24 * 3600
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


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.extensions["loft"].secret_key, salt="carry")
