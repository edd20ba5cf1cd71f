"""The history: who did what and when, append-only, one hash chain for each thing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from quality.core.bulk import insert_rows, table_of
from quality.core.db import Key, Model, reserve_ids

START = "0" * 64

# Entries that tell which earlier ones had their names taken out, and what digest those have without.
SEALS = frozenset({"forget_names", "forget_text"})


class Entry(Model):
    """One thing that happened. The digest covers the row, the one before it and the digest of its values."""

    __tablename__ = "history_entry"
    __table_args__ = (sa.UniqueConstraint("subject", "subject_id", "seq"),)

    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(sa.String(16))
    subject_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[dt.datetime]
    actor_id: Mapped[int | None]
    deputy_for_id: Mapped[int | None]
    act: Mapped[str] = mapped_column(sa.String(40))
    values_digest: Mapped[str] = mapped_column(sa.String(64))
    digest: Mapped[str] = mapped_column(sa.String(64))


class EntryValues(Model):
    """What an entry changed, apart from it so that retention can erase the values and leave the chain whole."""

    __tablename__ = "history_values"

    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("history_entry.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    content: Mapped[str | None] = mapped_column(sa.Text)
    erased_at: Mapped[dt.datetime | None]


class Head(Model):
    """The end of a day: one digest over every entry written since the head before it."""

    __tablename__ = "history_head"

    id: Mapped[Key]
    day: Mapped[dt.date] = mapped_column(unique=True)
    last_entry_id: Mapped[int]
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))


@dataclass(frozen=True)
class Happening:
    """An entry before it has its place in the chain."""

    subject: str
    subject_id: int
    act: str
    at: dt.datetime
    actor_id: int | None = None
    deputy_for_id: int | None = None
    values: dict[str, Any] | None = None


# Made once: every change writes both.
_ENTRY = sa.insert(table_of(Entry)).returning(table_of(Entry).c.id)
_VALUES = sa.insert(table_of(EntryValues))
_LAST = (
    sa.select(Entry.seq, Entry.digest)
    .where(Entry.subject == sa.bindparam("subject"), Entry.subject_id == sa.bindparam("subject_id"))
    .order_by(Entry.seq.desc())
    .limit(1)
)


def record(session: Session, happening: Happening, *, first: bool = False) -> None:
    """Append to the thing's chain; `first` spares the look-up for a thing made in this transaction."""
    session.flush()
    seq, digest = (0, START) if first else _last(session, happening.subject, happening.subject_id)
    row, values = _link(happening, seq + 1, digest)
    connection = session.connection()
    number = connection.execute(_ENTRY, row).scalar_one()
    connection.execute(_VALUES, {"entry_id": number, **values})


