"""Deciding about mails that did not get through. Never done by itself."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.roles import Act, Actor
from quality.core.history import Happening, record
from quality.core.mail import MailState, OutgoingMail
from quality.core.text import N_, ConflictError, NotAllowedError

SENDABLE = frozenset({MailState.FAILED, MailState.UNCERTAIN, MailState.CANCELLED})
STOPPABLE = frozenset({MailState.QUEUED, MailState.FAILED, MailState.UNCERTAIN})


def send_again(session: Session, actor: Actor, mail: OutgoingMail, *, now: dt.datetime) -> None:
    """Put a mail that failed, was stopped or may not have arrived back in the queue."""
    _move(session, actor, mail, SENDABLE, MailState.QUEUED, now)


def stop(session: Session, actor: Actor, mail: OutgoingMail, *, now: dt.datetime) -> None:
    """Take a mail out of the queue for good."""
    _move(session, actor, mail, STOPPABLE, MailState.CANCELLED, now)


def _move(
    session: Session,
    actor: Actor,
    mail: OutgoingMail,
    origin: frozenset[MailState],
    target: MailState,
    now: dt.datetime,
) -> None:
    if not actor.may(Act.MAIL_READ):
        raise NotAllowedError(N_("Bare den som ser utboksen, kan gjøre dette."))
    before = mail.state
    moved = session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.id == mail.id, OutgoingMail.state.in_(origin), OutgoingMail.text != "")
        .values(state=target, tries=0, next_try_at=now)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise ConflictError(N_("E-posten er kommet videre i mellomtiden. Last siden på nytt."))
    record(
        session,
        Happening("mail", mail.id, "move", now, actor.id, values={"from": before, "to": target}),
    )
