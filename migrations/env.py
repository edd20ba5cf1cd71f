"""Runs the migrations on the application's own database."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import context
from flask import current_app

from quality.core.db import UTCDateTime, db

SKIPPED = {"search_index", "measure_index", "change_token"}


def include(obj: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave out what the database itself writes: what is searched by, and the tokens of what has changed."""
    return not (kind in {"table", "index"} and name and any(name.startswith(skipped) for skipped in SKIPPED))


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write columns in migrations without our own types, so that old steps stand when the types change."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


@contextmanager
def tables_may_be_rebuilt(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by writing it anew, which its foreign keys would forbid; they are checked afterwards.

    The pragma does nothing inside a transaction, so it goes to the driver before one has begun.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows that point at nothing after the migration: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Upgrade or downgrade over one connection."""
    with db.engine.connect() as connection, tables_may_be_rebuilt(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            compare_type=True,
            include_object=include,
            render_item=render,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


with current_app.app_context():
    run()
