"""The outbox through a real SMTP conversation: each mail once, and what the server says decides the rest."""

from __future__ import annotations

import datetime as dt
import io
import socket
import threading
from email import message_from_bytes, policy
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from quality.core import delivery, hands, mail, smtp
from quality.core.bars import FULL, MOST, REST, WIDTH, bar, bars_in
from quality.core.db import db, transaction
from quality.core.delivery import HANDS, deliver
from quality.core.files import beside
from quality.core.mail import Mail, MailState, OutgoingMail, queue, queue_many
from tests.conftest import NOW, Clock
from tests.servers.smtp import DROP, HANG, Sink

SENDER = "avvik@kommune.example"


def a_mail(number: int, **changes: str) -> Mail:
    values = {
        "kind": "test",
        "to_address": f"p{number}@kommune.example",
        "subject": "Blåbærsyltetøy på smørbrødet",
        "text": "Hei.\n.alene\nÆØÅ " + "langt " * 400,
        "html": "<p>Hei</p>",
        "key": f"test:{number}",
        "unsubscribe_url": "https://loft.example/unsubscribe/t",
    }
    return Mail(**values | changes)


@pytest.fixture
def three(app: Flask) -> list[str]:
    """Three mails in the outbox; their addresses."""
    with transaction() as session:
        queue_many(session, [a_mail(number) for number in range(3)], NOW)
    return [f"p{number}@kommune.example" for number in range(3)]


def states() -> list[MailState]:
    with transaction() as session:
        return list(session.scalars(sa.select(OutgoingMail.state).order_by(OutgoingMail.id)))


def only() -> OutgoingMail:
    with transaction() as session:
        return session.scalars(sa.select(OutgoingMail).execution_options(populate_existing=True)).one()


def received(sink: Sink, addresses: list[str]) -> list[int]:
    return [len(sink.to(address)) for address in addresses]


def test_each_is_sent_once_over_one_line(
    three: list[str], smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    real = smtp._connect
    monkeypatch.setattr(smtp, "_connect", lambda url: lines.append(url) or real(url))  # type: ignore[func-returns-value]
    assert deliver(smtp_sink.url, SENDER, NOW) == 3
    assert deliver(smtp_sink.url, SENDER, NOW) == 0
    assert received(smtp_sink, three) == [1, 1, 1]
    assert len(lines) == 1


def test_a_mail_arrives_as_it_was_written(three: list[str], smtp_sink: Sink) -> None:
    deliver(smtp_sink.url, SENDER, NOW)
    message = smtp_sink.to(three[0])[0]
    assert message["Subject"] == "Blåbærsyltetøy på smørbrødet"
    assert message["From"] == f"Løft <{SENDER}>"
    assert message["List-Unsubscribe"] == "<https://loft.example/unsubscribe/t>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    text, html = message.iter_parts()
    assert text.get_content() == a_mail(0).text.replace("\n", "\r\n") + "\r\n"
    assert html.get_content().strip() == "<p>Hei</p>"


def test_a_bar_comes_along_in_the_mail_that_names_it(three: list[str], smtp_sink: Sink) -> None:
    with transaction() as session:
        session.execute(sa.update(OutgoingMail).values(html='<img src="cid:bar-3-4@loft" alt="3 av 4">'))
    deliver(smtp_sink.url, SENDER, NOW)
    text, shown = smtp_sink.to(three[0])[0].iter_parts()
    assert (text.get_content_type(), shown.get_content_type()) == ("text/plain", "multipart/related")
    html, picture = shown.iter_parts()
    assert "cid:bar-3-4@loft" in html.get_content()
    assert picture["Content-ID"] == "<bar-3-4@loft>"
    drawn = Image.open(io.BytesIO(picture.get_content())).convert("RGBA").convert("RGB")
    assert [drawn.getpixel((x, 8)) for x in (0, 449, 450, 599)] == [FULL, FULL, REST, REST]


@pytest.mark.parametrize(
    ("number", "total", "full"), [(0, 0, 0), (0, 5, 0), (1, 1000, 4), (5, 5, 600), (9, 5, 600)]
)
def test_a_bar_is_as_full_as_its_number(number: int, total: int, full: int) -> None:
    drawn = Image.open(io.BytesIO(bar(number, total))).convert("RGBA").convert("RGB")
    assert sum(drawn.getpixel((x, 0)) == FULL for x in range(WIDTH)) == full


def test_a_mail_names_bars_alone_and_not_without_end() -> None:
    assert (
        bars_in('<img src="cid:other"><img src="cid:bar-x-2@loft"><img src="cid:bar-12345678-2@loft">') == {}
    )
    many = "".join(f'<img src="cid:bar-{n}-900@loft">' for n in range(900))
    assert len(bars_in(many)) == MOST


def test_the_same_mail_has_the_same_message_id(app: Flask) -> None:
    with transaction() as session:
        row = queue(session, a_mail(1), NOW)
        assert row
        assert queue(session, a_mail(1), NOW) is None
    first, second = (
        message_from_bytes(smtp.as_bytes(row, SENDER), policy=policy.default)["Message-ID"] for _ in range(2)
    )
    assert first == second
    assert first.endswith("@kommune.example>")


def test_a_temporary_refusal_is_tried_again_with_growing_pauses(three: list[str], smtp_sink: Sink) -> None:
    with transaction() as session:
        session.execute(sa.delete(OutgoingMail).where(OutgoingMail.key != "test:0"))
    waits, now = [], NOW
    smtp_sink.answer("451 greylisted", at="rcpt", times=4)
    for _ in range(4):
        assert deliver(smtp_sink.url, SENDER, now) == 0
        waits.append((only().next_try_at - now).total_seconds() / 60)
        assert only().answer == "451 greylisted"
        assert deliver(smtp_sink.url, SENDER, now) == 0, "not before its time"
        now = only().next_try_at
    assert waits == sorted(waits)
    assert waits[0] == 1
    assert waits[-1] > 30
    assert deliver(smtp_sink.url, SENDER, now) == 1


def test_a_refusal_that_never_ends_is_given_up_and_listed(three: list[str], smtp_sink: Sink) -> None:
    with transaction() as session:
        session.execute(sa.delete(OutgoingMail).where(OutgoingMail.key != "test:0"))
    smtp_sink.answer("450 later", times=20)
    now = NOW
    for _ in range(20):
        deliver(smtp_sink.url, SENDER, now)
        now += dt.timedelta(hours=9)
    assert only().state is MailState.FAILED
    assert only().answer == "450 later"


@pytest.mark.parametrize("moment", ["rcpt", "data"])
def test_a_permanent_refusal_fails_and_stops_no_other(three: list[str], smtp_sink: Sink, moment: str) -> None:
    smtp_sink.answer("550 no such person", at=moment)  # type: ignore[arg-type]
    assert deliver(smtp_sink.url, SENDER, NOW) == 2
    assert states() == [MailState.FAILED, MailState.SENT, MailState.SENT]
    assert received(smtp_sink, three) == [0, 1, 1]
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(days=3))
    assert received(smtp_sink, three) == [0, 1, 1]


