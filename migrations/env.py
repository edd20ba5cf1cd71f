"""Runs the migrations on the application's own database."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from quality.core.db import UTCDateTime, db

SKIPPED = {"search_index"}


def include(obj: object, name: str | None, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave the search index out: FTS5's own tables on SQLite, an index on expressions on PostgreSQL."""
    return not (kind in {"table", "index"} and name and any(name.startswith(skipped) for skipped in SKIPPED))


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write columns in migrations without our own types, so that old steps stand when the types change."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def run() -> None:
    """Upgrade or downgrade over one connection."""
    with db.engine.connect() as connection:
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
