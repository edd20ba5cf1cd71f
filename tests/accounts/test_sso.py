"""Single sign-on: people come in as themselves, and nothing that a token should not say opens anything."""

from __future__ import annotations

import hmac
import json
import logging
import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey

from config import SingleSignOn
from quality.accounts.jobs import forget
from quality.accounts.login.check import findings
from quality.accounts.login.provider import Provider, SsoError
from quality.accounts.models import Person, SignIn, SsoBinding, SsoTrip
from quality.accounts.queries.invitations import uninvited
from quality.accounts.services import passwords, people, sso
from quality.accounts.services.links import make_link
from quality.core.db import transaction
from quality.core.history import entries_of
from quality.core.mail import OutgoingMail
from tests.cast import Cast
from tests.client import Client
from tests.conftest import Clock
from tests.provider import CLIENT, ISSUER, SECRET, SignInService

SETTINGS = SingleSignOn(
    issuer=ISSUER,
    client_id=CLIENT,
    name="Kommunekonto",
    secret=SECRET,
    match_field="employee_number",
    match_claim="ansattnr",
)
GOOD = "en blå båt seiler sakte"
KARI = {"sub": "kari-there", "ansattnr": "4711"}


@pytest.fixture
def service(time: Clock) -> SignInService:
    return SignInService(time)


