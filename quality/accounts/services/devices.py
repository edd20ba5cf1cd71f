"""Phones of one's own: set up behind a PIN or a passkey, locked, opened, and given up after wrong PINs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import OwnDevice, SignIn
from quality.accounts.services.passwords import hash_password
from quality.accounts.services.sessions import revoke
from quality.core.history import Happening, record
from quality.core.text import N_, RefusedError

STAYS = dt.timedelta(days=30)
MOST_TRIES = 5
SHORTEST, LONGEST = 6, 12
CHALLENGE_LIVES = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Passkey:
    """A public key that a phone made, and how often it has been used."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True)
class Where:
    """The session that is to stay, and what its phone is called."""

    sign_in_id: int
    person_id: int
    name: str


def keep_with_pin(session: Session, where: Where, pin: str, *, now: dt.datetime) -> OwnDevice:
    """Let the session stay for 30 days behind a PIN."""
    check_pin_choice(pin)
    return _keep(session, where, now, {"pin_hash": hash_password(pin), "credential_id": "", "public_key": ""})


def keep_with_passkey(session: Session, where: Where, key: Passkey, *, now: dt.datetime) -> OwnDevice:
    """Let the session stay for 30 days behind a passkey."""
    found = {"credential_id": key.credential_id, "public_key": key.public_key, "sign_count": key.sign_count}
    return _keep(session, where, now, {"pin_hash": "", **found})


def _keep(session: Session, where: Where, now: dt.datetime, values: dict[str, Any]) -> OwnDevice:
    device = session.scalar(sa.select(OwnDevice).where(OwnDevice.sign_in_id == where.sign_in_id))
    if device is None:
        device = OwnDevice(sign_in_id=where.sign_in_id, created_at=now)
        session.add(device)
    device.name, device.tries = where.name, 0
    for name, value in values.items():
        setattr(device, name, value)
    session.execute(sa.update(SignIn).where(SignIn.id == where.sign_in_id).values(ends_at=now + STAYS))
    session.flush()
    record(session, Happening("person", where.person_id, "own_device", now, where.person_id))
    return device


def check_pin_choice(pin: str) -> None:
    """Raise RefusedError for a PIN that is too short, not of digits, or the first that anybody tries."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise RefusedError(
            N_("PIN-en må ha %(least)s til %(most)s siffer."), field="pin", least=SHORTEST, most=LONGEST
        )
    steps = {(int(second) - int(first)) % 10 for first, second in pairwise(pin)}
    if len(steps) == 1 or len(set(pin)) < 3:
        raise RefusedError(N_("PIN-en er for lett å gjette. Velg en annen."), field="pin")


def count_try(session: Session, device: OwnDevice) -> int:
    """Count a PIN before it is tried, so that many at once are not free."""
    statement = sa.update(OwnDevice).where(OwnDevice.id == device.id).values(tries=OwnDevice.tries + 1)
    return int(session.execute(statement.returning(OwnDevice.tries)).scalar_one())


def forget_tries(session: Session, device: OwnDevice) -> None:
    """Forget wrong PINs: it was the owner."""
    session.execute(sa.update(OwnDevice).where(OwnDevice.id == device.id).values(tries=0))


def give_up(session: Session, person_id: int, public_id: str, *, now: dt.datetime) -> None:
    """Too many wrong PINs: the session ends, and only a full sign-in opens anew."""
    revoke(session, person_id, public_id, now=now)
    record(session, Happening("person", person_id, "pin_failed", now, None))


def remember_challenge(session: Session, sign_in_id: int, challenge: str, *, now: dt.datetime) -> None:
    """Keep what the phone is asked to sign."""
    values = {"challenge": challenge, "challenge_ends_at": now + CHALLENGE_LIVES}
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(**values))


def take_challenge(session: Session, sign_in_id: int, *, now: dt.datetime) -> str:
    """The challenge, which works once and soon."""
    row = session.get_one(SignIn, sign_in_id, populate_existing=True)
    challenge, ends_at = row.challenge, row.challenge_ends_at
    row.challenge, row.challenge_ends_at = "", None
    session.flush()
    if not challenge or ends_at is None or ends_at <= now:
        raise RefusedError(N_("Det tok for lang tid. Prøv igjen."))
    return challenge


def note_use(session: Session, device: OwnDevice, sign_count: int) -> None:
    """Remember how often the key says it was used, so that a copy shows."""
    session.execute(
        sa.update(OwnDevice).where(OwnDevice.id == device.id).values(sign_count=sign_count, tries=0)
    )


def lock(session: Session, sign_in_id: int, *, now: dt.datetime) -> None:
    """Let the session sleep until its person shows up again."""
    session.execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id, SignIn.locked_at.is_(None)).values(locked_at=now)
    )


def wake(session: Session, sign_in_id: int, *, now: dt.datetime) -> None:
    """The person showed up."""
    session.execute(sa.update(SignIn).where(SignIn.id == sign_in_id).values(locked_at=None, seen_at=now))
