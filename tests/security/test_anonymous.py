"""Anonymous reports (2.4): nothing stored leads to anybody, and the code alone opens the answer."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import SignIn
from quality.cases.compose import codes
from quality.cases.models.case import Case
from quality.cases.models.code import CaseCode, CodeTry
from quality.cases.services.measures import Plan, add_measure
from quality.cases.states import MeasureState
from quality.core.clock import local_date
from quality.core.db import db, transaction
from quality.core.history import verify
from quality.organisation.models import Municipality
from tests.cases.desk import CANARY, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

TOLD = {"text": f"{CANARY} på badet.", "harm": "no", "once": "et-skjema-for-alle"}


@pytest.fixture
def switched_on(cast: Cast) -> None:
    with transaction() as session:
        session.scalars(sa.select(Municipality)).one().settings = {"privacy": {"anonymous": True}}


def send(client: Client, cast: Cast, status: int = 200, **more: Any) -> str:
    """The code of a new anonymous report, or "" when it was not sent."""
    told = TOLD | {"unit": cast.north.public_id, "small": cast.north.public_id} | more
    page = client.post("/anonymous", told, status).get_data(as_text=True)
    found = re.search(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}", page)
    return found.group() if found else ""


def stored(session: Session) -> Case:
    session.expire_all()
    return session.scalars(sa.select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]


def test_it_is_off_until_the_municipality_lets_it_in(client: Client, cast: Cast) -> None:
    assert "Meld anonymt" not in words(client.sign_in(cast.employee).get("/report"))
    client.get("/anonymous", 404)
    client.post("/anonymous", TOLD, 404)
    client.sign_in(cast.admin).post("/settings/privacy", {"version": "1", "anonymous": "y"})
    client.get("/anonymous")
    assert "Meld anonymt i stedet" in words(client.sign_in(cast.employee).get("/report"))


def test_nothing_in_the_whole_database_leads_to_who_sent_it(
    client: Client, cast: Cast, session: Session, time: Clock, switched_on: None
) -> None:
    """Also when the browser is signed in: no id, no session, no address, no minute, no user agent."""
    client.sign_in(cast.employee)
    client.get("/")
    seen = session.scalars(sa.select(SignIn.seen_at)).all()
    before = _dump(session)
    time.move(minutes=25, seconds=7, microseconds=123)
    answer = client.http.post(
        "/anonymous",
        data=TOLD | {"unit": cast.north.public_id, "small": cast.north.public_id},
        headers={"User-Agent": "Agentkanari", "X-Forwarded-For": "203.0.113.9"},
        environ_base={"REMOTE_ADDR": "203.0.113.7"},
    )
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert session.scalars(sa.select(SignIn.seen_at)).all() == seen, "the session was touched"
    case = stored(session)
    assert case.anonymous
    assert (case.reporter_id, case.reporter_unit_id, case.confidential_to_id) == (None, None, None)
    added = [row for row in _dump(session) if row not in before]
    text = json.dumps(added, default=str)
    for trace in ("203.0.113", "Agentkanari", TOLD["once"], ":25:07", "09:25", "08:25", ".000123"):
        assert trace not in text, trace
    for table, row in added:
        own = row.get("actor_id"), row.get("author_id"), row.get("reporter_id"), row.get("created_by_id")
        assert not any(own), (table, row)
        if table in ("notice", "outgoing_mail"):
            assert row["person_id"] == cast.leader.id
    assert list(verify(session)) == []


def _dump(session: Session) -> list[tuple[str, dict[str, Any]]]:
    session.expire_all()
    return [
        (table.name, dict(row._mapping))
        for table in db.metadata.sorted_tables
        for row in session.execute(sa.select(table))
    ]


def test_the_dialogue_goes_both_ways_without_an_account(
    client: Client, cast: Cast, session: Session, time: Clock, switched_on: None
) -> None:
    code = send(client, cast)
    page = f"/cases/{stored(session).public_id}"
    client.sign_in(cast.leader).post(f"{page}/message", {"kind": "question", "text": "Hvilket bad?"})
    seen = words(client.get(page))
    assert "Anonym" in seen
    assert "00:00" not in seen, "a day and no more"
    client.http = client.app.test_client()
    asked = client.post("/anonymous/answer", {"code": code.lower().replace("-", " ")}, 200)
    assert "Hvilket bad?" in words(asked)
    said = {"code": code, "act": "reply", "text": "Det innerste.", "once": "r1"}
    assert "Det innerste." in words(client.post("/anonymous/answer", said, 200))
    client.post("/anonymous/answer", said, 200)
    client.sign_in(cast.leader)
    told = words(client.get(page))
    assert told.count("Det innerste.") == 1
    assert told.index("Hvilket bad?") < told.index("Det innerste."), "in the order it was said"
    client.post(f"{page}/message", {"kind": "note", "text": "Notatkanari"})
    closing = {"answer": "Ny matte.", "can_learn": "no", "version": str(stored(session).version)}
    client.post(f"{page}/close", closing)
    client.http = client.app.test_client()
    closed = words(client.post("/anonymous/answer", {"code": code}, 200))
    assert "Ny matte." in closed
    assert "Notatkanari" not in closed
    assert "Løste det problemet?" in closed
    client.post("/anonymous/answer", {"code": code, "act": "judge", "verdict": "unsolved"}, 200)
    assert stored(session).state == "reopened"
    assert local_date(stored(session).changed_at) == local_date(time.now)


def test_a_form_sent_twice_makes_one_case_with_one_code(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    first = send(client, cast)
    assert first == send(client, cast), "the receipt can be had again by going back"
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 1
    assert send(client, cast, text="Noe ganske annet.") != first
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 2


def test_the_code_itself_is_stored_nowhere(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    code = send(client, cast).replace("-", "")
    row = session.scalars(sa.select(CaseCode)).one()
    assert row.selector == code[:4]
    assert row.secret_hash.startswith("$argon2id$")
    assert code[4:] not in json.dumps(_dump(session), default=str)


def test_a_wrong_code_says_the_same_whatever_is_wrong_and_is_counted(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    code = send(client, cast).replace("-", "")
    last = "0" if code[-1] != "0" else "1"
    wrong = ["", "kort", code[:-1] + last, ("0" if code[0] != "0" else "1") + code[1:], "U" * 20, "æ" * 4000]
    pages = {
        re.sub(
            r'value="[^"]*"', "", client.post("/anonymous/answer", {"code": text}, 400).get_data(as_text=True)
        )
        for text in wrong[:4]
    }
    assert len(pages) == 1
    for text in wrong[4:]:
        client.post("/anonymous/answer", {"code": text}, 400)
    assert session.scalar(sa.select(sa.func.count(CodeTry.id))) == len(wrong)
    client.post("/anonymous/answer", {"code": code}, 200)
    assert session.scalar(sa.select(sa.func.count(CodeTry.id))) == len(wrong), "a right one leaves nothing"


def test_twenty_wrong_tries_a_minute_and_two_hundred_in_all(
    client: Client,
    cast: Cast,
    session: Session,
    time: Clock,
    switched_on: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The hash is not worked out here: what is counted does not depend on it."""
    monkeypatch.setattr("quality.accounts.services.passwords.matches", lambda *_: False)

    def tried(number: int) -> int:
        base = {"REMOTE_ADDR": f"10.0.0.{number}"}
        return client.http.post("/anonymous/answer", data={"code": "x"}, environ_base=base).status_code

    assert [tried(1) for _ in range(21)] == [400] * 20 + [429]
    assert [tried(2 + n // 20) for n in range(181)] == [400] * 180 + [429]
    time.move(seconds=61)
    assert tried(1) == 400
    assert session.scalar(sa.select(sa.func.count(CodeTry.id))) == 1, "older ones are gone"


def test_a_code_goes_by_post_alone_and_the_pages_are_kept_nowhere(
    client: Client, cast: Cast, switched_on: None
) -> None:
    code = send(client, cast)
    assert CANARY not in words(client.get(f"/anonymous/answer?code={code}"))
    for path in ("/anonymous", "/anonymous/answer"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert "Set-Cookie" not in answer.headers
        assert "csrf" not in answer.get_data(as_text=True)


def test_a_signed_in_browser_is_a_stranger_on_these_pages(
    client: Client, cast: Cast, switched_on: None
) -> None:
    client.sign_in(cast.employee)
    for path in ("/anonymous", "/anonymous/answer", "/anonymous/nowhere"):
        answer = client.http.get(path)
        assert "Kari" not in answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
    client.get("/mine")


def test_a_small_unit_is_warned_of_once(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    told = TOLD | {"unit": cast.north.public_id}
    page = client.post("/anonymous", told, 400)
    assert "Det er få som jobber" in words(page)
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 0
    assert f'value="{cast.north.public_id}"' in page.get_data(as_text=True)
    assert send(client, cast)


def test_strangers_find_the_way_in_from_the_sign_in_page(
    client: Client, cast: Cast, switched_on: None
) -> None:
    page = words(client.get("/sign-in"))
    assert "Uten å logge inn: Meld anonymt · Les svar med kode" in page
    with transaction() as session:
        session.scalars(sa.select(Municipality)).one().settings = {}
    assert "Uten å logge inn" not in words(client.get("/sign-in"))


def test_the_receipt_says_where_the_code_is_used_and_by_when(
    client: Client, cast: Cast, switched_on: None
) -> None:
    page = words(client.post("/anonymous", TOLD | told_in_north(cast), 200))
    assert re.search(r"Her bruker du koden http://\S+/anonymous/answer Leses innen \w+\. \d", page)
    assert "Svar innen" in page


def told_in_north(cast: Cast) -> dict[str, str]:
    """The unit, and that the warning of its size has been seen."""
    return {"unit": cast.north.public_id, "small": cast.north.public_id}


@pytest.mark.parametrize("language", ["nn", "en"])
def test_the_pages_are_read_in_the_language_that_their_address_says(
    client: Client, cast: Cast, switched_on: None, language: str
) -> None:
    with transaction():
        cast.employee.language = language
    page = client.sign_in(cast.employee).get("/report").get_data(as_text=True)
    assert f'href="/anonymous?language={language}"' in page
    client.http = client.app.test_client()
    form = client.get(f"/anonymous?language={language}").get_data(as_text=True)
    assert f'lang="{language}"' in form
    assert f'href="/anonymous/answer?language={language}"' in form
    assert 'href="/anonymous?language=nb"' in form
    sent = client.post(f"/anonymous?language={language}", TOLD | told_in_north(cast), 200)
    page = sent.get_data(as_text=True)
    assert f'<html lang="{language}"' in page
    assert "/anonymous?language=nb" not in page, "a receipt cannot be opened again"
    assert 'lang="nb"' in client.get("/anonymous?language=xx").get_data(as_text=True)


def test_what_belongs_elsewhere_is_asked_about_and_not_stored(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    with transaction() as writing:
        place = writing.scalars(sa.select(Municipality)).one()
        place.settings = place.settings | {"channels": {"whistle": {"who": "Varslingssekretariatet"}}}
    told = TOLD | told_in_north(cast) | {"text": "Dette er et varsel om underslag"}
    asked = client.post("/anonymous", told, 400)
    assert "Varslingssekretariatet" in words(asked)
    assert "Dette er et varsel" in asked.get_data(as_text=True), "nothing typed is lost"
    gone = client.post("/anonymous", told | {"discard": "1"}, 200)
    assert "Det du skrev er slettet." in words(gone)
    assert "Varslingssekretariatet" in words(gone)
    assert "Dette er et varsel" not in gone.get_data(as_text=True)
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 0
    assert send(client, cast, text=told["text"], belongs="here")


def test_what_points_at_a_person_is_asked_about_without_telling_who_works_here(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    with transaction():
        cast.leader.last_name = "Xyvind"
    text = "Ring Solveig Haugen på 912 34 567 om Xyvind"
    page = words(client.post("/anonymous", TOLD | {"unit": cast.north.public_id, "text": text}, 400))
    assert "Kan noen kjennes igjen?" in page
    assert "912 34 567" in page
    assert "Det er få som jobber" in page, "both are asked at once"
    assert "nummeret til noen: Xyvind" not in page
    assert "Xyvind, " not in page
    assert ", Xyvind" not in page
    assert session.scalar(sa.select(sa.func.count(Case.id))) == 0
    assert send(client, cast, text=text, numbers="hide")
    assert "912" not in stored(session).description
    assert "[navn]" in stored(session).description
    assert send(client, cast, text=text, numbers="keep", once="et-annet-skjema")
    assert stored(session).description == text


def test_a_wrong_code_is_said_by_the_field(client: Client, cast: Cast, switched_on: None) -> None:
    page = client.post("/anonymous/answer", {"code": "ABCD"}, 400).get_data(as_text=True)
    assert re.search(r'<p class="l-error" id="code-error">.*Koden stemmer ikke', page, re.S)
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*id="code"', page)
    assert 'value="ABCD"' in page


def test_the_holder_sees_how_far_it_has_come_and_that_words_were_sent(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    code = send(client, cast)
    seen = words(client.post("/anonymous/answer", {"code": code}, 200))
    assert "Sendt ferdig Sett nå" in seen
    assert "er sendt" not in seen
    assert "Du har fått et spørsmål" not in seen
    page = f"/cases/{stored(session).public_id}"
    client.sign_in(cast.leader).post(f"{page}/message", {"kind": "question", "text": "Hvilket bad?"})
    client.http = client.app.test_client()
    assert "Du har fått et spørsmål" in words(client.post("/anonymous/answer", {"code": code}, 200))
    told = {"code": code, "act": "reply", "text": "Det innerste.", "once": "r1"}
    told_now = words(client.post("/anonymous/answer", told, 200))
    assert "Det du skrev er sendt." in told_now
    assert "Du skrev" in told_now
    assert "Du har fått et spørsmål" not in told_now


def test_the_holder_sees_what_is_done_and_the_own_verdict(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    code = send(client, cast)
    with transaction() as writing:
        case, leader = stored(writing), cast.actor(cast.leader)
        add_measure(writing, leader, case, Plan("Ny matte", cast.colleague.id, cast.day), now=cast.now)
        dropped = add_measure(writing, leader, case, Plan("Skilt", cast.leader.id, cast.day), now=cast.now)
        dropped.state = MeasureState.DROPPED
    seen = words(client.post("/anonymous/answer", {"code": code}, 200))
    assert "Dette gjøres Ny matte Ola Prøve" in seen
    assert "Skilt" not in seen.split("Dette gjøres")[1]
    page = f"/cases/{stored(session).public_id}"
    closing = {"answer": "Ny matte.", "can_learn": "no", "version": str(stored(session).version)}
    client.sign_in(cast.leader).post(f"{page}/close", closing)
    client.http = client.app.test_client()
    asked = words(client.post("/anonymous/answer", {"code": code}, 200))
    assert "Løste det problemet? Løst" in asked, "it is no optional question"
    judged = {"code": code, "act": "judge", "verdict": "unsolved", "text": "Den glir.", "once": "j1"}
    told = words(client.post("/anonymous/answer", judged, 200))
    assert "Du vurderte svaret 23. nov. 2026 Ikke løst. Den glir." in told


def test_who_gave_the_name_reads_the_own_words_in_the_order_they_were_said(
    client: Client, cast: Cast, session: Session, time: Clock, switched_on: None
) -> None:
    code = send(client, cast)
    page = f"/cases/{stored(session).public_id}"
    time.move(hours=1)
    client.sign_in(cast.leader).post(f"{page}/message", {"kind": "question", "text": "Hvilket bad?"})
    client.http = client.app.test_client()
    client.post(
        "/anonymous/answer", {"code": code, "act": "reply", "text": "Det innerste.", "once": "r1"}, 200
    )
    client.sign_in(cast.employee).post("/mine/claim", {"code": code})
    mine = words(client.get(page))
    assert "Du meldte fra" in mine
    assert "Du skrev" in mine
    assert "Melder skrev" not in mine
    for shown in (mine, words(client.sign_in(cast.leader).get(page))):
        told = shown.split("Det som har skjedd")[1]
        assert told.index("Hvilket bad?") < told.index("Det innerste.")


def test_the_name_is_given_by_its_own_reporter_and_once(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    code = send(client, cast)
    page = f"/cases/{stored(session).public_id}"
    client.sign_in(cast.employee).get(page, 200)
    client.post("/mine/claim", {"code": "feil"}, 400)
    client.post("/mine/claim", {"code": code})
    assert "Kari Prøve" in words(client.sign_in(cast.leader).get(page))
    assert session.scalars(sa.select(CaseCode)).all() == []
    client.post("/anonymous/answer", {"code": code}, 400)
    client.sign_in(cast.colleague).post("/mine/claim", {"code": code}, 400)


def test_an_anonymous_case_about_the_leader_goes_above(
    client: Client, cast: Cast, session: Session, switched_on: None
) -> None:
    send(client, cast, about_leader="y")
    page = f"/cases/{stored(session).public_id}"
    client.sign_in(cast.leader).get(page, 404)
    client.sign_in(cast.head).get(page)


def test_codes_have_no_lookalikes_and_forgive_those_who_write_them() -> None:
    made = {codes.make_code("key", str(number)) for number in range(500)}
    assert len(made) == 500
    assert not set("".join(made)) & set("ILOU")
    assert len(set("".join(made))) == 32
    code = next(iter(made))
    typed = codes.shown(code).lower().replace("0", "o").replace("1", "l")
    assert codes.read_code(f" {typed} ") == (code[:4], code[4:])
    assert codes.make_code("other key", "1") != codes.make_code("key", "1")


def test_hostile_values_get_a_sentence(app: Flask, client: Client, cast: Cast, switched_on: None) -> None:
    for odd in (
        "\x00",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
        "‮",
        "x" * 21_000,
        "9" * 400,
    ):
        for field in ("text", "unit", "place", "severity", "once", "small", "harm"):
            told = TOLD | {"unit": cast.north.public_id, field: odd}
            assert client.http.post("/anonymous", data=told).status_code in (200, 400), (field, odd[:9])
        for field in ("code", "text", "verdict", "once", "act"):
            assert client.http.post("/anonymous/answer", data={field: odd}).status_code in (400, 429)
