"""Files that people send: kept outside the database, behind three verbs. Today they lie in the instance folder.

What a file is called on disk is ours and random; what it holds, and who may see it, the rooms know.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from quality.core.text import N_, NotVisibleError, RefusedError

_KEY = re.compile(r"[0-9a-f]{32}")
FILES = "files"
NO_ROOM = N_("Vi fikk ikke lagret filen nå. Send uten den, eller prøv igjen om litt.")


def keep(content: bytes, folder: str = FILES) -> str:
    """Store a file and give its key: whole on the disk, or not there at all."""
    key = secrets.token_hex(16)
    place = _place(key, folder)
    waiting = place.with_suffix(".part")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with waiting.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        waiting.rename(place)
        _settle(place.parent)
    except OSError as error:
        waiting.unlink(missing_ok=True)
        current_app.logger.error("a file could not be stored", exc_info=error)
        raise RefusedError(NO_ROOM, field="files") from error
    return key


def read(key: str, folder: str = FILES) -> bytes:
    """What was stored under the key; NotVisibleError when it is gone."""
    try:
        return _place(key, folder).read_bytes()
    except FileNotFoundError as error:
        raise NotVisibleError(key) from error


def drop(key: str, folder: str = FILES) -> None:
    """Remove a file; one that is gone already is fine."""
    _place(key, folder).unlink(missing_ok=True)


def stored(before: float, folder: str = FILES) -> Iterator[str]:
    """The keys of files that were written before this time (seconds since 1970), half-written ones removed."""
    for path in sorted(beside(folder).glob("??/*")):
        if path.stat().st_mtime >= before:
            continue
        if path.suffix:
            path.unlink(missing_ok=True)
        elif _KEY.fullmatch(path.name):
            yield path.name


def beside(name: str) -> Path:
    """A folder of this installation, beside the files that people send."""
    folder: Path = current_app.extensions["loft"].instance_path
    return folder / name


def _place(key: str, folder: str) -> Path:
    if not _KEY.fullmatch(key):
        raise NotVisibleError(key)
    return beside(folder) / key[:2] / key


def _settle(folder: Path) -> None:
    """Make the new name itself survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
