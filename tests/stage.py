"""Sets the stage for a test: takes every row out, and puts what was made once back as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.core.clock import local_date
from quality.core.db import db, transaction
from quality.organisation.models import Unit
from tests.cast import Cast, make_cast

Furnish = Callable[[Cast], None]
Scene = tuple[dt.datetime, Furnish | None]


def staged(furnish: Furnish) -> Furnish:
    """What furnishes an empty stage dearly is done once a process, and is rows after that; call it first in a test."""

    @wraps(furnish)
    def put(cast: Cast) -> None:
        STAGE.cast(cast.now, furnish)

    return put


def forget_power_cuts(engine: sa.Engine) -> None:
    """Write without waiting for the disk, as the tests' PostgreSQL does: what they write is not kept."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(
            engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF").close()
        )


def empty_database() -> None:
    """Take every row out, without asking the foreign keys before it is done."""
    with transaction() as session:
        cursor = _cursor(session)
        if _postgresql(session):
            cursor.execute("; ".join(f'DELETE FROM "{table.name}"' for table in reversed(_tables())))
            return
        for table in reversed(_tables()):
            cursor.execute(f'DELETE FROM "{table.name}"')


def _postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _cursor(session: Session) -> Any:
    """The driver's own, as every test comes by here often; foreign keys wait to the end, or are never asked."""
    later = "SET LOCAL session_replication_role = replica"
    cursor = session.connection().connection.cursor()
    cursor.execute(later if _postgresql(session) else "PRAGMA defer_foreign_keys = ON")
    return cursor


@cache
def _tables() -> list[sa.Table]:
    return db.metadata.sorted_tables


class Stage:
    """The rows of each scene, the cast alone or furnished, kept from when it was first made."""

    def __init__(self) -> None:
        self._rows: dict[Scene, dict[str, Any]] = {}
        self._parts: dict[Scene, dict[str, tuple[type[Person | Unit], int]]] = {}

    def cast(self, now: dt.datetime, furnish: Furnish | None = None) -> Cast:
        """The cast, in an empty database; `furnish` puts what else is needed there, the cast's ids being the same."""
        scene = now, furnish
        made = scene not in self._rows
        if made:
            self._make(scene)
        if made or furnish:
            empty_database()
            db.session.expire_all()
        with transaction() as session:
            put = _copy_in if _postgresql(session) else _insert
            cursor = _cursor(session)
            for table, rows in self._rows[scene].items():
                put(cursor, table, rows)
            return self._read(session, scene)

    def _make(self, scene: Scene) -> None:
        now, furnish = scene
        if furnish:
            empty_database()
            cast = self.cast(now)
            furnish(cast)
        else:
            with transaction() as session:
                cast = make_cast(session, now)
        with transaction() as session:
            take = _copy_out if _postgresql(session) else _select
            cursor = _cursor(session)
            kept = {table.name: take(cursor, table) for table in _tables()}
        self._rows[scene] = {table: rows for table, rows in kept.items() if rows}
        parts = {part: value for part, value in vars(cast).items() if isinstance(value, Person | Unit)}
        self._parts[scene] = {part: (type(value), value.id) for part, value in parts.items()}

    def _read(self, session: Session, scene: Scene) -> Cast:
        units, people = session.scalars(sa.select(Unit)).all(), session.scalars(sa.select(Person)).all()
        found = {(type(row), row.id): row for row in (*units, *people)}
        for person in people:
            _ = person.unit  # the pages that count their queries had it before too
        played = {part: found[which] for part, which in self._parts[scene].items()}
        return Cast(session=session, now=scene[0], day=local_date(scene[0]), **played)


STAGE = Stage()


def _select(cursor: Any, table: sa.Table) -> list[tuple[Any, ...]]:
    """Every row as SQLite stores it."""
    rows: list[tuple[Any, ...]] = cursor.execute(f'SELECT * FROM "{table.name}"').fetchall()
    return rows


def _insert(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    cursor.executemany(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows[0]))})', rows)


def _copy_out(cursor: Any, table: sa.Table) -> bytes:
    """Every row as PostgreSQL writes it out, in an order that stays the same."""
    keys = ", ".join(column.name for column in table.primary_key)
    with cursor.copy(f'COPY (SELECT * FROM "{table.name}" ORDER BY {keys}) TO STDOUT') as copied:
        return b"".join(copied)


def _copy_in(cursor: Any, table: str, rows: bytes) -> None:
    with cursor.copy(f'COPY "{table}" FROM STDIN') as copied:
        copied.write(rows)
