"""Measures the digests: python -m bench.digests compose|send|kill [--readers N] [--kills N].

`compose` writes an edition to many readers and tells how many a second and how much memory it took. `send` hands the
mails to a server on this machine beside bare smtplib, in one run. `kill` composes and sends with two workers that are
killed at random moments, to a server that refuses, delays and hangs up, and then counts what everybody got.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import multiprocessing
import os
import random
import resource
import signal
import smtplib
import socket
import socketserver
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.context import ForkProcess
from pathlib import Path

import sqlalchemy as sa
from aiosmtpd.smtp import SMTP
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from config import Config
from quality.accounts.models import Person, RoleHeld
from quality.accounts.roles import Role
from quality.app import create_app
from quality.core import delivery
from quality.core.clock import at_local
from quality.core.db import db, transaction
from quality.core.delivery import deliver, pick_up
from quality.core.mail import MailState, OutgoingMail
from quality.core.smtp import as_bytes
from quality.digests import jobs
from quality.digests.models import Delivery, DeliveryState, Edition
from quality.learning.models import Note, Uptake
from quality.learning.states import NoteState
from quality.organisation.kinds import Service, UnitLevel
from quality.organisation.models import Municipality, Unit
from tests.servers.smtp import DROP, SinkServer

ROOT = Path(__file__).parents[1]
SITE, SENDER = "https://loft.example", "loft@benken.example"
MONDAY, TUESDAY = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
UNITS, NOTES = 100, 12
SERVICES = (Service.HOME_CARE, Service.NURSING_HOME, Service.SCHOOL, Service.KINDERGARTEN)
DROPS = 2
GOAL_COMPOSE, GOAL_SEND = 200.0, 0.7


def main() -> int:
    """Read the words and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("compose", "send", "kill"))
    parser.add_argument("--readers", type=int)
    parser.add_argument("--kills", type=int, default=200)
    chosen = parser.parse_args()
    readers = chosen.readers or {"compose": 20_000, "send": 3_000, "kill": 2_000}[chosen.what]
    with tempfile.TemporaryDirectory() as folder, municipality(Path(folder), readers) as app:
        if chosen.what == "compose":
            return compose(readers)
        if chosen.what == "send":
            return send()
        return kill(app, chosen.kills)


@contextmanager
def municipality(folder: Path, readers: int) -> Iterator[Flask]:
    """An app with so many readers in a hundred units, a dozen fresh notes, and an edition that is due."""
    app = create_app(
        Config(
            secret_key="bench" * 8,
            instance_path=folder,
            database_url=f"sqlite:///{folder / 'bench.db'}",
            public_url=SITE,
        )
    )
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        with transaction() as session:
            session.add(Municipality(name="Benken kommune"))
            _fill(session, readers)
        jobs.compose(SITE, at_local(MONDAY, 8))
        db.session.remove()
        yield app
        db.session.remove()
        db.engine.dispose()


def _fill(session: Session, readers: int) -> None:
    now = at_local(MONDAY, 7)
    units = [
        Unit(code=f"{n}", name=f"Enhet {n}", level=UnitLevel.UNIT, service=SERVICES[n % 4], position=n)
        for n in range(UNITS)
    ]
    session.add_all(units)
    session.flush()
    for unit in units:
        unit.path = f"/{unit.id}/"
    people = [
        Person(
            first_name=f"Fornavn{n}",
            last_name=f"Etternavn{n}",
            email=f"n{n}@benken.example",
            unit_id=units[n % UNITS].id,
            created_at=now,
        )
        for n in range(readers)
    ]
    session.add_all(people)
    session.flush()
    session.add_all(
        RoleHeld(person_id=people[n].id, role=Role.LEADER, unit_id=units[n].id)
        for n in range(min(UNITS, readers))
    )
    _tell(session, now)


def _tell(session: Session, now: dt.datetime) -> None:
    """A dozen notes, each for a quarter of the units."""
    author = session.scalars(sa.select(Person.id).order_by(Person.id).limit(1)).one()
    units = list(session.scalars(sa.select(Unit.id).order_by(Unit.id)))
    for n in range(NOTES):
        note = Note(
            state=NoteState.PUBLISHED,
            title=f"Dette lærte vi, nummer {n}",
            problem="Meldinger ble lest for sent.",
            action="Én på hver vakt leser meldingene.",
            effect="12 feil på tre måneder før, 2 etterpå." if n % 2 else "",
            author_id=author,
            created_at=now,
            changed_at=now,
            published_at=now,
        )
        session.add(note)
        session.flush()
        concerned = units[n % 4 :: 4]
        session.add_all(Uptake(note_id=note.id, unit_id=unit, opened_at=now) for unit in concerned)


