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

from quality.accounts.models import Person
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

AT_ONCE = 4


def together(app: Flask, person: Person, send: Callable[[Client, int], Any]) -> Counter[int]:
    """What so many browsers of one person get when they all press at the same moment."""
    clients = [Client(app).sign_in(person) for _ in range(AT_ONCE)]
    db.session.rollback()
    gate = Barrier(AT_ONCE)

    def press(number: int) -> int:
        with app.app_context():
            gate.wait(10)
            return int(send(clients[number], number).status_code)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(press, range(AT_ONCE)))


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
