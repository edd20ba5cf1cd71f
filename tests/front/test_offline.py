"""What a browser keeps for times without a network: nothing about anybody, sent by its owner alone, and once."""

from __future__ import annotations

import json
import re

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.cases.models.case import Case
from quality.core.db import transaction
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW, Clock

STORY = {"text": "Bruker falt på badet i natt", "harm": "no", "once": "skrevet-uten-nett"}
PAGES = ["away", "unsent", "report", "improvement"]


def kept(client: Client, language: str = "nb") -> list[str]:
    text = client.get(f"/sw.js?lang={language}").get_data(as_text=True)
    found = re.search(r"^const KEPT = (.*);$", text, re.MULTILINE)
    assert found
    return [str(url) for url in json.loads(found[1])]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_everything_the_worker_keeps_is_there_for_anybody(client: Client, language: str) -> None:
    urls = kept(client, language)
    assert {f"/offline/{language}/{page}" for page in PAGES} <= set(urls)
    for url in urls:
        with client.http.get(url) as answer:
            assert answer.status_code == 200, url


def test_an_unknown_language_gets_bokmål(client: Client) -> None:
    assert kept(client, "xx") == kept(client, "nb")


@pytest.mark.parametrize("page", PAGES)
def test_what_is_kept_is_the_same_for_everybody(client: Client, cast: Cast, app: Flask, page: str) -> None:
    def told(text: str) -> str:
        return re.sub(r'name="(csrf_token|once|opened)"[^>]*>', "", text)

    nobody = told(client.get(f"/offline/nn/{page}").get_data(as_text=True))
    somebody = told(Client(app).sign_in(cast.leader).get(f"/offline/nn/{page}").get_data(as_text=True))
    assert nobody == somebody
    assert cast.leader.first_name not in somebody
    assert '<html lang="nn"' in somebody


def token(client: Client) -> str:
    answer = client.http.get("/offline/token").get_json()
    return str(answer["owner"])


def test_the_mark_of_an_owner_is_a_persons_own_and_says_nothing(
    client: Client, cast: Cast, app: Flask
) -> None:
    assert client.http.get("/offline/token").status_code == 401
    mine = token(client.sign_in(cast.employee))
    assert mine == token(Client(app).sign_in(cast.employee))
    assert mine != token(Client(app).sign_in(cast.colleague))
    assert f'data-owner="{mine}"' in client.get("/").get_data(as_text=True)


def test_what_waited_is_sent_by_its_owner_alone_and_makes_one_case(
    client: Client, cast: Cast, session: sa.orm.Session
) -> None:
    mine = token(client.sign_in(cast.employee))
    client.sign_in(cast.colleague)
    assert "noen andre" in client.post("/report", {**STORY, "written_by": mine}, status=409).get_data(
        as_text=True
    )
    client.sign_in(cast.employee)
    for _ in range(3):
        answer = client.post("/report", {**STORY, "written_by": mine})
        assert answer.headers["Location"].endswith(f"/receipt?sent={STORY['once']}"), (
            "the browser lets go of it"
        )
    assert [case.reporter_id for case in session.scalars(sa.select(Case))] == [cast.employee.id]


@pytest.mark.parametrize(
    ("ago", "hours"), [("7200", 2), ("-5", 0), ("x", 0), ("٣", 0), ("9" * 10, 24 * 30), ("", 0)]
)
def test_what_was_written_some_time_ago_happened_then_and_never_in_the_future(
    client: Client, cast: Cast, session: sa.orm.Session, ago: str, hours: int
) -> None:
    client.sign_in(cast.employee).post("/report", {**STORY, "ago": ago})
    (case,) = session.scalars(sa.select(Case))
    assert (NOW - case.occurred_at).total_seconds() == hours * 3600
    assert case.registered_at == NOW


def test_a_clock_that_is_wrong_gets_a_sentence_and_the_text_back(
    client: Client, cast: Cast, session: sa.orm.Session
) -> None:
    wrong = client.sign_in(cast.employee).post("/report", {**STORY, "day": "2027-01-01"}, status=400)
    text = wrong.get_data(as_text=True)
    assert "Tidspunktet kan ikke være fram i tid." in text
    assert STORY["text"] in text
    assert list(session.scalars(sa.select(Case))) == []


def test_a_unit_closed_meanwhile_gives_the_report_back_with_a_sentence(
    client: Client, cast: Cast, session: sa.orm.Session, time: Clock
) -> None:
    client.sign_in(cast.employee)
    with transaction():
        cast.north.closed_on = NOW.date()
    wrong = client.post("/report", STORY, status=400).get_data(as_text=True)
    assert "data-error" in wrong
    assert STORY["text"] in wrong
