"""A screen left alone locks, and opens for its own person; a phone of one's own stays behind a PIN for 30 days."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from quality.accounts.jobs import forget
from quality.accounts.models import OwnDevice, Person, SignIn
from quality.accounts.roles import Role
from quality.accounts.services import passwords, people, roles
from quality.accounts.services.roles import Span
from quality.cases.models.case import Case
from quality.core.db import transaction
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock

GOOD = "en blå båt seiler sakte"
PIN = "274916"
STORY = {"text": "Bruker falt på badet i natt", "harm": "no", "once": "en-gang-for-alle"}


@pytest.fixture
def real(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that is no demo."""
    monkeypatch.setitem(app.extensions, "loft", replace(app.extensions["loft"], demo=False))


@pytest.fixture
def kari(cast: Cast) -> Person:
    with transaction():
        cast.employee.password_hash = passwords.hash_password(GOOD)
        cast.colleague.password_hash = passwords.hash_password(GOOD + "nde")
    return cast.employee


@pytest.fixture
def inside(real: None, client: Client, kari: Person) -> Client:
    """Kari, signed in on a machine that is not hers."""
    client.post("/sign-in", {"email": kari.email, "password": GOOD})
    return client


@pytest.fixture
def phone(inside: Client) -> Client:
    """Kari's own phone, behind a PIN."""
    inside.post("/me/device", {"pin": PIN, "again": PIN, "name": "Karis telefon"})
    return inside


def cases(session: sa.orm.Session) -> list[Case]:
    return list(session.scalars(sa.select(Case)))


def test_ten_idle_minutes_lock_the_screen_and_its_own_person_opens_it(inside: Client, time: Clock) -> None:
    time.move(minutes=9)
    inside.get("/mine")
    time.move(minutes=10)
    there = inside.get("/mine", status=302).headers["Location"]
    assert there == "/lock?next=/mine"
    assert "Kari Prøve" in inside.get(there).get_data(as_text=True)
    wrong = inside.post("/lock/open", {"unlock_password": "feil", "next": "/mine"}, status=422)
    assert "stemmer ikke" in wrong.get_data(as_text=True)
    inside.get("/mine", status=302)
    opened = inside.post("/lock/open", {"unlock_password": GOOD, "next": "/mine"})
    assert opened.headers["Location"] == "/mine"
    inside.get("/mine")


def test_the_lock_says_whose_page_may_be_shown_again(inside: Client, time: Clock) -> None:
    mark = re.search(r'data-owner="([^"]+)"', inside.get("/mine").get_data(as_text=True))
    assert mark
    time.move(minutes=10)
    assert f'data-locked-by="{mark[1]}"' in inside.get("/lock").get_data(as_text=True)


def test_somebody_elses_password_opens_nothing(inside: Client, time: Clock) -> None:
    time.move(minutes=10)
    inside.post("/lock/open", {"unlock_password": GOOD + "nde"}, status=422)
    inside.get("/mine", status=302)


def test_guessing_at_the_lock_is_slowed_as_at_the_door(inside: Client, time: Clock) -> None:
    time.move(minutes=10)
    for _ in range(5):
        inside.post("/lock/open", {"unlock_password": "feil"}, status=422)
        time.move(seconds=21)
    text = inside.post("/lock/open", {"unlock_password": GOOD}, status=422).get_data(as_text=True)
    assert "For mange forsøk" in text


def test_the_screen_is_locked_by_hand_and_by_nothing_that_a_browser_does_by_itself(
    inside: Client, time: Clock
) -> None:
    inside.post("/lock")
    inside.get("/mine", status=302)
    inside.post("/lock/open", {"unlock_password": GOOD})
    for _ in range(5):
        time.move(minutes=2)
        inside.get("/manifest.webmanifest")
    inside.get("/mine", status=302)


def test_a_board_on_the_wall_stays_for_the_day_and_everything_else_on_that_screen_is_locked(
    inside: Client, time: Clock
) -> None:
    for _ in range(70):
        time.move(minutes=10)
        inside.get("/board/wall")
    assert inside.get("/board", status=302).headers["Location"] == "/lock?next=/board"
    inside.get("/board/wall")
    time.move(minutes=20)
    assert inside.get("/board/wall", status=302).headers["Location"].startswith("/sign-in")


