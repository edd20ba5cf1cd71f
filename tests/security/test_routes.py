"""Every address times every role: closed unless listed, refused without the act, and never a fault of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from quality.accounts.login import permission_of
from quality.accounts.models import Person
from quality.accounts.roles import BY_NAME, Act
from quality.cases.kinds import CaseKind, Harm, Level
from quality.cases.models.case import Case
from quality.cases.policy import Ties, level
from quality.cases.services.register import Report, register_case
from quality.core.db import transaction
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

OPEN = {
    "static",
    "about.accessibility",
    "anonymous.answer",
    "anonymous.ask_code",
    "anonymous.report",
    "anonymous.send",
    "accounts.choose_password",
    "accounts.choose_password_page",
    "accounts.forgotten",
    "accounts.forgotten_page",
    "accounts.sign_in",
    "accounts.sign_in_and_continue",
    "accounts.sign_in_demo",
    "accounts.sign_in_page",
    "cases.scan",
    "cases.offline_improvement",
    "cases.offline_report",
    "digests.unsubscribe",
    "digests.unsubscribe_page",
    "front.gallery",
    "front.health",
    "front.manifest",
    "front.set_language",
    "learning.feed",
    "lock.ask_passkey",
    "lock.leave",
    "lock.open_with_passkey",
    "lock.show",
    "lock.unlock",
    "offline.away",
    "offline.token",
    "offline.unsent",
    "offline.worker",
    "settings.arms",
    "sso.accept_invitation",
    "sso.callback",
    "sso.signed_out",
    "sso.start",
    "sso.unlock",
}
PARTS = [
    "employee",
    "outsider",
    "leader",
    "deputy",
    "head",
    "coordinator",
    "safety_rep",
    "main_safety_rep",
    "privacy_officer",
    "chief",
    "auditor",
    "archivist",
    "admin",
]
CANARY = "Kanarifuglen datt av pinnen"
LEADS_OUT = {"accounts.sign_out", "me.end_other_sessions", "lock.lock", "lock.leave"}
FINE = {200, 302, 303, 400, 403, 404, 409, 410, 422, 429}


def rules(app: Flask) -> Iterator[Rule]:
    yield from sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def address(rule: Rule, word: str = "x") -> str:
    """The rule's address with something in every blank."""
    path = re.sub(r"<int[^>]*>", "1", rule.rule)
    path = re.sub(r"<string\(length=(\d+)\)[^>]*>", lambda found: "2" * int(found[1]), path)
    path = re.sub(r"<any\((\w+)[^>]*>", r"\1", path)
    return re.sub(r"<[^>]+>", word, path)


def method(rule: Rule) -> str:
    return "POST" if "POST" in (rule.methods or ()) else "GET"


def allowed(cast: Cast, person: Person, permission: str, rule: Rule) -> bool:
    """Whether the door opens; what somebody may be named to do in one thing is asked of the thing."""
    if permission in {"open", "signed in"}:
        return True
    acts = {Act(act) for act in permission.split(" | ")}
    return bool(rule.arguments and acts & BY_NAME) or any(cast.actor(person).may(act) for act in acts)


def test_open_routes_are_the_ones_listed_here(app: Flask) -> None:
    """An open route more is a decision: write it here when it is meant."""
    assert {
        rule.endpoint for rule in rules(app) if permission_of(app, rule.endpoint) == "open"
    } - OPEN == set()


def test_every_other_door_is_closed_to_strangers(app: Flask, client: Client, cast: Cast) -> None:
    for rule in rules(app):
        if permission_of(app, rule.endpoint) == "open":
            continue
        answer = client.http.open(address(rule), method=method(rule))
        if method(rule) == "POST":
            assert answer.status_code == 401, rule.rule
        else:
            assert answer.status_code == 302, rule.rule
            assert answer.headers["Location"].startswith("/sign-in?next="), rule.rule


@pytest.mark.markup  # a door asks for the role before it asks the database; every role's pages are walked on both
@pytest.mark.parametrize("part", PARTS)
def test_a_role_opens_what_it_may_and_nothing_more(app: Flask, client: Client, cast: Cast, part: str) -> None:
    person = cast.everybody()[part]
    client.sign_in(person)
    for rule in rules(app):
        permission = permission_of(app, rule.endpoint)
        if rule.endpoint in {"static", *LEADS_OUT}:
            continue
        answer = client.http.open(address(rule), method=method(rule))
        if not allowed(cast, person, permission, rule):
            assert answer.status_code == 403, f"{part} {rule.rule}: {answer.status_code}"
        else:
            assert answer.status_code in FINE, f"{part} {rule.rule}: {answer.status_code}"


@pytest.fixture
def case(cast: Cast) -> Case:
    with transaction() as session:
        told = Report(
            CaseKind.DEVIATION,
            f"{CANARY} i dag.",
            cast.north.id,
            Harm.YES,
            category="T1.1",
            user_reference="J-77",
        )
        return register_case(session, cast.actor(cast.employee), told, now=NOW)


@pytest.mark.parametrize("part", [*PARTS, "colleague", "teacher", "south_leader", "school_head"])
def test_no_page_shows_the_text_of_a_case_to_who_may_not_read_it(
    app: Flask, client: Client, cast: Cast, case: Case, part: str
) -> None:
    person = cast.everybody()[part]
    client.sign_in(person)
    reads = level(cast.actor(person), case, Ties()) >= Level.TEXT
    shown = [
        rule.rule
        for rule in rules(app)
        if method(rule) == "GET" and rule.endpoint != "static"
        if CANARY.encode() in client.http.get(address(rule, case.public_id)).get_data()
    ]
    assert bool(shown) == reads, shown
    if not reads:
        for path in (f"/cases?q={CANARY[:12]}", f"/cases?q={case.label}"):
            assert CANARY not in client.http.get(path).get_data(as_text=True)


WORDS = ["%00", "%0Ax", "..%2F..", "%E2%80%AE", "x" * 300, "99999999999999999999", "%27%3B--", "٣"]


@pytest.mark.parametrize("word", WORDS)
def test_odd_addresses_are_never_a_fault_of_ours(app: Flask, client: Client, cast: Cast, word: str) -> None:
    client.sign_in(cast.admin)
    for rule in rules(app):
        if method(rule) == "GET" and rule.endpoint != "static":
            path = re.sub(r"<[^>]+>", word, rule.rule)
            odd = f"?page={word}&q={word}&state={word}&role={word}&service={word}&from={word}&unit={word}"
            for query in ("", odd) if rule.arguments else (odd,):
                code = client.http.get(path + query).status_code
                assert code < 500, f"{path}{query}: {code}"
