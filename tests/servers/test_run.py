"""`make run` starts web and worker together, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(port: int, instance: Path) -> subprocess.Popen[str]:
    settings = {"PORT": str(port), "INSTANCE_PATH": str(instance), "DEMO": "0", "SECRET_KEY": "k" * 40}
    command = [sys.executable, str(ROOT / "tools" / "run.py"), "web", "worker", "--prepare"]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(port: int, instance: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(port, instance)
    try:
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        said = next((line for line in lines if "Løft is ready" in line), None)
        assert said, "it ended before it was ready"
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def children(process: subprocess.Popen[str]) -> list[int]:
    """Oldest first; after the last bracket of /proc/N/stat come the state and the parent."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == process.pid:
                found.append(int(stat.parent.name))
    return sorted(found)


def is_alive(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_web_and_worker(tmp_path: Path, how: signal.Signals) -> None:
    with running(free_port(), tmp_path) as process:
        both = children(process)
        assert len(both) == 2
        process.send_signal(how)
        assert process.wait(20) == 0
    assert [pid for pid in both if is_alive(pid)] == []


def test_when_one_part_ends_the_other_is_stopped(tmp_path: Path) -> None:
    with running(free_port(), tmp_path) as process:
        web, worker = children(process)
        os.kill(worker, signal.SIGKILL)
        assert process.wait(20) == 1
    assert not is_alive(web)


def test_a_busy_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = start(port, tmp_path)
        said, _ = process.communicate(timeout=20)
    assert f"Port {port} is in use" in said
    assert not list(tmp_path.iterdir())
