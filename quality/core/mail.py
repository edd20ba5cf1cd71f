"""The outbox: a mail is written in the same transaction as its cause, and waits until it is delivered."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core.db import Enumerated, Key, Model, PublicId
from quality.core.text import N_, clean_line


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


CHANGED = "Mottakeren har ikke lenger tilgang til alt i den."


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


def call_back(session: Session, *which: sa.ColumnElement[bool]) -> list[tuple[int, dt.datetime]]:
    """Call these waiting mails back, which their receivers may no longer have; whose each was and from when."""
    done = session.execute(
        sa.update(OutgoingMail)
        .where(OutgoingMail.state == MailState.QUEUED, *which)
        .values(state=MailState.CANCELLED, answer=CHANGED)
        .returning(OutgoingMail.person_id, OutgoingMail.created_at)
        .execution_options(synchronize_session=False)
    )
    return [(person_id, at) for person_id, at in done if person_id]


def due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Mail that may be handed over now, as SQL."""
    return sa.and_(OutgoingMail.state == MailState.QUEUED, OutgoingMail.next_try_at <= now)


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