@pytest.fixture
def use(app: Flask, service: SignInService, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run with single sign-on set up like this."""

    def set_up(**changes: Any) -> Provider:
        settings = replace(SETTINGS, **changes)
        provider = Provider(settings, "http://127.0.0.1:8000", service)
        real = replace(app.extensions["loft"], demo=False, sso=settings)
        monkeypatch.setitem(app.extensions, "loft", real)
        monkeypatch.setitem(app.extensions, "loft.provider", provider)
        return provider

    set_up()
    return set_up


@pytest.fixture
def kari(cast: Cast, use: Any) -> Person:
    with transaction():
        cast.employee.employee_number = "4711"
        cast.colleague.employee_number = "4712"
    return cast.employee


def words(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def nobody_came_in(client: Client, session: sa.orm.Session) -> bool:
    client.get("/", status=302)
    return session.scalar(sa.select(sa.func.count(SignIn.id))) == 0


def test_a_person_comes_in_by_the_employee_number_and_afterwards_by_the_account_alone(
    client: Client, kari: Person, service: SignInService, session: sa.orm.Session, app: Flask
) -> None:
    assert "Logg inn med Kommunekonto" in words(client.get("/sign-in?next=/mine"))
    assert service.sign_in(client, KARI, next="/mine").headers["Location"] == "/mine"
    assert "Hei, Kari" in words(client.get("/"))
    assert service.went["code_challenge_method"] == "S256"
    assert service.posted["client_secret"] == SECRET
    service.sign_in(Client(app), {"sub": "kari-there", "ansattnr": "noe annet"})
    (bound,) = session.scalars(sa.select(SsoBinding)).all()
    assert (bound.person_id, bound.subject) == (kari.id, "kari-there")
    story = [entry.act for entry, _ in entries_of(session, "person", kari.id)]
    assert story == ["sso_bound"]


def test_the_session_is_a_new_one_and_what_the_token_says_of_roles_is_nothing(
    client: Client, kari: Person, service: SignInService
) -> None:
    client.get("/sign-in")
    service.claims = KARI | {"roles": ["admin"], "groups": ["admin"]}
    back = service.meet(client.post("/sso/start", status=200))
    before = client.http.get_cookie("loft")
    client.get(back, status=303)
    after = client.http.get_cookie("loft")
    assert before
    assert after
    assert before.value != after.value
    client.get("/people", status=403)
    client.http.set_cookie("loft", before.value)
    client.get("/", status=302)


WRONG = {
    "another issuer": {"iss": "https://ond.invalid"},
    "for somebody else": {"aud": "en annen"},
    "for us and for somebody else": {"aud": [CLIENT, "en annen"], "azp": CLIENT},
    "asked for by somebody else": {"azp": "en annen"},
    "an answer to something else": {"nonce": "en annen"},
    "an answer to nothing": {"nonce": None},
    "without an end": {"exp": None},
    "without a subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "an odd subject": {"sub": ["kari-there"]},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_token_that_is_not_ours_opens_nothing(
    client: Client, kari: Person, service: SignInService, session: sa.orm.Session, wrong: dict[str, Any]
) -> None:
    service.sign_in(client, KARI | wrong, status=403)
    assert nobody_came_in(client, session)


@pytest.mark.parametrize(("seconds", "status"), [(-110, 303), (-130, 403)])
def test_a_token_ends_and_clocks_may_differ_a_little(
    client: Client, kari: Person, service: SignInService, time: Clock, seconds: int, status: int
) -> None:
    now = int(time.now.timestamp())
    answer = service.sign_in(client, KARI | {"exp": now + seconds}, status=status)
    assert ("Klokka" in words(answer)) == (status == 403)
    later = service.sign_in(client, KARI | {"iat": now - seconds}, status=status)
    assert ("Klokka" in words(later)) == (status == 403)


def signed_with(secret: bytes, claims: dict[str, Any]) -> str:
    """A token whose signature anybody can make who knows the public key."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "kid": "first"}, claims)]
    body = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = hmac.digest(secret, body, "sha256")
    return (body + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


def forged(service: SignInService, how: str) -> Any:
    """A token signed by somebody else, or by nobody."""

    def make(claims: dict[str, Any]) -> str:
        if how == "no token":
            return "\ud800.søppel.\x00"
        if how == "none":
            return f"{service.sign(claims, alg='ES256').rsplit('.', 1)[0]}."
        if how == "alg none":
            return jwt.encode({"alg": "none"}, claims, OctKey.import_key("x" * 32), algorithms=["none"])
        if how == "public key as secret":
            return signed_with(service.key.as_pem(private=False), claims)
        other = SignInService(service.time)
        return other.sign(claims, kid="first" if how == "our key id" else "unheard of")

    return make


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "how", ["none", "alg none", "public key as secret", "our key id", "unknown key", "no token"]
)
def test_a_token_that_the_service_did_not_sign_opens_nothing(
    client: Client, kari: Person, service: SignInService, session: sa.orm.Session, how: str
) -> None:
    service.token = forged(service, how)
    service.sign_in(client, KARI, status=403)
    assert nobody_came_in(client, session)


def test_a_shared_secret_among_the_public_keys_is_not_believed(
    client: Client, kari: Person, service: SignInService
) -> None:
    secret = OctKey.import_key("x" * 32, {"kid": "secret"})
    service.published = [service.key, secret]  # type: ignore[list-item]
    service.token = lambda claims: jwt.encode({"alg": "HS256", "kid": "secret"}, claims, secret, ["HS256"])
    service.sign_in(client, KARI, status=403)


def test_a_new_key_is_fetched_once_and_unknown_ones_do_not_make_us_hammer(
    client: Client, kari: Person, service: SignInService, time: Clock
) -> None:
    service.sign_in(client, KARI)
    service.rotate()
    time.move(minutes=1)
    service.sign_in(client, KARI)
    read = service.asked.count(f"{ISSUER}/keys")
    assert read == 2
    service.token = forged(service, "unknown key")
    for _ in range(3):
        service.sign_in(client, KARI, status=403)
    assert service.asked.count(f"{ISSUER}/keys") == read


def test_a_return_counts_once_soon_and_in_its_own_browser(
    client: Client, kari: Person, service: SignInService, app: Flask, time: Clock
) -> None:
    service.claims = KARI
    back = service.meet(client.post("/sso/start", status=200))
    thief = Client(app)
    thief.post("/sso/start", status=200)
    assert "alt brukt" in words(thief.get(back, status=403))
    client.get(back.replace("state=", "state=x"), status=403)
    client.get(back, status=303)
    client.post("/sign-out", status=200)
    client.get(back, status=403)
    back = service.meet(client.post("/sso/start", status=200))
    time.move(minutes=10)
    client.get(back, status=403)


def test_a_code_that_the_service_does_not_know_is_a_sentence(
    client: Client, kari: Person, service: SignInService
) -> None:
    back = service.meet(client.post("/sso/start", status=200))
    service.codes.clear()
    assert "godtok ikke" in words(client.get(back, status=403))


@pytest.mark.parametrize("there", ["//ond.invalid", "https://ond.invalid", "/\\ond.invalid", "/a" * 1001])
def test_nobody_is_sent_elsewhere_afterwards(
    client: Client, kari: Person, service: SignInService, there: str
) -> None:
    assert service.sign_in(client, KARI, next=there).headers["Location"] == "/"


def test_an_account_with_anothers_number_takes_over_nothing(
    client: Client, kari: Person, cast: Cast, service: SignInService, session: sa.orm.Session, app: Flask
) -> None:
    service.sign_in(client, KARI)
    thief = Client(app)
    answer = service.sign_in(thief, {"sub": "thief", "ansattnr": "4711"}, status=403)
    assert "koblet til en annen konto" in words(answer)
    thief.get("/", status=302)
    assert [entry.act for entry, _ in entries_of(session, "person", kari.id)] == ["sso_bound", "sso_refused"]
    service.sign_in(thief, {"sub": "thief", "ansattnr": "4712"})
    assert cast.colleague.first_name in words(thief.get("/me"))
    service.sign_in(thief, {"sub": "thief", "ansattnr": "4711"})
    assert cast.colleague.first_name in words(thief.get("/me"))


def test_an_email_finds_nobody_unless_the_service_has_checked_it(
    client: Client, kari: Person, service: SignInService, use: Any
) -> None:
    use(match_field="email", match_claim="email")
    claims = {"sub": "new", "email": str(kari.email).upper()}
    for said in (None, False, "true", 1):
        service.sign_in(client, claims | {"email_verified": said}, status=403)
    service.sign_in(client, claims | {"email_verified": True})


def test_a_letter_that_only_looks_like_another_finds_nobody(
    client: Client, kari: Person, service: SignInService, use: Any, caplog: pytest.LogCaptureFixture
) -> None:
    use(match_field="email", match_claim="upn")
    with transaction():
        kari.email = "kari@bjorkli.invalid"
    answer = service.sign_in(client, {"upn": "\N{KELVIN SIGN}ari@bjorkli.invalid"}, status=403)
    assert "tegn som Løft ikke godtar" in words(answer)
    assert "refused (enter): match" in caplog.text
    service.sign_in(client, {"upn": "KARI@bjorkli.invalid"})


def test_a_stranger_and_somebody_who_left_are_told_and_no_account_is_made(
    client: Client, kari: Person, cast: Cast, service: SignInService, session: sa.orm.Session, time: Clock
) -> None:
    before = session.scalar(sa.select(sa.func.count(Person.id)))
    assert "finner deg ikke" in words(service.sign_in(client, {"ansattnr": "9"}, status=403))
    service.sign_in(client, KARI)
    with transaction() as writing:
        people.let_go(writing, cast.actor(cast.admin), kari, now=time.now)
    client.get("/", status=302)
    assert "stengt" in words(service.sign_in(client, KARI, status=403))
    assert "stengt" in words(service.sign_in(client, KARI | {"sub": "other"}, status=403))
    assert session.scalar(sa.select(sa.func.count(Person.id))) == before


def test_who_comes_back_to_work_is_found_anew(
    client: Client, kari: Person, cast: Cast, service: SignInService, time: Clock
) -> None:
    service.sign_in(client, KARI)
    with transaction() as writing:
        people.let_go(writing, cast.actor(cast.admin), kari, now=time.now)
        people.take_back(writing, cast.actor(cast.admin), kari, now=time.now)
    service.sign_in(client, KARI | {"sub": "new account"})


def test_only_the_right_tenant_and_a_strong_enough_sign_in(
    client: Client, kari: Person, service: SignInService, use: Any
) -> None:
    use(tenant="vår", acr=("substantial", "high"))
    good = KARI | {"tid": "vår", "acr": "high"}
    assert "et annet sted" in words(service.sign_in(client, good | {"tid": "en annen"}, status=403))
    assert "sikker nok" in words(service.sign_in(client, good | {"acr": "low"}, status=403))
    service.sign_in(client, good)
    assert service.went["acr_values"] == "substantial high"


SAID = {
    "error=access_denied": ("Du avbrøt", 403),
    "error=access_denied&error_description=AADSTS50105:+no": ("slipper deg ikke inn", 403),
    "error=temporarily_unavailable": ("ikke klar", 503),
    "error=%3Cscript%3E": ("godtok ikke", 403),
    "": ("godtok ikke", 403),
    "code=x&iss=https://ond.invalid": ("godtok ikke", 403),
}


@pytest.mark.parametrize("said", SAID)
def test_what_the_service_says_instead_is_told_in_plain_words(
    client: Client, kari: Person, service: SignInService, said: str
) -> None:
    back = service.meet(client.post("/sso/start", status=200))
    sentence, status = SAID[said]
    answer = client.get(f"/sso/callback?{said}&state={back.partition('state=')[2]}", status=status)
    assert sentence in words(answer)


@pytest.mark.parametrize(("language", "sentence"), [("nn", "svarar ikkje"), ("en", "does not answer")])
def test_a_service_that_is_down_is_a_sentence_and_is_not_asked_again_at_once(
    client: Client, kari: Person, service: SignInService, time: Clock, language: str, sentence: str
) -> None:
    service.down = True
    headers = {"Accept-Language": language}
    answer = client.post("/sso/start", status=503, headers=headers)
    assert sentence in words(answer)
    service.down = False
    client.post("/sso/start", status=503)
    time.move(seconds=11)
    service.meet(client.post("/sso/start", status=200))
    service.down = True
    back = service.meet(client.post("/sso/start", status=200))
    client.get(back, status=503)


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://ond.invalid"},
        {"jwks_uri": "http://logg-inn.invalid/keys"},
        {"token_endpoint": None},
        {"end_session_endpoint": "javascript:x"},
    ],
)
def test_a_description_of_something_else_is_not_followed(
    client: Client, kari: Person, service: SignInService, changes: dict[str, Any]
) -> None:
    service.metadata |= changes
    client.post("/sso/start", status=503)


