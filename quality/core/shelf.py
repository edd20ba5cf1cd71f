"""Finished pieces of pages in the memory of one web process: the newest that were asked for, and never for long."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from threading import Lock

from markupsafe import Markup

LARGEST = 8_000_000
KEPT = dt.timedelta(minutes=10)


class Shelf:
    """Pieces by a key that names all they were made of; those asked for longest ago make room for new ones."""

    def __init__(self) -> None:
        self._pieces: OrderedDict[str, tuple[dt.datetime, Markup]] = OrderedDict()
        self._lock = Lock()
        self._held = 0

    def take(self, key: str, now: dt.datetime) -> Markup | None:
        """The piece, unless it is gone or old."""
        with self._lock:
            made, piece = self._pieces.get(key, (now, None))
            if piece is None or not dt.timedelta(0) <= now - made < KEPT:
                return None
            self._pieces.move_to_end(key)
            return piece

    def put(self, key: str, piece: Markup, now: dt.datetime) -> None:
        """Keep a piece, and let go of the oldest when there is too much."""
        with self._lock:
            self._drop(key)
            self._pieces[key] = now, piece
            self._held += len(piece)
            while self._held > LARGEST:
                self._drop(next(iter(self._pieces)))

    def _drop(self, key: str) -> None:
        if key in self._pieces:
            self._held -= len(self._pieces.pop(key)[1])
