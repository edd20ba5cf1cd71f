"""Jobs of accounts."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from quality.accounts.mails import KINDS
from quality.accounts.models import AccountLink, OwnDevice, SignIn, SsoSession
from quality.accounts.services import invitations, sso, throttle
from quality.core import mail
from quality.core.db import transaction

KEPT = dt.timedelta(days=30)
LINKS_SHOWN = dt.timedelta(days=3)


def forget(now: dt.datetime) -> int:
    """Remove failed tries, ended sessions and links, and the text of account mails whose link is dead."""
    with transaction() as session:
        gone = throttle.forget_old(session, now) + sso.forget_old(session, now)
        ended = sa.select(SignIn.id).where(SignIn.ends_at < now - KEPT)
        session.execute(sa.delete(OwnDevice).where(OwnDevice.sign_in_id.in_(ended)))
        session.execute(sa.delete(SsoSession).where(SsoSession.sign_in_id.in_(ended)))
        for table in (SignIn, AccountLink):
            result = session.execute(sa.delete(table).where(table.ends_at < now - KEPT))
            gone += int(result.rowcount)  # type: ignore[attr-defined]
        return gone + mail.empty_old(session, KINDS, now - LINKS_SHOWN)


def invite(base_url: str, now: dt.datetime) -> int:
    """Carry out the rounds of invitations that were asked for, some at a time; returns how many were written to."""
    sent = 0
    while True:
        with transaction() as session:
            done = invitations.carry_on(session, base_url, now=now)
        sent += done
        if not done:
            return sent
