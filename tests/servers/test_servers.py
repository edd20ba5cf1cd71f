"""The servers do what the tests that use them believe."""

from __future__ import annotations

import smtplib
import socket
from email.message import EmailMessage

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.servers.browser import PageFactory, overflow
from tests.servers.checkers import check_html, run_axe
from tests.servers.plugin import NewDatabase, Serve
from tests.servers.postgres import Cluster
from tests.servers.smtp import DROP, HANG, Sink

GOOD = (
    '<!doctype html><html lang="nb"><head><title>Løft</title></head>'
    "<body><main><h1>Løft</h1></main></body></html>"
)


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "loft@example.test",
        "kari@example.test",
        "Ny sak på Åsen",
    )
    message.set_content("Hei på deg")
    return message


def send(sink: Sink, timeout: float = 5) -> None:
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=timeout) as client:
        client.send_message(mail())


def test_every_new_database_is_empty_and_its_own(new_database: NewDatabase) -> None:
    for url in (new_database(), new_database()):
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE once (id INTEGER)"))
        engine.dispose()


def test_a_database_can_be_copied(postgres: Cluster) -> None:
    postgres.create("original")
    with psycopg.connect(postgres.conninfo("original")) as connection:
        connection.execute("CREATE TABLE kept (id INTEGER)")
    postgres.create("copy", template="original")
    with psycopg.connect(postgres.conninfo("copy")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    postgres.drop("copy")


def test_mail_is_kept_as_it_was_sent(smtp_sink: Sink) -> None:
    send(smtp_sink)
    (message,) = smtp_sink.to("kari@example.test")
    assert message["Subject"] == "Ny sak på Åsen"


def test_a_refusal_is_given_once(smtp_sink: Sink) -> None:
    smtp_sink.answer("451 come back later")
    with pytest.raises(smtplib.SMTPDataError):
        send(smtp_sink)
    assert smtp_sink.inbox == []
    send(smtp_sink)
    assert len(smtp_sink.inbox) == 1


def test_a_refused_recipient_gets_nothing(smtp_sink: Sink) -> None:
    smtp_sink.answer("550 nobody here", at="rcpt")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_sink)
    assert smtp_sink.inbox == []


def test_a_dropped_line_after_data_leaves_the_message_with_the_receiver(smtp_sink: Sink) -> None:
    smtp_sink.answer(DROP)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert len(smtp_sink.inbox) == 1


def test_a_silent_server_makes_the_sender_wait_in_vain(smtp_sink: Sink) -> None:
    smtp_sink.answer(HANG)
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(smtp_sink, timeout=0.3)
    assert smtp_sink.inbox == []


def test_nothing_else_than_this_machine_can_be_reached() -> None:
    with socket.socket() as outside, pytest.raises(AssertionError, match="tried to reach"):
        outside.connect(("192.0.2.1", 25))


def page_of(html: str) -> object:
    def app(_environ: object, start_response: object) -> list[bytes]:
        assert callable(start_response)
        start_response(
            "200 OK",
            [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'self'")],
        )
        return [html.encode()]

    return app


def test_a_good_page_passes_every_checker(serve: Serve, page_factory: PageFactory) -> None:
    page = page_factory(320, "dark", base_url=serve(page_of(GOOD)))
    page.goto("/")
    assert run_axe(page) == []
    assert overflow(page) == 0
    assert check_html([GOOD]) == []


def test_a_bad_page_is_found_out(serve: Serve, page_factory: PageFactory) -> None:
    bad = GOOD.replace("<h1>Løft</h1>", "<h1>Løft</h1><img src=x><pre>" + "x" * 400 + "</pre>")
    page = page_factory(320, base_url=serve(page_of(bad)))
    page.goto("/")
    assert any(fault.startswith("image-alt") for fault in run_axe(page))
    assert overflow(page) > 0
    (fault,) = check_html({"good": GOOD, "bad": bad})
    assert fault.startswith("bad:1: An “img” element must have an “alt” attribute")


def test_blocked_content_is_a_complaint(serve: Serve, page_factory: PageFactory) -> None:
    page = page_factory(base_url=serve(page_of(GOOD.replace("<main>", "<main><script>alert(1)</script>"))))
    page.goto("/")
    assert "Content Security Policy" in page_factory.complaints.pop()