def compose(readers: int) -> int:
    """Readers a second over the whole edition, and the memory of the process at its end."""
    before, begun, worked = _megabytes(), time.perf_counter(), time.process_time()
    written = jobs.compose(SITE, at_local(TUESDAY, 8))
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    rate = readers / took
    print(f"{readers} readers, {written} mails, {took:.1f} s: {rate:.0f} readers/s (goal {GOAL_COMPOSE:.0f})")
    print(f"of the processor {worked:.1f} s: {readers / worked:.0f} readers for each of them")
    print(f"memory: {before:.0f} MB before, {_megabytes():.0f} MB at most")
    return rate < GOAL_COMPOSE


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class _Bare(socketserver.StreamRequestHandler):
    """A server that takes everything and does nothing with it, so that the sender is what is measured."""

    def handle(self) -> None:
        """One conversation."""
        with contextlib.suppress(ConnectionError):
            self._talk()

    def _talk(self) -> None:
        self.wfile.write(b"220 bare\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go\r\n")
                while self.rfile.readline() != b".\r\n":
                    pass
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 OK\r\n")
            if word == b"QUIT":
                return


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def send() -> int:
    """Mails a second by our outbox beside bare smtplib with the bytes ready, in turn, to the same server.

    The goal is for aiosmtpd, which reads a mail as servers do. The bare server shows what is ours alone.
    """
    now = at_local(TUESDAY, 8)
    jobs.compose(SITE, now)
    with transaction() as session:
        rows = list(session.scalars(sa.select(OutgoingMail)))
        ready = [(row.to_address, as_bytes(row, SENDER)) for row in rows]
    quarter = len(ready) // 4
    shares = [ready[n * quarter : (n + 1) * quarter] for n in range(4)]
    _beside("a server that does nothing", _serve_bare, shares[:2], now)
    return _beside("aiosmtpd", _serve_aiosmtpd, shares[2:], now) < GOAL_SEND


def _beside(
    name: str, serve: Callable[[int], None], shares: list[list[tuple[str, bytes]]], now: dt.datetime
) -> float:
    port = _free_port()
    server = multiprocessing.Process(target=serve, args=(port,), daemon=True)
    server.start()
    _wait_for(port)
    bare = ours = 0.0
    for share in shares:
        begun = time.perf_counter()
        _by_smtplib(port, share)
        between = time.perf_counter()
        sent = deliver(f"smtp://127.0.0.1:{port}", SENDER, now, limit=len(share))
        bare += between - begun
        ours += (time.perf_counter() - between) * len(share) / max(sent, 1)
    server.terminate()
    number = sum(len(share) for share in shares)
    print(f"{name}: bare smtplib {number / bare:.0f}/s, ours {number / ours:.0f}/s: {bare / ours:.2f}")
    return bare / ours


def _serve_bare(port: int) -> None:
    _Server(("127.0.0.1", port), _Bare).serve_forever()


def _serve_aiosmtpd(port: int) -> None:
    loop = asyncio.new_event_loop()
    loop.run_until_complete(
        loop.create_server(lambda: SMTP(_Taker(), hostname="smtp.bench", loop=loop), "127.0.0.1", port)
    )
    loop.run_forever()


class _Taker:
    """Takes everything."""

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802
        """The name is aiosmtpd's."""
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)


def _by_smtplib(port: int, share: list[tuple[str, bytes]]) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for address, content in share:
            server.sendmail(SENDER, [address], content)


