"""Sets the stage for a test: takes every row out, and puts the cast back as rows instead of making it anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.core.clock import local_date
from quality.core.db import db, transaction
from quality.organisation.models import Unit
from tests.cast import Cast, make_cast


def empty_database() -> None:
    """Take every row out; on PostgreSQL in one go, without asking the foreign keys."""
    tables = list(reversed(db.metadata.sorted_tables))
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            deletes = "; ".join(f'DELETE FROM "{table.name}"' for table in tables)
            session.connection().exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")
            return
        session.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        for table in tables:
            session.execute(table.delete())


class Stage:
    """The cast's rows for each time it was asked for, kept from when it was first made."""

    def __init__(self) -> None:
        self._rows: dict[dt.datetime, list[tuple[sa.Table, list[dict[str, Any]]]]] = {}
        self._parts: dict[dt.datetime, dict[str, tuple[type[Person | Unit], int]]] = {}

    def cast(self, now: dt.datetime) -> Cast:
        """The cast, in a database that is empty."""
        with transaction() as session:
            if now not in self._rows:
                self._keep(session, make_cast(session, now), now)
            else:
                for table, rows in self._rows[now]:
                    session.execute(table.insert(), rows)
            return self._read(session, now)

    def _keep(self, session: Session, cast: Cast, now: dt.datetime) -> None:
        kept = [(table, _rows(session, table)) for table in db.metadata.sorted_tables]
        self._rows[now] = [(table, rows) for table, rows in kept if rows]
        parts = {part: value for part, value in vars(cast).items() if isinstance(value, Person | Unit)}
        self._parts[now] = {part: (type(value), value.id) for part, value in parts.items()}

    def _read(self, session: Session, now: dt.datetime) -> Cast:
        units, people = session.scalars(sa.select(Unit)).all(), session.scalars(sa.select(Person)).all()
        found = {(type(row), row.id): row for row in (*units, *people)}
        for person in people:
            _ = person.unit  # the pages that count their queries had it before too
        played = {part: found[which] for part, which in self._parts[now].items()}
        return Cast(session=session, day=local_date(now), **played)


def _rows(session: Session, table: sa.Table) -> list[dict[str, Any]]:
    """Every row, those before that later ones may point at."""
    return [dict(row) for row in session.execute(sa.select(table).order_by(*table.primary_key)).mappings()]
