"""Bars for mails: so many of so many, as a small PNG that the mail brings along.

Its name in the mail says what it shows, so it is drawn when the mail is sent, nothing is stored, and a mail without
figures is as it was. Two colours that are told apart on white and on black.
"""

from __future__ import annotations

import re
import struct
import zlib
from functools import lru_cache

WIDTH, HEIGHT = 600, 16
FULL, REST = (58, 148, 104), (128, 140, 137)
SEEN = (255, 96)
LEAST = 4
MOST = 40
NAMED = re.compile(r"cid:(bar-(\d{1,7})-(\d{1,7})@loft)")


@lru_cache(maxsize=512)
def bar(number: int, total: int) -> bytes:
    """The picture: as much of the bar is full as `number` is of `total`, and something of it when there is any."""
    full = min(round(WIDTH * number / total), WIDTH) if total else 0
    full = max(full, LEAST) if number else 0
    row = b"\0" + b"\0" * full + b"\1" * (WIDTH - full)
    head = struct.pack(">2I5B", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", bytes((*FULL, *REST))),
        (b"tRNS", bytes(SEEN)),
        (b"IDAT", zlib.compress(row * HEIGHT, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bars_in(html: str) -> dict[str, bytes]:
    """The pictures that a mail names, each once."""
    if "cid:bar-" not in html:
        return {}
    named = {name: (int(number), int(total)) for name, number, total in NAMED.findall(html)}
    return {name: bar(*values) for name, values in list(named.items())[:MOST]}
