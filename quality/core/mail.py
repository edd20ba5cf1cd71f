"""Mail: an outbox written in the same transaction as its cause, and the one place that talks SMTP."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import re
import smtplib
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime, formataddr
from enum import StrEnum
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core import mime
from quality.core.db import Enumerated, Key, Model, PublicId, transaction
from quality.core.text import N_, clean_line

PAUSES_MINUTES = (1, 5, 15, 60, 120, 240, 480, 520)
SENDING_LIMIT = dt.timedelta(minutes=15)
TIMEOUT_SECONDS = 30
RUN_SECONDS = 240
LIMIT = 200
LOSSES_IN_A_ROW = 3
LONGEST_WAIT = dt.timedelta(hours=1)

log = logging.getLogger(__name__)


class MailState(StrEnum):
    """Where a mail is on its way; `uncertain` may or may not have been taken by the server."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


MAIL_STATE_LABELS = {
    MailState.QUEUED: N_("I kø"),
    MailState.SENDING: N_("Sendes"),
    MailState.SENT: N_("Sendt"),
    MailState.FAILED: N_("Kom ikke fram"),
    MailState.UNCERTAIN: N_("Usikkert om den kom fram"),
    MailState.CANCELLED: N_("Stoppet"),
}


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
    number = queue_many(session, [mail], now).get(mail.key)
    return session.get_one(OutgoingMail, number) if number else None


def queue_many(session: Session, mails: Iterable[Mail], now: dt.datetime) -> dict[str, int]:
    """Put mails in the outbox; the ids, by key, of those that were not there before."""
    rows = [_row(mail, now) for mail in mails]
    if not rows:
        return {}
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    statement = insert(OutgoingMail).on_conflict_do_nothing()
    added = session.execute(statement.returning(OutgoingMail.key, OutgoingMail.id), rows)
    return dict(added.all())


def _row(mail: Mail, now: dt.datetime) -> dict[str, object]:
    return {
        "kind": mail.kind,
        "person_id": mail.person_id,
        "to_address": mail.to_address,
        "subject": clean_line(mail.subject),
        "text": mail.text,
        "html": mail.html,
        "unsubscribe_url": mail.unsubscribe_url,
        "key": mail.key,
        "message_id": hashlib.sha256(mail.key.encode()).hexdigest()[:32],
        "state": MailState.QUEUED,
        "tries": 0,
        "answer": "",
        "created_at": now,
        "next_try_at": now,
    }


