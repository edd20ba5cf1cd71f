"""Tables without what makes them slow to fill: indexes, triggers and, on PostgreSQL, the checks of foreign keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.core.db import Model, transaction

# What a table is without, and how it is put back. What keeps a rule, a key or a unique set of columns, stays.
SQLITE = """SELECT type, name, sql FROM sqlite_master
WHERE sql IS NOT NULL AND type IN ('index', 'trigger') AND tbl_name IN :tables"""
POSTGRESQL = """SELECT 'index', indexname, indexdef FROM pg_indexes
WHERE schemaname = current_schema() AND tablename IN :tables
AND indexname NOT IN (SELECT conname FROM pg_constraint)"""


@contextmanager
def bare(models: Sequence[type[Model]]) -> Iterator[None]:
    """The tables of these models, until they are filled. The search index of SQLite is filled at the end."""
    with transaction() as session:
        taken = _take_off(session, [model.__tablename__ for model in models])
    yield
    with transaction() as session:
        unchecked(session)
        for _, _, again in taken:
            session.connection().exec_driver_sql(again)
        if session.get_bind().dialect.name == "sqlite":
            session.execute(sa.text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))


def _take_off(session: Session, tables: list[str]) -> list[tuple[str, str, str]]:
    query = POSTGRESQL if session.get_bind().dialect.name == "postgresql" else SQLITE
    asked = sa.text(query).bindparams(sa.bindparam("tables", expanding=True))
    found = [(row[0], row[1], row[2]) for row in session.execute(asked, {"tables": tables})]
    for kind, name, _ in found:
        session.execute(sa.text(f'DROP {kind} "{name}"'))
    return found


def unchecked(session: Session) -> None:
    """No checks of foreign keys, room to sort in and time enough, for the rest of this transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
        session.execute(sa.text("SET LOCAL maintenance_work_mem = '512MB'"))
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