def test_who_writes_for_long_is_not_away(inside: Client, time: Clock) -> None:
    for _ in range(6):
        time.move(minutes=4)
        inside.post("/lock/awake", status=200)
    inside.get("/mine")


def test_a_form_that_meets_the_lock_goes_through_once_its_person_is_back(
    inside: Client, time: Clock, session: sa.orm.Session
) -> None:
    time.move(minutes=12)
    page = inside.post("/report", STORY, status=401).get_data(as_text=True)
    assert 'name="text" value="Bruker falt på badet i natt"' in page
    assert cases(session) == []
    wrong = inside.post("/report", {**STORY, "unlock": "1", "unlock_password": "feil"}, status=422)
    assert 'name="text" value="Bruker falt' in wrong.get_data(as_text=True)
    assert cases(session) == []
    sent = inside.post("/report", {**STORY, "unlock": "1", "unlock_password": GOOD})
    assert sent.headers["Location"].endswith("/receipt?sent=en-gang-for-alle")
    assert [case.description for case in cases(session)] == [STORY["text"]]


def test_a_form_whose_session_ended_is_given_back_after_the_same_persons_sign_in(
    inside: Client, kari: Person, cast: Cast, time: Clock, session: sa.orm.Session
) -> None:
    time.move(minutes=70)
    gone = inside.post("/report", STORY, status=401).get_data(as_text=True)
    assert "Bruker falt på badet i natt" in gone
    carried = re.search(r'name="carried" value="([^"]+)"', gone)
    assert carried
    door = inside.post("/sign-in/continue", {"carried": carried[1]}, status=200).get_data(as_text=True)
    assert carried[1] in door
    mine = {"email": kari.email, "password": GOOD, "carried": carried[1]}
    back = inside.post("/sign-in", mine, status=200).get_data(as_text=True)
    assert 'action="/report"' in back
    assert 'name="text" value="Bruker falt på badet i natt"' in back
    assert cases(session) == []
    inside.post("/sign-out")
    other = {"email": cast.colleague.email, "password": GOOD + "nde", "carried": carried[1]}
    assert inside.post("/sign-in", other).headers["Location"] == "/"


def test_a_shared_machine_ends_after_an_hour_alone(inside: Client, time: Clock) -> None:
    time.move(minutes=60)
    assert inside.get("/", status=302).headers["Location"].startswith("/sign-in")


def test_changing_user_at_the_lock_ends_the_session_below(
    inside: Client, kari: Person, time: Clock, session: sa.orm.Session
) -> None:
    time.move(minutes=11)
    inside.post("/lock/leave")
    assert session.scalar(sa.select(SignIn.revoked_at).where(SignIn.person_id == kari.id))
    inside.post("/lock/open", {"unlock_password": GOOD})
    assert inside.get("/", status=302).headers["Location"].startswith("/sign-in")


def test_my_own_phone_stays_for_thirty_days_behind_its_pin(phone: Client, time: Clock) -> None:
    time.move(days=1)
    assert phone.get("/report", status=302).headers["Location"] == "/lock?next=/report"
    assert 'inputmode="numeric"' in phone.get("/lock").get_data(as_text=True)
    phone.post("/lock/open", {"unlock_pin": PIN})
    phone.get("/report")
    time.move(days=28, hours=23)
    phone.post("/lock/open", {"unlock_pin": PIN})
    phone.get("/report")
    time.move(hours=1)
    assert phone.get("/report", status=302).headers["Location"].startswith("/sign-in")


def test_the_cookie_of_my_own_phone_outlives_the_browser(inside: Client) -> None:
    answer = inside.post("/me/device", {"pin": PIN, "again": PIN})
    assert "Expires=" in answer.headers["Set-Cookie"]
    assert "egen telefon</th>" in inside.get("/me").get_data(as_text=True)


def test_five_wrong_pins_end_the_session_and_a_right_one_in_between_starts_anew(
    phone: Client, time: Clock
) -> None:
    time.move(days=1)
    for left in (4, 3, 2, 1):
        text = phone.post("/lock/open", {"unlock_pin": "000000"}, status=422).get_data(as_text=True)
        assert f"{left} forsøk" in text
    phone.post("/lock/open", {"unlock_pin": PIN})
    time.move(days=1)
    for _ in range(4):
        phone.post("/lock/open", {"unlock_pin": "000000"}, status=422)
    assert phone.post("/lock/open", {"unlock_pin": "000000"}).headers["Location"] == "/sign-in"
    assert "PIN-en stemte ikke 5 ganger" in phone.get("/sign-in").get_data(as_text=True)
    assert phone.post("/lock/open", {"unlock_pin": PIN}).headers["Location"] == "/sign-in"
    assert phone.get("/", status=302).headers["Location"].startswith("/sign-in")


