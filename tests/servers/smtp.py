"""A real SMTP server on this machine that keeps what it is given and answers as a test tells it to."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

Moment = Literal["mail", "rcpt", "data"]
HANG = "hang"  # say nothing until the client gives up
DROP = "drop"  # close the line without a word; at "data" the message has been taken


@dataclass
class Received:
    """One message as it came over the line."""

    sender: str
    recipients: list[str]
    message: EmailMessage


@dataclass
class Sink:
    """Where mail ends up in tests. `answers` are used once each, in order; after them everything is fine."""

    port: int = 0
    inbox: list[Received] = field(default_factory=list)
    answers: dict[Moment, deque[str]] = field(
        default_factory=lambda: {"mail": deque(), "rcpt": deque(), "data": deque()}
    )

    @property
    def url(self) -> str:
        """For the setting SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def answer(self, text: str, *, at: Moment = "data", times: int = 1) -> None:
        """Say this next: "450 later", "550 no such person", HANG or DROP."""
        self.answers[at].extend([text] * times)

    def clear(self) -> None:
        """Forget messages and answers."""
        self.inbox.clear()
        for waiting in self.answers.values():
            waiting.clear()

    def to(self, address: str) -> list[EmailMessage]:
        """The messages that one address was given, oldest first."""
        return [received.message for received in self.inbox if address in received.recipients]

    # What aiosmtpd calls.
    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._reply("mail", server)
        if reply.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._reply("rcpt", server)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        waiting = self.answers["data"]
        if not waiting or waiting[0] == DROP or waiting[0].startswith("2"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            message = message_from_bytes(content, policy=policy.default)
            self.inbox.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), message))
        return await self._reply("data", server)

    async def _reply(self, moment: Moment, server: SMTP) -> str:
        text = self.answers[moment].popleft() if self.answers[moment] else "250 OK"
        if text == HANG:
            await asyncio.sleep(3600)
        if text == DROP:
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
            raise asyncio.CancelledError
        return text


class SinkServer:
    """Runs a Sink in a thread of its own."""

    def __init__(self) -> None:
        self.sink = Sink()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-sink", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.sink.port = self._server.sockets[0].getsockname()[1]

    async def _listen(self) -> asyncio.Server:
        def conversation() -> SMTP:
            return SMTP(self.sink, hostname="smtp.test", enable_SMTPUTF8=True, loop=self._loop)

        return await self._loop.create_server(conversation, "127.0.0.1", 0)

    async def _close(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def stop(self) -> None:
        """End every conversation and the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
