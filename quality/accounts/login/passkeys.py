"""Passkeys on a phone of one's own: the ceremony is the library's, the keys lie in our table."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from quality.accounts.models import OwnDevice
from quality.accounts.roles import Actor
from quality.accounts.services.devices import Passkey
from quality.core import web
from quality.core.text import N_, RefusedError

NOT_TAKEN = N_("Telefonen ga ikke en nøkkel vi kan bruke. Prøv igjen, eller velg PIN.")


def _host() -> str:
    return str(urlsplit(web.outside()).hostname or "")


def _origin() -> str:
    return web.outside()


def ask_for_new(actor: Actor) -> tuple[dict[str, Any], str]:
    """What the browser needs to make a key on this phone, and the challenge to remember."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name="Løft",
        user_name=actor.name,
        user_id=f"loft-{actor.id}".encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def read_new(answer: Any, challenge: str) -> Passkey:
    """The key that the phone made; RefusedError when it does not fit the challenge."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise RefusedError(NOT_TAKEN) from error
    return Passkey(
        bytes_to_base64url(made.credential_id),
        bytes_to_base64url(made.credential_public_key),
        made.sign_count,
    )


def ask_for(device: OwnDevice) -> tuple[dict[str, Any], str]:
    """What the browser needs to show that it is this phone and its owner, and the challenge to remember."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(device.credential_id))],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.loads(options_to_json(options)), bytes_to_base64url(options.challenge)


def check(answer: Any, device: OwnDevice, challenge: str) -> int:
    """The key's new count; RefusedError unless the phone of this session signed the challenge."""
    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(device.public_key),
            credential_current_sign_count=device.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise RefusedError(NOT_TAKEN) from error
    if bytes_to_base64url(found.credential_id) != device.credential_id:
        raise RefusedError(NOT_TAKEN)
    return int(found.new_sign_count)