def test_a_form_survives_the_last_wrong_pin(phone: Client, time: Clock) -> None:
    time.move(days=1)
    for _ in range(4):
        phone.post("/report", {**STORY, "unlock": "1", "unlock_pin": "000000"}, status=422)
    gone = phone.post("/report", {**STORY, "unlock": "1", "unlock_pin": "000000"}, status=401)
    assert 'name="carried"' in gone.get_data(as_text=True)


@pytest.mark.parametrize("pin", ["12345", "1" * 13, "123456", "111111", "121212", "١٢٣٤٥٦", "abcdef"])
def test_a_pin_that_anybody_tries_first_is_refused(inside: Client, pin: str) -> None:
    inside.post("/me/device", {"pin": pin, "again": pin}, status=422)


def test_who_finds_a_screen_open_cannot_make_it_theirs(inside: Client, time: Clock) -> None:
    time.move(minutes=9)
    inside.get("/")
    time.move(minutes=9)
    assert "Passordet ditt" in inside.get("/me/device").get_data(as_text=True)
    inside.post("/me/device", {"pin": PIN, "again": PIN}, status=422)
    inside.post("/me/device", {"pin": PIN, "again": PIN, "password": GOOD})


def test_signing_in_on_my_own_phone_leads_to_setting_it_up(real: None, client: Client, kari: Person) -> None:
    form = {"email": kari.email, "password": GOOD, "own": "y", "next": "/report"}
    there = client.post("/sign-in", form).headers["Location"]
    assert there == "/me/device?next=/report"
    client.get(there)
    kept = client.post("/me/device?next=/report", {"pin": PIN, "again": PIN})
    assert kept.headers["Location"] == "/report"


def test_my_devices_are_listed_and_ended_from_another(phone: Client, app: Flask, kari: Person) -> None:
    other = Client(app)
    other.post("/sign-in", {"email": kari.email, "password": GOOD})
    page = other.get("/me").get_data(as_text=True)
    assert "Karis telefon" in page
    (ended,) = re.findall(r"/me/sessions/([\w-]{22})/end", page)
    other.post(f"/me/sessions/{ended}/end")
    assert phone.get("/", status=302).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("what", ["role", "leave", "sign-out"])
def test_my_own_phone_ends_with_a_new_role_with_leaving_and_with_signing_out(
    phone: Client, kari: Person, cast: Cast, time: Clock, what: str
) -> None:
    admin = cast.actor(cast.admin)
    if what == "sign-out":
        phone.post("/sign-out")
    else:
        with transaction() as session:
            if what == "role":
                roles.give_role(session, admin, kari, Role.SAFETY_REP, cast.north, Span(), now=time.now)
            else:
                people.let_go(session, admin, kari, now=time.now)
    phone.post("/lock/open", {"unlock_pin": PIN})
    assert phone.get("/", status=302).headers["Location"].startswith("/sign-in")


def test_a_demo_person_without_a_password_opens_with_a_click(client: Client, cast: Cast, time: Clock) -> None:
    client.sign_in(cast.employee)
    time.move(minutes=11)
    assert "Fortsett" in client.get("/lock").get_data(as_text=True)
    client.post("/lock/open")
    client.get("/")


def test_ended_phones_are_forgotten_with_their_sessions(
    phone: Client, time: Clock, session: sa.orm.Session
) -> None:
    forget(time.move(days=59))
    assert session.scalar(sa.select(sa.func.count(OwnDevice.id))) == 1
    forget(time.move(days=2))
    assert session.scalar(sa.select(sa.func.count(OwnDevice.id))) == 0


def test_a_passkey_needs_a_challenge_of_ours(phone: Client, time: Clock) -> None:
    made = {"credential": {"id": "x"}}
    assert phone.http.post("/me/device/passkey", json=made).status_code == 422
    phone.post("/me/device/passkey/ask", status=200)
    assert phone.http.post("/me/device/passkey", json=made).status_code == 422
    assert phone.http.post("/lock/passkey", json={}).status_code == 410
    time.move(days=1)
    phone.post("/lock/passkey/ask", status=410)
