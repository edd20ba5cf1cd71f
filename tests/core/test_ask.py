"""Asking another server: nobody is followed, and nothing endless is read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from quality.core import ask


class Odd(BaseHTTPRequestHandler):
    """Sends elsewhere, says too much, refuses, falls silent in the middle, or repeats what it was sent."""

    def do_GET(self) -> None:
        codes = {"/elsewhere": 302, "/no": 400, "/no/long": 400, "/no/silent": 503}
        self.send_response(codes.get(self.path, 200))
        self.send_header("Location", "/long")
        if self.path == "/no/silent":
            self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"x" * (ask.MOST_BYTES + 1 if self.path.endswith("/long") else 4))
        if self.path == "/no/silent":
            self.rfile.read(1)  # until whoever asked hangs up

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *args: object) -> None:
        """Be quiet."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Odd) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_an_answer_is_given_as_it_is_and_nobody_is_followed(server: str) -> None:
    assert ask.ask(f"{server}/") == ask.Answer(200, b"xxxx", ask.ask(f"{server}/").date)
    assert ask.ask(f"{server}/", b"a=b", {"X": "y"}).body == b"a=b"
    assert ask.ask(f"{server}/elsewhere").status == 302
    assert ask.ask(f"{server}/no").status == 400


def test_a_refusal_is_read_as_carefully_as_any_answer(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ask.NoAnswerError):
        ask.ask(f"{server}/no/long")
    monkeypatch.setattr(ask, "SECONDS", 0.2)
    with pytest.raises(ask.NoAnswerError):
        ask.ask(f"{server}/no/silent")


def test_too_much_too_slow_and_nobody_there_are_no_answer(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ask.NoAnswerError):
        ask.ask(f"{server}/long")
    monkeypatch.setattr(ask, "SECONDS", 1e-6)
    for address in (f"{server}/", "http://127.0.0.1:1/", "not an address"):
        with pytest.raises(ask.NoAnswerError):
            ask.ask(address)
