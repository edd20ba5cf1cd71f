"""Sets the stage for a test: takes every row out, and puts what was made once back as rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
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
    """Take every row out; on PostgreSQL in one go, without asking the foreign keys."""
    tables = list(reversed(db.metadata.sorted_tables))
    with transaction() as session:
        _let_keys_wait(session)
        if session.get_bind().dialect.name == "postgresql":
            deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in tables)
            session.connection().exec_driver_sql(deletes)
            return
        for table in tables:
            session.execute(table.delete())


def _let_keys_wait(session: Session) -> None:
    """Ask the foreign keys at the end of the transaction on SQLite, and not at all on PostgreSQL."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    else:
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))


class Stage:
    """The rows of each scene, the cast alone or furnished, kept from when it was first made."""

    def __init__(self) -> None:
        self._rows: dict[Scene, list[tuple[sa.Table, list[dict[str, Any]]]]] = {}
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
            _let_keys_wait(session)
            for table, rows in self._rows[scene]:
                session.execute(table.insert(), rows)
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
            kept = [(table, _rows(session, table)) for table in db.metadata.sorted_tables]
        self._rows[scene] = [(table, rows) for table, rows in kept if rows]
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


def _rows(session: Session, table: sa.Table) -> list[dict[str, Any]]:
    """Every row, those before that later ones may point at; where a JSON column is empty it stays so."""
    empty = {column.name: sa.null() for column in table.columns if isinstance(column.type, sa.JSON)}
    rows = session.execute(sa.select(table).order_by(*table.primary_key)).mappings()
    return [
        {name: empty.get(name) if value is None else value for name, value in row.items()} for row in rows
    ]
