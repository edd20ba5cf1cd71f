"""The migrations make exactly the tables that the models describe, and every step can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from config import Config
from quality.app import create_app
from quality.core.db import db
from tests.servers.plugin import NewDatabase

STEPS = str(Path(__file__).parents[2] / "migrations")


@pytest.fixture
def empty_app(new_database: NewDatabase, tmp_path: Path) -> Iterator[Flask]:
    """An app whose database has no tables yet."""
    app = create_app(Config(secret_key="k" * 40, instance_path=tmp_path, database_url=new_database()))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_the_last_step_is_what_the_models_say(empty_app: Flask) -> None:
    upgrade(STEPS)
    check(STEPS)
    assert set(db.metadata.tables) <= tables()


def test_every_step_can_be_taken_back(empty_app: Flask) -> None:
    upgrade(STEPS)
    made = tables()
    downgrade(STEPS, "base")
    assert tables() == set()
    upgrade(STEPS)
    assert tables() == made
