"""The same thing done by many at once: done once, nothing lost, and no fault of ours (rows 19 and 20)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from quality.accounts.models import Person, RoleHeld
from quality.accounts.roles import Role
from quality.cases.models.case import Case, CaseMessage
from quality.cases.states import CaseState
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from quality.learning.models import Note, Uptake
from quality.patterns.models import Pattern
from quality.patterns.states import PatternState
from tests.cases.desk import hidden, make_case
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.learning.conftest import draft, submitted
from tests.patterns.factories import finding, some_cases

__all__ = ["draft", "submitted"]

AT_ONCE, FIFTY = 4, 50
TOLD = "lukket saken, i dag kl."


def together(app: Flask, person: Person, send: Callable[[Client, int], Any]) -> Counter[int]:
    """What so many browsers of one person get when they all press at the same moment."""
    return all_press(app, [person] * AT_ONCE, lambda client, number: int(send(client, number).status_code))


def all_press(app: Flask, people: list[Person], send: Callable[[Client, int], Any]) -> Counter[Any]:
    """What each of these people gets when all of them press at the same moment."""
    clients = [Client(app).sign_in(person) for person in people]
    db.session.rollback()
    gate = Barrier(len(people))

    def press(number: int) -> Any:
        with app.app_context():
            gate.wait(10)
            return send(clients[number], number)

    with ThreadPoolExecutor(len(people)) as pool:
        return Counter(pool.map(press, range(len(people))))


def test_reports_at_once_get_numbers_of_their_own_and_one_form_makes_one(
    app: Flask, cast: Cast, session: Session
) -> None:
    data = {"harm": "no", "unit": cast.north.public_id}
    got = together(
        app,
        cast.employee,
        lambda c, n: c.http.post("/report", data=data | {"text": f"Sak {n}", "once": f"n{n}"}),
    )
    assert got == {303: AT_ONCE}
    assert sorted(session.scalars(sa.select(Case.number))) == [1, 2, 3, 4]
    got = together(
        app, cast.employee, lambda c, n: c.http.post("/report", data=data | {"text": "Samme", "once": "en"})
    )
    assert set(got) <= {303, 409}
    session.rollback()
    assert session.scalar(sa.select(sa.func.count(Case.id)).where(Case.title == "Samme")) == 1


def test_a_case_is_closed_once(app: Flask, client: Client, cast: Cast, session: Session) -> None:
    with transaction() as writing:
        case = make_case(writing, cast)
    path = f"/cases/{case.public_id}"
    client.sign_in(cast.leader).post(f"{path}/receive")
    seen = hidden(client.get(f"{path}/close"), "version", "told")
    data = seen | {"answer": "Ferdig.", "can_learn": "no"}
    got = together(app, cast.leader, lambda c, n: c.http.post(f"{path}/close", data=data))
    assert got == {303: 1, 409: AT_ONCE - 1}
    assert session.scalars(sa.select(Case.state)).all() == [CaseState.CLOSED]
    assert session.scalar(sa.select(sa.func.count(CaseMessage.id))) == 1
    acts = [entry.act for entry, _ in entries_of(session, "case", case.id)]
    assert acts.count("close") == 1


def test_fifty_people_close_one_case_one_wins_and_the_rest_are_told(
    app: Flask, client: Client, cast: Cast, session: Session
) -> None:
    with transaction() as writing:
        case = make_case(writing, cast)
        people = [
            Person(
                first_name=f"Leder{n}",
                last_name="Prøve",
                unit_id=cast.north.id,
                demo_hint="Prøv",
                created_at=NOW,
            )
            for n in range(FIFTY)
        ]
        writing.add_all(people)
        writing.flush()
        writing.add_all(
            RoleHeld(person_id=each.id, role=Role.LEADER, unit_id=cast.north.id) for each in people
        )
    path = f"/cases/{case.public_id}"
    client.sign_in(people[0]).post(f"{path}/receive")
    seen = hidden(client.get(f"{path}/close"), "version", "told")

    def close(browser: Client, number: int) -> tuple[int, bool]:
        data = seen | {"answer": f"Svar {number}.", "can_learn": "no"}
        answer = browser.http.post(f"{path}/close", data=data)
        page = answer.get_data(as_text=True)
        return answer.status_code, TOLD in page and f"Svar {number}." in page

    got = all_press(app, people, close)
    assert got == {(303, False): 1, (409, True): FIFTY - 1}, "one wins; the rest keep what they wrote"
    assert session.scalars(sa.select(Case.state)).all() == [CaseState.CLOSED]
    assert session.scalar(sa.select(sa.func.count(CaseMessage.id))) == 1
    acts = [entry.act for entry, _ in entries_of(session, "case", case.id)]
    assert acts.count("close") == 1
    answered = sa.select(sa.func.count(Notice.id)).where(Notice.person_id == cast.employee.id)
    assert session.scalar(answered.where(Notice.kind == "case_closed")) == 1


def test_a_note_is_published_once(app: Flask, cast: Cast, session: Session, submitted: Note) -> None:
    path = f"/learning/{submitted.public_id}/publish"
    got = together(app, cast.second_coordinator, lambda c, n: c.http.post(path))
    assert got[303] == 1
    assert set(got) <= {303, 409, 422}
    assert session.scalar(sa.select(sa.func.count(Uptake.id))) == 2


def test_a_pattern_is_raised_once(app: Flask, cast: Cast, session: Session) -> None:
    with transaction() as writing:
        pattern = finding(writing, cast, some_cases(writing, cast, NOW), NOW)
        version = str(pattern.version)
    path = f"/patterns/{pattern.public_id}/raise"
    got = together(app, cast.coordinator, lambda c, n: c.http.post(path, data={"version": version}))
    assert got == {303: 1, 409: AT_ONCE - 1}
    assert session.scalars(sa.select(Pattern.state)).all() == [PatternState.RAISED]
    told = sa.select(sa.func.count(Notice.id)).where(
        Notice.kind == "pattern_raised", Notice.person_id == cast.leader.id
    )
    assert session.scalar(told) == 1
