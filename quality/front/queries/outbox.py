"""Reads of the outbox."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.mails import KINDS
from quality.accounts.roles import Act, Actor
from quality.core.mail import MailState, OutgoingMail
from quality.core.text import N_, NotAllowedError, NotVisibleError

MAILS_A_PAGE = 30
_WAY_IN = re.compile(r"(/account/password/)[\w-]+")
_WAY_OUT = re.compile(r"(/unsubscribe/)[\w-]+")
# Whose case has which number would tell who reported it (security.md 2.3: a name is level I).
_CASE = re.compile(r"(/cases/)[\w-]{22}|\b(20\d\d-)\d{4,7}\b")


@dataclass(frozen=True)
class Outbox:
    """A page of the outbox, how many mails are in each state, and since when the oldest has waited."""

    mails: list[OutgoingMail]
    total: int
    counts: dict[MailState, int]
    waiting_since: dt.datetime | None


def _permit(actor: Actor) -> None:
    if not actor.may(Act.MAIL_READ):
        raise NotAllowedError(N_("Bare den som ser utboksen, kan gjøre dette."))


def outbox(session: Session, actor: Actor, state: MailState | None, page: int) -> Outbox:
    """The newest mails first."""
    _permit(actor)
    counted = session.execute(
        sa.select(OutgoingMail.state, sa.func.count(OutgoingMail.id)).group_by(OutgoingMail.state)
    )
    counts = {MailState(row[0]): row[1] for row in counted}
    query = sa.select(OutgoingMail)
    if state:
        query = query.where(OutgoingMail.state == state)
    rows = session.scalars(
        query.order_by(OutgoingMail.id.desc()).limit(MAILS_A_PAGE).offset(MAILS_A_PAGE * (page - 1))
    )
    total = counts.get(state, 0) if state else sum(counts.values())
    oldest = session.scalar(
        sa.select(OutgoingMail.created_at)
        .where(OutgoingMail.state == MailState.QUEUED)
        .order_by(OutgoingMail.created_at)
        .limit(1)
    )
    return Outbox(list(rows), total, counts, oldest)


def outgoing(session: Session, actor: Actor, public_id: str) -> OutgoingMail:
    """One mail; NotVisibleError when there is none."""
    _permit(actor)
    mail = session.scalar(sa.select(OutgoingMail).where(OutgoingMail.public_id == public_id))
    if mail is None:
        raise NotVisibleError(public_id)
    return mail


def as_shown(actor: Actor, mail: OutgoingMail, sends: bool) -> tuple[str, str]:
    """Text and HTML as this reader may see them; of others' mails the cases are left out.

    The link to an account is shown to who manages people, and only where no server sends it (`sends`): it opens
    somebody else's account.
    """
    text, html = _WAY_OUT.sub(r"\1…", mail.text), _WAY_OUT.sub(r"\1…", mail.html)
    if mail.person_id != actor.id:
        text, html = _CASE.sub(r"\1\2…", text), _CASE.sub(r"\1\2…", html)
    if mail.kind not in KINDS or (actor.may(Act.PEOPLE_MANAGE) and not sends):
        return text, html
    return _WAY_IN.sub(r"\1…", text), _WAY_IN.sub(r"\1…", html)
