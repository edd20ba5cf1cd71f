"""The outbox: shown as it looks, decided about by a person, without secrets for who may not have them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.services.links import send_link
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.mail import MailState, OutgoingMail
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


def one(session: Session, cast: Cast, state: MailState = MailState.QUEUED) -> OutgoingMail:
    with transaction() as inside:
        send_link(inside, cast.employee, "invitation", "http://x.invalid", now=NOW)
        mail = inside.scalars(sa.select(OutgoingMail)).one()
        mail.state = state
    return mail


def test_a_mail_is_shown_as_it_looks_and_can_do_nothing(client: Client, cast: Cast, session: Session) -> None:
    mail = one(session, cast)
    client.sign_in(cast.admin)
    assert "Velkommen til Løft" in client.get("/outbox").get_data(as_text=True)
    page = client.get(f"/outbox/{mail.public_id}").get_data(as_text=True)
    assert 'sandbox=""' in page
    assert "Hei, Kari." in page
    answer = client.http.get(f"/outbox/{mail.public_id}/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script" not in answer.headers["Content-Security-Policy"]
    assert 'style="' in answer.get_data(as_text=True)


def test_a_link_to_an_account_is_hidden_from_who_cannot_manage_people(
    client: Client, cast: Cast, session: Session
) -> None:
    mail = one(session, cast)
    token = mail.text.split("/account/password/")[1].split()[0]
    for person, shown in ((cast.admin, True), (cast.coordinator, False)):
        client.sign_in(person)
        for path in (f"/outbox/{mail.public_id}", f"/outbox/{mail.public_id}/html"):
            assert (token in client.http.get(path).get_data(as_text=True)) is shown


def test_a_failed_mail_is_sent_again_or_stopped_by_choice(
    client: Client, cast: Cast, session: Session
) -> None:
    mail = one(session, cast, MailState.FAILED)
    path = f"/outbox/{mail.public_id}"
    client.sign_in(cast.admin)
    assert "kom ikke fram" in client.get("/outbox").get_data(as_text=True)
    client.post(f"{path}/send-again")
    client.post(f"{path}/send-again", status=409)
    client.post(f"{path}/stop")
    session.expire_all()
    assert session.scalars(sa.select(OutgoingMail.state)).one() is MailState.CANCELLED
    assert len(entries_of(session, "mail", mail.id)) == 2


def test_a_sent_mail_is_never_sent_again(client: Client, cast: Cast, session: Session) -> None:
    mail = one(session, cast, MailState.SENT)
    client.sign_in(cast.admin).post(f"/outbox/{mail.public_id}/send-again", status=409)


def test_nobody_else_sees_the_outbox(client: Client, cast: Cast, session: Session) -> None:
    mail = one(session, cast)
    for person in (cast.employee, cast.leader, cast.chief, cast.auditor):
        client.sign_in(person).get("/outbox", status=403)
        client.get(f"/outbox/{mail.public_id}/html", status=403)
