"""What goes wrong while a leader has a form open: each has a sentence, and what was typed is still there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from quality.cases.kinds import CanLearn, Rejection
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.category import Category
from quality.cases.services import close, receive, transfer
from quality.cases.services.close import Closing
from quality.cases.states import CaseState
from quality.core.db import db, transaction
from quality.organisation.models import Unit
from tests.cases.desk import hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

WHY = "Det skjedde på deres vakt, og de har nøkkelen."
SAID = {"answer": "Vi har lagt ny matte.", "can_learn": "no"}


@pytest.fixture
def case(cast: Cast, client: Client) -> Case:
    with transaction() as session:
        made = make_case(session, cast)
    client.sign_in(cast.leader)
    return made


def state(case: Case) -> CaseState:
    db.session.expire_all()
    return db.session.get_one(Case, case.id).state


def test_a_unit_closed_while_the_form_to_send_on_is_open(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    page = client.get(f"/cases/{case.public_id}/send").get_data(as_text=True)
    assert cast.south.public_id in page
    with transaction() as session:
        session.get_one(Unit, cast.south.id).closed_on = time.now.date()
    sent = {"unit": cast.south.public_id, "how": "take", "text": WHY}
    back = client.post(f"/cases/{case.public_id}/send", sent, 400)
    assert f"{cast.south.name} tar ikke lenger imot meldinger. Velg en annen enhet." in words(back)
    assert WHY in back.get_data(as_text=True)
    assert state(case) is CaseState.REPORTED


def test_a_category_retired_while_a_leader_chooses_it(
    client: Client, cast: Cast, case: Case, time: Clock
) -> None:
    with transaction() as session:
        session.execute(sa.update(Category).where(Category.code == "T2.2").values(retired_on=time.now.date()))
    told = {"category": "T2.2", "severity": "3", "potential": "", "recurrence": ""}
    told |= hidden(client.get(f"/cases/{case.public_id}/assess"), "version")
    back = client.post(f"/cases/{case.public_id}/assess", told, 400)
    assert "Kategorien er tatt ut av bruk. Velg en annen." in words(back)
    assert state(case) is CaseState.REPORTED


@pytest.mark.parametrize("meanwhile", ["sent on", "closed", "rejected"])
def test_what_was_done_meanwhile_is_told_and_the_answer_given_back(
    client: Client, cast: Cast, case: Case, meanwhile: str
) -> None:
    with transaction() as session:
        receive.receive(session, cast.actor(cast.leader), session.get_one(Case, case.id), now=NOW)
    opened = hidden(client.get(f"/cases/{case.public_id}/close"), "version", "told")
    with transaction() as session:
        found, deputy = session.get_one(Case, case.id), cast.actor(cast.deputy)
        if meanwhile == "sent on":
            transfer.send(session, deputy, found, cast.south, WHY, now=NOW)
        elif meanwhile == "closed":
            close.close(session, deputy, found, Closing("Gjort.", CanLearn.NO), now=NOW)
        else:
            receive.reject(session, deputy, found, Rejection.MISTAKE, "Feil.", now=NOW)
    back = client.post(f"/cases/{case.public_id}/close", SAID | opened, 409)
    sentence, deed = {
        "sent on": ("Saken er sendt til en annen enhet.", "sendte saken videre"),
        "closed": ("Saken er allerede lukket.", "lukket saken"),
        "rejected": ("Saken er allerede avvist.", "tok ikke saken videre"),
    }[meanwhile]
    assert sentence in words(back)
    assert cast.deputy.name in words(back)
    assert f"{deed}, i dag kl." in words(back)
    assert SAID["answer"] in back.get_data(as_text=True)
    assert "agre igjen" not in words(back), "nothing that can be saved is asked for"
    assert sentence in words(client.get(f"/cases/{case.public_id}/close"))


def test_ten_megabytes_of_text_are_refused_in_plain_words(client: Client, cast: Cast, case: Case) -> None:
    much = b"a" * 10_000_000
    parted = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + much + b"\r\n--x--\r\n"
    for kind, body in (
        ("application/x-www-form-urlencoded", b"kind=answer&text=" + much),
        ("multipart/form-data; boundary=x", parted),
    ):
        answer = client.http.post(f"/cases/{case.public_id}/message", data=body, content_type=kind)
        assert answer.status_code == 413
        assert "kort ned teksten" in words(answer)


SIGNS = [
    "Bra jobba 👍🏽 👨‍👩‍👧 🇳🇴",
    "مرحبا بالعالم og שלום",
    "Dette er sent\u202eeta lamron\u202c her",
    "Ett\x00to\x07tre\x1b[31m",
]


@pytest.mark.parametrize("text", SIGNS)
def test_emoji_and_other_scripts_are_kept_and_hidden_signs_are_not(
    client: Client, cast: Cast, case: Case, text: str
) -> None:
    client.post(f"/cases/{case.public_id}/message", {"text": text, "kind": "answer"})
    kept = db.session.scalars(sa.select(CaseMessage.text)).one()
    assert [sign for sign in kept if sign in "\x00\x07\x1b\u202e\u202c"] == []
    assert [sign for sign in text if sign not in kept and sign.isprintable()] == []
    assert kept in client.get(f"/cases/{case.public_id}").get_data(as_text=True)