def test_a_refused_sender_is_our_fault_and_loses_no_mail(three: list[str], smtp_sink: Sink) -> None:
    smtp_sink.answer("530 authenticate first", at="mail", times=3)
    assert deliver(smtp_sink.url, SENDER, NOW) == 0
    assert states() == [MailState.QUEUED] * 3
    assert deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(minutes=1)) == 3


def test_silence_after_the_content_is_uncertain_and_never_sent_again(
    three: list[str], smtp_sink: Sink
) -> None:
    smtp_sink.answer(DROP)
    assert deliver(smtp_sink.url, SENDER, NOW) == 2
    assert states() == [MailState.UNCERTAIN, MailState.SENT, MailState.SENT]
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(days=30))
    assert received(smtp_sink, three) == [1, 1, 1]


def test_a_line_lost_before_the_content_is_tried_again(three: list[str], smtp_sink: Sink) -> None:
    smtp_sink.answer(DROP, at="rcpt")
    assert deliver(smtp_sink.url, SENDER, NOW) == 2
    assert states() == [MailState.QUEUED, MailState.SENT, MailState.SENT]
    assert deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(minutes=1)) == 1
    assert received(smtp_sink, three) == [1, 1, 1]


def test_a_server_that_says_nothing_is_left(
    three: list[str], smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.3)
    smtp_sink.answer(HANG, at="mail", times=9)
    assert deliver(smtp_sink.url, SENDER, NOW) == 0
    assert states() == [MailState.QUEUED] * 3


def test_while_the_server_is_away_mail_waits_and_is_never_given_up(three: list[str], smtp_sink: Sink) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        away = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    now, knocks = NOW, 0
    while now < NOW + dt.timedelta(days=4):
        with transaction() as session:
            knocks += bool(session.scalar(sa.select(OutgoingMail.id).where(mail.due(now)).limit(1)))
        assert deliver(away, SENDER, now) == 0
        now += dt.timedelta(minutes=30)
    assert states() == [MailState.QUEUED] * 3
    assert 20 < knocks < 130, "the pauses grow to an hour, and no further"
    assert deliver(smtp_sink.url, SENDER, now + dt.timedelta(hours=1)) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"to_address": "p@kommune.example\r\nRCPT TO:<other@kommune.example>"},
        {"unsubscribe_url": "https://x\r\nBcc: other@kommune.example"},
    ],
    ids=["line in the address", "line in a header"],
)
def test_a_poisonous_mail_fails_alone(app: Flask, smtp_sink: Sink, changes: dict[str, str]) -> None:
    with transaction() as session:
        queue_many(session, [a_mail(1, **changes), a_mail(2)], NOW)
    assert deliver(smtp_sink.url, SENDER, NOW) == 1
    assert states() == [MailState.FAILED, MailState.SENT]
    assert smtp_sink.to("other@kommune.example") == []


