"""Signing in with a password: throttled, equal answers, new session, dead cookie, single-use links."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.accounts.models import Person
from quality.accounts.services import passwords, people
from quality.accounts.services.links import choose_password, make_link
from quality.accounts.services.people import PersonDetails
from quality.core.db import transaction
from quality.core.mail import OutgoingMail
from quality.core.text import RefusedError
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

GOOD = "en blå båt seiler sakte"


@pytest.fixture
def real(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that is no demo."""
    monkeypatch.setitem(app.extensions, "loft", replace(app.extensions["loft"], demo=False))


@pytest.fixture
def kari(cast: Cast) -> Person:
    with transaction():
        cast.employee.password_hash = passwords.hash_password(GOOD)
    return cast.employee


def enter(client: Client, email: str | None, password: str, status: int) -> str:
    answer = client.post("/sign-in", {"email": email, "password": password}, status=status)
    return answer.get_data(as_text=True)


def told(page: str, email: str) -> str:
    """What the page says, without the address that was typed and the form's token."""
    return re.sub(r'name="csrf_token"[^>]*>', "", page.replace(email, ""))


@pytest.mark.usefixtures("real")
def test_the_right_password_opens_and_the_demo_is_shut(client: Client, kari: Person) -> None:
    assert "uten passord" not in client.get("/sign-in").get_data(as_text=True)
    client.post("/sign-in/demo", {"person": kari.public_id}, status=404)
    enter(client, str(kari.email).upper(), GOOD, 303)
    assert "Hei, Kari" in client.get("/").get_data(as_text=True)


@pytest.mark.usefixtures("real")
def test_a_stranger_and_a_wrong_password_get_the_same_answer(client: Client, kari: Person) -> None:
    wrong = enter(client, kari.email, "feil passord er dette", 422)
    unknown = enter(client, "ingen@bjorkli.invalid", "feil passord er dette", 422)
    assert "stemmer ikke" in wrong
    assert told(wrong, str(kari.email)) == told(unknown, "ingen@bjorkli.invalid")


@pytest.mark.usefixtures("real")
def test_five_wrong_tries_give_a_pause_that_even_the_right_password_waits_out(
    client: Client, kari: Person, time: Clock
) -> None:
    for _ in range(5):
        enter(client, kari.email, "galt", 422)
        time.move(seconds=21)
    assert "Vent" in enter(client, kari.email, GOOD, 429)
    time.move(minutes=15)
    enter(client, kari.email, GOOD, 303)


@pytest.mark.usefixtures("real")
def test_many_names_from_one_address_are_stopped(client: Client, kari: Person, time: Clock) -> None:
    for number in range(20):
        enter(client, f"gjett{number}@bjorkli.invalid", "galt", 422)
    enter(client, kari.email, GOOD, 429)


@pytest.mark.usefixtures("real")
def test_somebody_who_left_cannot_come_in(client: Client, kari: Person) -> None:
    with transaction():
        kari.active = False
    enter(client, kari.email, GOOD, 422)


def test_a_session_is_dead_after_signing_out(client: Client, cast: Cast) -> None:
    client.sign_in(cast.employee)
    stolen = client.http.get_cookie("loft")
    client.post("/sign-out")
    assert stolen
    client.http.set_cookie("loft", stolen.value)
    assert client.get("/", status=302).headers["Location"].startswith("/sign-in")


def test_a_session_ends_when_idle_and_when_its_day_is_over(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.employee)
    time.move(minutes=61)
    client.get("/", status=302)
    client.sign_in(cast.employee)
    for _ in range(14):
        time.move(minutes=50)
        client.http.get("/")
    time.move(minutes=30)
    client.get("/", status=302)


def test_one_sees_and_ends_ones_own_sessions_only(client: Client, cast: Cast, app: Flask) -> None:
    other = Client(app).sign_in(cast.employee)
    client.sign_in(cast.employee)
    page = client.get("/me").get_data(as_text=True)
    (ended,) = re.findall(r"/me/sessions/([\w-]{22})/end", page)
    Client(app).sign_in(cast.colleague).post(f"/me/sessions/{ended}/end")
    other.get("/")
    client.post(f"/me/sessions/{ended}/end")
    other.get("/", status=302)
    client.get("/")


