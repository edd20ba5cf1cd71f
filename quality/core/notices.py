"""Short messages to a person: shown in the product, and gathered into at most one mail a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core.db import Key, Model, UTCDateTime
from quality.core.mail import OutgoingMail, call_back


class Notice(Model):
    """Something a person is told. `text` is a message id, translated for the reader when shown."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index(None, "person_id", "read_at"), sa.Index(None, "mailed_at", "person_id"))

    id: Mapped[Key]
    person_id: Mapped[int]
    kind: Mapped[str] = mapped_column(sa.String(32))
    text: Mapped[str] = mapped_column(sa.Text)
    values: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(sa.String(200), index=True)
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    created_at: Mapped[dt.datetime]
    read_at: Mapped[dt.datetime | None]
    mailed_at: Mapped[dt.datetime | None]


NEWEST = (Notice.created_at.desc(), Notice.id.desc())


@dataclass(frozen=True)
class News:
    """A notice to be given. `link` is a path; `key` makes it once a person; values hold no case text."""

    person_id: int
    kind: str
    text: str
    link: str
    key: str
    values: dict[str, Any] = field(default_factory=dict)


def tell(session: Session, news: list[News], now: dt.datetime) -> int:
    """Give each notice that was not given before; returns how many were new."""
    keys = [f"{item.key}:{item.person_id}" for item in news]
    known = set(session.scalars(sa.select(Notice.key).where(Notice.key.in_(keys)))) if keys else set()
    fresh = {key: item for key, item in zip(keys, news, strict=True) if key not in known}
    for key, item in fresh.items():
        session.add(
            Notice(
                person_id=item.person_id,
                kind=item.kind,
                text=item.text,
                values=item.values,
                link=item.link,
                key=key,
                created_at=now,
            )
        )
    session.flush()
    return len(fresh)


def unread(session: Session, person_id: int, limit: int = 20) -> list[Notice]:
    """A person's unread notices, newest first."""
    query = sa.select(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return list(session.scalars(query.order_by(*NEWEST).limit(limit)))


def waits(session: Session, person_id: int, link: str) -> bool:
    """Whether something unread points the person at this page."""
    query = sa.select(Notice.id).where(_unread_of(person_id, link))
    return session.scalar(query.limit(1)) is not None


def _unread_of(person_id: int, link: str) -> sa.ColumnElement[bool]:
    return sa.and_(Notice.person_id == person_id, Notice.link == link, Notice.read_at.is_(None))


def listed(session: Session, person_id: int, page: int, size: int) -> tuple[list[Notice], int]:
    """A page of all a person has been told, newest first, and how many there are."""
    mine = Notice.person_id == person_id
    query = sa.select(Notice).where(mine).order_by(*NEWEST)
    rows = list(session.scalars(query.limit(size).offset((page - 1) * size)))
    return rows, session.scalar(sa.select(sa.func.count(Notice.id)).where(mine)) or 0


def mark_all_read(session: Session, person_id: int, now: dt.datetime) -> None:
    """Mark everything a person has been told as seen."""
    unseen = (Notice.person_id == person_id, Notice.read_at.is_(None))
    session.execute(sa.update(Notice).where(*unseen).values(read_at=now))


def turn(session: Session, person_id: int, number: int, now: dt.datetime) -> None:
    """Mark one of a person's notices as seen, or as unseen when it was; another's is left alone."""
    session.execute(
        sa.update(Notice)
        .where(Notice.id == number, Notice.person_id == person_id)
        .values(read_at=sa.case((Notice.read_at.is_(None), sa.literal(now, UTCDateTime())), else_=sa.null()))
    )


def mark_read(session: Session, person_id: int, link: str, now: dt.datetime) -> None:
    """Mark what pointed at `link` as seen by the person."""
    session.execute(marking_read(person_id, link, now))


def marking_read(person_id: int, link: str, now: dt.datetime) -> sa.Update:
    """The statement that does so."""
    return sa.update(Notice).where(_unread_of(person_id, link)).values(read_at=now)


def mark_done(session: Session, key: str, person_ids: list[int], now: dt.datetime) -> None:
    """Mark what asked these people for something that is done now as seen."""
    keys = [f"{key}:{person_id}" for person_id in person_ids]
    session.execute(
        sa.update(Notice).where(Notice.key.in_(keys), Notice.read_at.is_(None)).values(read_at=now)
    )


def forget(session: Session, link: str, person_ids: list[int], keys: Collection[str] = ()) -> None:
    """Take back what told these people of a thing that they may no longer know of.

    `keys` are those of notices of the thing that lead elsewhere.
    """
    _forget(session, _of(link, keys), Notice.person_id.in_(person_ids))


def forget_but(session: Session, link: str, kept: Collection[int], keys: Collection[str] = ()) -> None:
    """Take it back from everybody but these."""
    _forget(session, _of(link, keys), Notice.person_id.not_in(kept))


def _forget(session: Session, *which: sa.ColumnElement[bool]) -> None:
    """A mail that carries some of it and still waits is called back; what else it carried goes with the next."""
    carries = sa.exists().where(
        Notice.person_id == OutgoingMail.person_id, Notice.mailed_at == OutgoingMail.created_at, *which
    )
    for person_id, at in call_back(session, carries):
        carried = (Notice.person_id == person_id, Notice.mailed_at == at)
        session.execute(sa.update(Notice).where(*carried).values(mailed_at=None))
    session.execute(sa.delete(Notice).where(*which))


def _of(link: str, keys: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.or_(_leads_to(link), *(Notice.key.startswith(f"{key}:", autoescape=True) for key in keys))


def _leads_to(link: str) -> sa.ColumnElement[bool]:
    """Notices of the page and of those below it."""
    return sa.or_(Notice.link == link, Notice.link.startswith(f"{link}/", autoescape=True))


def take_back(session: Session, keys: list[str]) -> int:
    """Remove what was given under these keys and has neither been read nor mailed; returns how many."""
    starts = sa.or_(*(Notice.key.startswith(f"{key}:", autoescape=True) for key in keys))
    rows = list(
        session.scalars(sa.select(Notice).where(starts, Notice.read_at.is_(None), Notice.mailed_at.is_(None)))
    )
    for row in rows:
        session.delete(row)
    session.flush()
    return len(rows)


def unmailed(session: Session, person_ids: list[int], since: dt.datetime) -> list[Notice]:
    """What no mail has carried to these people, they have not read, and is not older than `since`; oldest first."""
    query = sa.select(Notice).where(
        Notice.mailed_at.is_(None),
        Notice.read_at.is_(None),
        Notice.created_at > since,
        Notice.person_id.in_(person_ids),
    )
    return list(session.scalars(query.order_by(Notice.id)))


def mark_mailed(session: Session, notice_ids: list[int], at: dt.datetime | None) -> None:
    """Write that a mail carries these; None when that mail was called back."""
    session.execute(sa.update(Notice).where(Notice.id.in_(notice_ids)).values(mailed_at=at))
