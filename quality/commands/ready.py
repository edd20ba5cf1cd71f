"""Commands that need the database say in one sentence what mends it when it is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import OperationalError, ProgrammingError

from config import ROOT
from quality.core.db import db

HEAD = Path(ROOT) / "migrations" / "current_head"


def database_fault() -> str:
    """What is wrong with the database, and what mends it; empty when nothing is."""
    try:
        with db.engine.connect() as connection:
            version = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except (OperationalError, ProgrammingError) as error:
        if "connect" in str(error.orig):
            return "The database does not answer. Start it, or mend DATABASE_URL."
        return "The database is empty. Run: flask db upgrade"
    if version != HEAD.read_text().strip():
        return f"The database is at step {version}, not at that of this version. Run: flask db upgrade"
    return ""


def check_database() -> None:
    """Stop the command with one sentence unless the database is ready."""
    if fault := database_fault():
        raise click.ClickException(fault)


class DatabaseGroup(AppGroup):
    """A group of commands that all use the database."""

    def invoke(self, ctx: click.Context) -> Any:
        """Look at the database first."""
        with ctx.ensure_object(ScriptInfo).load_app().app_context():
            check_database()
        return super().invoke(ctx)