@pytest.mark.usefixtures("real")
def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    client: Client, kari: Person, session: sa.orm.Session, time: Clock
) -> None:
    known = client.post("/sign-in/forgotten", {"email": kari.email}, status=200).get_data(as_text=True)
    unknown = client.post("/sign-in/forgotten", {"email": "x@y.invalid"}, status=200).get_data(as_text=True)
    assert told(known, str(kari.email)) == told(unknown, "x@y.invalid")
    (mail,) = session.scalars(sa.select(OutgoingMail)).all()
    assert mail.to_address == kari.email
    path = re.search(r"/account/password/[\w-]+", mail.text)
    assert path
    assert path[0] in mail.html
    client.get(path[0])
    client.post(path[0], {"password": "kort", "again": "kort"}, status=422)
    client.post(path[0], {"password": "to hester i en åker", "again": "to hester i en åker"})
    client.get("/")
    client.get(path[0], status=410)
    enter(client, kari.email, "to hester i en åker", 303)


@pytest.mark.usefixtures("real")
def test_a_forgotten_password_is_mailed_three_times_an_hour_and_the_page_says_the_same(
    client: Client, kari: Person, session: sa.orm.Session, time: Clock
) -> None:
    asked = sa.select(sa.func.count(OutgoingMail.id)).where(OutgoingMail.to_address == kari.email)

    def pages(times: int) -> set[str]:
        sent = {"email": kari.email}
        answers = [client.post("/sign-in/forgotten", sent, status=200) for _ in range(times)]
        return {told(answer.get_data(as_text=True), str(kari.email)) for answer in answers}

    assert len(pages(5)) == 1
    assert session.scalar(asked) == 3
    time.move(minutes=59)
    pages(1)
    assert session.scalar(asked) == 3
    time.move(minutes=2)
    pages(5)
    assert session.scalar(asked) == 6


def test_a_link_ends_by_itself_and_by_a_newer_one(cast: Cast, client: Client, time: Clock) -> None:
    with transaction() as session:
        first = make_link(session, cast.employee, "invitation", "", now=time.now)
        second = make_link(session, cast.employee, "invitation", "", now=time.now)
    client.get(first.url, status=410)
    client.get(second.url)
    time.move(hours=73)
    client.get(second.url, status=410)


def test_a_new_password_ends_other_sessions(client: Client, kari: Person, app: Flask) -> None:
    other = Client(app).sign_in(kari)
    client.sign_in(kari)
    new = {"password": "to hester i en åker", "again": "to hester i en åker"}
    client.post("/me/password", {"old": "gal", **new}, status=422)
    client.post("/me/password", {"old": GOOD, **new})
    other.get("/", status=302)
    client.get("/me")


@pytest.mark.parametrize(
    "password", ["kort", "passordpassord1", "aaaaaaaaaaaaaaaaaa", "KariPrøve123456789", "x" * 129]
)
def test_an_easy_password_is_refused(password: str) -> None:
    with pytest.raises(RefusedError):
        passwords.check_new(password, "Kari", "Prøve")


def test_a_sentence_is_a_good_password() -> None:
    passwords.check_new(GOOD, "Kari", "Prøve")


@pytest.mark.parametrize("what", ["email", "leave", "password"])
def test_links_that_were_mailed_before_open_nothing_afterwards(
    client: Client, cast: Cast, time: Clock, what: str
) -> None:
    """Where the address was wrong, where the person left, and where a password was chosen by another link."""
    admin, person = cast.actor(cast.admin), cast.employee
    with transaction() as session:
        person = session.get_one(Person, person.id)
        old = make_link(session, person, "invitation", "", now=time.now)
        if what == "email":
            known = PersonDetails(person.first_name, person.last_name, person.unit_id, "ny@bjorkli.invalid")
            people.change_person(session, admin, person, known, now=time.now)
        elif what == "leave":
            people.let_go(session, admin, person, now=time.now)
            people.take_back(session, admin, person, now=time.now)
        else:
            new = make_link(session, person, "reset", "", now=time.now)
            choose_password(session, new.url.rpartition("/")[2], GOOD, now=time.now)
    client.get(old.url, status=410)


def test_the_old_password_is_not_guessed_on_the_page_that_changes_it(client: Client, kari: Person) -> None:
    client.sign_in(kari)
    new = {"password": "to hester i en åker", "again": "to hester i en åker"}
    for _ in range(5):
        client.post("/me/password", {"old": "gal", **new}, status=422)
    answer = client.post("/me/password", {"old": GOOD, **new}, status=422)
    assert "For mange forsøk" in answer.get_data(as_text=True)
