"""Mail: an outbox written in the same transaction as its cause, and the one place that talks SMTP."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core.db import Enumerated, Key, Model, PublicId, transaction
from quality.core.text import clean_line

PAUSES_MINUTES = (1, 5, 15, 60, 120, 240, 480, 520)
SENDING_LIMIT = dt.timedelta(minutes=15)
TIMEOUT_SECONDS = 30


class MailState(StrEnum):
    """Where a mail is on its way; `uncertain` may or may not have been taken by the server."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class OutgoingMail(Model):
    """A mail to one person, waiting, on its way or done."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (sa.Index(None, "state", "next_try_at"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[str] = mapped_column(sa.String(32))
    person_id: Mapped[int | None] = mapped_column(index=True)
    to_address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    html: Mapped[str] = mapped_column(sa.Text)
    unsubscribe_url: Mapped[str] = mapped_column(sa.String(300), default="")
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[MailState] = mapped_column(Enumerated(MailState), default=MailState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    next_try_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    answer: Mapped[str] = mapped_column(sa.String(300), default="")


@dataclass(frozen=True)
class Mail:
    """A composed mail. `key` makes it unique: queued twice, it is sent once."""

    kind: str
    to_address: str
    subject: str
    text: str
    html: str
    key: str
    person_id: int | None = None
    unsubscribe_url: str = ""


def queue(session: Session, mail: Mail, now: dt.datetime) -> OutgoingMail | None:
    """Put a mail in the outbox; None when one with its key is there already."""
    if session.scalar(sa.select(OutgoingMail.id).where(OutgoingMail.key == mail.key)):
        return None
    digest = hashlib.sha256(mail.key.encode()).hexdigest()[:32]
    row = OutgoingMail(
        kind=mail.kind,
        person_id=mail.person_id,
        to_address=mail.to_address,
        subject=clean_line(mail.subject),
        text=mail.text,
        html=mail.html,
        unsubscribe_url=mail.unsubscribe_url,
        key=mail.key,
        message_id=f"<{digest}@loft.invalid>",
        created_at=now,
        next_try_at=now,
    )
    session.add(row)
    session.flush()
    return row


@dataclass(frozen=True)
class Outcome:
    """What came of one try to hand a mail over."""

    state: MailState
    answer: str


def empty_old(session: Session, kinds: tuple[str, ...], before: dt.datetime) -> int:
    """Take the text out of mails of these kinds that are done with; the row stays as proof of sending."""
    done = (MailState.SENT, MailState.FAILED, MailState.CANCELLED, MailState.UNCERTAIN)
    result = session.execute(
        sa.update(OutgoingMail)
        .where(
            OutgoingMail.kind.in_(kinds),
            OutgoingMail.created_at < before,
            OutgoingMail.state.in_(done),
            OutgoingMail.text != "",
        )
        .values(text="", html="")
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def deliver(smtp_url: str, mail_from: str, now: dt.datetime, limit: int = 200) -> int:
    """Hand over what is due; returns how many were sent. Without an SMTP server nothing is touched.

    Each mail is claimed before it is sent and settled after, in transactions of their own, so that a crash leaves at
    most the one in hand as uncertain and never sends it again by itself.
    """
    if not smtp_url:
        return 0
    flag_lost(now)
    due = _due(now, limit)
    sent = 0
    with contextlib.ExitStack() as stack:
        server: smtplib.SMTP | None = None
        for mail_id in due:
            row = _claim(mail_id, now)
            if row is None:
                continue
            try:
                server = server or stack.enter_context(_connect(smtp_url))
                outcome = _hand_over(server, row, mail_from)
            except (OSError, smtplib.SMTPException) as error:
                outcome, server = Outcome(MailState.QUEUED, _words(error)), None
            if outcome.state is not MailState.SENT:
                server = _reset(server)
            _settle(mail_id, outcome, now)
            sent += outcome.state is MailState.SENT
            if server is None and outcome.state is MailState.QUEUED:
                break
    return sent


def flag_lost(now: dt.datetime) -> int:
    """Mark what has been on its way for too long as uncertain; returns how many."""
    with transaction() as session:
        result = session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < now - SENDING_LIMIT)
            .values(state=MailState.UNCERTAIN, answer="The process ended while it was being sent.")
        )
        return int(result.rowcount)  # type: ignore[attr-defined]


def _due(now: dt.datetime, limit: int) -> list[int]:
    with transaction() as session:
        query = sa.select(OutgoingMail.id).where(
            OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= now
        )
        return list(session.scalars(query.order_by(OutgoingMail.next_try_at, OutgoingMail.id).limit(limit)))


def _claim(mail_id: int, now: dt.datetime) -> OutgoingMail | None:
    with transaction() as session:
        claimed = session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.id == mail_id, OutgoingMail.state == MailState.QUEUED)
            .values(state=MailState.SENDING, claimed_at=now, tries=OutgoingMail.tries + 1)
        )
        if claimed.rowcount != 1:  # type: ignore[attr-defined]
            return None
        return session.get(OutgoingMail, mail_id, populate_existing=True)


def _settle(mail_id: int, outcome: Outcome, now: dt.datetime) -> None:
    with transaction() as session:
        row = session.get_one(OutgoingMail, mail_id)
        row.answer = outcome.answer[:300]
        row.state = outcome.state
        if outcome.state is MailState.SENT:
            row.sent_at = now
        elif outcome.state is MailState.QUEUED:
            if row.tries > len(PAUSES_MINUTES):
                row.state = MailState.FAILED
            else:
                row.next_try_at = now + dt.timedelta(minutes=PAUSES_MINUTES[row.tries - 1])


def _connect(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _hand_over(server: smtplib.SMTP, row: OutgoingMail, mail_from: str) -> Outcome:
    server.ehlo_or_helo_if_needed()
    for code, answer in (server.mail(mail_from), server.rcpt(row.to_address)):
        if code >= 400:
            return _refusal(code, answer)
    try:
        code, answer = server.data(as_bytes(row, mail_from))
    except smtplib.SMTPDataError as error:
        return _refusal(error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        return Outcome(MailState.UNCERTAIN, _words(error))
    return Outcome(MailState.SENT, f"{code} {_decode(answer)}") if code < 400 else _refusal(code, answer)


def _refusal(code: int, answer: bytes | str) -> Outcome:
    return Outcome(MailState.FAILED if code >= 500 else MailState.QUEUED, f"{code} {_decode(answer)}")


def _reset(server: smtplib.SMTP | None) -> smtplib.SMTP | None:
    if server is None:
        return None
    try:
        server.rset()
    except (OSError, smtplib.SMTPException):
        return None
    return server


def _decode(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def as_bytes(row: OutgoingMail, mail_from: str) -> bytes:
    """The mail as it goes over the wire: a text part and an HTML part."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = row.subject
    message["From"] = mail_from
    message["To"] = row.to_address
    message["Message-ID"] = row.message_id
    message["Date"] = row.created_at
    message["Auto-Submitted"] = "auto-generated"
    if row.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{row.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(row.text, cte="quoted-printable")
    message.add_alternative(row.html, subtype="html", cte="quoted-printable")
    return message.as_bytes()
