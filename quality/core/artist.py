"""The artist: a process that draws for this one, so that no web process holds matplotlib.

Started when the first picture is asked for, it goes away after a minute without work, or with its asker.
"""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from quality.core.figures import Figure, Size, to_json

ROOT = Path(__file__).parents[2]
PATIENCE = 15.0
COMMAND = [sys.executable, "-m", "quality.core.charts"]


class NotDrawnError(Exception):
    """The picture could not be drawn, or not in time."""


class Artist:
    """One drawing process at most, asked by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, figure: Figure, size: Size) -> bytes:
        """The picture's bytes."""
        line = to_json(figure, size).encode() + b"\n"
        if not self._lock.acquire(timeout=PATIENCE):
            raise NotDrawnError("others are drawing")
        try:
            return self._ask(line) or self._retry(line)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Send the process away."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()
        process.kill()
        process.wait()

    def _retry(self, line: bytes) -> bytes:
        """Once more with a new process: the old one may have left while it was asked."""
        self.close()
        content = self._ask(line)
        if not content:
            self.close()
            raise NotDrawnError("no picture came")
        return content

    def _ask(self, line: bytes) -> bytes:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = _start()
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        try:
            stdin.write(line)
            stdin.flush()
            return _read(stdout.fileno(), time.monotonic() + PATIENCE)
        except (BrokenPipeError, EOFError, TimeoutError):
            return b""


def _start() -> subprocess.Popen[bytes]:
    # Where there is no home to write to, the list of fonts would be made anew each time.
    home = Path(tempfile.gettempdir(), f"loft-matplotlib-{os.getuid()}")
    environment = {"MPLCONFIGDIR": str(home), **os.environ}
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment)


def _read(pipe: int, until: float) -> bytes:
    header = b""
    while not header.endswith(b"\n"):
        header += _some(pipe, 1, until)
    content, length = b"", int(header)
    while len(content) < length:
        content += _some(pipe, length - len(content), until)
    return content


def _some(pipe: int, most: int, until: float) -> bytes:
    ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
    if not ready:
        raise TimeoutError
    found = os.read(pipe, most)
    if not found:
        raise EOFError
    return found


artist = Artist()
atexit.register(artist.close)
