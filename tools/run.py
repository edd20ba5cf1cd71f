"""Starts the web server and the worker beside each other, and stops both when one ends or when told to."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.prefix) / "bin"
HOST = "127.0.0.1"
PATIENCE = 10.0  # seconds a process gets to finish what it is doing before it is killed


class StopRequested(Exception):  # noqa: N818
    """Somebody asked us to stop."""


def environment(port: int) -> dict[str, str]:
    """What the app needs to know, with what `make run` may assume on one's own machine."""
    env = dict(os.environ)
    env.setdefault("FLASK_APP", "wsgi:app")
    env.setdefault("DEMO", "1")
    env.setdefault("PUBLIC_URL", f"http://{HOST}:{port}")
    return env


def shows_demo(env: dict[str, str]) -> bool:
    """Whether the demo municipality is wanted at all."""
    return env["DEMO"].strip().lower() in {"1", "true", "yes", "on"}


def flask(env: dict[str, str], *words: str) -> None:
    """Run one command to its end; its own sentence says what went wrong."""
    done = subprocess.run([BIN / "flask", *words], cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"`flask {' '.join(words)}` did not succeed; nothing was started.")


def commands(port: int) -> dict[str, list[str]]:
    """How each part is started."""
    bind = ["--bind", f"{HOST}:{port}"]
    gunicorn = [str(BIN / "gunicorn"), "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    return {
        "web": [*gunicorn, *bind, "--log-level", "warning", "wsgi:app"],
        "worker": [str(BIN / "flask"), "worker"],
    }


def refuse_a_busy_port(port: int) -> None:
    """Say it before anything is started, and how to choose another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SystemExit(f"Port {port} is in use. Choose another: make run PORT={port + 1}") from None


def wait_until_it_answers(port: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Return when the web server answers anything at all, or when a process has ended."""
    for _ in range(600):
        if any(process.poll() is not None for process in processes.values()):
            return
        line = http.client.HTTPConnection(HOST, port, timeout=10)
        try:
            line.request("GET", "/healthz")
            line.getresponse()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
        except (OSError, http.client.HTTPException):
            return  # it answers, if badly: its own log says how
        finally:
            line.close()


def stop(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask each politely, whole group, and insist after a while."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + PATIENCE
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def supervise(names: list[str], port: int, env: dict[str, str], *, announce: bool) -> int:
    """Run the named parts until one of them ends or somebody stops us."""
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in names:
            # A session of its own, so that Ctrl-C reaches us alone and we stop both in order.
            processes[name] = subprocess.Popen(
                commands(port)[name], cwd=ROOT, env=env, start_new_session=True
            )
        if "web" in names:
            wait_until_it_answers(port, processes)
        if announce and all(process.poll() is None for process in processes.values()):
            flask(env, "demo", "people")
        if "web" in names and processes["web"].poll() is None:
            print(f"\nLøft is ready at http://{HOST}:{port}  (Ctrl-C stops it)", flush=True)
        while True:
            for name, process in processes.items():
                if process.poll() is not None:
                    print(
                        f"{name} ended by itself with code {process.returncode}; stopping.", file=sys.stderr
                    )
                    return 1
            time.sleep(0.2)
    except StopRequested:
        print("\nStopping …", flush=True)
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        stop(processes.values())


def told_to_stop(_number: int, _frame: FrameType | None) -> None:
    """Turn the signal into an exception, so that every way out goes through the same door."""
    raise StopRequested


def main() -> int:
    """Read the words and do them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="web|worker")
    parser.add_argument("--prepare", action="store_true", help="migrate, and load the demo where it is empty")
    parser.add_argument(
        "--rebuild-demo", action="store_true", help="throw the demo data away and build it again"
    )
    words = parser.parse_args()
    port = int(os.environ.get("PORT", "8000"))
    env = environment(port)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, told_to_stop)
    try:
        if "web" in words.names:
            refuse_a_busy_port(port)
        if words.prepare or words.rebuild_demo:
            flask(env, "db", "upgrade")
        if words.rebuild_demo or (words.prepare and shows_demo(env)):
            flask(env, "demo", "load", "--replace" if words.rebuild_demo else "--if-empty")
    except StopRequested:
        return 130
    return supervise(words.names, port, env, announce=words.prepare and shows_demo(env)) if words.names else 0


if __name__ == "__main__":
    sys.exit(main())
