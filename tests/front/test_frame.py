"""The frame: sign-in in a demo, error pages in plain words, menu, install to the home screen."""

from __future__ import annotations

import re

import pytest

from quality.accounts.models import Person
from quality.cases.kinds import CaseKind, Harm
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from quality.patterns.services import make
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW


def test_a_demo_person_is_chosen_by_name(client: Client, cast: Cast) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    assert "Mona Prøve" in page
    assert "Enhetsleder" in page
    assert "uten passord" in page
    assert "Frank" not in page
    assert "Hei, Mona" in client.sign_in(cast.leader).get("/").get_data(as_text=True)


def test_everybody_has_a_first_page(client: Client, cast: Cast) -> None:
    for person in cast.everybody().values():
        if person.active:
            client.sign_in(person).get("/")


def test_a_frame_that_is_kept_names_whoever_reads_and_says_where_the_page_is(
    client: Client, cast: Cast
) -> None:
    with transaction() as session:
        session.get_one(Person, cast.employee.id).last_name = "<b>Prøve"
    tokens = set()
    for person, name in ((cast.employee, "Kari &lt;b&gt;Prøve"), (cast.colleague, cast.colleague.name)) * 2:
        page = client.sign_in(person).get('/mine?q="><i>').get_data(as_text=True)
        assert page.count(f"<strong>{name}</strong>") == 2
        assert 'name="next" value="/mine?q=&#34;&gt;&lt;i&gt;"' in page
        found = set(re.findall(r'name="csrf_token" value="([^"]+)"', page))
        assert len(found) == 1
        tokens |= found
        assert not re.search("[\ufdd0-\ufdd3]", page)
    assert len(tokens) == 4


def test_a_kept_frame_stands_below_where_the_request_came_in(client: Client, cast: Cast) -> None:
    browser = client.sign_in(cast.employee)
    for below in ("", "/loft"):
        page = browser.http.get("/", environ_overrides={"SCRIPT_NAME": below}).get_data(as_text=True)
        assert page.count(f'href="{below}/learning"') == 2


@pytest.mark.parametrize(("path", "code"), [("/nothing", 404), ("/sign-out", 405)])
def test_an_error_has_a_page_in_plain_words(client: Client, cast: Cast, path: str, code: int) -> None:
    page = client.sign_in(cast.employee).get(path, status=code).get_data(as_text=True)
    assert "Til forsiden" in page
    assert "Kari Prøve" in page


def test_the_error_page_stands_without_signing_in(client: Client, cast: Cast) -> None:
    assert "Vi finner ikke siden" in client.get("/nothing", status=404).get_data(as_text=True)


def test_the_first_page_says_what_waits_for_whom(client: Client, cast: Cast) -> None:
    with transaction() as session:
        told = Report(CaseKind.DEVIATION, "Døra gikk i lås.", cast.north.id, Harm.NO)
        cases = [register_case(session, cast.actor(cast.employee), told, now=NOW) for _ in range(2)]
        make.make_pattern(session, cast.actor(cast.coordinator), "Dører går i lås", cases, now=NOW)
    waits = {cast.leader: "2 nye saker å ta imot", cast.coordinator: "Ett funn å ta stilling til"}
    for person, sentence in waits.items():
        assert sentence in client.sign_in(person).get("/").get_data(as_text=True)
    assert "Venter på deg" not in client.sign_in(cast.employee).get("/").get_data(as_text=True)


def test_what_was_written_comes_back_when_the_session_is_gone(client: Client, cast: Cast) -> None:
    wrote = {"text": "Hun falt på badet.", "password": "hemmelig setning"}
    page = client.http.post("/report", data=wrote)
    assert page.status_code == 401
    assert "Hun falt på badet." in page.get_data(as_text=True)
    assert "hemmelig" not in page.get_data(as_text=True)


def test_a_phone_can_install_it(client: Client, cast: Cast) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    assert answer.get_json(force=True)["start_url"] == "/"


def test_a_foreign_host_is_refused_without_a_page(client: Client, cast: Cast) -> None:
    answer = client.http.get("/sign-in", headers={"Host": "evil.invalid"})
    assert answer.status_code == 400
    assert "evil" not in answer.get_data(as_text=True)