def put(thing: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Give a thing these values; tells what that changed, each by its name as before and after."""
    before = {name: getattr(thing, name) for name in values}
    for name, value in values.items():
        setattr(thing, name, value)
    return {name: [before[name], value] for name, value in values.items() if before[name] != value}


def record_new(session: Session, happenings: Iterable[Happening]) -> int:
    """Append the entries of many new things in bulk, each thing's in turn; returns how many."""
    linked, ends = [], dict[tuple[str, int], tuple[int, str]]()
    for happening in happenings:
        thing = happening.subject, happening.subject_id
        seq, digest = ends.get(thing, (0, START))
        row, content = _link(happening, seq + 1, digest)
        ends[thing] = seq + 1, row["digest"]
        linked.append((row, content))
    if not linked:
        return 0
    entries, values = [], []
    for number, (row, content) in zip(reserve_ids(session, Entry, len(linked)), linked, strict=True):
        entries.append({"id": number, **row})
        values.append({"entry_id": number, **content})
    insert_rows(session, Entry, entries)
    insert_rows(session, EntryValues, values)
    return len(linked)


def _last(session: Session, subject: str, subject_id: int) -> tuple[int, str]:
    """Number and digest of the end of a thing's chain."""
    found = session.execute(_LAST, {"subject": subject, "subject_id": subject_id}).first()
    return (found.seq, found.digest) if found else (0, START)


def _link(happening: Happening, seq: int, previous: str) -> tuple[dict[str, Any], dict[str, Any]]:
    content = json.dumps(happening.values or {}, ensure_ascii=False, sort_keys=True, default=str)
    salt = secrets.token_hex(16)
    row: dict[str, Any] = {
        "subject": happening.subject,
        "subject_id": happening.subject_id,
        "seq": seq,
        "at": happening.at,
        "actor_id": happening.actor_id,
        "deputy_for_id": happening.deputy_for_id,
        "act": happening.act,
        "values_digest": values_digest(salt, content),
    }
    row["digest"] = entry_digest(row, previous)
    return row, {"salt": salt, "content": content, "erased_at": None}


def values_digest(salt: str, content: str) -> str:
    """The digest that stands in the chain for the values."""
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def entry_digest(row: dict[str, Any], previous: str) -> str:
    """The digest of an entry and, through `previous`, of all before it in its chain."""
    at = row["at"].astimezone(dt.UTC).isoformat(timespec="microseconds")
    parts = (
        previous,
        row["subject"],
        row["subject_id"],
        row["seq"],
        at,
        row["actor_id"],
        row["deputy_for_id"],
        row["act"],
        row["values_digest"],
    )
    return hashlib.sha256("\n".join(str(part) for part in parts).encode()).hexdigest()


# Whoever has written something, and not committed it, holds a lock on the number of the transaction. The lock is the
# whole server's, so those who are known to be in another database are left out; anybody unknown counts.
WRITERS = """
SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT EXISTS (
    SELECT FROM pg_stat_activity AS elsewhere
    WHERE elsewhere.pid = pg_locks.pid AND elsewhere.datname <> current_database()
)
"""


def newest(session: Session) -> str:
    """What tells one state of everything from the next: the digest of the newest entry, "" when it cannot tell.

    PostgreSQL numbers entries before they are committed. While somebody writes, one with a lower number may be about to
    come, so then it tells nothing.
    """
    query = sa.select(Entry.digest).order_by(Entry.id.desc()).limit(1)
    if session.get_bind().dialect.name == "postgresql":
        query = query.where(sa.text(f"NOT EXISTS ({WRITERS})"))
    return session.scalar(query) or ""


def entries_of(session: Session, subject: str, subject_id: int) -> list[tuple[Entry, dict[str, Any]]]:
    """A thing's history, oldest first, each with what it changed ({} once erased)."""
    query = (
        sa.select(Entry, EntryValues.content)
        .join(EntryValues, EntryValues.entry_id == Entry.id)
        .where(Entry.subject == subject, Entry.subject_id == subject_id)
        .order_by(Entry.seq)
    )
    return [(entry, json.loads(content or "{}")) for entry, content in session.execute(query)]


def newest_entries(
    session: Session, subject: str, subject_ids: Sequence[int], leaving_out: Collection[str]
) -> dict[int, tuple[Entry, dict[str, Any]]]:
    """The newest entry of each of these things, as of entries_of(), acts in `leaving_out` not counted."""
    newest = (
        sa.select(Entry.subject_id, sa.func.max(Entry.seq).label("seq"))
        .where(Entry.subject == subject, Entry.subject_id.in_(subject_ids), Entry.act.not_in(leaving_out))
        .group_by(Entry.subject_id)
        .subquery()
    )
    query = (
        sa.select(Entry, EntryValues.content)
        .join(EntryValues, EntryValues.entry_id == Entry.id)
        .join(newest, sa.and_(newest.c.subject_id == Entry.subject_id, newest.c.seq == Entry.seq))
        .where(Entry.subject == subject)
    )
    return {
        entry.subject_id: (entry, json.loads(content or "{}")) for entry, content in session.execute(query)
    }


def unname(
    session: Session, subject: str, subject_id: int, wanted: Callable[[Entry], bool]
) -> dict[str, str]:
    """Take who did it out of these entries of a thing, for retention.

    Returns the digest that each has without the name, by its place: to stand in an entry of SEALS, so that what is left
    of the entry is still proved by the chain.
    """
    query = sa.select(Entry).where(Entry.subject == subject, Entry.subject_id == subject_id)
    previous, sealed = START, {}
    for entry in session.scalars(query.order_by(Entry.seq)):
        if (entry.actor_id or entry.deputy_for_id) and wanted(entry):
            entry.actor_id = entry.deputy_for_id = None
            sealed[str(entry.seq)] = entry_digest(_row_of(entry), previous)
        previous = entry.digest
    session.flush()
    return sealed


def erase_values(session: Session, subject: str, subject_id: int, now: dt.datetime) -> None:
    """Erase what a thing's entries changed; the chain stays whole, and says that it was erased and when.

    The salt goes too, or who holds the database could try values against the digest until one fits.
    """
    entries = sa.select(Entry.id).where(
        Entry.subject == subject, Entry.subject_id == subject_id, Entry.act.not_in(SEALS)
    )
    session.execute(
        sa.update(EntryValues)
        .where(EntryValues.entry_id.in_(entries), EntryValues.content.is_not(None))
        .values(content=None, salt="", erased_at=now)
    )


def close_day(session: Session, day: dt.date) -> Head | None:
    """Write the head of `day` over every entry since the last head; None when it stands or nothing happened."""
    if session.scalar(sa.select(Head.id).where(Head.day >= day)):
        return None
    before = session.scalar(sa.select(Head).order_by(Head.id.desc()).limit(1))
    after = before.last_entry_id if before else 0
    count, last, digest = _fold(session, before.digest if before else START, after, None)
    if not count:
        return None
    head = Head(day=day, last_entry_id=last, entries=count, digest=digest)
    session.add(head)
    session.flush()
    return head


def _fold(session: Session, start: str, after: int, last: int | None) -> tuple[int, int, str]:
    query = sa.select(Entry.id, Entry.digest).where(Entry.id > after).order_by(Entry.id)
    if last is not None:
        query = query.where(Entry.id <= last)
    hasher, count, end = hashlib.sha256(start.encode()), 0, after
    for number, digest in session.execute(query.execution_options(yield_per=5000)):
        hasher.update(f"{number}:{digest}\n".encode())
        count, end = count + 1, number
    return count, end, hasher.hexdigest()


@dataclass(frozen=True)
class Fault:
    """A row of the history that does not agree with its digests."""

    subject: str
    subject_id: int
    seq: int
    what: str


def verify(session: Session) -> Iterator[Fault]:
    """Every entry that was changed, removed or moved since it was written, by thing and place in its chain."""
    yield from _verify_chains(session)
    yield from _verify_heads(session)


def _verify_chains(session: Session) -> Iterator[Fault]:
    query = (
        sa.select(Entry, EntryValues)
        .join(EntryValues, EntryValues.entry_id == Entry.id, isouter=True)
        .order_by(Entry.subject, Entry.subject_id, Entry.seq)
    )
    chain, previous, seq = None, START, 0
    unnamed: dict[str, tuple[str, Fault]] = {}
    for entry, values in session.execute(query.execution_options(yield_per=2000)):
        if (entry.subject, entry.subject_id) != chain:
            yield from _unsealed(unnamed)
            chain, previous, seq, unnamed = (entry.subject, entry.subject_id), START, 0, {}
        found = entry_digest(_row_of(entry), previous)
        what = _entry_fault(entry, values, seq + 1)
        if not what and found != entry.digest:
            what = CHANGED
        fault = Fault(entry.subject, entry.subject_id, entry.seq, what)
        if what == CHANGED and entry.actor_id is None and entry.deputy_for_id is None:
            unnamed[str(entry.seq)] = found, fault
        elif what:
            yield fault
        elif entry.act in SEALS and values and values.content:
            for place, digest in json.loads(values.content).get("sealed", {}).items():
                if unnamed.get(place, ("",))[0] == digest:
                    del unnamed[place]
        previous, seq = entry.digest, entry.seq
    yield from _unsealed(unnamed)


CHANGED = "changed or moved"


def _unsealed(unnamed: dict[str, tuple[str, Fault]]) -> Iterator[Fault]:
    """Entries without a name that no later one tells of."""
    yield from (fault for _, fault in unnamed.values())


COVERED = ("subject", "subject_id", "seq", "at", "actor_id", "deputy_for_id", "act", "values_digest")


def _row_of(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in COVERED}


def _entry_fault(entry: Entry, values: EntryValues | None, expected: int) -> str:
    if entry.seq != expected:
        return f"entry {expected} is missing before it"
    if values is None:
        return "its values were removed"
    if values.content is None and values.erased_at is None:
        return "its values were emptied without a record"
    if values.content is not None and values_digest(values.salt, values.content) != entry.values_digest:
        return "its values were changed"
    return ""


def _verify_heads(session: Session) -> Iterator[Fault]:
    previous, after = START, 0
    for head in session.scalars(sa.select(Head).order_by(Head.id)):
        count, _, digest = _fold(session, previous, after, head.last_entry_id)
        if digest != head.digest:
            yield Fault(
                "day",
                head.id,
                0,
                f"{head.day}: {head.entries} entries were written, {count} stand or they differ",
            )
        previous, after = head.digest, head.last_entry_id