def test_a_sign_in_there_that_is_too_old_is_asked_for_again_once(
    client: Client, kari: Person, service: SignInService, time: Clock
) -> None:
    old = KARI | {"auth_time": int(time.now.timestamp()) - 20 * 60}
    again = service.sign_in(client, old, status=302)
    assert service.went["max_age"] == "600"
    back = service.meet(again)
    assert service.went["prompt"] == "login"
    client.get(back, status=403)
    service.claims = old
    fresh = service.meet(service.sign_in(client, old, status=302))
    service.claims = KARI
    client.get(fresh, status=303)
    assert "ikke når" in words(service.sign_in(client, KARI | {"auth_time": None}, status=403))


def test_starts_that_lead_nowhere_are_stopped_and_forgotten_and_do_not_keep_others_from_their_session(
    client: Client,
    kari: Person,
    service: SignInService,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    session: sa.orm.Session,
    time: Clock,
) -> None:
    monkeypatch.setattr(sso, "MOST_FROM_AN_ADDRESS", 4)
    monkeypatch.setattr(sso, "MOST_FROM_A_BROWSER", 2)
    service.sign_in(client, KARI)
    asleep = Client(app)
    service.sign_in(asleep, KARI)
    asleep.post("/lock")
    stranger = Client(app)
    for status in (200, 200, 429):
        stranger.post("/sso/start", status=status)
    for status in (200, 200, 429):
        Client(app).post("/sso/start", status=status)
    for status in (200, 200, 429):
        client.post("/sso/prove", status=status)
    for status in (200, 200, 429):
        answer = asleep.post("/sso/unlock", status=status)
    assert "For mange" in words(answer)
    forget(time.move(minutes=11))
    assert session.scalar(sa.select(sa.func.count(SsoTrip.id))) == 0