def cancel(session: Session, mail_id: int, reason: str) -> bool:
    """Call a waiting mail back; tells whether it still waited."""
    done = session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.id == mail_id, OutgoingMail.state == MailState.QUEUED)
        .values(state=MailState.CANCELLED, answer=reason)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Mail that may be handed over now, as SQL."""
    return sa.and_(OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= now)


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


def deliver(smtp_url: str, mail_from: str, now: dt.datetime, limit: int = LIMIT) -> int:
    """Hand over what is due; returns how many were sent. Without an SMTP server nothing is touched.

    Each mail is claimed before it is sent and settled after, in transactions of their own, so that a crash leaves at
    most the one in hand as uncertain and never sends it again by itself. While the server is away nothing is claimed:
    the mail waits, with growing pauses, for as long as that lasts.
    """
    if not smtp_url:
        return 0
    flag_lost(now)
    line, sent, losses, end = _Line(smtp_url), 0, 0, time.monotonic() + RUN_SECONDS
    try:
        for mail_id in _due(now, limit):
            if time.monotonic() > end or losses >= LOSSES_IN_A_ROW:
                break
            server = line.open()
            row = _claim(mail_id, now)
            if row is None:
                continue
            outcome = _try(server, row, mail_from)
            _settle(mail_id, outcome, now)
            sent += outcome.state is MailState.SENT
            losses = 0 if outcome.state is MailState.SENT or line.reset() else losses + 1
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server is away: %s", error)
        _wait(_words(error), now)
    finally:
        line.close()
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
        query = sa.select(OutgoingMail.id).where(due(now))
        return list(session.scalars(query.order_by(OutgoingMail.next_try_at, OutgoingMail.id).limit(limit)))


def _claim(mail_id: int, now: dt.datetime) -> OutgoingMail | None:
    with transaction() as session:
        claimed = session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.id == mail_id, due(now))
            .values(state=MailState.SENDING, claimed_at=now, tries=OutgoingMail.tries + 1)
        )
        if claimed.rowcount != 1:  # type: ignore[attr-defined]
            return None
        return session.get(OutgoingMail, mail_id, populate_existing=True)


def _settle(mail_id: int, outcome: Outcome, now: dt.datetime) -> None:
    with transaction() as session:
        row = session.get_one(OutgoingMail, mail_id)
        row.answer = clean_line(outcome.answer, 300)
        row.state = outcome.state
        if outcome.state is MailState.SENT:
            row.sent_at = now
        elif outcome.state is MailState.QUEUED:
            if row.tries > len(PAUSES_MINUTES):
                row.state = MailState.FAILED
            else:
                row.next_try_at = now + dt.timedelta(minutes=PAUSES_MINUTES[row.tries - 1])


def _wait(why: str, now: dt.datetime) -> None:
    """Put what is due off while the server is away: half as long again as the oldest has waited, at most an hour."""
    with transaction() as session:
        oldest = session.scalar(sa.select(sa.func.min(OutgoingMail.created_at)).where(due(now)))
        if oldest is None:
            return
        pause = min(max((now - oldest) / 2, dt.timedelta(minutes=1)), LONGEST_WAIT)
        session.execute(
            sa.update(OutgoingMail)
            .where(due(now))
            .values(next_try_at=now + pause, answer=clean_line(why, 300))
            .execution_options(synchronize_session=False)
        )


class _Line:
    """A conversation with the server, opened when needed and kept for one mail after the other."""

    def __init__(self, smtp_url: str) -> None:
        self.smtp_url = smtp_url
        self.server: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        """The server, connected anew after a line was lost."""
        if self.server is None:
            self.server = _connect(self.smtp_url)
        return self.server

    def reset(self) -> bool:
        """Clear the conversation after a mail that was not taken; False when the line is lost."""
        try:
            if self.server is not None and self.server.rset()[0] == 250:
                return True
        except (OSError, smtplib.SMTPException):
            pass
        self.close()
        return False

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        server, self.server = self.server, None
        if server is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()


def _connect(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=secure)
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _try(server: smtplib.SMTP, row: OutgoingMail, mail_from: str) -> Outcome:
    """Hand one mail over. One that cannot be put on the line at all has failed, and stops no other."""
    try:
        return _hand_over(server, row, mail_from)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(MailState.QUEUED, _words(error))
    except ValueError as error:
        return Outcome(MailState.FAILED, _words(error))


def _hand_over(server: smtplib.SMTP, row: OutgoingMail, mail_from: str) -> Outcome:
    content = as_bytes(row, mail_from)
    options = [] if row.to_address.isascii() else ["SMTPUTF8"]
    if options and not server.has_extn("smtputf8"):
        raise ValueError("the mail server takes no such address")
    server.command_encoding = "ascii"
    code, answer = server.mail(mail_from, options)
    if code >= 400:
        # The sender is ours: a refusal of it says nothing about this mail, which tries again.
        return Outcome(MailState.QUEUED, f"{code} {_decode(answer)}")
    code, answer = server.rcpt(row.to_address)
    if code < 400:
        code, answer = server.docmd("DATA")
    if code >= 400:
        return _refusal(code, answer)
    return _give(server, content)


def _give(server: smtplib.SMTP, content: bytes) -> Outcome:
    """Send the content. From its first byte until the answer nobody but the server knows whether it was taken."""
    try:
        server.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        code, answer = server.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(MailState.UNCERTAIN, _words(error))
    return Outcome(MailState.SENT, f"{code} {_decode(answer)}") if code < 400 else _refusal(code, answer)


def _refusal(code: int, answer: bytes | str) -> Outcome:
    return Outcome(MailState.FAILED if code >= 500 else MailState.QUEUED, f"{code} {_decode(answer)}")


def _decode(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def as_bytes(row: OutgoingMail, mail_from: str) -> bytes:
    """The mail as it goes over the wire."""
    headers = {
        "Subject": mime.encoded(row.subject),
        "From": formataddr(("Løft", mail_from)),
        "To": row.to_address,
        "Message-ID": f"<{row.message_id}@{mail_from.rpartition('@')[2]}>",
        "Date": format_datetime(row.created_at),
        "Auto-Submitted": "auto-generated",
    }
    if row.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{row.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mime.message(headers, row.text, row.html, row.message_id)
