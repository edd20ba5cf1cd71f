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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime, formataddr
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core import mime
from quality.core.bars import bars_in
from quality.core.db import Enumerated, Key, Model, PublicId, transaction
from quality.core.files import beside
from quality.core.hands import Hand, hand, left_behind
from quality.core.text import N_, clean_line

PAUSES_MINUTES = (1, 5, 15, 60, 120, 240, 480, 520)
SENDING_LIMIT = dt.timedelta(minutes=15)
TIMEOUT_SECONDS = 30
RUN_SECONDS = 240
LIMIT = 1000
IN_HAND = 200
HAND_SECONDS = 60
HANDS = "outbox"
ENDED = "The process ended while it was being sent."
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
    hand: Mapped[str | None] = mapped_column(sa.String(16), index=True)
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


def empty_old(session: Session, kinds: tuple[str, ...] | None, before: dt.datetime) -> int:
    """Take the text out of mails of these kinds (None: of all) that are done with; the row stays as proof."""
    done = (MailState.SENT, MailState.FAILED, MailState.CANCELLED, MailState.UNCERTAIN)
    result = session.execute(
        sa.update(OutgoingMail)
        .where(
            sa.true() if kinds is None else OutgoingMail.kind.in_(kinds),
            OutgoingMail.created_at < before,
            OutgoingMail.state.in_(done),
            OutgoingMail.text != "",
        )
        .values(text="", html="")
    )
    return int(result.rowcount)  # type: ignore[attr-defined]


def deliver(smtp_url: str, mail_from: str, now: dt.datetime, limit: int = LIMIT) -> int:
    """Hand over what is due; returns how many were sent. Without an SMTP server nothing is touched.

    So many at a time are claimed before they are sent and settled after, and a file tells of each as it is begun and
    answered: a kill leaves at most the one on the line as uncertain, which is never sent again by itself, and the rest
    goes. While the server is away nothing is claimed: the mail waits, with growing pauses, for as long as that lasts.
    """
    if not smtp_url:
        return 0
    pick_up(now)
    line, sent, end = _Line(smtp_url), 0, time.monotonic() + RUN_SECONDS
    try:
        while limit > 0 and line.is_worth_trying and time.monotonic() < end:
            waiting = _due(now, min(limit, IN_HAND))
            if not waiting:
                break
            line.open()
            sent += _deliver_some(line, waiting, mail_from, now)
            limit -= len(waiting)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("the mail server is away: %s", error)
        _wait(_words(error), now)
    finally:
        line.close()
    return sent


def _deliver_some(line: _Line, mail_ids: list[int], mail_from: str, now: dt.datetime) -> int:
    """Claim these, hand them over, and settle what came of each; those that were not begun go back to the queue."""
    with hand(beside(HANDS)) as mine:
        outcomes: dict[int, Outcome] = {}
        end = time.monotonic() + HAND_SECONDS
        try:
            for row in _claim(mail_ids, mine.name, now):
                if not line.is_worth_trying or time.monotonic() > end:
                    break
                outcome = _try(line.open(), row, mail_from, mine)
                mine.end(row.id, outcome.state, outcome.answer)
                outcomes[row.id] = outcome
                line.count(outcome.state is MailState.SENT)
        except (OSError, smtplib.SMTPException):
            _settle(mine.name, outcomes, now)
            raise
        _settle(mine.name, outcomes, now)
    return sum(outcome.state is MailState.SENT for outcome in outcomes.values())


def pick_up(now: dt.datetime) -> int:
    """Settle what processes that ended had in hand; returns how many.

    What was on the line is uncertain, what was answered is what the answer says, and what was never begun is queued
    again. Where the machine itself went down, the last lines may be lost, and all without an answer is uncertain.
    """
    settled = 0
    for left in left_behind(beside(HANDS)):
        outcomes = {
            number: Outcome(MailState(state), answer) for number, (state, answer) in left.ended.items()
        }
        with transaction() as session:
            unknown = [row.id for row in _held(session, left.name) if row.id not in outcomes]
        for number in unknown:
            if number in left.begun or not left.whole:
                outcomes[number] = Outcome(MailState.UNCERTAIN, ENDED)
        settled += _settle(left.name, outcomes, now)
    return settled + _flag_lost(now)


