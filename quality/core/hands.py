"""What a process has in hand while it sends mail, told to a file of its own, so that a kill leaves no riddle.

A killed process leaves its file behind, unlocked, and what it had written is there: the system keeps it for as long as
the machine runs. So the next one reads which mail was on the line, which were answered, and which were never begun.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass
class Hand:
    """A process's own file: `name` is what it signs its claims with."""

    name: str
    path: Path
    handle: int

    def begin(self, mail_id: int) -> None:
        """The content of this mail goes on the line now."""
        self._write({"begun": mail_id})

    def end(self, mail_id: int, state: str, answer: str) -> None:
        """What came of it."""
        self._write({"ended": mail_id, "state": state, "answer": answer})

    def _write(self, line: dict[str, object]) -> None:
        os.write(self.handle, (json.dumps(line) + "\n").encode())


@dataclass
class Left:
    """What a process that ended left: mails that were begun, and what came of those that were answered.

    `whole` tells that nothing of the file is lost, so that a mail that is not in it was never begun.
    """

    name: str
    whole: bool
    begun: set[int] = field(default_factory=set)
    ended: dict[int, tuple[str, str]] = field(default_factory=dict)


@contextlib.contextmanager
def hand(folder: Path) -> Iterator[Hand]:
    """A new file, locked for as long as this process lives; gone when all is settled, left when it is not."""
    folder.mkdir(parents=True, exist_ok=True)
    name = secrets.token_hex(8)
    path = folder / f"{name}.hand"
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        made = Hand(name, path, handle)
        made._write({"boot": _boot()})
        yield made
        path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def left_behind(folder: Path) -> Iterator[Left]:
    """What processes that ended have left; each file is removed when the reader comes back for the next."""
    for path in sorted(folder.glob("*.hand")):
        yield from _take(path)


def _take(path: Path) -> Iterator[Left]:
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # its process lives
        if os.fstat(file.fileno()).st_nlink:
            yield _read(path.stem, file.read().decode("utf-8", "replace"))
            path.unlink(missing_ok=True)


def _read(name: str, text: str) -> Left:
    left = Left(name, whole=False)
    for line in text.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue  # a line that was being written when the machine went down
        if "boot" in told:
            left.whole = bool(told["boot"]) and told["boot"] == _boot()
        elif "begun" in told:
            left.begun.add(told["begun"])
        else:
            left.ended[told["ended"]] = (told["state"], told["answer"])
    return left


def _boot() -> str:
    """Changes when the machine starts anew; empty where the system does not tell."""
    try:
        return BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""
