"""Closing: what each priority asks, the second pair of eyes, and answers that are never sent as they stand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from quality.accounts.models import Person
from quality.cases import policy
from quality.cases.compose.answers import filled, unedited, unknown_placeholders
from quality.cases.kinds import Access, CanLearn, CaseKind, Factor, Harm, Level, MeasureKind, Rejection
from quality.cases.models.case import Case, CaseMessage
from quality.cases.models.closing import CaseClosing, ClosingState
from quality.cases.policy import Ties
from quality.cases.services import answers, close, measures, receive, transfer
from quality.cases.services.close import Closing
from quality.cases.services.measures import Plan
from quality.cases.states import CaseState
from quality.core.db import db, transaction
from quality.core.history import entries_of
from quality.core.notices import Notice
from quality.core.text import ConflictError, NotAllowedError, RefusedError
from tests.cases.desk import counted, hidden, make_case, words
from tests.cast import Cast
from tests.client import Client
from tests.conftest import NOW

TODAY = dt.date(2026, 11, 23)
ENOUGH: dict[str, Any] = {
    "factors": (Factor.ROUTINE,),
    "involved": "Nattvakta",
    "effect_how": "Vi teller fall",
    "safety_told": True,
}


def a_case(cast: Cast, severity: int, kind: MeasureKind | None = MeasureKind.REMOVE, **more: Any) -> Case:
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=severity, **more)
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
        if kind:
            plan = Plan("Ny matte", cast.colleague.id, TODAY, kind=kind)
            measures.add_measure(session, cast.actor(cast.leader), case, plan, now=NOW)
        return case


def try_close(cast: Cast, case: Case, **more: Any) -> bool:
    with transaction() as session:
        closing = Closing(**({"answer": "Ny matte er lagt.", "can_learn": CanLearn.NO} | more))
        found = session.get_one(Case, case.id)
        return close.close(session, cast.actor(cast.leader), found, closing, now=NOW)


def fresh(case: Case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


@pytest.mark.parametrize(
    ("severity", "without", "field"),
    [
        (2, "factors", "factors"),
        (2, "involved", "involved"),
        (2, "effect_how", ""),
        (2, "safety_told", ""),
        (3, "involved", "involved"),
        (3, "effect_how", "effect_how"),
        (3, "safety_told", "safety_told"),
        (4, "effect_how", "effect_how"),
    ],
)
def test_each_priority_asks_its_own(cast: Cast, severity: int, without: str, field: str) -> None:
    case = a_case(cast, severity, category="H1.1")
    told = {name: value for name, value in ENOUGH.items() if name != without}
    if not field:
        assert try_close(cast, case, **told)
        return
    with pytest.raises(RefusedError) as refused:
        try_close(cast, case, **told)
    assert refused.value.field == field
    assert fresh(case).state is CaseState.MEASURES


def test_weak_measures_alone_need_a_reason_where_it_was_serious(cast: Cast) -> None:
    case = a_case(cast, 3, MeasureKind.MEETING)
    with pytest.raises(RefusedError, match="svake"):
        try_close(cast, case, **ENOUGH)
    assert not try_close(cast, case, **ENOUGH, weak_reason="Rutinen er god.")
    assert try_close(cast, a_case(cast, 2, MeasureKind.MEETING), **ENOUGH)


def test_a_serious_case_is_closed_by_two(client: Client, cast: Cast) -> None:
    case = a_case(cast, 3)
    page = f"/cases/{case.public_id}"
    client.sign_in(cast.leader)
    form = client.get(f"{page}/close")
    assert "Noen andre ser over lukkingen" in words(form)
    sent = hidden(form, "version", "told") | {
        "answer": "Ny matte er lagt.",
        "can_learn": "no",
        "factors": "routine",
        "involved": "Nattvakta",
        "effect_how": "Vi teller fall",
    }
    assert "venter på godkjenning" in words(client.follow(client.post(f"{page}/close", sent)))
    client.http.post(f"{page}/approve", data={"decision": "yes"})
    assert fresh(case).state is CaseState.MEASURES, "who asked does not approve"
    client.sign_in(cast.coordinator)
    assert "Én lukking å godkjenne" in words(client.get("/"))
    assert f'href="{page}/approve"' in client.get("/approvals").get_data(as_text=True)
    assert "Vi teller fall" in words(client.get(f"{page}/approve"))
    client.post(f"{page}/approve", {"decision": "yes"})
    assert fresh(case).state is CaseState.CLOSED
    with transaction() as session:
        message = session.scalars(sa.select(CaseMessage).order_by(CaseMessage.id.desc())).first()
        assert message
        assert (message.author_id, message.text) == (cast.leader.id, "Ny matte er lagt.")
        entry, values = entries_of(session, "case", case.id)[-1]
        assert (entry.actor_id, entry.act, values["approved"]) == (cast.coordinator.id, "close", True)
        row = session.scalars(sa.select(CaseClosing)).one()
        assert (row.state, row.content, row.decided_by_id) == (ClosingState.DONE, {}, cast.coordinator.id)
        told = session.scalars(sa.select(Notice.kind).where(Notice.person_id == cast.employee.id)).all()
        assert "case_closed" in told


def test_what_is_sent_back_stands_in_the_form(client: Client, cast: Cast) -> None:
    case = a_case(cast, 3)
    assert not try_close(cast, case, **ENOUGH)
    page = f"/cases/{case.public_id}"
    client.sign_in(cast.coordinator)
    assert "Skriv hva som mangler." in words(client.post(f"{page}/approve", {"decision": "back"}, status=400))
    client.post(f"{page}/approve", {"decision": "back", "text": "Hvem snakket med de pårørende?"})
    client.sign_in(cast.leader)
    assert "Hvem snakket med de pårørende?" in words(client.get(page))
    assert "Ny matte er lagt." in client.get(f"{page}/close").get_data(as_text=True)
    assert not try_close(cast, case, **ENOUGH)


def test_two_who_approve_at_once_close_it_once(cast: Cast) -> None:
    case = a_case(cast, 3)
    try_close(cast, case, **ENOUGH)
    with transaction() as session:
        found = session.get_one(Case, case.id)
        close.approve(session, cast.actor(cast.coordinator), found, now=NOW)
        with pytest.raises(ConflictError):
            close.approve(session, cast.actor(cast.second_coordinator), found, now=NOW)


def waiting(session: Session, case: Case) -> int:
    query = sa.select(sa.func.count(CaseClosing.id))
    return (
        session.scalar(query.where(CaseClosing.case_id == case.id, CaseClosing.state == ClosingState.WAITING))
        or 0
    )


def test_a_closing_that_waits_ends_when_another_unit_takes_the_case(cast: Cast) -> None:
    case, leader = a_case(cast, 3), cast.actor(cast.leader)
    with transaction() as session:
        case = session.get_one(Case, case.id)
        assert not close.close(session, leader, case, Closing("Tettet.", CanLearn.NO, **ENOUGH), now=NOW)
        assert waiting(session, case) == 1
        transfer.send(session, leader, case, cast.south, "Det er deres.", now=NOW)
        transfer.accept(session, cast.actor(cast.south_leader), case, now=NOW)
        assert waiting(session, case) == 0
        with pytest.raises(ConflictError, match="venter ikke på godkjenning"):
            close.approve(session, cast.actor(cast.head), case, now=NOW)


def test_a_grave_case_that_is_shut_is_not_asked_closed(cast: Cast) -> None:
    case, leader = a_case(cast, 3, None), cast.actor(cast.leader)
    with transaction() as session:
        case = session.get_one(Case, case.id)
        receive.reject(session, leader, case, Rejection.MISTAKE, "Feil.", now=NOW)
        closing = Closing("Tettet.", CanLearn.NO, no_measure_reason="Tettet.", **ENOUGH)
        with pytest.raises(ConflictError, match="allerede avvist"):
            close.close(session, leader, case, closing, now=NOW)
        assert waiting(session, case) == 0


APPROVERS = {
    (3, Access.SERVICE): {"coordinator", "second_coordinator", "head"},
    (4, Access.SERVICE): {"head"},
    (3, Access.PERSONAL): {"coordinator", "second_coordinator"},
    (4, Access.PERSONAL): {"coordinator", "second_coordinator"},
    (3, Access.PRIVACY): {"privacy_officer"},
    (4, Access.SHIELDED): set(),
    (4, Access.SAFETY): {"head"},
}


@pytest.mark.parametrize(("priority", "access"), APPROVERS)
def test_who_may_be_the_second_pair_of_eyes(cast: Cast, priority: int, access: Access) -> None:
    with transaction() as session:
        case = make_case(session, cast, harm=Harm.YES, severity=priority)
        case.access = access
        session.flush()
        found = {
            name
            for name, person in cast.everybody().items()
            if policy.may_approve(cast.actor(person), case, Ties(), cast.leader.id)
        }
        assert found == APPROVERS[priority, access]
        for name in found:
            assert policy.level(cast.actor(cast.everybody()[name]), case, Ties()) >= Level.TEXT
        named = Ties(named=True)
        assert policy.may_approve(cast.actor(cast.teacher), case, named, cast.leader.id)
        assert not policy.may_approve(cast.actor(cast.leader), case, named, cast.leader.id)
        concerned = Ties(concerned=True)
        assert not policy.may_approve(cast.actor(cast.head), case, concerned, cast.leader.id)


@pytest.mark.parametrize("part", ["employee", "leader", "colleague", "school_leader", "safety_rep", "admin"])
def test_nobody_else_approves_by_address(client: Client, cast: Cast, part: str) -> None:
    case = a_case(cast, 3)
    try_close(cast, case, **ENOUGH)
    client.sign_in(cast.everybody()[part])
    for answer in (
        client.http.get(f"/cases/{case.public_id}/approve"),
        client.http.post(f"/cases/{case.public_id}/approve", data={"decision": "yes"}),
    ):
        assert answer.status_code in (403, 404)
    assert fresh(case).state is CaseState.MEASURES


def test_a_category_taken_out_meanwhile_stops_no_closing(cast: Cast, session: Session) -> None:
    case = a_case(cast, 1)
    with transaction() as writing:
        writing.get_one(Case, case.id).category.retired_on = TODAY
    assert try_close(cast, case)


def test_placeholders_are_few_and_nothing_else_is_run() -> None:
    text = "Hei {navn}, takk for sak {sak}. {{ 7*7 }} {% x %}"
    assert unknown_placeholders("Hei {navn} {hemmelig} {}") == ["hemmelig", ""]
    assert filled(text, {"navn": "", "sak": "2026-1"}) == "Hei, takk for sak 2026-1. {{ 7*7 }} {% x %}"


@pytest.mark.parametrize(
    ("answer", "same"),
    [
        ("Hei Kari, takk.", True),
        ("  hei  KARI, takk. ", True),
        ("Hei Kari, takk. Vi har lagt ny matte.", False),
        ("Hei {navn}, dette er nytt.", True),
    ],
)
def test_a_template_that_nobody_edited_is_known(answer: str, same: bool) -> None:
    assert unedited(answer, ["Hei Kari, takk."]) is same


def test_a_template_fills_the_answer_and_is_refused_as_it_stands(client: Client, cast: Cast) -> None:
    client.sign_in(cast.leader)
    new = hidden(client.get("/answers/new"), "once") | {"name": "Fall", "unit": str(cast.north.id)}
    wrong = client.post("/answers/new", new | {"text": "Hei {hvem}"}, status=400)
    assert "Løft kjenner ikke {hvem}." in words(wrong)
    client.post("/answers/new", new | {"text": "Hei {navn}, vi har sett på sak {sak}. Tiltak: {tiltak}."})
    assert "Fall" in words(client.get("/answers"))
    case = a_case(cast, 1)
    page = f"/cases/{case.public_id}/close"
    form = client.get(page)
    template = form.get_data(as_text=True).split('">Fall</option>')[0].rpartition('value="')[2]
    shown = client.http.post(page, data=hidden(form, "version", "told") | {"template": template, "fill": "1"})
    answer = f"Hei Kari, vi har sett på sak {case.label}. Tiltak: Ny matte."
    assert answer in shown.get_data(as_text=True)
    sent = hidden(shown, "version", "told") | {"can_learn": "no", "answer": answer}
    assert "Skriv den om" in words(client.post(page, sent, status=400))
    client.post(page, sent | {"answer": f"{answer} Matta kommer torsdag."})
    assert fresh(case).state is CaseState.CLOSED


def test_a_template_belongs_to_its_unit(client: Client, cast: Cast) -> None:
    with transaction() as session:
        leader = cast.actor(cast.leader)
        mine = answers.write_template(session, leader, cast.north.id, "Fall", "Hei.", now=NOW)
        for unit_id in (cast.school.id, None):
            with pytest.raises(NotAllowedError):
                answers.write_template(session, leader, unit_id, "Fall", "Hei.", now=NOW)
    client.sign_in(cast.school_leader)
    client.get(f"/answers/{mine.public_id}", 404)
    client.http.post(f"/answers/{mine.public_id}/retire")
    assert "Fall" in words(client.sign_in(cast.leader).get("/answers"))
    client.post(f"/answers/{mine.public_id}/retire")
    assert "Ingen maler ennå" in words(client.get("/answers"))


def test_how_the_same_was_solved_before_is_offered(client: Client, cast: Cast) -> None:
    before, other = a_case(cast, 1), a_case(cast, 1, category="T1.1")
    for case, said in ((before, "Vi byttet matte."), (other, "Vi ringte apoteket.")):
        try_close(cast, case, answer=said)
    case = a_case(cast, 1)
    client.sign_in(cast.leader)
    shown = words(client.get(f"/cases/{case.public_id}/close"))
    assert "Vi byttet matte." in shown
    assert "Vi ringte apoteket." not in shown
    assert counted(client, f"/cases/{case.public_id}/close") <= 15


def test_improvements_close_in_one_step(cast: Cast) -> None:
    with transaction() as session:
        case = make_case(session, cast, kind=CaseKind.IDEA, harm=None)
        case.priority = 4
        receive.receive(session, cast.actor(cast.leader), case, now=NOW)
    assert try_close(cast, case)


def test_an_approver_is_told_and_nobody_who_may_not_know(cast: Cast) -> None:
    case = a_case(cast, 3)
    try_close(cast, case, **ENOUGH)
    with transaction() as session:
        told = set(session.scalars(sa.select(Notice.person_id).where(Notice.kind == "closing_asked")))
        names: set[Person] = {cast.coordinator, cast.second_coordinator, cast.head}
    assert told == {person.id for person in names}