def _flag_lost(now: dt.datetime) -> int:
    """Mark what has been on its way for too long, and no file tells of, as uncertain; returns how many."""
    with transaction() as session:
        result = session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < now - SENDING_LIMIT)
            .values(state=MailState.UNCERTAIN, answer=ENDED)
        )
        return int(result.rowcount)  # type: ignore[attr-defined]


def _due(now: dt.datetime, limit: int) -> list[int]:
    with transaction() as session:
        query = sa.select(OutgoingMail.id).where(due(now))
        return list(session.scalars(query.order_by(OutgoingMail.next_try_at, OutgoingMail.id).limit(limit)))


def _claim(mail_ids: list[int], name: str, now: dt.datetime) -> Sequence[OnTheWay]:
    """Sign those that nobody else has taken or called back meanwhile, and read them."""
    with transaction() as session:
        session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.id.in_(mail_ids), due(now))
            .values(state=MailState.SENDING, claimed_at=now, tries=OutgoingMail.tries + 1, hand=name)
            .execution_options(synchronize_session=False)
        )
        return _held(session, name)


def _held(session: Session, name: str) -> Sequence[OnTheWay]:
    columns = (getattr(OutgoingMail, column) for column in OnTheWay._fields)
    query = sa.select(*columns).where(_in_hand(name)).order_by(OutgoingMail.next_try_at, OutgoingMail.id)
    return [OnTheWay(*row) for row in session.execute(query)]


def _in_hand(name: str) -> sa.ColumnElement[bool]:
    return sa.and_(OutgoingMail.hand == name, OutgoingMail.state == MailState.SENDING)


def _settle(name: str, outcomes: Mapping[int, Outcome], now: dt.datetime) -> int:
    """Write down what came of what this hand holds; what was not begun waits again as if it had not been taken."""
    with transaction() as session:
        query = sa.select(OutgoingMail.id, OutgoingMail.tries, OutgoingMail.next_try_at, OutgoingMail.answer)
        rows = [
            _settled(*row, outcomes.get(row.id), now) for row in session.execute(query.where(_in_hand(name)))
        ]
        if rows:
            session.execute(sa.update(OutgoingMail), rows)
        return len(rows)


def _settled(
    mail_id: int, tries: int, next_try_at: dt.datetime, answer: str, outcome: Outcome | None, now: dt.datetime
) -> dict[str, object]:
    row: dict[str, object] = {"id": mail_id, "tries": tries, "next_try_at": next_try_at, "sent_at": None}
    if outcome is None:
        return row | {"state": MailState.QUEUED, "tries": tries - 1, "answer": answer}
    row |= {"state": outcome.state, "answer": clean_line(outcome.answer, 300)}
    if outcome.state is MailState.SENT:
        row["sent_at"] = now
    elif outcome.state is MailState.QUEUED and tries > len(PAUSES_MINUTES):
        row["state"] = MailState.FAILED
    elif outcome.state is MailState.QUEUED:
        row["next_try_at"] = now + dt.timedelta(minutes=PAUSES_MINUTES[tries - 1])
    return row


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


def _try(server: smtplib.SMTP, row: OnTheWay, mail_from: str, mine: Hand) -> Outcome:
    """Hand one mail over. One that cannot be put on the line at all has failed, and stops no other."""
    try:
        return _hand_over(server, row, mail_from, mine)
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(MailState.QUEUED, _words(error))
    except ValueError as error:
        return Outcome(MailState.FAILED, _words(error))


def _hand_over(server: smtplib.SMTP, row: OnTheWay, mail_from: str, mine: Hand) -> Outcome:
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
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(MailState.UNCERTAIN, _words(error))
    return Outcome(MailState.SENT, f"{code} {_decode(answer)}") if code < 400 else _refusal(code, answer)


def _stuffed(content: bytes) -> bytes:
    """A line that begins with a dot gets another, so that it does not end the mail; ours seldom has one."""
    return re.sub(rb"(?m)^\.", b"..", content) if b"\n." in content else content


def _refusal(code: int, answer: bytes | str) -> Outcome:
    return Outcome(MailState.FAILED if code >= 500 else MailState.QUEUED, f"{code} {_decode(answer)}")


def _decode(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


def _words(error: BaseException) -> str:
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
