"""Failed sign-ins: how long to wait, counted per account and, for many different names, per address."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import SignInTry

# Failures in the last day -> seconds to wait after the last one; five give a quarter of an hour.
PAUSES = ((20, 4 * 3600), (10, 3600), (5, 15 * 60), (4, 20), (3, 5))
DAY = dt.timedelta(days=1)
# One address is a whole town hall: only many different failed names from it count, never the tries themselves.
NAMES_PER_ADDRESS = 20
ADDRESS_WINDOW = dt.timedelta(minutes=15)


def wait_seconds(session: Session, account: str, address: str, now: dt.datetime) -> int:
    """How long until this account may be tried again from this address; 0 for now."""
    return max(_account_wait(session, account, now), _address_wait(session, address, now))


def _account_wait(session: Session, account: str, now: dt.datetime) -> int:
    mine = (SignInTry.account_hash == account, SignInTry.at > now - DAY)
    count, last = session.execute(
        sa.select(sa.func.count(SignInTry.id), sa.func.max(SignInTry.at, type_=SignInTry.at.type)).where(
            *mine
        )
    ).one()
    pause = next((seconds for failures, seconds in PAUSES if count >= failures), 0)
    return max(0, pause - int((now - last).total_seconds())) if pause else 0


def _address_wait(session: Session, address: str, now: dt.datetime) -> int:
    since = now - ADDRESS_WINDOW
    names = session.scalar(
        sa.select(sa.func.count(sa.distinct(SignInTry.account_hash))).where(
            SignInTry.address_hash == address, SignInTry.at > since
        )
    )
    return int(ADDRESS_WINDOW.total_seconds()) if (names or 0) >= NAMES_PER_ADDRESS else 0


def note_try(session: Session, account: str, address: str, now: dt.datetime) -> None:
    """Count a try as failed before it is made, so that many at once are not free."""
    session.add(SignInTry(account_hash=account, address_hash=address, at=now))
    session.flush()


def forget(session: Session, account: str) -> None:
    """Forget an account's failures: it was its owner."""
    session.execute(sa.delete(SignInTry).where(SignInTry.account_hash == account))


def forget_old(session: Session, now: dt.datetime) -> int:
    """Remove what no longer counts."""
    result = session.execute(sa.delete(SignInTry).where(SignInTry.at < now - DAY))
    return int(result.rowcount)  # type: ignore[attr-defined]