def kill(app: Flask, kills: int) -> int:
    """Two workers at a time, killed at random moments; then one left in peace; then everybody is counted.

    One composes first and the other sends, so that kills meet both. A week that is done before all are killed is
    followed by the next, with new notes.
    """
    db.session.remove()
    db.engine.dispose()
    jobs.BATCH = delivery.IN_HAND = 20  # many small steps, so that a kill falls between any two of them
    sink = SinkServer()
    pick, now, killed, dropped, day = random.Random(1), at_local(TUESDAY, 8), 0, 0, TUESDAY
    fork = multiprocessing.get_context("fork")
    while killed < kills:
        now = now + dt.timedelta(minutes=1) if now < at_local(day, 15) else at_local(day, 9)
        _moods(sink, pick)
        workers = [
            fork.Process(target=_work, args=(app, sink.sink.url, now, order)) for order in (JOBS, JOBS[::-1])
        ]
        for worker in workers:
            worker.start()
        _let_work(workers, pick.uniform(0.05, 0.7))
        for worker in workers:
            if worker.is_alive() and worker.pid:
                os.kill(worker.pid, signal.SIGKILL)
                killed += 1
            worker.join()
        dropped += DROPS - sink.sink.answers["data"].count(DROP)
        print(f"{killed} killed, {len(sink.sink.inbox)} mails taken, week of {day}", flush=True)
        if _is_done(now):
            day += dt.timedelta(7)
            now = at_local(day, 8)
            with transaction() as session:
                _tell(session, now - dt.timedelta(days=1))
            _leave()
    sink.sink.answers["data"].clear()
    for _ in range(60):
        now += dt.timedelta(minutes=30) if now.hour < 13 else dt.timedelta(minutes=1)
        last = fork.Process(target=_work, args=(app, sink.sink.url, now, JOBS))
        last.start()
        last.join()
        if _is_done(now):
            break
    sink.stop()
    pick_up(now + dt.timedelta(hours=1))
    return _judge(sink, now, killed, dropped)


def _let_work(workers: Sequence[ForkProcess], seconds: float) -> None:
    """Wait until one of them has used so many seconds of the processor, so that a busy machine spares no moment."""
    while any(worker.is_alive() for worker in workers):
        if max(_used(worker.pid) for worker in workers) >= seconds:
            return
        time.sleep(0.005)


def _used(pid: int | None) -> float:
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _compose(_smtp_url: str, now: dt.datetime) -> None:
    jobs.compose(SITE, now)


def _send(smtp_url: str, now: dt.datetime) -> None:
    deliver(smtp_url, SENDER, now)


JOBS = (_compose, _send)


def _work(app: Flask, smtp_url: str, now: dt.datetime, order: Sequence[Callable[..., None]]) -> None:
    with app.app_context():
        for job in order:
            job(smtp_url, now)


def _leave() -> None:
    """Close the database: the next worker is a copy of this process."""
    db.session.remove()
    db.engine.dispose()


def _is_done(now: dt.datetime) -> bool:
    """Whether every edition that was due is finished, and no mail waits."""
    with transaction() as session:
        waits = sa.exists().where(OutgoingMail.state.in_((MailState.QUEUED, MailState.SENDING)))
        open_one = sa.exists().where(Edition.due_at <= now, Edition.composed_at.is_(None))
        done = session.scalar(sa.select(~sa.or_(waits, open_one)))
    _leave()
    return bool(done)


def _moods(sink: SinkServer, pick: random.Random) -> None:
    """What the server says to some of the next mails: later, never, or nothing at all."""
    answers = sink.sink.answers["data"]
    answers.clear()
    answers.extend(pick.choices(("250 OK", "451 later", "550 no such person"), (30, 5, 3), k=40))
    for _ in range(DROPS):
        answers.insert(pick.randrange(len(answers)), DROP)


def _judge(sink: SinkServer, now: dt.datetime, killed: int, dropped: int) -> int:
    got = Counter(str(received.message["Message-ID"])[1:].partition("@")[0] for received in sink.sink.inbox)
    with transaction() as session:
        states = dict(session.execute(sa.select(OutgoingMail.message_id, OutgoingMail.state)).all())
        counted = sa.select(Delivery.state, sa.func.count()).group_by(Delivery.state)
        deliveries = dict(session.execute(counted).all())
        promised = sa.and_(Delivery.state == DeliveryState.QUEUED, Delivery.mail_id.is_(None))
        unmailed = session.scalar(sa.select(sa.func.count(Delivery.id)).where(promised))
    by_state = Counter(state.value for state in states.values())
    doubled = sum(number > 1 for number in got.values())
    lost = sum(state is MailState.SENT and not got[key] for key, state in states.items())
    unsaid = sum(
        number > 0 and states[key] in (MailState.QUEUED, MailState.FAILED) for key, number in got.items()
    )
    riddles = by_state[MailState.UNCERTAIN] - killed - dropped
    print(
        f"{killed} workers killed, {dropped} lines dropped by the server; "
        f"outcomes {dict(deliveries)}; mails {dict(by_state)}"
    )
    print(f"got two: {doubled}; called sent and not taken: {lost}; taken and not told: {unsaid}")
    complete = _is_done(now) and not unmailed
    print(f"everybody has one outcome of each edition and nothing waits: {complete}")
    return bool(doubled or lost or unsaid or not complete or riddles > 0)


if __name__ == "__main__":
    sys.exit(main())
