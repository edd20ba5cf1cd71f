"""Ending sessions: one, all but the present, or all of a person who left or changed role."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import SignIn


def revoke(session: Session, person_id: int, public_id: str, *, now: dt.datetime) -> None:
    """End one session of the person's own."""
    session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.public_id == public_id, SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def revoke_all(session: Session, person_id: int, *, now: dt.datetime, keep: str = "") -> None:
    """End every session of a person (left, other roles, new password), but the one to keep."""
    session.execute(
        sa.update(SignIn)
        .where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None), SignIn.public_id != keep)
        .values(revoked_at=now)
    )
