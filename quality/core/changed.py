"""What tells whether counts, units or categories have changed: a token drawn anew by the database with each change.

Triggers draw it (migration 0052), so no writer can forget to, and drawn at random it never comes back, whatever is
undone or restored. Who reads the tokens before the rows may keep these for as long as the tokens stand: rows are then
never older than the tokens they are kept under.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

# What has no days has all its tokens under this one.
WHOLE = dt.date(1970, 1, 1)
# Numbers and names held by one process, in seven megabytes.
MOST = 100_000


@dataclass(frozen=True)
class Tokens:
    """What was asked for, and its tokens; a step that has never held a number has none yet."""

    names: frozenset[str] = frozenset()
    since: dt.date = WHOLE
    found: Mapping[tuple[str, dt.date], int] = field(default_factory=dict)

    def of(self, what: str, day: dt.date = WHOLE) -> int | None:
        """The token that stands; None for what was not asked for, which nothing can be kept under."""
        if what not in self.names or (day != WHOLE and day < self.since):
            return None
        return self.found.get((what, day), 0)


_TABLE = sa.table(
    "change_token", sa.column("what", sa.String), sa.column("starts_on", sa.Date), sa.column("token")
)
# Several writers have a row each; the sum is cast because PostgreSQL adds big numbers up to decimal ones.
_QUERY = (
    sa.select(_TABLE.c.what, _TABLE.c.starts_on, sa.cast(sa.func.sum(_TABLE.c.token), sa.BigInteger))
    .where(
        _TABLE.c.what.in_(sa.bindparam("names", expanding=True)),
        sa.or_(_TABLE.c.starts_on == WHOLE, _TABLE.c.starts_on >= sa.bindparam("since")),
    )
    .group_by(_TABLE.c.what, _TABLE.c.starts_on)
)


def tokens(session: Session, since: dt.date, *names: str) -> Tokens:
    """The tokens of now: of tables by their name, of counts since a day by their grain and each step's first day."""
    rows = session.execute(_QUERY, {"names": names, "since": since})
    return Tokens(frozenset(names), since, {(what, day): token for what, day, token in rows})


class Store:
    """What was read, each by all that decides it, with what it weighs; the longest unused makes room for the new."""

    def __init__(self) -> None:
        self._things: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()
        self._held = 0

    def take(self, key: Hashable) -> Any:
        """The thing, None when there is none."""
        with self._lock:
            if key not in self._things:
                return None
            self._things.move_to_end(key)
            return self._things[key][0]

    def put(self, key: Hashable, thing: Any, weight: int) -> None:
        """Keep a thing instead of what had its key before."""
        with self._lock:
            self._held -= self._things.pop(key, (None, 0))[1]
            self._things[key] = thing, weight
            self._held += weight
            while self._held > MOST:
                _, (_, gone) = self._things.popitem(last=False)
                self._held -= gone


_STORES: WeakKeyDictionary[Engine, Store] = WeakKeyDictionary()


def store_of(session: Session) -> Store:
    """The store of this process for the session's own database."""
    return _STORES.setdefault(session.get_bind().engine, Store())


def forget(engine: Engine) -> None:
    """Let go of everything that is kept of this database, as a process that has just begun."""
    _STORES.pop(engine, None)