def test_an_address_with_norwegian_letters_arrives(app: Flask, smtp_sink: Sink) -> None:
    with transaction() as session:
        queue_many(session, [a_mail(1, to_address="bjørn@kommune.example"), a_mail(2)], NOW)
    assert deliver(smtp_sink.url, SENDER, NOW) == 2
    assert len(smtp_sink.to("bjørn@kommune.example")) == 1


def die(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("where", "moment", "settled", "arrived"),
    [
        (delivery, "_claim", [MailState.SENT] * 3, [1, 1, 1]),
        (smtp, "_converse", [MailState.SENT] * 3, [1, 1, 1]),
        (smtp, "_give", [MailState.UNCERTAIN, MailState.SENT, MailState.SENT], [0, 1, 1]),
        (smtp, "_refusal", [MailState.UNCERTAIN, MailState.SENT, MailState.SENT], [0, 1, 1]),
        (delivery, "_settle", [MailState.SENT] * 3, [1, 1, 1]),
    ],
)
def test_killed_while_sending_only_what_was_on_the_line_is_uncertain_and_the_rest_goes(
    three: list[str],
    smtp_sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
    where: ModuleType,
    moment: str,
    settled: list[MailState],
    arrived: list[int],
) -> None:
    if moment == "_refusal":
        smtp_sink.answer("451 later")
    with monkeypatch.context() as patch:
        patch.setattr(where, moment, die)
        # At _give the server waits for the rest of the mail, and never answers the goodbye.
        patch.setattr(smtp, "TIMEOUT_SECONDS", 2)
        with pytest.raises(KeyboardInterrupt):
            deliver(smtp_sink.url, SENDER, NOW)
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(minutes=1))
    assert states() == settled
    assert received(smtp_sink, three) == arrived
    assert list(beside(HANDS).iterdir()) == []


def test_when_the_machine_itself_went_down_nothing_unanswered_is_sent_again(
    three: list[str], smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(smtp, "_converse", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(smtp_sink.url, SENDER, NOW)
    boot = tmp_path / "boot"
    boot.write_text("another", encoding="ascii")
    monkeypatch.setattr(hands, "BOOT", boot)
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(minutes=1))
    assert states() == [MailState.UNCERTAIN] * 3
    assert received(smtp_sink, three) == [0, 0, 0]


def test_without_its_file_what_was_in_hand_is_uncertain_after_a_while(
    three: list[str], smtp_sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(smtp, "_converse", die)
        with pytest.raises(KeyboardInterrupt):
            deliver(smtp_sink.url, SENDER, NOW)
    for path in beside(HANDS).iterdir():
        path.unlink()
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(minutes=1))
    assert states() == [MailState.SENDING] * 3
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(hours=1))
    assert states() == [MailState.UNCERTAIN] * 3


def test_what_a_living_process_has_in_hand_is_left_alone(three: list[str], smtp_sink: Sink) -> None:
    with hands.hand(beside(HANDS)) as other:
        with transaction() as session:
            ids = list(session.scalars(sa.select(OutgoingMail.id)))
        assert len(delivery._claim(ids, other.name, NOW)) == 3
        assert deliver(smtp_sink.url, SENDER, NOW) == 0
        assert states() == [MailState.SENDING] * 3
        other.path.unlink()


def test_two_workers_send_each_mail_once(app: Flask, smtp_sink: Sink) -> None:
    with transaction() as session:
        queue_many(session, [a_mail(number) for number in range(40)], NOW)
    sent: list[int] = []

    def work() -> None:
        with app.app_context():
            sent.append(deliver(smtp_sink.url, SENDER, NOW))
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(sent) == 40
    assert received(smtp_sink, [f"p{number}@kommune.example" for number in range(40)]) == [1] * 40


def test_without_a_server_nothing_is_touched(three: list[str]) -> None:
    assert deliver("", SENDER, NOW) == 0
    assert states() == [MailState.QUEUED] * 3


def test_a_mail_called_back_is_not_sent(three: list[str], smtp_sink: Sink) -> None:
    with transaction() as session:
        number = session.scalars(sa.select(OutgoingMail.id).order_by(OutgoingMail.id)).first()
        assert number
        assert mail.cancel(session, number, "gone")
        assert not mail.cancel(session, number, "gone")
    assert deliver(smtp_sink.url, SENDER, NOW) == 2
    assert received(smtp_sink, three) == [0, 1, 1]


def test_the_clock_moved_back_sends_nothing_twice(three: list[str], smtp_sink: Sink, time: Clock) -> None:
    deliver(smtp_sink.url, SENDER, NOW)
    deliver(smtp_sink.url, SENDER, NOW - dt.timedelta(days=2))
    deliver(smtp_sink.url, SENDER, NOW + dt.timedelta(days=2))
    assert received(smtp_sink, three) == [1, 1, 1]
