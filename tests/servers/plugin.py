"""The pytest plugin: `--database sqlite|postgresql` and the fixtures that give tests their servers.

Register it once, in tests/conftest.py: `pytest_plugins = ["tests.servers.plugin"]`.
A test that asks for `database_url` (itself or through another fixture) runs on both databases; with
`--database postgresql` the tests that do not, those with a browser and those of markup are left to the SQLite run.
"""

from __future__ import annotations

import itertools
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from tests.servers.browser import PageFactory, chromium
from tests.servers.postgres import Cluster
from tests.servers.smtp import Sink, SinkServer
from tools import translations

NewDatabase = Callable[[], str]
Serve = Callable[[Any], str]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="what the tests store in"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tests read the compiled translations, so they are compiled first, by the process that leads the others."""
    if not hasattr(config, "workerinput") and (quarrels := translations.compile_all()):
        raise pytest.UsageError("\n".join(quarrels))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    if config.getoption("database") == "sqlite":
        return
    both = [item for item in items if _depends_on_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not _depends_on_database(item)])
    items[:] = both


def _depends_on_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    if item.get_closest_marker("markup"):
        return False
    return ("database_url" in fixtures or "new_database" in fixtures) and "browser" not in fixtures


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves() -> Iterator[None]:
    """Only this machine may be talked to; anything else fails the test that tried."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this test process's own."""
    cluster = Cluster()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres: Cluster) -> str:
    """An empty PostgreSQL database, whatever `--database` says."""
    return postgres.create("always_postgres")


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewDatabase:
    """Makes one more empty database of the chosen kind, and returns its URL."""
    numbers = itertools.count(1)
    if request.config.getoption("database") == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres")
        return lambda: cluster.create(f"loft_{next(numbers)}")
    folder: Path = tmp_path_factory.mktemp("databases")
    return lambda: f"sqlite:///{folder / f'loft_{next(numbers)}.sqlite'}"


@pytest.fixture(scope="session")
def database_url(new_database: NewDatabase) -> str:
    """The database of this test process, empty at first, of the kind that `--database` names."""
    return new_database()


@pytest.fixture(scope="session")
def _smtp_server() -> Iterator[SinkServer]:
    server = SinkServer()
    yield server
    server.stop()


@pytest.fixture
def smtp_sink(_smtp_server: SinkServer) -> Iterator[Sink]:
    """An SMTP server with an empty inbox; `answer()` makes it refuse, hang or drop the line."""
    _smtp_server.sink.clear()
    yield _smtp_server.sink
    _smtp_server.sink.clear()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an app on a free port until the test ends, and returns its address."""
    running: list[tuple[Any, threading.Thread]] = []

    def start(app: Any) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, name="live-server", daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join(10)
        server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for the whole test process."""
    with chromium() as running:
        yield running


@pytest.fixture
def page_factory(browser: Browser) -> Iterator[PageFactory]:
    """Opens pages, see PageFactory; script errors and blocked content fail the test."""
    factory = PageFactory(browser)
    yield factory
    factory.close()
