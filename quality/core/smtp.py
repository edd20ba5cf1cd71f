"""A conversation with the mail server, and what it said to each mail."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import smtplib
import ssl
from dataclasses import dataclass
from email.utils import format_datetime, formataddr
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from quality.core import mime
from quality.core.bars import bars_in
from quality.core.hands import Hand
from quality.core.mail import MailState, OutgoingMail

TIMEOUT_SECONDS = 30
LOSSES_IN_A_ROW = 3
# What is raised when the server cannot be reached, or will not talk to us.
AWAY = (OSError, smtplib.SMTPException)


class OnTheWay(NamedTuple):
    """What is needed of a mail to hand it over; columns and not an entity."""

    id: int
    to_address: str
    subject: str
    text: str
    html: str
    unsubscribe_url: str
    message_id: str
    created_at: dt.datetime


@dataclass(frozen=True)
class Outcome:
    """What came of one try to hand a mail over."""

    state: MailState
    answer: str


class Line:
    """A conversation with the server, opened when needed and kept for one mail after the other."""

    def __init__(self, smtp_url: str) -> None:
        self.smtp_url = smtp_url
        self.server: smtplib.SMTP | None = None
        self.losses = 0

    @property
    def is_worth_trying(self) -> bool:
        """Whether the line has not been lost too often in a row."""
        return self.losses < LOSSES_IN_A_ROW

    def count(self, sent: bool) -> None:
        """Note whether the last mail was taken, or the line lost with it."""
        self.losses = 0 if sent or self.reset() else self.losses + 1

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
        except AWAY:
            pass
        self.close()
        return False

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        server, self.server = self.server, None
        if server is not None:
            with contextlib.suppress(*AWAY):
                server.quit()
            server.close()


def _connect(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        secure = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()
        if parts.scheme != "smtps" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def hand_over(server: smtplib.SMTP, row: OnTheWay, mail_from: str, mine: Hand) -> Outcome:
    """Hand one mail over. One that cannot be put on the line at all has failed, and stops no other."""
    try:
        return _converse(server, row, mail_from, mine)
    except AWAY as error:
        return Outcome(MailState.QUEUED, words_of(error))
    except ValueError as error:
        return Outcome(MailState.FAILED, words_of(error))


def _converse(server: smtplib.SMTP, row: OnTheWay, mail_from: str, mine: Hand) -> Outcome:
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
    mine.begin(row.id)
    return _give(server, content)


def _give(server: smtplib.SMTP, content: bytes) -> Outcome:
    """Send the content. From its first byte until the answer nobody but the server knows whether it was taken."""
    try:
        server.send(_stuffed(content) + b".\r\n")
        code, answer = server.getreply()
    except AWAY as error:
        return Outcome(MailState.UNCERTAIN, words_of(error))
    return Outcome(MailState.SENT, f"{code} {_decode(answer)}") if code < 400 else _refusal(code, answer)


def _stuffed(content: bytes) -> bytes:
    """A line that begins with a dot gets another, so that it does not end the mail; ours seldom has one."""
    return re.sub(rb"(?m)^\.", b"..", content) if b"\n." in content else content


def _refusal(code: int, answer: bytes | str) -> Outcome:
    return Outcome(MailState.FAILED if code >= 500 else MailState.QUEUED, f"{code} {_decode(answer)}")


def _decode(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def words_of(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def as_bytes(row: OutgoingMail | OnTheWay, mail_from: str) -> bytes:
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
    return mime.message(headers, row.text, row.html, row.message_id, bars_in(row.html))
