"""A throw-away PostgreSQL cluster in a temporary folder, reached through its own socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

PORT = 5432  # only names the socket file; nothing listens on the network
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
}


def programs() -> Path:
    """The folder of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    beside = shutil.which("initdb")
    if beside:
        return Path(beside).resolve().parent
    pytest.fail("PostgreSQL is missing: apt-get install postgresql", pytrace=False)


class Cluster:
    """One running server and the databases in it; `settings` on top of those of the tests."""

    def __init__(self, **settings: str) -> None:
        self.settings = SETTINGS | settings
        self.folder = Path(tempfile.mkdtemp(prefix="loft-pg-"))
        self.owner: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            person = pwd.getpwnam("postgres")
            os.chown(self.folder, person.pw_uid, person.pw_gid)
            self.owner = ["--reuid", str(person.pw_uid), "--regid", str(person.pw_gid), "--clear-groups"]
        self.log = Path(self.folder) / "server.log"
        try:
            self._create()
            self.server = self._start()
            self._wait_until_it_answers()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    def _command(self, program: str, *words: str) -> list[str]:
        # setpriv ends the server when this test process ends, however it ends.
        return ["setpriv", "--pdeathsig", "INT", *self.owner, "--", str(programs() / program), *words]

    def _create(self) -> None:
        words = ["-D", str(self.folder / "data"), "-U", "loft", "-E", "UTF8", "--locale=C.UTF-8"]
        command = self._command("initdb", *words, "--auth=trust", "--no-sync", "--no-instructions")
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"initdb failed: {done.stderr}")

    def _start(self) -> subprocess.Popen[bytes]:
        words = ["-D", str(self.folder / "data"), "-k", str(self.folder), "-p", str(PORT)]
        settings = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("wb") as log:
            return subprocess.Popen(
                self._command("postgres", *words, *settings), cwd=self.folder, stdout=log, stderr=log
            )

    def _wait_until_it_answers(self) -> None:
        for _ in range(300):
            try:
                psycopg.connect(self.conninfo("postgres")).close()
                return
            except psycopg.OperationalError:
                if self.server.poll() is not None:
                    break
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start: {self.log.read_text(encoding='utf-8')}")

    def conninfo(self, database: str) -> str:
        """How psycopg reaches a database of this cluster."""
        return f"host={self.folder} port={PORT} user=loft dbname={database}"

    def url(self, database: str) -> str:
        """How SQLAlchemy reaches a database of this cluster."""
        return f"postgresql+psycopg://loft@/{database}?host={self.folder}&port={PORT}"

    def _run(self, text: str, *names: str) -> None:
        query = sql.SQL(text).format(*(sql.Identifier(name) for name in names))
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(query)

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, empty or a copy of another (which nobody may be using), and return its URL."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def stop(self) -> None:
        """End the server at once and leave nothing behind."""
        if self.server.poll() is None:
            self.server.terminate()  # setpriv has become the server, so this is its own process
            try:
                self.server.wait(1)
            except subprocess.TimeoutExpired:
                self.server.send_signal(3)  # SIGQUIT: do not wait for clients, nothing here is kept
                self.server.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