def test_an_invitation_is_taken_with_an_account_instead_of_a_password(
    client: Client, kari: Person, service: SignInService, use: Any, app: Flask, time: Clock
) -> None:
    use(match_field="", match_claim="")
    service.sign_in(client, KARI, status=403)
    with transaction() as writing:
        link = make_link(writing, kari, "invitation", "", now=time.now).url
    assert "Bruk Kommunekonto" in words(client.get(link))
    token = link.rpartition("/")[2]
    service.claims = KARI | {"auth_time": int(time.now.timestamp()) - 20 * 60}
    again = client.get(service.meet(client.post(f"/sso/invitation/{token}", status=200)), status=302)
    service.claims = KARI
    client.get(service.meet(again), status=303)
    assert "Hei, Kari" in words(client.get("/"))
    client.post(f"/sso/invitation/{token}", status=410)
    service.sign_in(Client(app), KARI)


def test_the_log_gets_a_word_and_never_a_claim(
    client: Client, kari: Person, service: SignInService, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        service.sign_in(client, KARI | {"iss": "https://ond.invalid"}, status=403)
    assert "single sign-on refused (enter): iss" in caplog.text
    assert "kari-there" not in caplog.text
    assert "4711" not in caplog.text


def test_without_single_sign_on_there_is_nothing_of_it(client: Client, cast: Cast) -> None:
    assert "Logg inn med" not in words(client.get("/sign-in"))
    client.post("/sso/start", status=404)
    client.get("/sso/callback?code=a&state=b", status=403)


def test_who_is_bound_opens_the_lock_there_and_somebody_else_does_not(
    client: Client, kari: Person, cast: Cast, service: SignInService, time: Clock, app: Flask
) -> None:
    service.sign_in(Client(app), {"sub": "other", "ansattnr": "4712"})
    service.sign_in(client, KARI)
    time.move(minutes=11)
    page = words(client.get("/lock?next=/mine"))
    assert "Lås opp med Kommunekonto" in page
    assert "unlock_password" not in page
    service.claims = {"sub": "other"}
    answer = client.get(service.meet(client.post("/sso/unlock", status=200)), status=403)
    assert "ikke kontoen du er koblet til" in words(answer)
    client.get("/mine", status=302)
    service.claims = {"sub": "kari-there", "auth_time": int(time.now.timestamp()) - 10 * 60 - 1}
    service.meet(client.get(service.meet(client.post("/sso/unlock", status=200)), status=302))
    service.claims = {"sub": "kari-there"}
    back = service.meet(client.post("/sso/unlock", {"next": "/mine"}, status=200))
    assert client.get(back, status=303).headers["Location"] == "/mine"
    client.get("/mine")
    client.get("/sso/opened")


def test_a_form_at_the_lock_comes_along_and_is_given_back(
    client: Client, kari: Person, service: SignInService, session: sa.orm.Session, time: Clock
) -> None:
    service.sign_in(client, KARI)
    time.move(minutes=11)
    story = {"text": "Bruker falt på badet", "harm": "no", "once": "en-gang-for-alle"}
    page = words(client.post("/report", story, status=401))
    packed = re.search(r'name="carried" value="([^"]+)"', page)
    assert packed
    back = service.meet(client.post("/sso/unlock", {"carried": packed[1]}, status=200))
    (lies,) = session.scalars(sa.select(SsoTrip.carried))
    assert lies
    assert packed[1] not in lies
    assert 'name="text" value="Bruker falt på badet"' in words(client.get(back))
    service.sign_in(client, KARI, carried="not ours " + packed[1])
    time.move(hours=1)
    service.down = True
    refused = words(client.post("/sso/start", {"carried": packed[1]}, status=503))
    assert f'name="carried" value="{packed[1]}"' in refused, "it is not lost when the service is down"


def test_a_phone_becomes_ones_own_after_showing_anew_who_one_is(
    client: Client, kari: Person, service: SignInService, time: Clock
) -> None:
    pin = {"pin": "274916", "again": "274916"}
    assert service.sign_in(client, KARI, own="y").headers["Location"] == "/me/device?next=/"
    time.move(minutes=9)
    client.get("/me/device")
    time.move(minutes=9)
    assert "Logg inn på nytt" in words(client.get("/me/device"))
    client.post("/me/device", pin, status=422)
    service.claims = {"sub": "somebody else"}
    client.get(service.meet(client.post("/sso/prove", status=200)), status=403)
    service.claims = KARI | {"auth_time": int(time.now.timestamp()) - 120}
    again = client.get(service.meet(client.post("/sso/prove", status=200)), status=302)
    assert service.meet(again)
    service.claims = KARI
    back = service.meet(client.post("/sso/prove", {"next": "/me/device"}, status=200))
    assert service.went["prompt"] == "login"
    assert client.get(back, status=303).headers["Location"] == "/me/device"
    client.post("/me/device", pin)
    time.move(days=1)
    client.post("/lock/open", {"unlock_pin": "274916"})
    client.get("/")


def test_signing_out_ends_the_session_there_too(
    client: Client, kari: Person, service: SignInService, use: Any, time: Clock
) -> None:
    service.sign_in(client, KARI)
    page = words(client.post("/sign-out", status=200))
    assert f"url={ISSUER}/logout?client_id={CLIENT}&amp;post_logout_redirect_uri=http" in page
    client.get("/", status=302)
    service.sign_in(client, KARI)
    time.move(minutes=11)
    assert "logges nå ut hos" in words(client.post("/lock/leave", status=200))
    for changes in ({"sign_out": False}, {}):
        use(**changes)
        service.sign_in(client, KARI)
        service.metadata.pop("end_session_endpoint", None)
        assert client.post("/sign-out").headers["Location"] == "/sign-in"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing that takes no time: these tests are not about it."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def with_password(person: Person) -> None:
    with transaction():
        person.password_hash = passwords.hash_password(GOOD)


def test_a_password_still_opens_unless_the_municipality_said_no_and_always_for_who_manages_people(
    client: Client, kari: Person, cast: Cast, service: SignInService, use: Any, session: sa.orm.Session
) -> None:
    for person in (kari, cast.admin):
        with_password(person)
    with transaction():
        cast.admin.employee_number = "4713"
    service.sign_in(client, KARI)
    service.sign_in(client, {"sub": "admin", "ansattnr": "4713"})
    client.post("/sign-in", {"email": kari.email, "password": GOOD})
    use(passwords=False)
    wrong = words(client.post("/sign-in", {"email": kari.email, "password": "feil"}, status=422))
    assert "stemmer ikke" in wrong
    right = words(client.post("/sign-in", {"email": kari.email, "password": GOOD}, status=422))
    assert "slått av passord" in right
    client.post("/sign-in/forgotten", {"email": kari.email}, status=200)
    assert session.scalars(sa.select(OutgoingMail)).all() == []
    client.post("/sign-in", {"email": cast.admin.email, "password": GOOD})


def test_an_account_is_linked_by_who_just_showed_to_be_there(
    client: Client,
    kari: Person,
    service: SignInService,
    use: Any,
    time: Clock,
    app: Flask,
    session: sa.orm.Session,
) -> None:
    use(match_field="", match_claim="")
    with_password(kari)
    client.post("/sign-in", {"email": kari.email, "password": GOOD})
    time.move(minutes=9)
    assert "Koble til" in words(client.get("/me"))
    assert "Passordet ditt" in words(client.get("/sso/link"))
    client.post("/sso/link", {"password": "feil"}, status=422)
    client.post("/sso/link", status=422)
    service.claims = KARI
    back = service.meet(client.post("/sso/link", {"password": GOOD}, status=200))
    Client(app).get(back, status=403)
    client.get(service.meet(client.post("/sso/link", {"password": GOOD}, status=200)), status=303)
    assert "Med Kommunekonto siden" in words(client.get("/me"))
    (mail,) = session.scalars(sa.select(OutgoingMail)).all()
    assert (mail.kind, mail.to_address) == ("linked", kari.email)
    assert "Kommunekonto" in mail.subject
    service.sign_in(Client(app), KARI)


def test_who_manages_people_sees_and_loosens_a_binding(
    client: Client, kari: Person, cast: Cast, service: SignInService, app: Flask, session: sa.orm.Session
) -> None:
    service.sign_in(client, KARI)
    with_password(cast.admin)
    admin = Client(app)
    admin.post("/sign-in", {"email": cast.admin.email, "password": GOOD})
    page = f"/people/{kari.public_id}"
    assert "Koblet til Kommunekonto" in words(admin.get(page))
    client.post(f"{page}/loosen", status=403)
    admin.post(f"{page}/loosen")
    client.get("/", status=302)
    assert "løsnet koblingen" in words(admin.get(page))
    service.sign_in(client, KARI | {"sub": "a new account"})


def test_who_has_an_account_is_not_invited_to_choose_a_password(
    client: Client, kari: Person, cast: Cast, service: SignInService, session: sa.orm.Session, time: Clock
) -> None:
    everybody = sa.select(sa.func.count()).select_from(uninvited(cast.municipality, time.now).subquery())
    before = session.scalar(everybody) or 0
    service.sign_in(client, KARI)
    assert session.scalar(everybody) == before - 1


def logout_token(service: SignInService, **changes: Any) -> dict[str, str]:
    now = int(service.time.now.timestamp())
    event = {"http://schemas.openid.net/event/backchannel-logout": {}}
    claims = {"iss": ISSUER, "aud": CLIENT, "iat": now, "jti": "j", "sid": "there-1", "events": event}
    return {"logout_token": service.sign(claims | changes)}


def test_the_service_ends_a_session_of_ours_and_no_other(
    client: Client, kari: Person, service: SignInService, app: Flask
) -> None:
    elsewhere, machine = Client(app), Client(app)
    service.sign_in(client, KARI)
    service.sign_in(elsewhere, KARI | {"sid": "there-2"})
    assert machine.post("/sso/signed-out", logout_token(service), status=204).get_data() == b""
    client.get("/", status=302)
    elsewhere.get("/")
    machine.post("/sso/signed-out", logout_token(service, sid=None, sub="kari-there"), status=204)
    elsewhere.get("/", status=302)


NO_LOGOUT = {
    "an id token": {"nonce": "n"},
    "without the event": {"events": {"noe annet": {}}},
    "for somebody else": {"aud": "en annen"},
    "from somebody else": {"iss": "https://ond.invalid"},
    "of yesterday": {"iat": 1_700_000_000},
    "about nobody": {"sid": None},
    "an odd time": {"iat": "nå"},
}


@pytest.mark.parametrize("changes", NO_LOGOUT.values(), ids=NO_LOGOUT)
def test_what_is_no_logout_token_ends_nothing(
    client: Client, kari: Person, service: SignInService, changes: dict[str, Any]
) -> None:
    service.sign_in(client, KARI)
    client.post("/sso/signed-out", logout_token(service, **changes), status=400)
    client.post("/sso/signed-out", {"logout_token": "søppel"}, status=400)
    client.get("/")


def test_what_the_service_says_of_itself_is_held_against_the_settings(
    service: SignInService, use: Any, time: Clock
) -> None:
    assert [sentence for fine, sentence in findings(use(), time.now) if not fine] == []
    service.metadata |= {
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "code_challenge_methods_supported": ["plain"],
        "claims_supported": ["sub"],
        "acr_values_supported": ["low"],
    }
    del service.metadata["end_session_endpoint"]
    service.date = "Mon, 23 Nov 2026 08:05:00 GMT"
    wrong = " ".join(sentence for fine, sentence in findings(use(acr=("high",)), time.now) if not fine)
    for word in ("300 seconds", "S256", "private_key_jwt", "high", "auth_time", "no place to sign out"):
        assert word in wrong
    service.down = True
    with pytest.raises(SsoError):
        findings(use(), time.now)


def from_now(time: Clock, **claims: Any) -> dict[str, Any]:
    """What the service goes on saying of a sign-in there at this moment, for as long as it remembers the browser."""
    return KARI | {"auth_time": int(time.now.timestamp())} | claims


def test_what_the_service_remembers_from_before_the_lock_opens_nothing(
    client: Client, kari: Person, service: SignInService, time: Clock, app: Flask
) -> None:
    remembered = from_now(time)
    service.sign_in(client, remembered)
    time.move(minutes=2)
    client.post("/lock")
    time.move(minutes=3)
    service.sign_in(client, remembered, status=302)
    service.sign_in(Client(app), remembered, status=302)
    again = client.get(service.meet(client.post("/sso/unlock", status=200)), status=302)
    assert service.went["max_age"] == "184"
    client.get("/mine", status=302)
    back = service.meet(again)
    assert service.went["prompt"] == "login"
    assert "Du må logge inn på nytt" in words(client.get(back, status=403))
    client.get("/mine", status=302)
    service.claims = KARI
    client.get(service.meet(client.post("/sso/unlock", status=200)), status=303)
    client.get("/mine")


def test_a_screen_that_locked_itself_holds_too_however_old_a_sign_in_may_be(
    client: Client, kari: Person, service: SignInService, use: Any, time: Clock
) -> None:
    use(max_age_minutes=0)
    service.sign_in(client, KARI)
    time.move(minutes=9)
    remembered = from_now(time)
    time.move(minutes=2)
    client.get(service.meet(client.post("/sso/unlock", status=200)), status=303)
    time.move(minutes=11)
    service.sign_in(client, remembered, status=302)
    service.claims = remembered
    client.get(service.meet(client.post("/sso/unlock", status=200)), status=302)
    assert "ikke når" in words(service.sign_in(client, KARI | {"auth_time": None}, status=403))


@pytest.mark.parametrize("ahead", [0, 100])
def test_what_the_service_remembers_from_before_signing_out_opens_nothing_whoever_is_ahead(
    client: Client, kari: Person, service: SignInService, time: Clock, app: Flask, ahead: int
) -> None:
    now = int(time.now.timestamp())
    service.sign_in(client, KARI | {"auth_time": now + ahead})
    time.move(seconds=30)
    client.post("/sign-out", status=200)
    for browser in (client, Client(app)):
        again = service.sign_in(browser, KARI | {"auth_time": now + ahead}, status=302)
        browser.get("/", status=302)
        now = int(time.now.timestamp())
        service.claims = KARI | {"auth_time": now + ahead}
        browser.get(service.meet(again), status=303)
        browser.post("/sign-out", status=200)


def test_links_that_were_mailed_before_are_dead_for_who_has_an_account(
    client: Client, kari: Person, cast: Cast, service: SignInService, use: Any, time: Clock, app: Flask
) -> None:
    def mailed(person: Person, purpose: str) -> str:
        with transaction() as writing:
            return make_link(writing, person, purpose, "", now=time.now).url

    old = [mailed(kari, purpose) for purpose in ("invitation", "reset")]
    service.sign_in(Client(app), KARI)
    use(passwords=False)
    chosen = {"password": GOOD, "again": GOOD}
    for link in old:
        client.get(link, status=410)
        client.post(link, chosen, status=410)
    new = mailed(kari, "invitation")
    assert "slått av passord" in words(client.get(new, status=403))
    assert "slått av passord" in words(client.post(new, chosen, status=403))
    client.get("/", status=302)
    client.post(mailed(cast.admin, "reset"), chosen)
    client.get("/")
