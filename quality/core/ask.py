"""Asking another server: a short wait, a small answer, and nobody is followed elsewhere."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError

SECONDS = 4
MOST_BYTES = 256 * 1024


class NoAnswerError(Exception):
    """The other server was not reached, was slow, or said more than is read."""


@dataclass(frozen=True)
class Answer:
    """What the other server said."""

    status: int
    body: bytes
    date: str = ""


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer like any other: secrets are sent where we were told to, and nowhere else."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow nobody."""


_opener = urllib.request.build_opener(_Stay)


def ask(url: str, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Get the address, or post `data` to it; NoAnswerError when nothing of use came in time."""
    try:
        request = urllib.request.Request(url, data=data, headers=dict(headers or {}))
        try:
            answer = _opener.open(request, timeout=SECONDS)
        except HTTPError as error:  # a refusal is read as carefully as any other answer
            answer = error
        with answer:
            return _read(answer, answer.status)
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(f"{type(error).__name__}: {error}") from error


def _read(answer: HTTPResponse | Any, status: int) -> Answer:
    """The answer, read a piece at a time so that one which drips does not hold us."""
    until, pieces, size = time.monotonic() + SECONDS, [], 0
    while piece := answer.read1(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES or time.monotonic() > until:
            raise NoAnswerError("too long an answer")
    return Answer(status, b"".join(pieces), answer.headers.get("Date", ""))
