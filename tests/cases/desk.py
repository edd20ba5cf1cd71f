"""What the tests of cases share: cases in every condition, reading pages, counting queries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from quality.accounts.models import Person
from quality.cases.kinds import Access, CaseKind, Harm, Part, Strength, TaskState
from quality.cases.models.case import Case, CaseConcern, CaseHandler
from quality.cases.models.flow import CaseParty, CaseTask
from quality.cases.services.counting import Tally
from quality.cases.services.measures import Plan, add_measure
from quality.cases.services.register import Report, register_case
from quality.core.db import db, transaction
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW
from tests.stage import staged

CANARY = "Kanarifugl"
TIES = ("", "handler", "named", "owner", "confidential", "concerned", "task", "offered", "elsewhere")


def words(answer: TestResponse) -> str:
    """The page as one line of text."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def hidden(answer: TestResponse, *names: str) -> dict[str, str]:
    """The values of hidden fields."""
    page = answer.get_data(as_text=True)
    found = {}
    for name in names:
        field = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
        assert field, f"no field {name}"
        found[name] = re.search(r'value="([^"]*)"', field.group()).group(1)  # type: ignore[union-attr]
    return found


def make_case(session: Session, cast: Cast, reporter: Person | None = None, **more: Any) -> Case:
    """A registered deviation in Hjemmetjenesten nord."""
    told: dict[str, Any] = {
        "kind": CaseKind.DEVIATION,
        "description": f"{CANARY} på badet. Matta var våt.",
        "unit_id": cast.north.id,
        "harm": Harm.NO,
    }
    return register_case(session, cast.actor(reporter or cast.employee), Report(**(told | more)), now=NOW)


def spread(cast: Cast) -> list[Case]:
    """Cases of every kind: shared or not, in two units, with each tie that somebody can have to one."""
    _spread(cast)
    with transaction() as session:
        return list(session.scalars(sa.select(Case).order_by(Case.id)))


@staged
def _spread(cast: Cast) -> None:
    with transaction() as session:
        for access in Access:
            for unit in (cast.north, cast.school):
                for shared in (False, True):
                    for tie in TIES:
                        _tied(session, cast, access, unit.id, shared, tie)


def _tied(session: Session, cast: Cast, access: Access, unit_id: int, shared: bool, tie: str) -> None:
    case = make_case(session, cast, cast.south_leader if tie == "handler" else cast.employee, unit_id=unit_id)
    tally = Tally(session, case)
    if tie == "owner":
        plan = Plan("Ny matte", cast.colleague.id, NOW.date(), Strength.STRONG)
        add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
    case.access, case.shared, case.learning_text = access, shared, "Tørk opp med en gang."
    case.safety = tie != "owner"
    if tie == "handler":
        case.handler_id = cast.outsider.id
    if tie == "confidential":
        case.confidential_to_id = cast.coordinator.id
    if tie == "named":
        session.add(CaseHandler(case_id=case.id, person_id=cast.teacher.id, named_at=NOW))
    if tie == "task":
        due = {"what": "Se på matta", "due_on": NOW.date(), "given_by_id": cast.leader.id, "given_at": NOW}
        for person, state in ((cast.outsider, TaskState.OPEN), (cast.teacher, TaskState.DONE)):
            session.add(CaseTask(case_id=case.id, owner_id=person.id, state=state, **due))
    if tie == "offered":
        session.add(CaseParty(case_id=case.id, unit_id=cast.home.id, part=Part.OFFERED))
    if tie == "elsewhere":
        case.happened_unit_id = cast.south.id
    if tie == "concerned":
        session.add_all(
            CaseConcern(case_id=case.id, person_id=person.id)
            for person in (cast.leader, cast.employee, cast.coordinator)
        )
    session.flush()
    tally.settle()


@contextmanager
def queries() -> Iterator[list[str]]:
    """The statements sent to the database inside the block."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def counted(client: Client, path: str) -> int:
    """How many statements a page costs once it is warm."""
    client.get(path)
    with queries() as sent:
        client.get(path)
    print(path, *sent, sep="\n")  # shown when a test fails
    return len(sent)
