"""What every test may ask for: an app with its database, the cast, a clock. Servers come from the plugin."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from config import Config
from quality.app import create_app
from quality.core import clock
from quality.core.db import db
from tests.cast import Cast
from tests.client import Client
from tests.stage import STAGE, Stage, empty_database, forget_power_cuts

pytest_plugins = ["tests.servers.plugin"]


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: the collector of garbage need not look through it each time."""
    gc.collect()
    gc.freeze()


NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


class Clock:
    """The time of a test; it stands still until moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **delta: float) -> dt.datetime:
        """Go forward (or back) and return the new time."""
        self.now += dt.timedelta(**delta)
        return self.now


@pytest.fixture
def time() -> Iterator[Clock]:
    """A clock at Monday 23 November 2026, 09:00 in Norway."""
    running = Clock()
    clock.set_clock(running)
    yield running
    clock.set_clock(None)


@pytest.fixture(scope="session")
def config(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return Config(
        secret_key="test" * 10,
        instance_path=tmp_path_factory.mktemp("instance"),
        database_url=database_url.replace("postgresql://", "postgresql+psycopg://"),
        demo=True,
    )


@pytest.fixture(scope="session")
def _app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=True)
    with app.app_context():
        forget_power_cuts(db.engine)
        db.engine.update_execution_options(
            compiled_cache={}
        )  # keeps every statement, more than an app has in use
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_app: Flask, time: Clock) -> Iterator[Flask]:
    """The application with an empty, migrated database."""
    with _app.app_context():
        yield _app
        db.session.remove()
        empty_database()
        db.session.remove()


@pytest.fixture
def session(app: Flask) -> Session:
    """The session that services get."""
    return db.session()


@pytest.fixture(scope="session")
def stage() -> Stage:
    """What remembers the cast's rows, see tests/stage.py."""
    return STAGE


@pytest.fixture
def cast(app: Flask, time: Clock, stage: Stage) -> Cast:
    """The municipality and the people that every test knows, see tests/cast.py."""
    return stage.cast(time.now)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without a screen that reads each page, see tests/client.py."""
    return Client(app)
